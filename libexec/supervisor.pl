#!/usr/bin/perl
# Starts attempts for Pawl. One process of this program, the helper, serves one Pawl. It hands each order to a
# supervisor, a fork of itself, which claims the attempt's folder, runs the work, keeps its deadline, bounds its
# output, and records its end. A supervisor has one attempt at a time, then takes the next. Supervisors and their
# work need neither the helper nor Pawl to live; without the helper a supervisor ends with the attempt that it has.
#
#   perl supervisor.pl HOST BOOT      (what claims call this machine, and this boot of it)
#
# Orders on stdin: four bytes of length, then fields joined by NUL:
#   run ID FOLDER MARKER COMMAND CWD TIMEOUT-MS GRACE-MS MAX-OUTPUT-BYTES NAME=VALUE...     (timeout 0: none)
#   cancel ID
# Answers on stdout, a line each: "ready" once; then, for each order that was to run,
#   ID {"ended":...}   how it ended, as recorded
#   ID taken           somebody else holds the claim: follow the folder
#   ID gone            its supervisor died: look into the folder
#
# It needs nothing but what every perl has (Debian's perl-base: no Time::HiRes, no JSON).
use strict;
use warnings;
use Fcntl qw(O_APPEND O_CREAT O_EXCL O_WRONLY);
use POSIX ();

my $LINUX  = $^O eq 'linux';
my $CHUNK  = 65536;
my $SETTLE = 1 << 20;    # no pipe holds more, unless the system's administrator said so
my $ROUNDS = 200;        # of killing what is left, or of recording the end on a full disk, before giving up
my $SPARE  = 16;         # supervisors kept while there is nothing for them to do

my ($HOST, $BOOT) = map { json_string($_) } @ARGV, '', '';
my $TICK_MS = 1000 / POSIX::sysconf(POSIX::_SC_CLK_TCK());
my $HIRES   = !$LINUX && eval { require Time::HiRes; Time::HiRes::clock_gettime(Time::HiRes::CLOCK_MONOTONIC()) };
my $PRCTL   = $LINUX && prctl_number();

# Signals are let in only during await(), and their handlers only write to a pipe that await() looks at:
# none can slip in between a check and the wait that follows it.
my $SIGNALS = POSIX::SigSet->new(POSIX::SIGCHLD(), POSIX::SIGTERM());
my $NONE    = POSIX::SigSet->new;
my ($wake_r, $wake_w);
my $terminated = 0;
my $recorded   = 1;

exit helper();

# ---- the helper

