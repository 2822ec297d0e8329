# All is known: says the token, its process and a NUL, and waits for commands.
gt_link=$PPID
kill -0 "$gt_link" 2>/dev/null || gt_link=$$
printf '%s%s\0' "$gt_token" "$$"
