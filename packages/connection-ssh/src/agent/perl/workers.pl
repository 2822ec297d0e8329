# Processes that read and write files, so that a slow disk holds up neither programs nor each other.

my $most_workers = 4;
my @workers;
my %asked;   # stream => worker

sub serve {
  my ($from, $to) = @_;
  my %request;
  while (defined(my $head = read_exactly($from, 9))) {
    my ($length, $id, $type) = unpack 'N N a1', $head;
    my $body = read_exactly($from, $length - 5);
    defined $body or last;
    $request{$id} .= $body;
    next if $type eq 'Q';
    my $answer = '';
    for my $wanted (unpack '(N/a)*', delete $request{$id}) {
      my ($name, @arguments) = unpack '(N/a)*', $wanted;
      my $value = eval { $op{$name}->(@arguments) };
      my $result = 'v';
      if ($@) { $result = 'e' . pack('(N/a)*', ref $@ ? @{$@} : ('EIO', '', "$@")) }
      else { $result .= $value }
      $answer .= pack 'N/a', $result;
      while (length $answer > 65536) { write_all($to, frame($id, 'R', substr $answer, 0, 65536, '')) or return }
    }
    write_all($to, frame($id, 'r', $answer)) or return;
  }
}

sub start_worker {
  pipe(my $their_in, my $in) && pipe(my $out, my $their_out) or return undef;
  my $pid = fork;
  defined $pid or return undef;
  if (!$pid) {
    # Its own end of our pipe would keep it from ever seeing that we are gone.
    close $_ for $in, $out;
    reset_child($their_in, $their_out);
    serve($their_in, $their_out);
    POSIX::_exit(0);
  }
  my $worker = {pid => $pid, to => sink($in), from => $out, text => '', pending => 0, streams => {}};
  watch($out, sub { read_worker($worker) }, 1);
  push @workers, $worker;
  return $worker;
}

sub read_worker {
  my ($worker) = @_;
  my $count = sysread $worker->{from}, $worker->{text}, 262144, length $worker->{text};
  return if !defined $count && $!{EINTR};
  return lose_worker($worker) if !$count;
  while (length $worker->{text} >= 9) {
    my ($length, $id, $type) = unpack 'N N a1', $worker->{text};
    last if length $worker->{text} < 4 + $length;
    send_bytes(substr $worker->{text}, 0, 4 + $length, '');
    next if $type ne 'r';
    $worker->{pending}--;
    delete $worker->{streams}{$id};
    delete $asked{$id};
  }
}

sub lose_worker {
  my ($worker) = @_;
  forget($worker->{from});
  close_sink($worker->{to});
  @workers = grep { $_ != $worker } @workers;
  for my $id (keys %{$worker->{streams}}) { delete $asked{$id}; send_frame($id, 'F', pack '(N/a)*', 'EIO', '', 'the remote process that was at it has ended') }
}

# The one with the least to do; a new one where all are busy.
sub ask_worker {
  my ($id, $type, $body) = @_;
  my $worker = $asked{$id} ||= do {
    my ($idle) = sort { $a->{pending} <=> $b->{pending} } @workers;
    $idle = start_worker() || $idle if !$idle || $idle->{pending} && @workers < $most_workers;
    $idle or return send_frame($id, 'F', pack '(N/a)*', errno_name(), '', lcfirst "$!");
    $idle->{pending}++;
    $idle->{streams}{$id} = 1;
    $idle;
  };
  enqueue($worker->{to}, $id, length $body, frame($id, $type, $body));
}
