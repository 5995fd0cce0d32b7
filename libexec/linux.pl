# What supervisor.pl asks of the system, by Linux's own system calls. posix.pl does the same everywhere by way of
# perl's module POSIX; but that makes a perl of 0.5 MB one of 2 MB, and most of what a fork costs is memory that is
# shared until one of the two writes to it. Descriptors are numbers here: perl's handles cost several calls each.
use strict;

# Numbers of the calls: x86_64 has its own, machines that came later share theirs.
my ($CHDIR, $CLOCK, $CLONE, $CLOSE, $DUP, $EXECVE, $EXIT, $GETPID, $MASK);
my ($OPEN, $PIPE, $POLL, $PRCTL, $READ, $SEEK, $SETSID, $SIGNALFD, $WRITE);
my @OF_X86_64  = (80, 228, 56, 3, 292, 59, 231, 39, 14, 257, 293, 271, 157, 0, 8, 112, 289, 1);
my @OF_GENERIC = (49, 113, 220, 57, 24, 221, 94, 172, 135, 56, 59, 73, 167, 63, 62, 157, 74, 64);
my %NUMBERS    = (62 => \@OF_X86_64, 183 => \@OF_GENERIC, 243 => \@OF_GENERIC, 258 => \@OF_GENERIC);

my ($CLOEXEC, $HERE, $CHUNK) = (02000000, -100, 65536);
my $VFORK = 0x4000 | 0x100 | 17;    # the memory shared, the parent waits, and is told of the end by SIGCHLD
my ($O_RDONLY, $O_NEW) = ($CLOEXEC, $CLOEXEC | 02000 | 0200 | 0100 | 01);    # append, exclusive, create, write only
my ($HUP, $INT, $PIPED, $TERM, $CHILD, $XFSZ) = (1, 2, 13, 15, 17, 25);
my ($SHELL, $DASH_C, $DASHES) = ('/bin/sh', '-c', '--');
my $NONE = pack 'Q', 0;
my $room = "\0" x $CHUNK;
my $told;    # can be read when a child has ended or this process is told to end

our ($NO_HANG, $EEXIST, $ENOENT, @PASSING) = (1, 17, 2, 11, 12, 23, 24, 28);    # EAGAIN ENOMEM ENFILE EMFILE ENOSPC
our $terminated = 0;

# Whether this is a perl of 64 bits on a known machine: the file that it runs from says so in its first bytes.
sub is_usable {
    open my $itself, '<', '/proc/self/exe' or return 0;
    sysread $itself, my $header, 20;
    my ($class, $order, $machine) = unpack 'x4 C C x12 v', $header;
    my @rest;
    return 0 if $class != 2 || $order != 1 || !$NUMBERS{$machine};
    ($CHDIR, $CLOCK, $CLONE, $CLOSE, $DUP, $EXECVE, $EXIT, $GETPID, $MASK, @rest) = @{ $NUMBERS{$machine} };
    ($OPEN, $PIPE, $POLL, $PRCTL, $READ, $SEEK, $SETSID, $SIGNALFD, $WRITE) = @rest;
    return can_share_memory();
}

# They stay held back for good, and those of interest are told by a descriptor: no handler that could come between a
# check and the wait after it. What is ignored would stay so for the work; perl itself ignores SIGFPE.
sub hold_signals {
    $SIG{$_} = 'DEFAULT' for qw(HUP INT PIPE TERM CHLD XFSZ FPE);
    my ($held, $telling) = (set_of($HUP, $INT, $PIPED, $TERM, $CHILD, $XFSZ), set_of($TERM, $CHILD));
    syscall $MASK, 0, $held, 0, 8;
    $told = syscall $SIGNALFD, -1, $telling, 8, $CLOEXEC;
    die "signalfd: $!" if $told < 0;
}

# The descriptor tells each process of its own.
sub hold_signals_anew { }

sub set_of { my $bits = 0; $bits |= 1 << $_ - 1 for @_; return pack 'Q', $bits }

sub let_signals_in { syscall $MASK, 2, $NONE, 0, 8 }

# Waits until a descriptor can be read, a signal comes, or the time is over. Says for each whether it can be read.
sub await {
    my ($ms, @of) = @_;
    my $polled = pack 'lss' x (1 + @of), map { ($_, 1, 0) } $told, @of;
    my $time = defined $ms ? pack 'qq', int($ms / 1000), 1_000_000 * $ms % 1_000_000_000 : 0;
    return (0) x @of if syscall($POLL, $polled, 1 + @of, $time, 0, 8) < 0;
    my ($signalled, @ready) = unpack '(x6 s)*', $polled;
    if ($signalled && (my $size = syscall $READ, $told, $room, 1280) > 0) {
        $_ == $TERM and $terminated = 1 for unpack '(L x124)*', substr $room, 0, $size;
    }
    return @ready;
}

