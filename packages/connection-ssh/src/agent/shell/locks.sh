# Locks: a shell that holds flock(2) until it is told to let go.

# file, 1 to try once. l: it holds the lock; b: busy.
gt_lock() {
  # Never replaced and never removed: two processes must not lock two different files of one name.
  if ! gt_there "$1"; then
    gt_in_folder "$1"
    [ -w "$gt_folder" ] && [ -x "$gt_folder" ] || gt_fail EACCES "$1"
    # Others may be making it too.
    gt_output=$( ( set -C; true >"$1" ) 2>&1 ) || gt_there "$1" || gt_fail '' "$1" "$gt_output"
  fi
  [ ! -L "$1" ] && [ -f "$1" ] || gt_fail GT_NOT_A_FILE "$1"
  [ -r "$1" ] || gt_fail EACCES "$1"
  # shellcheck disable=SC2094 # it writes nothing
  gt_hold "$1" "$2" 9<"$1"
}
gt_hold() {
  # Someone may have put a link there since.
  [ ! -L "$1" ] && [ "$1" -ef /dev/fd/9 ] || gt_fail GT_NOT_A_FILE "$1"
  if [ -n "$2" ]; then flock -xn 9 2>/dev/null & else flock -x 9 2>/dev/null & fi
  gt_waits=$!
  trap 'kill -KILL "$gt_waits" 2>/dev/null; exit' TERM
  wait "$gt_waits"
  case $? in
    0) printf l ;;
    1) printf b; exit ;;
    *) gt_fail EIO "$1" 'flock failed' ;;
  esac
  while read -r gt_word; do [ "$gt_word" != U ] || exit; done
  gt_await_others
  exit
}

# The link is gone. What was done under the lock ends first: whoever takes it next must be alone.
gt_await_others() {
  while kill -0 "$gt_control" 2>/dev/null; do sleep 0.2 2>/dev/null || sleep 1; done
  gt_turns=0
  # Only what the kernel cannot interrupt can outlast this.
  while [ "$gt_turns" -lt 32 ] && gt_others; do
    sleep 1
    gt_turns=$((gt_turns + 1))
  done
}
gt_others() {
  # Where there is no /proc to tell, they get the time that they need.
  [ -r /proc/self/cmdline ] || { sleep 6; return 1; }
  [ -n "$(cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' '\n' | sed -n "/^$gt_mark\$/p")" ]
}

# Of one that listens to a link which only seems to be there. Nothing may be redirected around it: a shell keeps what it
# redirects open, and so would this one.
gt_watch_holder() {
  ( (
    while kill -0 "$gt_control"; do
      kill -0 "$$" || exit
      sleep 1
    done
    gt_await_others
    kill -TERM "$$"
  ) & ) </dev/null >/dev/null 2>&1
}
