# Programs: each in a session of its own, ended as a group; their streams go through messages.

my %job;
my @signal_names = split ' ', $Config{sig_name};
my ($grace, $longest_kill, $quiet, $longest_drain, $longest_write) = (2, 4, 0.25, 5, 30);

sub start_job {
  my ($id, $body) = @_;
  my ($cwd, $feeds, $limit, $env, $argv) = unpack '(N/a)*', $body;
  my ($boot, $their_boot, $out, $their_out, $err, $their_err, $their_in, $in);
  my $ready = pipe($boot, $their_boot) && pipe($out, $their_out) && pipe($err, $their_err);
  $ready &&= $feeds ? pipe($their_in, $in) : open($their_in, '<', '/dev/null');
  my $pid = $ready ? fork : undef;
  return send_frame($id, 'F', pack '(N/a)*', 's', errno_name(), lcfirst "$!") if !defined $pid;
  exec_program($their_boot, $their_in, $their_out, $their_err, $cwd, $env, $argv) if !$pid;
  my $job = {pid => $pid, boot => $boot, out => $out, err => $err, open => 3, last_output => now()};
  $job->{limit} = now() + $limit if $limit;
  $job->{in} = sink($in) if $feeds;
  $job{$id} = $job;
  my $trouble = '';
  watch($boot, sub {
    my $count = sysread $boot, $trouble, 4096, length $trouble;
    return if $count || !defined $count && $!{EINTR};
    forget($boot);
    $job->{open}--;
    $job->{failed} = $trouble;
  }, 0);
  for (['O', $out], ['T', $err]) {
    my ($type, $from) = @$_;
    watch($from, sub { read_output($id, $job, $type, $from) }, 1);
  }
}

# In the new process: never returns.
sub exec_program {
  my ($boot, $in, $out, $err, $cwd, $env, $argv) = @_;
  my $report = sub { syswrite $boot, pack '(N/a)*', $_[0], errno_name(), lcfirst "$!"; POSIX::_exit(127) };
  POSIX::setsid();
  $SIG{$_} = 'DEFAULT' for qw(PIPE CHLD TERM HUP INT);
  POSIX::dup2(fileno $in, 0);
  POSIX::dup2(fileno $out, 1);
  POSIX::dup2(fileno $err, 2);
  if ($cwd ne '' && !chdir $cwd) {
    my $number = $! + 0;
    my $stage = $number == Errno::ENOTDIR() && -e $cwd ? 'f' : 'd';
    $! = $number;
    $report->($stage);
  }
  for (unpack '(N/a)*', $env) {
    my ($how, $name, $value) = /\A(.)([^=]*)=?(.*)\z/s;
    if ($how eq '+') { $ENV{$name} = $value } else { delete $ENV{$name} }
  }
  my @words = unpack '(N/a)*', $argv;
  exec { $words[0] } @words or $report->('x');
}

sub read_output {
  my ($id, $job, $type, $from) = @_;
  my $count = sysread $from, my $bytes, 65536;
  return if !defined $count && $!{EINTR};
  if ($count) { $job->{last_output} = now(); return send_frame($id, $type, $bytes) }
  forget($from);
  $job->{open}--;
}

sub feed_job {
  my ($id, $body) = @_;
  my $job = $job{$id};
  enqueue($job->{in}, $id, length $body, $body) if $job && $job->{in};
}

sub end_input { my $job = $job{$_[0]}; end_sink($job->{in}) if $job && $job->{in} }

# Asks the whole group to end; check_jobs makes it.
sub kill_job {
  my ($id) = @_;
  my $job = $job{$id} or return send_frame($id, 'G', '');
  return if $job->{killed};
  $job->{killed} = now();
  kill 'TERM', -$job->{pid};
}

sub reap {
  while ((my $pid = waitpid -1, POSIX::WNOHANG()) > 0) {
    my $status = $?;
    for my $job (values %job) {
      next if $job->{pid} != $pid;
      $job->{status} = $status;
      $job->{ended} = $job->{last_output} = now();
    }
  }
}

# Zombies that nobody collects count as members of their group; where there is no /proc to tell, they are alive.
sub is_alive {
  my ($group) = @_;
  kill 0, -$group or $!{EPERM} or return 0;
  opendir my $folder, '/proc' or return 1;
  my $seen = 0;
  for my $pid (grep { /\A\d+\z/ } readdir $folder) {
    open my $file, '<', "/proc/$pid/stat" or next;
    my $text = do { local $/; <$file> };
    next if !defined $text || $text !~ /.*\) (\S) \d+ (\d+)/s || $2 != $group;
    return 1 if $1 ne 'Z' && $1 ne 'X';
    $seen = 1;
  }
  return !$seen;
}

# @return seconds until it must be called again
sub check_jobs {
  my $now = now();
  my $wait = 1;
  for my $id (keys %job) {
    my $job = $job{$id};
    # A lost link must not leave a program behind: this end knows the deadline too.
    kill_job($id) if $job->{limit} && $now > $job->{limit} && !defined $job->{status};
    if ($job->{killed}) {
      $wait = 0.02;
      my $over = $now - $job->{killed};
      if ($over > $grace && !$job->{forced}) { $job->{forced} = 1; kill 'KILL', -$job->{pid} }
      next if $over < $longest_kill && (!defined $job->{status} || is_alive($job->{pid}));
      drop_job($id);
      send_frame($id, 'G', '');
    }
    elsif (defined $job->{status}) {
      $wait = 0.05 if $wait > 0.05;
      # While the other side is slow to listen, silence means nothing.
      $job->{last_output} = $job->{ended} = $now if is_full();
      # What was left in the background may hold the pipes for ever; what the program itself wrote is in them already.
      next if $job->{open} && $now - $job->{last_output} < $quiet && $now - $job->{ended} < $longest_drain;
      report_job($id, $job);
    }
  }
  return $wait;
}

sub report_job {
  my ($id, $job) = @_;
  my $status = $job->{status};
  my $signal = $status & 127;
  drop_job($id);
  return send_frame($id, 'F', $job->{failed}) if length $job->{failed};
  send_frame($id, 'Z', $signal ? "s$signal_names[$signal]" : 'c' . ($status >> 8));
}

sub drop_job {
  my $job = delete $job{$_[0]};
  close_sink($job->{in}) if $job->{in};
  forget($_) for grep { defined fileno $_ } @$job{qw(boot out err)};
}
