# Tells what it can find out, a `key=value` on each line. $1: whose file system to tell of; empty for the home.
LC_ALL=C; export LC_ALL
has() { command -v "$1" >/dev/null 2>&1; }
for name in flock perl git tmux; do has "$name" && echo "has_$name=1"; done
has git && echo "git=$(git --version 2>/dev/null | head -n 1)"
has tmux && echo "tmux=$(tmux -V 2>/dev/null | head -n 1)"
has gt && echo "gt=$(gt --version 2>/dev/null </dev/null | head -n 1)"
if [ -r /proc/loadavg ]; then read -r load rest </proc/loadavg; echo "load1=$load"
else echo "load1=$(uptime | sed 's/.*averages*: *//; s/[ ,].*//')"; fi
echo "cpus=$(getconf _NPROCESSORS_ONLN 2>/dev/null || nproc 2>/dev/null)"
folder=$1
[ -n "$folder" ] || folder=$HOME
while [ ! -e "$folder" ] && [ "$folder" != / ] && [ "$folder" != . ]; do folder=$(dirname "$folder"); done
df -Pk "$folder" 2>/dev/null | tail -n 1 | sed -n 's/.*[[:space:]]\([0-9][0-9]*\)[[:space:]]\{1,\}[0-9][0-9]*[[:space:]]\{1,\}\([0-9][0-9]*\)[[:space:]]\{1,\}[0-9]*%.*/disk_total=\1\ndisk_free=\2/p'
if [ -r /proc/meminfo ]; then sed -n 's/^MemTotal: *\([0-9]*\) kB/memory_total=\1/p; s/^MemAvailable: *\([0-9]*\) kB/memory_free=\1/p' /proc/meminfo
else has sysctl && echo "memory_total=$(($(sysctl -n hw.memsize) / 1024))"; fi
