# Locks: a process for each that takes flock(2) and lives until it is told to let go.

my %lock;

# Never replaced and never removed: two processes must not lock two different files of one name.
sub open_lock {
  my ($path) = @_;
  my $old = entry_at($path);
  $old && !S_ISREG($old->[2]) and refuse('GT_NOT_A_FILE', $path);
  sysopen(my $file, $path, O_RDONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0666) or fail($path);
  S_ISREG((stat $file)[2]) or refuse('GT_NOT_A_FILE', $path);
  return $file;
}

# In a process of its own. It ends with its input, which the kernel sees to if the other side dies.
sub hold_lock {
  my ($path, $once, $in, $out) = @_;
  my $file = eval { open_lock($path) };
  if (!$file) { my $error = $@; syswrite $out, 'e' . pack '(N/a)*', ref $error ? @$error : ('EIO', $path, "$error"); return }
  while (!flock $file, LOCK_EX | ($once ? LOCK_NB : 0)) {
    next if $!{EINTR};
    syswrite $out, $!{EWOULDBLOCK} || $!{EAGAIN} ? 'b' : 'e' . pack '(N/a)*', errno_name(), $path, lcfirst "$!";
    return;
  }
  syswrite $out, 'l';
  sysread $in, my $nothing, 1;
}

sub take_lock {
  my ($id, $body) = @_;
  my ($path, $once) = unpack '(N/a)*', $body;
  my $pid;
  my $ready = pipe(my $their_in, my $in) && pipe(my $out, my $their_out);
  $pid = fork if $ready;
  return send_frame($id, 'F', pack '(N/a)*', errno_name(), $path, lcfirst "$!") if !defined $pid;
  if (!$pid) {
    close $_ for $in, $out;
    reset_child($their_in, $their_out);
    hold_lock($path, $once, $their_in, $their_out);
    POSIX::_exit(0);
  }
  $lock{$id} = {pid => $pid, in => $in};
  watch($out, sub {
    my $count = sysread $out, my $answer, 65536;
    return if !defined $count && $!{EINTR};
    return send_frame($id, 'L', $answer) if $count;
    forget($out);
    delete $lock{$id};
    send_frame($id, 'U', '');
  }, 0);
}

# Killed, since it may still be waiting; the kernel frees what it held.
sub release_lock {
  my ($id) = @_;
  return $lock{$id} ? kill('KILL', $lock{$id}{pid}) : send_frame($id, 'U', '');
}
