# Gives a line to the inbox socket of a session. $1: the name under which its hook left the address and the token; the line is on
# standard input. Prints what the session answered. Ends with 66 where it has no such socket, 67 where nobody listens, 68 where
# not all could be written, 69 where nothing here can write to a socket.
gt_file=${XDG_RUNTIME_DIR:-$HOME/.cache}/gt/$1
[ -f "$gt_file" ] && [ ! -L "$gt_file" ] && [ -O "$gt_file" ] || exit 66
{ IFS= read -r gt_address && IFS= read -r GT_TOKEN; } <"$gt_file" || exit 66
[ -S "$gt_address" ] || exit 66
case $GT_TOKEN in '' | *[!A-Za-z0-9._~+/=-]*) exit 66 ;; esac
command -v perl >/dev/null 2>&1 || exit 69
export GT_TOKEN
# shellcheck disable=SC2016 # these are variables of perl
exec perl -e '
  use strict;
  use IO::Socket::UNIX;
  $SIG{PIPE} = "IGNORE";
  my $socket = IO::Socket::UNIX->new(Peer => $ARGV[0]) or exit 67;
  my $line = do { local $/; <STDIN> };
  for my $part (qq({"type":"auth","token":"$ENV{GT_TOKEN}"}\n), $line) {
    my $at = 0;
    while ($at < length $part) {
      my $written = syswrite($socket, $part, length($part) - $at, $at);
      exit 68 unless defined $written;
      $at += $written;
    }
  }
  shutdown($socket, 1);
  my $ready = "";
  vec($ready, fileno($socket), 1) = 1;
  if (select($ready, undef, undef, 1)) {
    sysread($socket, my $answer, 65536);
    print $answer if defined $answer;
  }' "$gt_address"
