# Ends a session. $1: the socket; $2: its name; $3: the town; $4: how many seconds it may take to end by itself; $5: a text that
# asks it to, or empty; then keys that come before it. Prints how it went: none, asked, terminated or killed.
gt_socket=$1 gt_session=$2 gt_town=$3 gt_grace=$4 gt_text=$5
shift 5
unset TMUX TMUX_PANE LC_ALL GT_SESSION
# It may be one of those that it ends.
trap '' TERM HUP
gt_pane="=$gt_session:0.0"

gt_tmux() { tmux -u -L "$gt_socket" -f /dev/null "$@"; }

gt_leader=
gt_seen=$(gt_tmux has-session -t "=$gt_session" 2>&1)
gt_code=$?
if [ "$gt_code" -eq 0 ]; then
  gt_seen=$(gt_tmux display-message -p -t "$gt_pane" '#{pane_pid} #{pane_dead}' 2>&1)
  gt_leader=${gt_seen% *}
  case $gt_leader in *[!0-9]*) gt_leader= ;; esac
  # One that has ended keeps its number as long as there are others of its session, unless somebody else has got it.
  [ "${gt_seen#* }" != 1 ] || [ ! -e "/proc/$gt_leader" ] || gt_leader=
else
  case $gt_seen in
    "can't find "* | "no server running on "* | "error connecting to "*"No such file"* | "error connecting to "*"Connection refused"*) ;;
    *)
      printf '%s\n' "$gt_seen" >&2
      exit 66
      ;;
  esac
fi

# The processes that belong to it: those in the Unix session of its leader while that runs, and all that were started with its
# name and its town in their environment, wherever they went.
gt_members() {
  gt_left=
  for gt_stat in /proc/[0-9]*/stat; do
    [ -n "$gt_leader" ] || break
    { read -r gt_line <"$gt_stat"; } 2>/dev/null || continue
    gt_pid=${gt_stat#/proc/}
    # shellcheck disable=SC2086 # words are what it is made of
    set -- ${gt_line##*) }
    [ "$1" != Z ] && [ "$4" = "$gt_leader" ] && gt_left="$gt_left ${gt_pid%/stat}"
  done
  gt_named=$(gt_environments)
  # shellcheck disable=SC2086 # names of files in /proc have no blanks
  [ -z "$gt_named" ] || gt_named=$(grep -lzxF "GT_SESSION=$gt_session" $gt_named 2>/dev/null)
  for gt_file in $gt_named; do
    gt_pid=${gt_file#/proc/}
    gt_pid=${gt_pid%/environ}
    case " $gt_left $$ " in *" $gt_pid "*) ;; *) gt_left="$gt_left $gt_pid" ;; esac
  done
}
# $1: seconds by the clock, since on a busy computer each look takes long itself; should that be set back, so many looks.
gt_wait() {
  gt_until=$(($(date +%s) + $1 + ($1 > 0))) gt_looks=$(($1 * 5)) gt_none=0
  while gt_members; do
    # One look can miss those that are just being made: two have to find nobody.
    [ -n "$gt_left" ] && gt_none=0 || gt_none=$((gt_none + 1))
    [ "$gt_none" -lt 2 ] || return 0
    if [ -n "$gt_left" ]; then
      [ "$gt_looks" -gt 0 ] && [ "$(date +%s)" -lt "$gt_until" ] || return 1
      gt_looks=$((gt_looks - 1))
    fi
    sleep 0.2
  done
}

gt_members
if [ "$gt_code" -ne 0 ] && [ -z "$gt_left" ]; then
  printf 'none\n'
  exit 0
fi
gt_how=asked
if [ -n "$gt_leader" ]; then
  gt_tmux send-keys -X -t "$gt_pane" cancel 2>/dev/null
  for gt_key in "$@"; do gt_tmux send-keys -t "$gt_pane" "$gt_key" 2>/dev/null && sleep 0.3; done
  if [ -n "$gt_text" ]; then
    gt_tmux send-keys -l -t "$gt_pane" -- "$gt_text" \; run-shell -d 0.4 \; send-keys -t "$gt_pane" Enter 2>/dev/null
  fi
fi
if ! gt_wait "$gt_grace"; then
  gt_how=terminated
  # shellcheck disable=SC2086 # words are what it is made of
  kill -TERM $gt_left 2>/dev/null
  if ! gt_wait 3; then
    gt_how=killed
    # shellcheck disable=SC2086
    kill -KILL $gt_left 2>/dev/null
    gt_wait 5 || { echo "these processes do not end:$gt_left" >&2; exit 67; }
  fi
fi
rm -f "${XDG_RUNTIME_DIR:-$HOME/.cache}/gt/$gt_socket-$gt_session.socket"
gt_tmux kill-session -t "=$gt_session" 2>/dev/null
printf '%s\n' "$gt_how"
