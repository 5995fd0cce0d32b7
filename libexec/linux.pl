# What supervisor.pl asks of the system, by Linux's own system calls. posix.pl does the same everywhere by way of
# perl's module POSIX; but that makes a perl of 0.5 MB one of 2 MB, and most of what a fork costs is memory that is
# shared until one of the two writes to it. Descriptors are numbers here: perl's handles cost several calls each.
use strict;

# Numbers of the calls: x86_64 has its own, machines that came later share theirs.
my ($CLOCK, $CLOSE, $DUP, $EXECVE, $EXIT, $MASK, $OPEN, $PIPE, $POLL, $PRCTL, $READ, $SEEK, $SETSID, $SIGNALFD, $WRITE);
my @OF_X86_64  = (228, 3, 292, 59, 231, 14, 257, 293, 271, 157, 0, 8, 112, 289, 1);
my @OF_GENERIC = (113, 57, 24, 221, 94, 135, 56, 59, 73, 167, 63, 62, 157, 74, 64);
my %NUMBERS    = (62 => \@OF_X86_64, 183 => \@OF_GENERIC, 243 => \@OF_GENERIC, 258 => \@OF_GENERIC);

my ($CLOEXEC, $HERE, $CHUNK) = (02000000, -100, 65536);
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
    return 0 if $class != 2 || $order != 1 || !$NUMBERS{$machine};
    ($CLOCK, $CLOSE, $DUP, $EXECVE, $EXIT, $MASK, $OPEN, $PIPE, $POLL, $PRCTL, $READ, $SEEK, $SETSID, $SIGNALFD, $WRITE)
      = @{ $NUMBERS{$machine} };
    return 1;
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

# What `become` needs, made before the fork: each page of memory that the new process writes to has to be copied.
sub shell_of {
    my ($command, $environment) = @_;
    my ($at, @starts) = (0);
    for my $each (split /\0/, $environment) {
        push @starts, $at;
        $at += 1 + length $each;
    }
    my $shell = { command => $command, environment => $environment };
    my $start = unpack 'J', pack 'p', $shell->{environment};
    $shell->{args} = pack 'p4 J', $SHELL, $DASH_C, $DASHES, $shell->{command}, 0;
    $shell->{env}  = pack 'J*', (map { $start + $_ } @starts), 0;
    return $shell;
}

# Makes this process that shell. Comes back only if it cannot.
sub become {
    my ($shell) = @_;
    syscall $EXECVE, $SHELL, $shell->{args}, $shell->{env};
}

sub point_output { my ($to) = @_; syscall $DUP, $to, $_, 0 for 1, 2 }

sub leave { my ($status) = @_; syscall $EXIT, $status }

# Milliseconds on a clock that nobody sets.
sub now {
    my $time = pack 'qq', 0, 0;
    syscall $CLOCK, 1, $time;
    my ($seconds, $nanoseconds) = unpack 'qq', $time;
    return 1000 * $seconds + $nanoseconds / 1_000_000;
}

1;
