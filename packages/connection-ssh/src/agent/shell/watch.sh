# Ends a process or, with a `-`, a group: when the control shell has ended, its own link is gone, or after so many seconds. It is
# nobody's child, and itself ends within a second of what it watches.

gt_watch() {
  ( (
    gt_seconds=0
    while kill -0 "$2"; do
      if ! kill -0 "$gt_control" || ! kill -0 "$gt_link" || { [ "$3" -gt 0 ] && [ "$gt_seconds" -ge "$3" ]; }; then
        trap "" TERM
        kill -TERM "$1$2"
        "$gt_sleep" 2
        kill -KILL "$1$2"
        exit
      fi
      "$gt_sleep" 1
      gt_seconds=$((gt_seconds + 1))
    done
  ) & ) </dev/null >/dev/null 2>&1
}
