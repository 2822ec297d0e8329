# Run by a hook of the agent: notes what it told, for gt session list. $1: the event; its standard input is what the agent says.
# Whatever goes wrong, the agent is not to notice.
exec 2>/dev/null
umask 077
gt_event=$1 gt_folder=${0%/*}
gt_said=$(head -c 65536 | tr -d '\n\r')
case $GT_SESSION in '' | */*) exit 0 ;; esac
# Of what is too long to be kept whole at least this: https://code.claude.com/docs/en/hooks, "Common input fields".
gt_id=$(printf '%s\n' "$gt_said" | sed -n 's/.*"session_id"[ ]*:[ ]*"\([A-Za-z0-9][A-Za-z0-9_-]*\)".*/\1/p')
gt_new=$gt_folder/.$GT_SESSION.gt-tmp-$$
printf '%s %s %s %s\n%s\n' "$gt_event" "$(date +%s)" "${GT_EPOCH:-0}" "$gt_id" "$gt_said" >"$gt_new" &&
  mv -f "$gt_new" "$gt_folder/$GT_SESSION.event" || rm -f "$gt_new"
# Whoever may post into the session needs its socket and its token: they never lie in the town.
if [ -n "$GT_SOCKET_VARIABLE" ]; then
  gt_place=${XDG_RUNTIME_DIR:-$HOME/.cache}/gt
  gt_socket=$(printenv "$GT_SOCKET_VARIABLE")
  if [ -n "$gt_socket" ] && mkdir -p "$gt_place"; then
    gt_new=$gt_place/.$GT_SOCKET_NAME.$$
    printf '%s\n%s\n' "$gt_socket" "$(printenv "$GT_TOKEN_VARIABLE")" >"$gt_new" && mv -f "$gt_new" "$gt_place/$GT_SOCKET_NAME"
  fi
fi
exit 0
