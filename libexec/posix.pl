# What supervisor.pl asks of the system, by way of perl's module POSIX. linux.pl says why Linux has its own. It needs
# nothing but what every perl has (Debian's perl-base: no Time::HiRes).
use strict;
use Fcntl qw(O_APPEND O_CREAT O_EXCL O_RDONLY O_WRONLY);
use POSIX ();

my $CHUNK = 65536;
my $HIRES = $^O ne 'linux' && eval { require Time::HiRes; Time::HiRes::clock_gettime(Time::HiRes::CLOCK_MONOTONIC()) };
my $TICK_MS = 1000 / POSIX::sysconf(POSIX::_SC_CLK_TCK());
my $PRCTL   = $^O eq 'linux' && prctl_number();

# Signals are let in only during await(), and their handlers only write to a pipe that await() looks at:
# none can slip in between a check and the wait that follows it.
my $SIGNALS = POSIX::SigSet->new(POSIX::SIGCHLD(), POSIX::SIGTERM());
my $NONE    = POSIX::SigSet->new;
my ($wake_r, $wake_w);
my %handles = (2 => \*STDERR);    # by their descriptors, which are what is passed about

our $NO_HANG = POSIX::WNOHANG();
our ($EEXIST, $ENOENT) = (POSIX::EEXIST(), POSIX::ENOENT());
our @PASSING = (POSIX::EAGAIN(), POSIX::EMFILE(), POSIX::ENFILE(), POSIX::ENOMEM(), POSIX::ENOSPC());
our $terminated = 0;

sub is_usable { return 1 }

sub hold_signals {
    $SIG{$_} = 'IGNORE' for qw(HUP INT PIPE XFSZ);
    POSIX::sigprocmask(POSIX::SIG_BLOCK(), $SIGNALS);
    for my $signal (POSIX::SIGCHLD(), POSIX::SIGTERM()) {
        my $handler = sub {
            $terminated = 1 if $signal == POSIX::SIGTERM();
            put($wake_w, '.');
        };
        POSIX::sigaction($signal, POSIX::SigAction->new($handler, $NONE, 0));
    }
    ($wake_r, $wake_w) = make_pipe();
}

# The pipe of before is the parent's.
sub hold_signals_anew {
    shut($wake_r, $wake_w);
    ($wake_r, $wake_w) = make_pipe();
}

sub let_signals_in {
    $SIG{$_} = 'DEFAULT' for qw(HUP INT PIPE XFSZ TERM);
    POSIX::sigprocmask(POSIX::SIG_SETMASK(), $NONE);
}

# Waits until a descriptor can be read, a signal comes, or the time is over. Says for each whether it can be read.
sub await {
    my ($ms, @of) = @_;
    my ($ready, $bits, $ignored);
    do {    # a signal that breaks in here makes the next look find the pipe
        $bits = '';
        vec($bits, $_, 1) = 1 for $wake_r, @of;
        POSIX::sigprocmask(POSIX::SIG_UNBLOCK(), $SIGNALS);
        $ready = select $bits, undef, undef, defined $ms ? $ms / 1000 : undef;
        POSIX::sigprocmask(POSIX::SIG_BLOCK(), $SIGNALS);
    } while ($ready < 0);
    take($wake_r, \$ignored) if vec $bits, $wake_r, 1;
    return map { vec $bits, $_, 1 } @of;
}

sub known {
    my ($handle) = @_;
    $handles{ fileno $handle } = $handle;
    return fileno $handle;
}

sub make_pipe {
    pipe my $from, my $to or return;
    return (known($from), known($to));
}

sub open_new {
    my ($path) = @_;
    sysopen my $file, $path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL or return undef;
    return known($file);
}

sub open_old {
    my ($path) = @_;
    sysopen my $file, $path, O_RDONLY or return undef;
    return known($file);
}

# Adds to the text what there is to read, if not all. Gives how much that was, 0 or less at the end.
sub take {
    my ($from, $text) = @_;
    $$text //= '';
    return sysread($handles{$from}, $$text, $CHUNK, length $$text) // -1;
}

# Gives whether all of it was written, in one go.
sub put {
    my ($to, $text) = @_;
    return (syswrite($handles{$to}, $text) // -1) == length $text;
}

sub place_in { my ($file) = @_; return sysseek $handles{$file}, 0, 1 }

sub shut {
    for my $file (@_) {
        my $handle = delete $handles{$file};
        $handle ? close $handle : POSIX::close($file);
    }
}

sub lead_session { POSIX::setsid() }

# What its children start stays below this process, also when the process between is gone.
sub keep_descendants {
    syscall $PRCTL, 36, 1, 0, 0, 0 if $PRCTL;
}

# prctl has another number on each kind of machine, and perl has no other way to call it.
sub prctl_number {
    my %number_of = (x86_64 => 157, i686 => 172, armv7l => 172, ppc64le => 171, s390x => 172);
    my $machine = (POSIX::uname())[4];
    return $machine =~ /^(?:aarch64|riscv64|loongarch64)$/ ? 167 : $number_of{$machine} || 0;
}

sub shell_of {
    my ($command, $environment) = @_;
    return { command => $command, environment => $environment };
}

# Makes this process that shell. Comes back only if it cannot.
sub become {
    my ($shell) = @_;
    %ENV = map { split /=/, $_, 2 } split /\0/, $shell->{environment};
    no warnings 'exec';
    exec { '/bin/sh' } '/bin/sh', '-c', '--', $shell->{command};
}

sub point_output {
    my ($to) = @_;
    POSIX::dup2($to, $_) for 1, 2;
}

sub leave { my ($status) = @_; POSIX::_exit($status) }

# Milliseconds on a clock that nobody sets.
sub now {
    return 1000 * Time::HiRes::clock_gettime(Time::HiRes::CLOCK_MONOTONIC()) if $HIRES;
    return (POSIX::times())[0] * $TICK_MS;
}

1;
