# Ends a session. $1: the socket; $2: its name; $3: how many seconds it may take to end by itself; $4: a text that asks it to, or
# empty; then keys that come before it. Prints how it went: none, asked, terminated or killed.
gt_socket=$1 gt_session=$2 gt_grace=$3 gt_text=$4
shift 4
unset TMUX TMUX_PANE LC_ALL

gt_tmux() { tmux -u -L "$gt_socket" -f /dev/null "$@"; }

gt_seen=$(gt_tmux has-session -t "=$gt_session" 2>&1) || {
  case $gt_seen in
    "can't find "* | "no server running on "* | "error connecting to "*"No such file"* | "error connecting to "*"Connection refused"*)
      printf 'none\n'
      exit 0
      ;;
  esac
  printf '%s\n' "$gt_seen" >&2
  exit 66
}
gt_seen=$(gt_tmux display-message -p -t "=$gt_session:" '#{pane_pid} #{pane_dead}' 2>&1)
gt_leader=${gt_seen% *}
gt_dead=${gt_seen#* }
case $gt_leader in '' | *[!0-9]*) exit 66 ;; esac

# The processes that still belong to it. Of a leader that has ended the number may be somebody else's by now: there each has to
# have the session's name in its environment.
gt_members() {
  gt_left=
  for gt_stat in /proc/[0-9]*/stat; do
    { read -r gt_line <"$gt_stat"; } 2>/dev/null || continue
    gt_pid=${gt_stat#/proc/}
    gt_pid=${gt_pid%/stat}
    # shellcheck disable=SC2086 # words are what it is made of
    set -- ${gt_line##*) }
    [ "$1" != Z ] && [ "$4" = "$gt_leader" ] || continue
    if [ "$gt_dead" = 1 ]; then
      tr '\000' '\n' <"/proc/$gt_pid/environ" 2>/dev/null | grep -qxF "GT_SESSION=$gt_session" || continue
    fi
    gt_left="$gt_left $gt_pid"
  done
}
# $1: tenths of a second
gt_wait() {
  gt_rounds=$1
  while gt_members && [ -n "$gt_left" ]; do
    [ "$gt_rounds" -gt 0 ] || return 1
    gt_rounds=$((gt_rounds - 2))
    sleep 0.2
  done
  return 0
}

gt_how=asked
if [ "$gt_dead" != 1 ]; then
  for gt_key in "$@"; do gt_tmux send-keys -t "=$gt_session:" "$gt_key" 2>/dev/null && sleep 0.3; done
  if [ -n "$gt_text" ]; then
    gt_tmux send-keys -l -t "=$gt_session:" -- "$gt_text" \; run-shell -d 0.4 \; send-keys -t "=$gt_session:" Enter 2>/dev/null
  fi
fi
if ! gt_wait $((gt_grace * 10)); then
  gt_how=terminated
  # shellcheck disable=SC2086 # words are what it is made of
  kill -TERM $gt_left 2>/dev/null
  if ! gt_wait 30; then
    gt_how=killed
    # shellcheck disable=SC2086
    kill -KILL $gt_left 2>/dev/null
    gt_wait 50
  fi
fi
rm -f "${XDG_RUNTIME_DIR:-$HOME/.cache}/gt/$gt_socket-$gt_session.socket"
gt_tmux kill-session -t "=$gt_session" 2>/dev/null
printf '%s\n' "$gt_how"
