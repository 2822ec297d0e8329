# Starts a session. $1: the socket; $2: its name; $3: where it runs; $4: `login` where PATH is
# that of a login shell; $5: the program; $6: the command of tmux that keeps the output; then words for `new-session` up to `--`,
# then the arguments. Ends with 66 to 70 where that cannot be, having said of what.
gt_socket=$1 gt_session=$2 gt_folder=$3 gt_path=$4 gt_program=$5 gt_keep=$6
shift 6
unset TMUX TMUX_PANE LC_ALL
# A server hands on what it was started with: nothing of the session or town that this runs in.
unset GT_TOWN_ROOT GT_RIG GT_POLECAT GT_ADDRESS GT_SESSION GT_EPOCH GT_SOCKET_VARIABLE GT_TOKEN_VARIABLE GT_SOCKET_NAME

gt_version=$(tmux -V 2>/dev/null) || exit 66
gt_version=${gt_version#tmux }
gt_number=${gt_version#next-}
gt_major=${gt_number%%.*}
gt_minor=${gt_number#*.}
gt_minor=${gt_minor%%[!0-9]*}
case $gt_major in
  '' | *[!0-9]*) ;;
  *)
    if [ "$gt_major" -lt 3 ] || { [ "$gt_major" -eq 3 ] && [ "${gt_minor:-0}" -lt 2 ]; }; then
      printf '%s\n' "$gt_version"
      exit 67
    fi
    ;;
esac
[ -d "$gt_folder" ] && cd "$gt_folder" || exit 69
if [ "$gt_path" = login ]; then
  gt_found=$(sh -lc 'printf "\n%s" "$PATH"' </dev/null 2>/dev/null)
  gt_found=$(printf '%s\n' "$gt_found" | tail -n 1)
  [ -z "$gt_found" ] || PATH=$gt_found
fi
PATH=$PATH:$HOME/.local/bin
export PATH
case $gt_program in
  /*) gt_found=$gt_program ;;
  *) gt_found=$(command -v "$gt_program") ;;
esac
case $gt_found in
  /*) ;;
  *) gt_found= ;;
esac
if [ -z "$gt_found" ] || [ ! -x "$gt_found" ] || [ -d "$gt_found" ]; then
  printf '%s\n' "$PATH"
  exit 68
fi
gt_count=$#
gt_behind=
while [ "$gt_count" -gt 0 ]; do
  gt_word=$1
  shift
  gt_count=$((gt_count - 1))
  if [ "$gt_word" = -- ] && [ -z "$gt_behind" ]; then
    gt_behind=yes
    # A single word would go through a shell: tmux(1), new-session.
    # shellcheck disable=SC2016 # for the shell that is started
    set -- "$@" -e "PATH=$PATH" -- sh -c 'exec "$0" "$@"' "$gt_found"
  else
    set -- "$@" "$gt_word"
  fi
done
tmux -u -L "$gt_socket" -f /dev/null start-server \; set-option -g history-limit 20000 \; set-option -g default-terminal screen-256color \; \
  set-option -wg remain-on-exit on \; set-option -wg allow-rename off \; set-option -wg automatic-rename off \; \
  set-option -g exit-empty on \; new-session -d -s "$gt_session" "$@" \; pipe-pane -o -t "=$gt_session:0.0" "$gt_keep"
