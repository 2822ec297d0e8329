# What there is of the sessions of a town, in one go: what is wanted of them, what their hooks told, what tmux has.
# $1: a mark that nothing else says, before each part; $2: the socket; $3: the town; $4: the folder of the sessions; $5: what to ask
# of panes
gt_mark=$1 gt_socket=$2 gt_town=$3 gt_folder=$4 gt_format=$5
unset TMUX TMUX_PANE LC_ALL
LC_CTYPE=C.UTF-8
export LC_CTYPE

gt_tmux() { tmux -u -L "$gt_socket" -f /dev/null "$@" 2>&1; }

# A shell reads a large file letter by letter.
gt_large="
$(find "$gt_folder" -name '*.json' -size +512 -o -name '*.event' -size +512 2>/dev/null)
"
for gt_file in "$gt_folder"/*.json "$gt_folder"/*.event; do
  [ -e "$gt_file" ] || [ -L "$gt_file" ] || continue
  case $gt_large in
    *"
$gt_file
"*) gt_fits= ;;
    *) gt_fits=yes ;;
  esac
  if [ -z "$gt_fits" ] || [ ! -f "$gt_file" ] || [ -L "$gt_file" ] || [ ! -r "$gt_file" ]; then
    printf '%s odd %s\n' "$gt_mark" "${gt_file##*/}"
    continue
  fi
  printf '%s file %s\n' "$gt_mark" "${gt_file##*/}"
  while IFS= read -r gt_line || [ -n "$gt_line" ]; do printf '%s\n' "$gt_line"; done <"$gt_file"
done
printf '%s clock %s\n' "$gt_mark" "$(date +%s)"
# shellcheck disable=SC2046 # `tmux 3.3a` is two words
set -- $(tmux -V 2>/dev/null)
printf '%s version %s-%s\n' "$gt_mark" "${1-}" "${2-}"
gt_panes=$(gt_tmux list-panes -a -F "$gt_format")
gt_code=$?
printf '%s tmux %s\n%s\n' "$gt_mark" "$gt_code" "$gt_panes"
[ "$gt_code" -eq 0 ] || gt_panes=

# Whose processes run, by what they were started with, also where this tmux knows nothing of them.
gt_own=$(gt_environments)
if [ -n "$gt_own" ]; then
  printf '%s running\n' "$gt_mark"
  # shellcheck disable=SC2086 # names of files in /proc have no blanks
  grep -hzx 'GT_SESSION=.*' $gt_own 2>/dev/null | tr '\000' '\n' | sort -u
fi
# Terminals in whose foreground is something else than a shell, by the leader of their session.
if [ -r /proc/self/stat ]; then
  printf '%s front\n' "$gt_mark"
  for gt_stat in /proc/[0-9]*/stat; do
    { read -r gt_line <"$gt_stat"; } 2>/dev/null || continue
    gt_name=${gt_line#*\(}
    gt_name=${gt_name%)*}
    case $gt_name in sh | bash | dash | zsh | fish | ksh | mksh | ash | csh | tcsh) continue ;; esac
    # shellcheck disable=SC2086 # words are what it is made of
    set -- ${gt_line##*) }
    [ "$1" = Z ] || [ "$3" != "$6" ] || printf '%s\n' "$4"
  done
fi

# Their screens, many in one command. One that went away meanwhile ends it, so each is asked alone then.
gt_screens() {
  [ $# -gt 0 ] || return 0
  gt_said=$(gt_tmux "$@") && printf '%s\n' "$gt_said" && return 0
  for gt_word in "$@"; do
    case $gt_word in
      =*:0.0)
        gt_name=${gt_word#=}
        gt_said=$(gt_tmux capture-pane -p -t "$gt_word") && printf '%s screen %s\n%s\n' "$gt_mark" "${gt_name%:0.0}" "$gt_said"
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
  set -- "$@" display-message -p "$gt_mark screen $gt_name" ';' capture-pane -p -t "=$gt_name:0.0"
  [ $# -lt 400 ] || { gt_screens "$@" && set --; }
done <<GT_END
$gt_panes
GT_END
gt_screens "$@"
printf '%s end\n' "$gt_mark"