# The descriptor of a handle of perl's.
sub known { my ($handle) = @_; return fileno $handle }

sub make_pipe {
    my $ends = pack 'll', 0, 0;
    return syscall($PIPE, $ends, $CLOEXEC) < 0 ? () : unpack 'll', $ends;
}

sub open_new { my ($path) = @_; return opened(syscall $OPEN, $HERE, $path, $O_NEW, 0666) }
sub open_old { my ($path) = @_; return opened(syscall $OPEN, $HERE, $path, $O_RDONLY, 0) }
sub opened { return $_[0] < 0 ? undef : $_[0] }

# Adds to the text what there is to read, if not all. Gives how much that was, 0 or less at the end.
sub take {
    my ($from, $text) = @_;
    my $size = syscall $READ, $from, $room, $CHUNK;
    $$text .= substr $room, 0, $size if $size > 0;
    return $size;
}

# Gives whether all of it was written, in one go.
sub put { my ($to, $text) = @_; return syscall($WRITE, $to, $text, length $text) == length $text }

sub place_in { my ($file) = @_; return syscall $SEEK, $file, 0, 1 }

sub shut { syscall $CLOSE, $_ for @_ }

sub lead_session { syscall $SETSID }

# What its children start stays below this process, also when the process between is gone.
sub keep_descendants { syscall $PRCTL, 36, 1, 0, 0, 0 }

# Starts the shell in a session of its own, its output where `to` leads, and gives its pid; undefined if that failed.
sub start_shell {
    my ($command, $cwd, $environment, $to) = @_;
    my ($at, @starts) = (0);
    for my $each (split /\0/, $environment) {
        push @starts, $at;
        $at += 1 + length $each;
    }
    my $start = unpack 'J', pack 'p', $environment;
    my $args  = pack 'p4 J', $SHELL, $DASH_C, $DASHES, $command, 0;
    my $env   = pack 'J*', (map { $start + $_ } @starts), 0;
    return split_off(
        [$SETSID], [$DUP, $to, 1], [$DUP, $to, 2],
        [$CHDIR, $cwd, "pawl: the working folder $cwd cannot be entered"],
        [$MASK, 2, $NONE, 0, 8],
        [$EXECVE, $SHELL, $args, $env, "pawl: $SHELL cannot be started"],
    );
}

# Has a new process make these calls, each a number and what it takes, and gives its pid; undefined if there is none.
#
# It is a vfork: until the new process is another program it uses this one's memory, while this one waits. A fork
# copies each page that one of the two writes to, and that costs more than all else that is done for an attempt.
# But the stack of C is shared too: this process comes back from its call with the stack as the new one's last call
# left it. It is as it was, because all calls are made from one place with as many arguments; and as perl's own
# memory is shared, this process goes on where the new one ended. A SIGKILL that ends the new one between two calls,
# in a tenth of a millisecond, takes this one with it: its attempt is lost then, and tried again.
sub split_off {
    my @calls = ([$CLONE, $VFORK], @_, [$EXIT, 126]);
    my ($own, $failed) = $$;
    for my $call (@calls) {
        my ($number, @given) = @$call;
        next if $failed && $number != $EXIT;
        my $trouble = $number == $CHDIR || $number == $EXECVE ? pop @given : undef;
        push @given, (0) x (5 - @given);
        my $result = syscall $number, $given[0], $given[1], $given[2], $given[3], $given[4];
        return $result > 0 ? $result : undef if $$ == $own;
        if ($result < 0 && defined $trouble) {
            put(2, "$trouble: $!\n");
            $failed = 1;
        }
    }
}

# A perl that was made in another way than any known might not come back whole: that is tried where it does no harm.
sub can_share_memory {
    my $pid = fork;
    return 0 if !defined $pid;
    if (!$pid) {
        for my $status (3, 4) {
            my $split = split_off([$CHDIR, '/', ''], [$EXIT, $status]);
            leave(1) if !$split || waitpid($split, 0) != $split || $? != $status << 8;
        }
        leave(0);
    }
    return waitpid($pid, 0) == $pid && $? == 0;
}

sub leave { my ($status) = @_; syscall $EXIT, $status }

# Milliseconds on a clock that nobody sets.
sub now {
    my $time = pack 'qq', 0, 0;
    syscall $CLOCK, 1, $time;
    my ($seconds, $nanoseconds) = unpack 'qq', $time;
    return 1000 * $seconds + $nanoseconds / 1_000_000;
}

1;