sub helper {
    my ($orders, $answers) = take_standard_streams();
    my (%supervisors, @spare, $free_r, $free_w);
    pipe $free_r, $free_w;    # where supervisors say, by pid, that they are free
    take_signals();
    make_wake_pipe();
    chdir '/';
    @ENV{qw(LC_ALL TZ)} = qw(C UTC);
    answer($answers, 'ready');

    my $hand_out = sub {
        my ($frame) = @_;
        my (undef, $id, @order) = fields($frame);
        while (my $spare = pop @spare) {
            next if (syswrite($spare->{orders}, $frame) // 0) != length $frame;
            $spare->{id} = $id;
            return;
        }
        my ($theirs, $ours);
        pipe $theirs, $ours;
        my $pid = fork;
        if (!defined $pid) {
            answer($answers, "$id " . refused('could not start a process', $!));
        } elsif ($pid) {
            $supervisors{$pid} = { orders => $ours, id => $id };
        } else {
            close $_ for $orders, $free_r, $ours, map { $_->{orders} || () } values %supervisors;
            POSIX::_exit(supervisor($theirs, $free_w, $answers, $id, @order));
        }
    };

    my $buffer = '';
    until ($terminated) {
        my ($ordered, $freed) = await(undef, $orders, $free_r);
        if ($freed) {
            my $pids = '';
            sysread $free_r, $pids, $CHUNK;
            for my $supervisor (grep { $_ } map { $supervisors{$_} } unpack 'N*', $pids) {
                # One that was told to cancel may yet get that signal, and would take it for its next attempt's.
                delete $supervisor->{$supervisor->{cancelled} || @spare >= $SPARE ? 'orders' : 'id'};
                push @spare, $supervisor if $supervisor->{orders};
            }
        }
        while ((my $pid = waitpid -1, POSIX::WNOHANG()) > 0) {
            my $ended = delete $supervisors{$pid} or next;
            answer($answers, "$ended->{id} gone") if $? != 0 && defined $ended->{id};
            @spare = grep { $_ != $ended } @spare;
        }
        next if !$ordered;
        last if !sysread $orders, $buffer, $CHUNK, length $buffer;    # without Pawl there is nobody to serve
        while (defined(my $frame = take_frame(\$buffer))) {
            my ($verb, $id) = fields($frame);
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
    my ($orders, $free, $answers, @order) = @_;
    my $buffer = '';
    POSIX::setsid();
    make_wake_pipe();
    # What its work starts stays below it, also when the process between is gone: nothing gets out of sight.
    syscall $PRCTL, 36, 1, 0, 0, 0 if $PRCTL;
    my $start = start_of($$);
    while (1) {
        my $id = shift @order;
        my ($line, $output) = perform($start, @order);
        # What is left below it now is left for good; another attempt must not take it for its own, nor a signal
        # that was meant for this one. And while it lives, it is taken to have this attempt unless that is recorded.
        my $goes_on = !$output && !$terminated && $recorded && waitpid(-1, POSIX::WNOHANG()) == -1;
        syswrite $free, pack 'N', $$ if $goes_on;
        answer($answers, "$id $line");
        if (!$goes_on) {
            close $_ for $free, $answers;
            drop_rest($output) if $output;
            return 0;
        }
        my $frame;
        until (defined($frame = take_frame(\$buffer))) {
            my ($ordered) = await(undef, $orders);
            return 1 if $terminated;
            return 0 if $ordered && !sysread $orders, $buffer, $CHUNK, length $buffer;
        }
        (undef, @order) = fields($frame);
    }
}

# Claims the folder and does the attempt. Gives the answer, and the pipe if somebody may still write to it.
sub perform {
    my ($start, $folder, $marker, $command, $cwd, $timeout, $grace, $max, @env) = @_;
    my ($record, $refusal) = claim($folder, $start);
    return $refusal if !$record;
    my ($work, $output, $status, $why) = (0, undef, undef, '');
    my $log = { folder => $folder, half => int($max / 2) || 1, size => 0, bytes => 0, dropped => 0 };
    my $turn = sub {
        my ($ms) = @_;
        my ($readable) = await($ms, $output ? $output : ());
        if ($readable) {
            my $chunk = '';
            my $read  = sysread $output, $chunk, $CHUNK;
            $read ? keep($log, $chunk) : undef $output;
        }
        while ((my $pid = waitpid -1, POSIX::WNOHANG()) > 0) {
            $status = $? if $pid == $work;
        }
        return $readable;
    };

    if (!$terminated) {
        ($work, $output) = start_work($command, $cwd, @env);
        my $trouble = $!;
        return note($record, $log, refused('could not start a process', $trouble)) if !$work;
        syswrite $record, qq({"started":{"pid":$work,"start":) . json_string(start_of($work)) . "}}\n";
    }
    my $deadline = $timeout ? now() + $timeout : undef;
    until (defined $status) {    # that it has ended comes before anything else
        my $left = defined $deadline ? $deadline - now() : undef;
        if    ($terminated)                  { $why = 'cancelled' }
        elsif (defined $left && $left <= 0) { $why = 'timedOut' }
        last if $why;
        $turn->($left);
    }
    stop($work, $marker, $grace, $turn) if $work && ($why || $status);
    # What it had written when it ended is in the pipe. What a daemon that it left goes on to write is not its own.
    my $until = $log->{bytes} + $SETTLE;
    while ($output && $log->{bytes} < $until && $turn->(0)) { }
    return (note($record, $log, ended($folder, $status, $why, $log)), $output);
}

# A daemon that was left still writes here. It goes on, and what it writes is dropped.
sub drop_rest {
    my ($output) = @_;
    $SIG{CHLD} = 'IGNORE';
    $SIG{TERM} = 'DEFAULT';
    POSIX::sigprocmask(POSIX::SIG_SETMASK(), $NONE);
    my $dropped = '';
    while (sysread $output, $dropped, $CHUNK) { }
}

# The claim is good if this line is the record's first: another may take a claim that was begun and not written.
sub claim {
    my ($folder, $start) = @_;
    my ($path, $flags, $record) = ("$folder/record", O_WRONLY | O_APPEND | O_CREAT | O_EXCL);
    if (!sysopen $record, $path, $flags) {
        return (undef, 'taken') if $! == POSIX::EEXIST();
        $! == POSIX::ENOENT() && make_folder($folder) && sysopen $record, $path, $flags
          or return (undef, $! == POSIX::EEXIST() ? 'taken' : refused("could not make $path", $!));
    }
    my $line = qq({"claimed":{"host":$HOST,"boot":$BOOT,"pid":$$,"start":) . json_string($start) . "}}\n";
    my $written = syswrite($record, $line) // 0;
    return (undef, refused("could not write to $path", $!)) if $written != length $line;
    return (undef, 'taken') if sysseek($record, 0, 1) != length $line;
    return $record;
}

sub make_folder {
    my ($path) = @_;
    return 1 if mkdir $path or $! == POSIX::EEXIST();
    return 0 if $! != POSIX::ENOENT() || $path !~ m{^(.+)/[^/]+$}s || !make_folder($1);
    return mkdir($path) || $! == POSIX::EEXIST();
}

# The work has a session of its own, one pipe for all that it writes, and no other environment than the order's.
sub start_work {
    my ($command, $cwd, @env) = @_;
    my ($output, $end);
    pipe $output, $end or return;
    my $pid = fork;
    return if !defined $pid;
    return ($pid, $output) if $pid;
    POSIX::setsid();
    POSIX::dup2(fileno $end, $_) for 1, 2;
    $SIG{$_} = 'DEFAULT' for qw(HUP INT PIPE XFSZ TERM);
    POSIX::sigprocmask(POSIX::SIG_SETMASK(), $NONE);
    my $trouble = "pawl: the working folder $cwd cannot be entered";
    if (chdir $cwd) {
        %ENV = map { split /=/, $_, 2 } @env;
        no warnings 'exec';
        exec { '/bin/sh' } '/bin/sh', '-c', '--', $command;
        $trouble = 'pawl: /bin/sh cannot be started';
    }
    syswrite STDERR, "$trouble: $!\n";
    POSIX::_exit(126);
}

# SIGTERM to all that belongs to the attempt, SIGKILL after the grace period, until nothing is left.
sub stop {
    my ($work, $marker, $grace, $turn) = @_;
    my $killing = now() + $grace;
    for my $signal ('TERM', ('KILL') x $ROUNDS) {
        my %group_of = left_over($work, $marker) or return;
        kill $signal, -$work if grep { $_ == $work } values %group_of;
        kill $signal, grep { $group_of{$_} != $work } keys %group_of;
        if ($signal eq 'KILL') {
            $turn->(5) for 1 .. 4;
            next;
        }
        while ((my $left = $killing - now()) > 0) {
            $turn->($left < 20 ? $left : 20);
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
    my $again = grep { $error == $_ } POSIX::EAGAIN(), POSIX::EMFILE(), POSIX::ENFILE(), POSIX::ENOMEM(), POSIX::ENOSPC();
    return '{"ended":{"refused":' . json_string("$what: $error") . ',"again":' . ($again ? 'true' : 'false') . '}}';
}

# Records the end, and gives it. On a full disk the output gives way to it.
sub note {
    my ($record, $log, $line) = @_;
    my $text = "$line\n";
    for (1 .. $ROUNDS) {
        return $line if (syswrite($record, $text) // 0) == length $text;
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
        if ($log->{file} || sysopen $log->{file}, $path, O_WRONLY | O_APPEND | O_CREAT) {
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
    my @fields = split / /, slurp("/proc/$pid/stat") =~ s/.*\) //sr;
    return @fields && $fields[0] !~ /[ZX]/ ? $fields[19] : '';
}

sub signal_name {
    my ($number) = @_;
    for my $name (qw(HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM XCPU XFSZ VTALRM PROF SYS)) {
        my $constant = POSIX->can("SIG$name");
        return "SIG$name" if $constant && eval { $constant->() } == $number;
    }
    return "signal $number";
}

# prctl has another number on each kind of machine, and perl has no other way to call it.
sub prctl_number {
    my %number_of = (x86_64 => 157, i686 => 172, armv7l => 172, ppc64le => 171, s390x => 172);
    my $machine = (POSIX::uname())[4];
    return $machine =~ /^(?:aarch64|riscv64|loongarch64)$/ ? 167 : $number_of{$machine} || 0;
}

# ---- streams, signals, time

# Keeps stdin and stdout for itself, where no work inherits them, and nothing else that was open: not the lock, say,
# under which Pawl was started.
sub take_standard_streams {
    opendir my $open, $LINUX ? '/proc/self/fd' : '/dev/fd';
    my @inherited = grep { /^\d+$/ && $_ > 2 } readdir $open;
    closedir $open;
    POSIX::close($_) for @inherited;
    open my $orders,  '<&', \*STDIN;
    open my $answers, '>&', \*STDOUT;
    open STDIN,  '<', '/dev/null';
    open STDOUT, '>', '/dev/null';
    open STDERR, '>', '/dev/null';
    return ($orders, $answers);
}

sub take_signals {
    $SIG{$_} = 'IGNORE' for qw(HUP INT PIPE XFSZ);
    POSIX::sigprocmask(POSIX::SIG_BLOCK(), $SIGNALS);
    for my $signal (POSIX::SIGCHLD(), POSIX::SIGTERM()) {
        my $handler = sub {
            $terminated = 1 if $signal == POSIX::SIGTERM();
            syswrite $wake_w, '.';
        };
        POSIX::sigaction($signal, POSIX::SigAction->new($handler, $NONE, 0));
    }
}

sub make_wake_pipe {
    undef $_ for $wake_r, $wake_w;
    pipe $wake_r, $wake_w;
}

# An order, if the buffer holds all of it.
sub take_frame {
    my ($buffer) = @_;
    return if length $$buffer < 4;
    my $length = 4 + unpack 'N', $$buffer;
    return length $$buffer < $length ? undef : substr $$buffer, 0, $length, '';
}

sub fields {
    my ($frame) = @_;
    return split /\0/, substr($frame, 4), -1;
}

# Waits until a handle can be read, a signal comes, or the time is over. Says for each handle whether it can be read.
sub await {
    my ($ms, @handles) = @_;
    my ($ready, $bits, $ignored);
    do {    # a signal that breaks in here makes the next look find the pipe
        $bits = '';
        vec($bits, fileno $_, 1) = 1 for $wake_r, @handles;
        POSIX::sigprocmask(POSIX::SIG_UNBLOCK(), $SIGNALS);
        $ready = select $bits, undef, undef, defined $ms ? $ms / 1000 : undef;
        POSIX::sigprocmask(POSIX::SIG_BLOCK(), $SIGNALS);
    } while ($ready < 0);
    sysread $wake_r, $ignored, 512 if vec $bits, fileno $wake_r, 1;
    return map { vec $bits, fileno $_, 1 } @handles;
}

# A whole line in one write, so that the lines of several supervisors do not mix.
sub answer {
    my ($answers, $text) = @_;
    syswrite $answers, "$text\n";
}

# Milliseconds on a clock that nobody sets.
sub now {
    return 1000 * Time::HiRes::clock_gettime(Time::HiRes::CLOCK_MONOTONIC()) if $HIRES;
    return (POSIX::times())[0] * $TICK_MS;
}

sub slurp {
    my ($path) = @_;
    open my $file, '<', $path or return '';
    local $/;
    return scalar(<$file>) // '';
}

sub json_string {
    my ($text) = @_;
    $text =~ s/(["\\])/\\$1/g;
    $text =~ s/([\x00-\x1f\x7f])/sprintf '\\u%04x', ord $1/ge;
    return qq("$text");
}
