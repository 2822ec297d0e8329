# What there is of the sessions of a town, in one go: what is wanted of them, what their hooks told, what tmux has.
# $1: a mark that nothing else says, before each part; $2: the socket; $3: the folder of the sessions; $4: what to ask of panes
gt_mark=$1 gt_socket=$2 gt_folder=$3 gt_format=$4
unset TMUX TMUX_PANE LC_ALL
LC_CTYPE=C.UTF-8
export LC_CTYPE

gt_tmux() { tmux -u -L "$gt_socket" -f /dev/null "$@" 2>&1; }

for gt_file in "$gt_folder"/*.json "$gt_folder"/*.event; do
  [ -f "$gt_file" ] && [ ! -L "$gt_file" ] && [ -r "$gt_file" ] || continue
  printf '%s file %s\n' "$gt_mark" "${gt_file##*/}"
  while IFS= read -r gt_line || [ -n "$gt_line" ]; do printf '%s\n' "$gt_line"; done <"$gt_file"
done
printf '%s clock %s\n' "$gt_mark" "$(date +%s)"
gt_panes=$(gt_tmux list-panes -a -F "$gt_format")
gt_code=$?
printf '%s tmux %s\n%s\n' "$gt_mark" "$gt_code" "$gt_panes"
[ "$gt_code" -eq 0 ] || gt_panes=

# Their screens, many in one command. One that went away meanwhile ends it, so each is asked alone then.
gt_screens() {
  [ $# -gt 0 ] || return 0
  gt_said=$(gt_tmux "$@") && printf '%s\n' "$gt_said" && return 0
  for gt_word in "$@"; do
    case $gt_word in
      =*:)
        gt_name=${gt_word#=}
        gt_said=$(gt_tmux capture-pane -p -t "$gt_word") && printf '%s screen %s\n%s\n' "$gt_mark" "${gt_name%:}" "$gt_said"
        ;;
    esac
  done
  return 0
}
set --
gt_before=
while read -r gt_line; do
  gt_name=${gt_line%% *}
  case $gt_name in *__) ;; *) continue ;; esac
  [ "$gt_name" != "$gt_before" ] || continue
  gt_before=$gt_name
  [ $# -eq 0 ] || set -- "$@" ';'
  set -- "$@" display-message -p "$gt_mark screen $gt_name" ';' capture-pane -p -t "=$gt_name:"
  [ $# -lt 400 ] || { gt_screens "$@" && set --; }
done <<GT_END
$gt_panes
GT_END
gt_screens "$@"
printf '%s end\n' "$gt_mark"
