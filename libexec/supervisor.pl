#!/usr/bin/perl
# Starts attempts for Pawl. One process of this program, the helper, serves one Pawl. It hands each order to a
# supervisor, a fork of itself, which claims the attempt's folder, runs the work, keeps its deadline, bounds its
# output, and records its end. A supervisor has one attempt at a time, then takes the next. Supervisors and their
# work need neither the helper nor Pawl to live; without the helper a supervisor ends with the attempt that it has.
#
#   perl supervisor.pl HOST BOOT [SYSTEM]     (what claims call this machine, and this boot of it; linux.pl or posix.pl)
#
# Orders on stdin: four bytes of length, then fields joined by NUL:
#   run ID FOLDER MARKER COMMAND CWD TIMEOUT-MS GRACE-MS MAX-OUTPUT-BYTES NAME=VALUE...     (timeout 0: none)
#   cancel ID
# Answers on stdout, a line each: "ready" once; then, for each order that was to run,
#   ID {"ended":...}   how it ended, as recorded
#   ID taken           somebody else holds the claim: follow the folder
#   ID gone            its supervisor died: look into the folder
#
# Descriptors are numbers here. What has to do with the system is in linux.pl, and the same in posix.pl for where that
# cannot be used. It needs nothing but what every perl has (Debian's perl-base: no JSON).
use strict;

my $CHUNK  = 65536;
my $SETTLE = 1 << 20;    # no pipe holds more, unless the system's administrator said so
my $ROUNDS = 200;        # of killing what is left, or of recording the end on a full disk, before giving up
my $SPARE  = 16;         # supervisors kept while there is nothing for them to do
my $HEAD_MS = 4;         # that the work has before its supervisor goes on
my $LINUX  = $^O eq 'linux';

my ($HOST, $BOOT) = map { json_string($_) } @ARGV, '', '';
my @SYSTEMS = $ARGV[2] || ($LINUX ? 'linux.pl' : (), 'posix.pl');
my $recorded = 1;
our ($terminated, $NO_HANG, $EEXIST, $ENOENT, @PASSING);

for my $system (@SYSTEMS) {
    require(($0 =~ s{[^/]*$}{}r) . $system);
    last if is_usable();
}
exit helper();

# ---- the helper

