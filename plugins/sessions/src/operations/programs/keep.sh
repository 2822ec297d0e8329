# Keeps what a session prints in a file and its predecessor, each of so many bytes at most. $1: the file; $2: bytes
umask 077
gt_file=$1 gt_most=$2
if command -v perl >/dev/null 2>&1; then
  # shellcheck disable=SC2016 # these are variables of perl
  exec perl -e '
    my ($file, $most) = @ARGV;
    open(my $out, ">>", $file) or exit 1;
    my $size = -s $out;
    while (sysread(STDIN, my $bytes, 65536)) {
      if ($size > 0 && $size + length($bytes) > $most) {
        rename($file, "$file.1");
        open($out, ">", $file) or exit 1;
        $size = 0;
      }
      syswrite($out, $bytes);
      $size += length($bytes);
    }' "$gt_file" "$gt_most"
fi
: >>"$gt_file"
gt_size=$(wc -c <"$gt_file")
while dd bs=65536 count=1 2>/dev/null >>"$gt_file"; do
  gt_now=$(wc -c <"$gt_file")
  [ "$gt_now" -gt "$gt_size" ] || exit
  gt_size=$gt_now
  [ "$gt_size" -lt "$gt_most" ] || { mv -f "$gt_file" "$gt_file.1" && gt_size=0; }
  : >>"$gt_file"
done
