# The shell that answers while the link is up. When it ends, so does everything that was started.
# $gt_token comes before what it says at the start; after $gt_silence seconds without a word it ends.

# What the scripts run, apart from what sh itself brings: of coreutils, sed and util-linux, or of busybox.
gt_missing=
for gt_tool in cat chmod chown date dd df env flock head id ln mkdir mv readlink rm rmdir sed setsid sha256sum sleep stat sync tail tr truncate; do
  command -v "$gt_tool" >/dev/null 2>&1 || gt_missing="$gt_missing $gt_tool"
done

gt_nl='
'
gt_now() { gt_time=$(date +%s.%N); case $gt_time in *N) gt_time=${gt_time%.*} ;; esac; printf 'H %s\n' "$gt_time"; }

# Zombies that nobody collects count as members of their group; where there is no /proc to tell, they are alive.
gt_is_alive() {
  kill -0 "-$1" 2>/dev/null || return 1
  [ -r /proc/self/stat ] || return 0
  gt_states=$(sed -n "s/.*) \([A-Z]\) [0-9]* $1 .*/\1/p" /proc/[0-9]*/stat 2>/dev/null)
  case $gt_states in '' | *[!ZX"$gt_nl"]*) return 0 ;; *) return 1 ;; esac
}

# Asks a group to end, then makes it, and tells when nothing of it is left.
gt_end() {
  kill -TERM "-$1" 2>/dev/null
  gt_delay=0.02 gt_turns=0
  while gt_is_alive "$1"; do
    [ "$gt_turns" -lt 20 ] || kill -KILL "-$1" 2>/dev/null
    [ "$gt_turns" -lt 40 ] || return
    # Not every sleep knows parts of a second.
    sleep "$gt_delay" 2>/dev/null || { sleep 1; gt_turns=$((gt_turns + 9)); }
    gt_turns=$((gt_turns + 1))
    [ "$gt_turns" -lt 4 ] || gt_delay=0.1
  done
  printf 'G %s\n' "$1"
}

# $1: after so many seconds without a word it ends. Says that it is ready when nothing can go wrong any more.
gt_serve() {
  (
    gt_left=$1
    trap 'gt_left=$1' USR1
    printf %s "$gt_token"
    printf '%s\n' "$$" "$(id -u)" "$(command -v sh)" "$(command -v env)" "$(command -v setsid)" "$(command -v sleep)" "$gt_missing"
    printf '\0'
    exec >/dev/null 2>&1
    while [ "$gt_left" -gt 0 ] && kill -0 "$$"; do
      sleep 1 &
      wait $!
      gt_left=$((gt_left - 1))
    done
    kill -TERM "$$"
  ) </dev/null &
  gt_timer=$!
  while read -r gt_word gt_which; do
    kill -USR1 "$gt_timer"
    case $gt_word in
      H) gt_now ;;
      K) gt_end "$gt_which" </dev/null & ;;
      T) kill -TERM "$gt_which" 2>/dev/null ;;
    esac
  done
  kill -TERM "$gt_timer"
  exit
}

gt_serve "$gt_silence"