sub helper {
    my ($orders, $answers) = take_standard_streams();
    hold_signals();
    my ($free_r, $free_w) = make_pipe();    # where supervisors say, by pid, that they are free
    my (%supervisors, @spare);
    chdir '/';
    @ENV{qw(LC_ALL TZ)} = qw(C UTC);
    put($answers, "ready\n");

    my $hand_out = sub {
        my ($frame) = @_;
        my (undef, $id) = split /\0/, substr($frame, 4), 3;
        while (my $spare = pop @spare) {
            next if !put($spare->{orders}, $frame);
            $spare->{id} = $id;
            return;
        }
        my ($theirs, $ours) = make_pipe();
        my $pid = defined $ours ? fork : undef;
        if (!defined $pid) {
            my $trouble = $!;
            shut($theirs, $ours) if defined $ours;
            put($answers, "$id " . refused('could not start a process', $trouble) . "\n");
        } elsif ($pid) {
            shut($theirs);
            $supervisors{$pid} = { orders => $ours, id => $id };
        } else {
            shut($orders, $free_r, $ours, grep { defined } map { $_->{orders} } values %supervisors);
            leave(supervisor($theirs, $free_w, $answers, $frame));
        }
    };

    my $buffer = '';
    until ($terminated) {
        my ($ordered, $freed) = await(undef, $orders, $free_r);
        if ($freed) {
            take($free_r, \my $pids);
            for my $supervisor (grep { $_ } map { $supervisors{$_} } unpack 'N*', $pids) {
                # One that was told to cancel may yet get that signal, and would take it for its next attempt's.
                if ($supervisor->{cancelled} || @spare >= $SPARE) {
                    shut(delete $supervisor->{orders});
                } else {
                    delete $supervisor->{id};
                    push @spare, $supervisor;
                }
            }
        }
        while ((my $pid = waitpid -1, $NO_HANG) > 0) {
            my $ended = delete $supervisors{$pid} or next;
            put($answers, "$ended->{id} gone\n") if $? != 0 && defined $ended->{id};
            shut($ended->{orders}) if defined $ended->{orders};
            @spare = grep { $_ != $ended } @spare;
        }
        next if !$ordered;
        last if take($orders, \$buffer) <= 0;    # without Pawl there is nobody to serve
        while (defined(my $frame = take_frame(\$buffer))) {
            my ($verb, $id) = split /\0/, substr($frame, 4), 3;
            if ($verb eq 'run') { $hand_out->($frame); next }
            my ($pid) = grep { ($supervisors{$_}{id} // '') eq $id } keys %supervisors or next;
            $supervisors{$pid}{cancelled} = kill 'TERM', $pid;
        }
    }
    return 0;
}

# ---- a supervisor

# Gives the exit status: other than 0 where an order may have been left undone.
sub supervisor {
    my ($orders, $free, $answers, $frame) = @_;
    my $buffer = '';
    hold_signals_anew();
    lead_session();
    keep_descendants();
    my $start = start_of($$);
    while (1) {
        my (undef, $id, @order) = split /\0/, substr($frame, 4), 10;
        my ($line, $output) = perform($start, @order);
        # What is left below it now is left for good; another attempt must not take it for its own, nor a signal
        # that was meant for this one. And while it lives, it is taken to have this attempt unless that is recorded.
        my $goes_on = !defined $output && !$terminated && $recorded && waitpid(-1, $NO_HANG) == -1;
        put($free, pack 'N', $$) if $goes_on;
        put($answers, "$id $line\n");
        if (!$goes_on) {
            shut($free, $answers);
            drop_rest($output) if defined $output;
            return 0;
        }
        until (defined($frame = take_frame(\$buffer))) {
            my ($ordered) = await(undef, $orders);
            return 1 if $terminated;
            return 0 if $ordered && take($orders, \$buffer) <= 0;
        }
    }
}

# Claims the folder and does the attempt. Gives the answer, and the pipe if somebody may still write to it.
sub perform {
    my ($start, $folder, $marker, $command, $cwd, $timeout, $grace, $max, $environment) = @_;
    my ($record, $refusal) = claim($folder, $start);
    return $refusal if !defined $record;
    my $log = { folder => $folder, half => int($max / 2) || 1, size => 0, bytes => 0, dropped => 0 };
    my $attempt = { log => $log };
    if (!$terminated) {
        my ($work, $output) = start_work($command, $cwd, $environment);
        if (!$work) {
            my $line = note($record, $log, refused('could not start a process', $!));
            shut($record);
            return $line;
        }
        ($attempt->{work}, $attempt->{output}) = ($work, $output);
        # What the two write before the new process is a shell has to be copied: it is let go first.
        turn($attempt, $HEAD_MS);
        put($record, qq({"started":{"pid":$work,"start":) . json_string(start_of($work)) . "}}\n");
    }
    my $why = '';
    my $deadline = $timeout ? now() + $timeout : undef;
    until (defined $attempt->{status}) {    # that it has ended comes before anything else
        my $left = $timeout ? $deadline - now() : undef;
        if    ($terminated)              { $why = 'cancelled' }
        elsif ($timeout && $left <= 0) { $why = 'timedOut' }
        last if $why;
        turn($attempt, $left);
    }
    stop($attempt, $marker, $grace) if $attempt->{work} && ($why || $attempt->{status});
    # What it had written when it ended is in the pipe. What a daemon that it left goes on to write is not its own.
    my $until = $log->{bytes} + $SETTLE;
    while (defined $attempt->{output} && $log->{bytes} < $until && turn($attempt, 0)) { }
    my $line = note($record, $log, ended($folder, $attempt->{status}, $why, $log));
    shut($record);
    return ($line, $attempt->{output});
}

# Waits for something to happen to the attempt, and takes it in. Says whether there was output, or its end.
sub turn {
    my ($attempt, $ms) = @_;
    my ($readable) = await($ms, defined $attempt->{output} ? $attempt->{output} : ());
    if ($readable) {
        my $chunk = '';
        if (take($attempt->{output}, \$chunk) > 0) { keep($attempt->{log}, $chunk) }
        else                                       { shut(delete $attempt->{output}) }
    }
    while ((my $pid = waitpid -1, $NO_HANG) > 0) {
        $attempt->{status} = $? if $pid == ($attempt->{work} // 0);
    }
    return $readable;
}

# A daemon that was left still writes here. It goes on, and what it writes is dropped.
sub drop_rest {
    my ($output) = @_;
    $SIG{CHLD} = 'IGNORE';
    $SIG{TERM} = 'DEFAULT';
    let_signals_in();
    my $dropped;
    do { $dropped = '' } while take($output, \$dropped) > 0;
}

# The claim is good if this line is the record's first: another may take a claim that was begun and not written.
sub claim {
    my ($folder, $start) = @_;
    my $path = "$folder/record";
    make_folder($folder) or return (undef, refused("could not make $path", $!));
    my $record = open_new($path);
    return (undef, $! == $EEXIST ? 'taken' : refused("could not make $path", $!)) if !defined $record;
    my $line = qq({"claimed":{"host":$HOST,"boot":$BOOT,"pid":$$,"start":) . json_string($start) . "}}\n";
    my $refusal = !put($record, $line) ? refused("could not write to $path", $!)
      : place_in($record) != length $line ? 'taken' : return $record;
    shut($record);
    return (undef, $refusal);
}

sub make_folder {
    my ($path) = @_;
    return 1 if mkdir $path or $! == $EEXIST;
    return 0 if $! != $ENOENT || $path !~ m{^(.+)/[^/]+$}s || !make_folder($1);
    return mkdir($path) || $! == $EEXIST;
}

# The work has a session of its own, one pipe for all that it writes, and no other environment than the order's.
sub start_work {
    my ($command, $cwd, $environment) = @_;
    my $shell = shell_of($command, $environment);
    my ($output, $end) = make_pipe() or return;
    my $pid = fork;
    if (!defined $pid) {
        my $trouble = $!;
        shut($output, $end);
        $! = $trouble;
        return;
    }
    if ($pid) {
        shut($end);
        return ($pid, $output);
    }
    lead_session();
    point_output($end);
    let_signals_in();
    my $trouble = "pawl: the working folder $cwd cannot be entered";
    if (chdir $cwd) {
        become($shell);
        $trouble = 'pawl: /bin/sh cannot be started';
    }
    put(2, "$trouble: $!\n");
    leave(126);
}

# SIGTERM to all that belongs to the attempt, SIGKILL after the grace period, until nothing is left.
sub stop {
    my ($attempt, $marker, $grace) = @_;
    my $work = $attempt->{work};
    my $killing = now() + $grace;
    for my $signal ('TERM', ('KILL') x $ROUNDS) {
        my %group_of = left_over($work, $marker) or return;
        kill $signal, -$work if grep { $_ == $work } values %group_of;
        kill $signal, grep { $group_of{$_} != $work } keys %group_of;
        if ($signal eq 'KILL') {
            turn($attempt, 5) for 1 .. 4;
            next;
        }
        while ((my $left = $killing - now()) > 0) {
            turn($attempt, $left < 20 ? $left : 20);
            last if !grep { start_of($_) ne '' } keys %group_of;
        }
    }
}

sub ended {
    my ($folder, $status, $why, $log) = @_;
    my ($code, $signal, $reason) = ('null', 'null', 'null');
    if (defined $status) {
        if   ($status & 127) { $signal = json_string(signal_name($status & 127)) }
        else                 { $code   = $status >> 8 }
    }
    if ($why eq 'cancelled') {
        $reason = json_string(slurp("$folder/cancel") || 'its supervisor was told to end');
    }
    my $timed_out = $why eq 'timedOut' ? 'true' : 'false';
    my $line = qq({"ended":{"code":$code,"signal":$signal,"timedOut":$timed_out,"cancelled":$reason,"at":)
      . time . qq(000,"bytes":$log->{bytes},"dropped":$log->{dropped});
    $line .= ',"outputError":' . json_string($log->{error}) if $log->{error};
    my $outputs = -s "$folder/outputs";
    $line .= qq(,"outputs":$outputs) if $outputs;
    return "$line}}";
}

sub refused {
    my ($what, $error) = @_;
    my $again = grep { $error == $_ } @PASSING;
    return '{"ended":{"refused":' . json_string("$what: $error") . ',"again":' . ($again ? 'true' : 'false') . '}}';
}

# Records the end, and gives it. On a full disk the output gives way to it.
sub note {
    my ($record, $log, $line) = @_;
    my $text = "$line\n";
    for (1 .. $ROUNDS) {
        return $line if put($record, $text);
        unlink "$log->{folder}/output.1.log";
        truncate $log->{file}, 0 if $log->{file};
        select undef, undef, undef, 0.05;
        $text = "\n$line\n";
    }
    $recorded = 0;
    return $line;
}

# Appends to output.log; when that is half of what is allowed, it becomes output.1.log and the one before is dropped.
sub keep {
    my ($log, $chunk) = @_;
    $log->{bytes} += length $chunk;
    my $most = 2 * $log->{half};
    if (length $chunk > $most) {
        $log->{dropped} += length($chunk) - $most;
        $chunk = substr $chunk, -$most;
    }
    while (length $chunk) {
        my $path = "$log->{folder}/output.log";
        if ($log->{file} && $log->{size} >= $log->{half}) {
            close delete $log->{file};
            my $before = -s "$log->{folder}/output.1.log";
            $log->{dropped} += $before if $before;
            rename $path, "$log->{folder}/output.1.log" or truncate $path, 0;
            $log->{size} = 0;
        }
        my $written = 0;
        if ($log->{file} || open $log->{file}, '>>', $path) {
            $written = syswrite $log->{file}, $chunk, $log->{half} - $log->{size};
        }
        if (!$written) {
            $log->{error} = "$!";
            $log->{dropped} += length $chunk;
            delete $log->{file} if !defined fileno $log->{file};
            return;
        }
        $log->{size} += $written;
        substr $chunk, 0, $written, '';
    }
}

# ---- processes

# All that belongs to the attempt: its group and session, what carries its marker, and what is below any of these
# or below this process. Gives the group of each, by pid. Zombies do not count.
sub left_over {
    my ($work, $marker) = @_;
    my (%children, %group_of, %found);
    for my $process ($LINUX ? processes_of_linux($marker) : processes_of_ps($marker)) {
        my ($pid, $parent, $group, $session, $marked) = @$process;
        next if $pid == $$;
        $group_of{$pid} = $group;
        push @{ $children{$parent} }, $pid;
        $found{$pid} = 1 if $marked || $group == $work || $session == $work;
    }
    my @look = ($$, keys %found);
    while (defined(my $pid = shift @look)) {
        push @look, grep { !$found{$_}++ } @{ $children{$pid} || [] };
    }
    return map { $_ => $group_of{$_} } keys %found;
}

sub processes_of_linux {
    my ($marker) = @_;
    my @processes;
    opendir my $proc, '/proc' or return;
    for my $pid (grep { /^\d+$/ } readdir $proc) {
        my ($state, @of) = slurp("/proc/$pid/stat") =~ /.*\) (\S) (\d+) (-?\d+) (-?\d+)/s or next;
        next if $state =~ /[ZX]/;
        push @processes, [$pid, @of, index("\0" . slurp("/proc/$pid/environ"), "\0PAWL_ATTEMPT_ID=$marker\0") >= 0];
    }
    return @processes;
}

sub processes_of_ps {
    my ($marker) = @_;
    my @processes;
    for (`ps -axEww -o pid=,ppid=,pgid=,state=,command=`) {
        my ($pid, $parent, $group, $state, $command) = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)/ or next;
        next if $state =~ /^Z/;
        push @processes, [$pid, $parent, $group, 0, $command =~ /(?:^|\s)PAWL_ATTEMPT_ID=\Q$marker\E(?:\s|$)/];
    }
    return @processes;
}

# When the process started, in the same words as src/processes/identity.ts; empty if it is not there.
sub start_of {
    my ($pid) = @_;
    if (!$LINUX) {
        my ($state, $start) = `ps -o state=,lstart= -p $pid` =~ /^(\S+)\s+(.*\S)/;
        return defined $state && $state !~ /^Z/ ? $start : '';
    }
    my $stat = slurp("/proc/$pid/stat");
    my @fields = split / /, substr($stat, rindex($stat, ')') + 2), 21;
    return @fields && $fields[0] !~ /[ZX]/ ? $fields[19] : '';
}

# Few attempts end by a signal, so that its name is looked for where that costs something.
sub signal_name {
    my ($number) = @_;
    require POSIX;
    for my $name (qw(HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM XCPU XFSZ VTALRM PROF SYS)) {
        my $constant = POSIX->can("SIG$name");
        return "SIG$name" if $constant && eval { $constant->() } == $number;
    }
    return "signal $number";
}

# ---- streams, files

# Keeps stdin and stdout for itself, where no work inherits them, and nothing else that was open: not the lock, say,
# under which Pawl was started.
sub take_standard_streams {
    opendir my $open, $LINUX ? '/proc/self/fd' : '/dev/fd';
    my @inherited = grep { /^\d+$/ && $_ > 2 } readdir $open;
    closedir $open;
    shut($_ + 0) for @inherited;
    open ORDERS,  '<&', \*STDIN;
    open ANSWERS, '>&', \*STDOUT;
    open STDIN,  '<', '/dev/null';
    open STDOUT, '>', '/dev/null';
    open STDERR, '>', '/dev/null';
    return (known(\*ORDERS), known(\*ANSWERS));
}

# An order, if the buffer holds all of it.
sub take_frame {
    my ($buffer) = @_;
    return if length $$buffer < 4;
    my $length = 4 + unpack 'N', $$buffer;
    return length $$buffer < $length ? undef : substr $$buffer, 0, $length, '';
}

sub slurp {
    my ($path) = @_;
    my $file = open_old($path);
    return '' if !defined $file;
    my $text = '';
    while (take($file, \$text) > 0) { }
    shut($file);
    return $text;
}

sub json_string {
    my ($text) = @_;
    $text =~ s/(["\\])/\\$1/g;
    $text =~ s/([\x00-\x1f\x7f])/sprintf '\\u%04x', ord $1/ge;
    return qq("$text");
}
