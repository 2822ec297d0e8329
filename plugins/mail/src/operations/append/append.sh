# Appends lines to files: each file under its lock, a torn tail closed, lines left out that are there already, all synced.
# $1: the root of the town, without symbolic links; no file outside of it is touched
# $2: a folder in it that is made for what is in between, and removed again
# $3: how many bytes come on stdin
# then of each file: its folder, its name, a folder that must exist or "" (whose mail it is), its number of lines on stdin
# Prints a line for each file: ok, or missing, outside, kind, busy, full, denied. Exits 65, with nothing written, where stdin was cut.
set -u
umask 077
LC_ALL=C
export LC_ALL
root=${1%/}
work=$2
bytes=$3
shift 3

# Where the nearest folder that exists really is: nothing may be made beyond a link that leads out of the town.
inside() {
  place=$1
  while [ -n "$place" ] && ! [ -e "$place" ] && ! [ -L "$place" ]; do place=${place%/*}; done
  real=$(cd -P "${place:-/}" 2>/dev/null && pwd) || return 1
  case $real/ in "$root"/*) return 0 ;; *) return 1 ;; esac
}

lock() {
  if command -v flock >/dev/null 2>&1; then
    flock -w "$patience" 9 2>/dev/null && return 0
    # Busybox knows no -w.
    tries=0
    until flock -n 9 2>/dev/null; do
      tries=$((tries + 1))
      [ "$tries" -lt "$patience" ] || return 1
      sleep 1
    done
  else
    perl -MFcntl=:flock -e '$SIG{ALRM} = sub { exit 1 }; alarm $ARGV[0]; open(my $lock, ">&=", 9) and flock($lock, LOCK_EX) or exit 1' "$patience"
  fi
}

ends_with_line() {
  ! [ -s "$1" ] || [ "$(tail -c 1 "$1" | wc -l)" -eq 1 ]
}

# Of what is to be appended to the first file, what is in none of them yet: by the id what may be the same, then by every byte.
# Fails where that cannot be told, such as on a full disk: then nothing may be appended.
choose() {
  new=$part
  [ -s "$1" ] || [ -s "${2:-}" ] || return 0
  cut -c 8-30 "$part" >"$work/ids" 2>/dev/null || return 1
  if [ -z "$options" ]; then
    # Busybox knows no -a, and needs none.
    grep -a x /dev/null 2>/dev/null
    [ $? -eq 1 ] && options=-ahF || options=-hF
  fi
  grep "$options" -f "$work/ids" "$@" >"$work/same" 2>/dev/null
  [ $? -lt 2 ] || return 1
  [ -s "$work/same" ] || return 0
  new=$work/new
  awk 'NR == FNR { seen[$0]; next } !($0 in seen)' "$work/same" "$part" >"$new" 2>/dev/null
}

# Where this sync knows -d, as it does of a file of ours, its failure is one of the disk.
synced() {
  sync -d "$1" 2>/dev/null && return 0
  sync -d "$work/all" 2>/dev/null && return 1
  sync
}

append() {
  folder=$1
  file=$1/$2
  owner=$3
  if [ -n "$owner" ] && ! [ -d "$owner" ] && ! [ -d "$folder" ]; then
    echo missing
    return
  fi
  inside "$folder" || { echo outside; return; }
  [ -d "$folder" ] || mkdir -p "$folder" 2>/dev/null || { echo denied; return; }
  for entry in "$file" "$file.lock" "$folder/inbox.archive.jsonl"; do
    if [ -L "$entry" ] || { [ -e "$entry" ] && ! [ -f "$entry" ]; }; then
      echo kind
      return
    fi
  done
  [ -e "$file.lock" ] || : 2>/dev/null >>"$file.lock" || { echo denied; return; }
  exec 9<"$file.lock" || { echo denied; return; }
  lock || { echo busy; return; }
  was_there=$([ -e "$file" ] && echo yes)
  { [ -e "$file" ] || : 2>/dev/null >>"$file"; } && [ -w "$file" ] || { echo denied; return; }
  if [ "$2" = inbox.jsonl ] && [ -e "$folder/inbox.archive.jsonl" ]; then
    choose "$file" "$folder/inbox.archive.jsonl"
  else
    choose "$file"
  fi || { echo full; return; }
  ends_with_line "$file" || echo >>"$file" || { echo full; return; }
  cat "$new" 2>/dev/null >>"$file" || { echo full; return; }
  synced "$file" || { echo full; return; }
  [ -n "$was_there" ] || sync "$folder" 2>/dev/null || sync
  exec 9<&-
  echo ok
}

trap 'exit 70' HUP INT TERM
inside "$work" && { mkdir "$work" 2>/dev/null || { mkdir -p "${work%/*}" && mkdir "$work"; }; } || exit 73
trap 'rm -rf "$work"' EXIT
cat >"$work/all" || exit 74
[ "$(wc -c <"$work/all")" -eq "$bytes" ] || exit 65
options=
# Seconds. Whoever holds many locks of one town must not hold up all its mail.
[ $# -gt 4 ] && patience=1 || patience=5
part=$work/all
first=1
while [ $# -gt 0 ]; do
  # Mostly there is one file.
  if [ $# -gt 4 ] || [ $first -gt 1 ]; then
    part=$work/part
    tail -n +$first "$work/all" | head -n "$4" >"$part" || exit 74
  fi
  # A shell may end at a redirection that fails: also then each file has its answer.
  answer=$(append "$1" "$2" "$3")
  echo "${answer:-denied}"
  first=$((first + $4))
  shift 4
done
