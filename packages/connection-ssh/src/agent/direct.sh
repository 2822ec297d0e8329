# Runs one program without the agent. Arguments: a marker, after how many seconds it is ended at the latest (0: never), how many
# seconds of silence end it then too, the folder to run it in (empty: home), the program and its arguments. What is
# no plain word comes after `=`, quoted for eval and each odd byte as printf %b has it; what is too long, as one line of the input. It becomes one line within single quotes for whatever login shell, as
# start.sh: each line here is whole by itself.
# Printed after the marker: `+` and what the program prints; or why it was not started: d, f or x, and the name of the error.
# The shells that watch are children of nobody here, so that a program that waits for all of its own does not wait for them.
# The input stays open while somebody waits, and each line of it says so: at its end the program, and whatever is left of its
# process group, is ended. Such a line may come before the one who counts can hear of it, and must not end it.
gt_fail() { printf %s "$gt_m$1"; exit 127; }
gt_m=$1 gt_t=$2 gt_s=$3; shift 3; set -f
[ "$1" = "=" ] && { gt_n=$(printf "\nx"); gt_n=${gt_n%x}; gt_l=$(printf %b "$2"); eval "set -- $gt_l"; }
[ $# -gt 0 ] || { gt_n=$(printf "\nx"); gt_n=${gt_n%x}; gt_l=; until [ -n "$gt_l" ]; do IFS= read -r gt_l || exit 1; done; eval "set -- $gt_l"; }
gt_d=$1; shift
[ -z "$gt_d" ] || cd "$gt_d" 2>/dev/null || { [ -d "$gt_d" ] && gt_fail "d EACCES"; [ -e "$gt_d" ] && gt_fail "f ENOTDIR"; gt_fail "d ENOENT"; }
gt_e=ENOENT gt_p=; case $1 in */*) [ -e "$1" ] && gt_e=EACCES; [ -f "$1" ] && [ -x "$1" ] && gt_p=$1;; *) IFS=:; for gt_f in $PATH; do [ -e "${gt_f:-.}/$1" ] && gt_e=EACCES; [ -f "${gt_f:-.}/$1" ] && [ -x "${gt_f:-.}/$1" ] && { gt_p=$gt_f; break; }; done; unset IFS;; esac
[ -n "$gt_p" ] || gt_fail "x $gt_e"
gt_end() { trap "" TERM; kill -0 $$ || return 0; kill -TERM "-$$" || kill -TERM $$; sleep 2; kill -KILL "-$$" || kill -KILL $$; }
gt_count() { trap "gt_h=\$gt_i" USR1; gt_i=0 gt_h=0; while [ $gt_i -lt "$gt_t" ] && [ $((gt_i-gt_h)) -lt "$gt_s" ]; do kill -0 $$ || exit 0; sleep 1; gt_i=$((gt_i+1)); done; gt_end; }
gt_wait() { while read -r gt_l <&3; do [ -z "$gt_c" ] || kill -USR1 "$gt_c"; done; gt_end; }
exec 3<&0 </dev/null
( trap "" USR1; gt_c=; [ "$gt_t" -eq 0 ] || { gt_count 3<&- & gt_c=$!; }; gt_wait & ) >/dev/null 2>&1
exec 3<&-; set +f; printf %s "$gt_m+" >&2; printf %s "$gt_m+"
exec "$@"
