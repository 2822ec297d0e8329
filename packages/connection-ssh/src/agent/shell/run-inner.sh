# In a session of its own: says who it is, sees that it is watched, and becomes the program. Arguments: the control shell, the link,
# sleep(1), seconds or 0, the token, argv.
gt_control=$1 gt_link=$2 gt_sleep=$3
gt_watch - "$$" "$4"
printf %s "$5"
printf '%sp%s\0' "$5" "$$" >&2
shift 5
unset gt_control gt_link gt_sleep
exec "$@"
