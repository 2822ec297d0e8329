# Changes of files, the mirror of connection-local's write-file.ts, append-file.ts, folders.ts and rename-new.ts.

# What a folder lists is durable only once the folder itself is synced. Some file systems cannot, and need not.
sub sync_folder {
  my ($path) = @_;
  sysopen(my $folder, $path, O_RDONLY) or fail($path);
  return if IO::Handle::sync($folder) || $!{EINVAL} || $!{ENOTSUP} || $!{EOPNOTSUPP} || $!{EBADF};
  fail($path);
}
sub parent { my ($path) = @_; $path =~ s{/[^/]*\z}{}; return $path eq '' ? '/' : $path }
sub name_of { my ($path) = @_; $path =~ s{\A.*/}{}s; return $path }
sub inside { my ($folder, $name) = @_; return $folder eq '/' ? "/$name" : "$folder/$name" }

# The same entry on a way without links: one of them may be what is about to go.
sub real_entry { my ($path) = @_; return inside(real_path(parent($path)), name_of($path)) }

# rename replaces silently: a file gets its new name by link, which refuses what exists, and only then loses the old one.
sub rename_new {
  my ($from, $to) = @_;
  if (!link $from, $to) {
    my $no_links = $!{EPERM} || $!{ENOTSUP} || $!{EOPNOTSUPP} || $!{ENOSYS} || $!{EMLINK};
    $no_links or fail($to);
    entry_at($to) and refuse('GT_EXISTS', $to);
    rename $from, $to or fail($to);
    return;
  }
  unlink $from or fail($from);
}

$op{write} = sub {
  my ($path, $temporary, $mode, $exclusive, $bytes) = @_;
  my $old = entry_at($path);
  $old && $exclusive and refuse('GT_EXISTS', $path);
  $old && !S_ISREG($old->[2]) and refuse('GT_NOT_A_FILE', $path);
  # A rename asks only for the folder's permission; a file its owner made read-only is not ours to replace.
  if ($old) { sysopen(my $file, $path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK) or fail($path) }
  my $exact = $old ? $old->[2] & 07777 : $mode eq '' ? undef : $mode;
  my $made;
  my $done = eval {
    sysopen(my $file, $temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, defined $exact ? 0600 : 0666) or fail($path);
    $made = 1;
    write_all($file, $bytes) or fail($path);
    # Only root can keep the owner of someone else's file.
    if ($old && $> == 0) { chown $old->[4], $old->[5], $file or fail($path) }
    if (defined $exact) { chmod $exact, $file or fail($path) }
    IO::Handle::sync($file) or fail($path);
    close $file or fail($path);
    if ($exclusive) { rename_new($temporary, $path) }
    else { rename $temporary, $path or fail($path) }
    1;
  };
  if (!$done) {
    my $error = $@;
    unlink $temporary if $made;
    die $error;
  }
  sync_folder(parent($path));
  return '';
};

# One write at the end. A write the system cut short is reverted: half a line would spoil the next one.
$op{append} = sub {
  my ($path, $bytes) = @_;
  my $old = entry_at($path);
  $old && !S_ISREG($old->[2]) and refuse('GT_NOT_A_FILE', $path);
  sysopen(my $file, $path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0666) or fail($path);
  my @before = stat $file;
  S_ISREG($before[2]) or refuse('GT_NOT_A_FILE', $path);
  my $written = 0;
  if (length $bytes) {
    do { $written = syswrite $file, $bytes } while !defined $written && $!{EINTR};
    defined $written or fail($path);
  }
  if ($written < length $bytes) {
    # Someone may have appended since: then cutting would take theirs.
    truncate $file, $before[7] if (stat $file)[7] == $before[7] + $written;
    $! = Errno::ENOSPC();
    fail($path);
  }
  IO::Handle::sync($file) or fail($path);
  sync_folder(parent($path)) if !$old;
  return '';
};

sub make_folder { my ($path) = @_; mkdir $path, 0777 or fail($path); sync_folder(parent($path)); return '' }
$op{mkdir} = \&make_folder;

sub obstacle { my ($path) = @_; return entry_at($path) ? $path : obstacle(parent($path)) }
sub make_folders {
  my ($path) = @_;
  return '' if eval { make_folder($path); 1 };
  my $error = $@;
  my $code = ref $error ? $error->[0] : '';
  if ($code eq 'ENOENT' && $path ne '/' && !entry_at($path)) {
    make_folders(parent($path));
    return make_folders($path);
  }
  return '' if -d $path;
  refuse('GT_NOT_A_DIRECTORY', obstacle($path)) if $code eq 'EEXIST' || $code eq 'ENOTDIR' || $code eq 'ELOOP';
  die $error;
}
$op{mkdirAll} = \&make_folders;

# A folder replaces nothing but an empty folder, a file nothing at all.
$op{rename} = sub {
  my ($from, $to) = @_;
  my $moving = entry_at($from) or refuse('GT_NOT_FOUND', $from);
  my ($source, $target) = (real_entry($from), real_entry($to));
  if (!S_ISDIR($moving->[2])) { rename_new($source, $target) }
  elsif (!rename $source, $target) {
    my $number = $! + 0;
    $number == Errno::ENOTDIR() && entry_at($target) and refuse('GT_EXISTS', $target);
    $! = $number;
    fail($target);
  }
  sync_folder(parent($target));
  sync_folder(parent($source)) if parent($source) ne parent($target);
  return '';
};

sub remove_tree {
  my ($path) = @_;
  opendir my $folder, $path or fail($path);
  my @names = grep { $_ ne '.' && $_ ne '..' } readdir $folder;
  closedir $folder;
  for my $name (@names) {
    my $at = "$path/$name";
    my @found = lstat $at or next;
    if (S_ISDIR($found[2])) { remove_tree($at) }
    else { unlink $at or $!{ENOENT} or fail($at) }
  }
  rmdir $path or $!{ENOENT} or fail($path);
}
$op{remove} = sub {
  my ($path, $recursive) = @_;
  my $found = entry_at($path) or refuse('GT_NOT_FOUND', $path);
  my $entry = real_entry($path);
  if (!S_ISDIR($found->[2])) { unlink $entry or fail($path) }
  elsif ($recursive) { remove_tree($entry) }
  else { rmdir $entry or fail($path) }
  sync_folder(parent($entry));
  return '';
};

$op{symlink} = sub {
  my ($target, $path) = @_;
  symlink $target, $path or fail($path);
  sync_folder(parent($path));
  return '';
};

$op{chmod} = sub { my ($path, $mode) = @_; chmod $mode, $path or fail($path); return '' };
