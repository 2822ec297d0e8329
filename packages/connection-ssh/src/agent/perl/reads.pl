# Answers to read requests, the mirror of connection-local's read.ts: op name to a sub that returns bytes or dies.

my %op;
my $fine_lstat = $fine && defined &Time::HiRes::lstat;

# What lies at the path itself, links not followed.
sub entry_at {
  my @found = lstat $_[0];
  return \@found if @found;
  return undef if $!{ENOENT} || $!{ENOTDIR} || $!{ELOOP};
  fail($_[0]);
}

sub type_of {
  my ($mode) = @_;
  return S_ISREG($mode) ? 'f' : S_ISDIR($mode) ? 'd' : S_ISLNK($mode) ? 'l' : 'o';
}

# O_NONBLOCK: opening a FIFO that nobody writes to must not wait.
$op{read} = sub {
  my ($path, $max) = @_;
  sysopen(my $file, $path, O_RDONLY | O_NONBLOCK | O_NOCTTY) or fail($path);
  my @found = stat $file;
  S_ISREG($found[2]) or refuse('GT_NOT_A_FILE', $path);
  $found[7] > $max and refuse('GT_TOO_LARGE', $path);
  my $bytes = '';
  # Files of /proc say that their size is 0.
  my $left = $found[7] || $max + 1;
  while ($left > 0) {
    my $count = sysread $file, $bytes, $left < 65536 ? $left : 65536, length $bytes;
    next if !defined $count && $!{EINTR};
    defined $count or fail($path);
    last if !$count;
    $left -= $count;
  }
  length $bytes > $max and refuse('GT_TOO_LARGE', $path);
  return $bytes;
};

$op{stat} = sub {
  my ($path, $follow) = @_;
  my @found =
    $follow ? ($fine ? Time::HiRes::stat($path) : stat $path) : ($fine_lstat ? Time::HiRes::lstat($path) : lstat $path);
  @found or fail($path);
  return join ' ', type_of($found[2]), $found[7], $found[2] & 07777, sprintf('%.9f', $found[9]), @found[3, 0, 1, 4], $>;
};

$op{list} = sub {
  my ($path) = @_;
  if (!opendir my $folder, $path) {
    my $not_folder = $!{ENOTDIR};
    $not_folder && -e $path and refuse('GT_NOT_A_DIRECTORY', $path);
    $! = Errno::ENOTDIR() if $not_folder;
    fail($path);
  }
  else {
    my @entries;
    my $below = $path eq '/' ? '/' : "$path/";
    for my $name (readdir $folder) {
      next if $name eq '.' || $name eq '..';
      my @found = lstat $below . $name;
      next if !@found && $!{ENOENT};
      push @entries, (@found ? type_of($found[2]) : 'o') . $name;
    }
    return pack '(N/a)*', @entries;
  }
};

sub real_path {
  my ($path) = @_;
  my @todo = split m{/+}, $path;
  my ($at, $links) = ('', 0);
  while (@todo) {
    my $name = shift @todo;
    next if $name eq '' || $name eq '.';
    if ($name eq '..') { $at =~ s{/[^/]*\z}{}; next }
    my @found = lstat "$at/$name" or fail($path);
    if (S_ISLNK($found[2])) {
      if (++$links > 40) { $! = Errno::ELOOP(); fail($path) }
      my $target = readlink "$at/$name";
      defined $target or fail($path);
      $at = '' if $target =~ m{\A/};
      unshift @todo, split m{/+}, $target;
      next;
    }
    if (@todo && !S_ISDIR($found[2])) { $! = Errno::ENOTDIR(); fail($path) }
    $at .= "/$name";
  }
  return $at eq '' ? '/' : $at;
}
$op{realpath} = \&real_path;

# perl has no statvfs.
$op{space} = sub {
  my ($path) = @_;
  stat $path or fail($path);
  my $pid = open my $from, '-|';
  defined $pid or fail($path);
  if (!$pid) {
    open STDERR, '>', '/dev/null';
    $ENV{LC_ALL} = 'C';
    exec { 'df' } 'df', '-Pk', $path or POSIX::_exit(127);
  }
  my $text = join '', <$from>;
  close $from;
  $text =~ /\s(\d+)\s+\d+\s+(-?\d+)\s+\S+%?\s+\/[^\n]*\n?\z/ or die ['EIO', $path, 'df said nothing of it'];
  return $1 * 1024 . ' ' . ($2 < 0 ? 0 : $2 * 1024);
};
