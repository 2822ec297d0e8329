# The environments of processes that were started for this town: by its path; or by one that is there no more, where they work in
# this town: then it was moved while they ran.
gt_environments() {
  gt_any=$(grep -lz '^GT_TOWN_ROOT=' /proc/[0-9]*/environ 2>/dev/null)
  [ -n "$gt_any" ] || return 0
  # shellcheck disable=SC2086 # names of files in /proc have no blanks
  gt_exact=$(grep -lzxF "GT_TOWN_ROOT=$gt_town" $gt_any 2>/dev/null)
  [ -z "$gt_exact" ] || printf '%s\n' "$gt_exact"
  for gt_file in $gt_any; do
    case "
$gt_exact
" in *"
$gt_file
"*) continue ;; esac
    case $(cd -P "${gt_file%/environ}/cwd" 2>/dev/null && pwd -P) in "$gt_town" | "$gt_town"/*) ;; *) continue ;; esac
    gt_root=$(tr '\000' '\n' <"$gt_file" 2>/dev/null | sed -n 's/^GT_TOWN_ROOT=//p')
    [ -z "$gt_root" ] || [ -e "$gt_root" ] || printf '%s\n' "$gt_file"
  done
}
