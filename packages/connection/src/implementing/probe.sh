# Tells what it can find out, a `key=value` on each line. $1: whose file system to tell of; empty for the home.
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
