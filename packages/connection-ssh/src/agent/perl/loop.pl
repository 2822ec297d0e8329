# The loop: reads from this program's processes and from the other side, and writes what there is to write.

my ($output, $input, $last_input) = ('', '', now());
my $most_output = 524288;
my (%readers, %writers);

sub send_frame { $output .= frame(@_); return }
sub send_bytes { $output .= $_[0] }
sub is_full { return length $output > $most_output }

# Calls back when there is something to read; not while $bulk and the other side is slow to listen.
sub watch { my ($handle, $call, $bulk) = @_; $readers{fileno $handle} = [$handle, $call, $bulk] }
sub forget { my ($handle) = @_; delete $readers{fileno $handle}; close $handle }

# A pipe that is written to as it takes it; the other side is told how much went in.
sub sink {
  my ($handle) = @_;
  $handle->blocking(0);
  return {handle => $handle, queue => []};
}
sub enqueue {
  my ($sink, $id, $credit, $bytes) = @_;
  return send_frame($id, 'W', pack 'N', $credit) if $sink->{closed};
  push @{$sink->{queue}}, [$id, $credit, $bytes];
  $writers{fileno $sink->{handle}} = $sink;
}
sub drain_sink {
  my ($sink) = @_;
  while (my $next = $sink->{queue}[0]) {
    my $count = syswrite $sink->{handle}, $next->[2];
    if (!defined $count) { return if $!{EAGAIN} || $!{EINTR}; return close_sink($sink) }
    substr $next->[2], 0, $count, '';
    return if length $next->[2];
    shift @{$sink->{queue}};
    send_frame($next->[0], 'W', pack 'N', $next->[1]);
  }
  delete $writers{fileno $sink->{handle}};
  close_sink($sink) if $sink->{ending};
}
sub end_sink { my ($sink) = @_; $sink->{ending} = 1; close_sink($sink) if !@{$sink->{queue}} }
sub close_sink {
  my ($sink) = @_;
  return if $sink->{closed};
  $sink->{closed} = 1;
  delete $writers{fileno $sink->{handle}};
  close $sink->{handle};
  send_frame($_->[0], 'W', pack 'N', $_->[1]) for @{$sink->{queue}};
  $sink->{queue} = [];
}

# In a new process of ours: nothing of the others' pipes stays open, and no signal is caught.
sub reset_child {
  my %kept = map { fileno $_ => 1 } @_;
  for my $held (map({ $_->[0] } values %readers), map({ $_->{to}{handle} } @workers), map({ $_->{in} } values %lock), map({ $_->{in} ? $_->{in}{handle} : () } values %job)) {
    close $held if defined fileno $held && !$kept{fileno $held};
  }
  open STDIN, '<', '/dev/null';
  open STDOUT, '>', '/dev/null';
  $SIG{$_} = 'DEFAULT' for qw(PIPE CHLD TERM HUP INT);
  $SIG{PIPE} = 'IGNORE';
}

my %handlers = (
  Q => sub { ask_worker($_[0], 'Q', $_[1]) },
  q => sub { ask_worker($_[0], 'q', $_[1]) },
  X => \&start_job,
  I => \&feed_job,
  E => \&end_input,
  K => \&kill_job,
  L => \&take_lock,
  U => \&release_lock,
  H => sub { send_frame($_[0], 'H', sprintf '%.6f', wall_clock()) },
);

sub read_input {
  my $count = sysread STDIN, $input, 262144, length $input;
  return if !defined $count && ($!{EAGAIN} || $!{EINTR});
  shut_down() if !$count;
  $last_input = now();
  while (length $input >= 9) {
    my ($length, $id, $type) = unpack 'N N a1', $input;
    last if length $input < 4 + $length;
    my $body = substr substr($input, 0, 4 + $length, ''), 9;
    $handlers{$type}->($id, $body) if $handlers{$type};
  }
}

# The other side is gone: nothing of ours stays. What was done under a lock ends first, a write that is under way by itself;
# only then are the locks free, since whoever takes them next must be alone.
sub shut_down {
  $SIG{$_} = 'IGNORE' for qw(TERM HUP INT);
  my @groups = map { $_->{pid} } values %job;
  my @running = map { $_->{pid} } grep { !$_->{killed} } values %job;
  my @writing = map { $_->{pid} } @workers;
  close_sink($_->{to}), close $_->{from} for @workers;
  # One that was told already may be tidying up.
  kill 'TERM', map { -$_ } @running if @running;
  my $began = now();
  while (@groups || @writing) {
    1 while waitpid(-1, POSIX::WNOHANG()) > 0;
    @groups = grep { is_alive($_) } @groups;
    @writing = grep { kill 0, $_ } @writing;
    my $over = now() - $began;
    kill 'KILL', map { -$_ } @groups if $over > $grace && @groups;
    kill 'KILL', @writing if $over > $longest_write && @writing;
    last if $over > $longest_write + $grace;
    select undef, undef, undef, 0.02 if @groups || @writing;
  }
  kill 'KILL', map { $_->{pid} } values %lock;
  POSIX::_exit(0);
}

sub run {
  my ($silence) = @_;
  $SIG{PIPE} = 'IGNORE';
  $SIG{$_} = \&shut_down for qw(TERM HUP INT);
  pipe my $woken, my $waker;
  $_->blocking(0) for $woken, $waker;
  $SIG{CHLD} = sub { local $!; syswrite $waker, '.' };
  watch($woken, sub { sysread $woken, my $dots, 4096 }, 0);
  watch(*STDIN, \&read_input, 0);
  STDIN->blocking(0);
  STDOUT->blocking(0);
  while (1) {
    reap();
    my $wait = check_jobs();
    shut_down() if now() - $last_input > $silence;
    my ($reading, $writing) = ('', '');
    my $full = is_full();
    for (keys %readers) { vec($reading, $_, 1) = 1 if !$full || !$readers{$_}[2] }
    for (keys %writers) { vec($writing, $_, 1) = 1 }
    vec($writing, 1, 1) = 1 if length $output;
    next if select($reading, $writing, undef, $wait) <= 0;
    for (keys %readers) { $readers{$_}[1]->() if $readers{$_} && vec $reading, $_, 1 }
    for (keys %writers) { drain_sink($writers{$_}) if $writers{$_} && vec $writing, $_, 1 }
    next if !length $output || !vec $writing, 1, 1;
    my $count = syswrite STDOUT, $output, 65536;
    if ($count) { substr $output, 0, $count, '' }
    elsif (!$!{EAGAIN} && !$!{EINTR}) { shut_down() }
  }
}
