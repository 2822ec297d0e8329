# The start of every script: what is wrong with a path, how a failure is told. POSIX sh, as dash, ash and bash have it; all
# names begin with gt_, since others may be in the account's environment and go on to programs. Before it `gt_token` is
# set: it divides what the shell says, and nobody else knows it.

gt_nl='
' gt_cut=cut-${gt_token#gt-}
unset CDPATH
# What tools complain of must be in words that we know; programs get the account's own language back.
gt_had_lang=${LC_ALL+1} gt_lang=${LC_ALL-}
LC_ALL=C
export LC_ALL

gt_parent_of() { gt_folder=${1%/*}; [ -n "$gt_folder" ] || gt_folder=/; }

# What an operation ends with: a code, or none where the tool's own words tell; the path; the text.
gt_fail() {
  [ -z "${gt_temporary-}" ] || rm -f "$gt_temporary"
  printf 'e%s\0%s\0%s\0' "$1" "$2" "${3-}"
  exit 1
}
gt_do() { gt_path=$1; shift; gt_output=$("$@" 2>&1) || gt_fail '' "$gt_path" "$gt_output"; }

# Why a path leads to nothing, as $gt_reason.
gt_why() {
  gt_at=$1 gt_links=0
  while :; do
    if [ -d "$gt_at" ]; then
      if [ -x "$gt_at" ]; then gt_reason=ENOENT; else gt_reason=EACCES; fi
      return
    elif [ -e "$gt_at" ]; then gt_reason=ENOTDIR; return
    elif [ ! -L "$gt_at" ]; then gt_at=${gt_at%/*}; [ -n "$gt_at" ] || gt_at=/
    elif [ "$gt_links" -ge 40 ]; then gt_reason=ELOOP; return
    else
      gt_links=$((gt_links + 1)) gt_to=$(readlink "$gt_at")
      case $gt_to in /*) gt_at=$gt_to ;; *) gt_at=${gt_at%/*}/$gt_to ;; esac
    fi
  done
}

gt_fail_why() { gt_why "$1"; gt_fail "$gt_reason" "$2"; }

# Runs one operation in a shell of its own, which may end as it likes.
gt_answer() { ( "$@" ) </dev/null 2>/dev/null && printf v; printf %s "$gt_token"; }

# What a folder lists is durable only once the folder itself is synced. Where one cannot be, all is.
gt_sync_folder() { sync "$1" 2>/dev/null || sync; }
