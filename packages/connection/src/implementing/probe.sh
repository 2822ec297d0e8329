# Tells what it can find out, a `key=value` on each line. $1: whose file system to tell of; empty for the home. $2: the socket of a
# tmux whose sessions are counted where $1 is its real path, since the name of the socket comes from that; may be empty.
# Each program that it starts is felt where many machines are one: what the shell can do itself, it does.
LC_ALL=C; export LC_ALL
n='
'
has() { command -v "$1" >/dev/null 2>&1; }
first() { echo "$1=${2%%"$n"*}"; }
for name in flock perl git tmux; do has "$name" && echo "has_$name=1"; done
has git && first git "$(git --version 2>/dev/null)"
has tmux && first tmux "$(tmux -V 2>/dev/null)"
has gt && first gt "$(gt --version 2>/dev/null </dev/null)"
if [ -r /proc/loadavg ]; then read -r load rest </proc/loadavg; echo "load1=$load"
else echo "load1=$(uptime | sed 's/.*averages*: *//; s/[ ,].*//')"; fi
echo "cpus=$(getconf _NPROCESSORS_ONLN 2>/dev/null || nproc 2>/dev/null)"
folder=$1
[ -n "$folder" ] || folder=$HOME
while [ ! -e "$folder" ] && [ "$folder" != "${folder%/*}" ]; do folder=${folder%/*}; done
disk=$(df -Pk "${folder:-/}" 2>/dev/null)
echo "disk=${disk##*"$n"}"
if [ -r /proc/meminfo ]; then
  while read -r key value rest; do
    case $key in
    MemTotal:) echo "memory_total=$value" ;;
    MemAvailable:) echo "memory_free=$value"; break ;;
    esac
  done </proc/meminfo
else has sysctl && echo "memory_total=$(($(sysctl -n hw.memsize) / 1024))"; fi
count() {
  [ ! -d "$1" ] || [ "$(cd -P "$1" && pwd -P)" = "$1" ] || return
  found=
  for file in "${TMUX_TMPDIR:-/tmp}"/tmux-*/"$2"; do [ -S "$file" ] && [ -O "$file" ] && found=yes; done
  [ -n "$found" ] || { echo sessions=0; return; }
  # One that is stopped says nothing.
  has tmux && has timeout || return
  sessions=$(timeout 2 tmux -L "$2" -f /dev/null list-panes -a -F "#{?pane_dead,,#{session_id}}" 2>/dev/null)
  [ $? -ne 124 ] || return
  seen=" " total=0
  for session in $sessions; do
    case $seen in *" $session "*) ;; *) seen="$seen$session " total=$((total + 1)) ;; esac
  done
  echo "sessions=$total"
}
[ -z "$2" ] || count "$1" "$2"
