# The start of the remote agent: errors, time, framed messages. Only modules that come with perl itself.

use strict;
use Config;
use POSIX ();
use Fcntl qw(:DEFAULT :flock :mode);
use IO::Handle ();
use Errno ();

# What a read or a change dies with: [errno's name or GT_ code, path, text].
my %errno_names;
sub errno_name {
  my $number = $! + 0;
  return $errno_names{$number} ||= do {
    local $! = $number;
    my ($name) = sort grep { $!{$_} } keys %!;
    $name || 'EIO';
  };
}
sub fail { my $text = lcfirst "$!"; die [errno_name(), $_[0], $text] }
sub refuse { die [$_[0], $_[1], ''] }

# Seconds that no change of the clock makes jump.
my $ticks = POSIX::sysconf(POSIX::_SC_CLK_TCK()) || 100;
sub now { return (POSIX::times())[0] / $ticks }

# Seconds since 1970, with fractions where perl has them.
my $fine = eval { require Time::HiRes; 1 };
sub wall_clock { return $fine ? Time::HiRes::time() : time }

# A message: length, stream, type, body.
sub frame {
  my ($id, $type, $body) = @_;
  return pack('N N a1', length($body) + 5, $id, $type) . $body;
}

# Writes all of it, waiting where it must. False when the other side is gone.
sub write_all {
  my ($to, $bytes) = @_;
  while (length $bytes) {
    my $count = syswrite $to, $bytes, 65536;
    if (defined $count) { substr($bytes, 0, $count, '') }
    elsif (!$!{EINTR}) { return 0 }
  }
  return 1;
}

sub read_exactly {
  my ($from, $length) = @_;
  my $bytes = '';
  while (length $bytes < $length) {
    my $count = sysread $from, $bytes, $length - length $bytes, length $bytes;
    next if !defined $count && $!{EINTR};
    return undef if !$count;
  }
  return $bytes;
}
