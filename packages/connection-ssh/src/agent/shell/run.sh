# Programs: the whole shell is for one, and ends with it. $gt_inner and $gt_outer are the texts of run-inner.sh, after
# watch.sh, and of run-outer.sh.

# It never began: stage (d no such folder, f not a folder, x no such program), code, text.
gt_not_started() { printf '%sF%s\n%s\n%s\0' "$gt_token" "$1" "$2" "${3-}" >&2; exit; }

# As execvp(3) looks for it: as $gt_found, empty or e for a file that is no program.
gt_find() {
  gt_found=
  case $1 in
    */*)
      case $1 in /*) gt_path=$1 ;; *) gt_path=$PWD/$1 ;; esac
      [ -e "$gt_path" ] || { gt_why "$gt_path"; gt_not_started x "$gt_reason"; }
      [ -f "$gt_path" ] && [ -x "$gt_path" ] || gt_not_started x EACCES
      return
      ;;
  esac
  set -f
  IFS=:
  for gt_path in ${PATH-}; do
    gt_path=${gt_path:-.}/$1
    [ -f "$gt_path" ] || continue
    [ ! -x "$gt_path" ] || { gt_found=x; break; }
    gt_found=e
  done
  set +f
  unset IFS
  case $gt_found in e) gt_not_started x EACCES ;; '') gt_not_started x ENOENT ;; esac
}

# seconds or 0, 1 where it is fed, folder or nothing, argv. Of the variables, gt_export sets those that sh can;
# gt_with_others calls gt_launch with env(1) for the rest.
gt_run() {
  gt_seconds=$1 gt_fed=$2 gt_folder=$3
  shift 3
  if [ -n "$gt_folder" ]; then
    [ ! -e "$gt_folder" ] || [ -d "$gt_folder" ] || gt_not_started f ENOTDIR
    [ -d "$gt_folder" ] || { gt_why "$gt_folder"; gt_not_started d "$gt_reason"; }
    cd -P "$gt_folder" 2>/dev/null || gt_not_started d EACCES
  fi
  if [ -n "$gt_had_lang" ]; then LC_ALL=$gt_lang; else unset LC_ALL; fi
  gt_export
  gt_find "$1"
  [ -n "$gt_fed" ] || exec </dev/null
  gt_with_others "$@"
}
gt_launch() {
  set -- "$gt_control" "$gt_link" "$gt_sleep" "$gt_seconds" "$gt_token" "$@"
  { gt_output=$("$gt_sh" -c "$gt_outer" "$gt_mark" "$gt_setsid" "$gt_sh" -c "$gt_inner" "$gt_mark" "$@" 2>&1); } 4>&1 5>&2
  gt_code=${gt_output##*"$gt_nl"}
  case $gt_code in '' | *[!0-9]*) gt_not_started s EIO "$gt_output" ;; esac
  gt_how=c$gt_code
  if [ "$gt_code" -gt 128 ]; then
    # Of these two no shell says anything.
    case $gt_output in *"$gt_nl"* | 130 | 141) gt_name=$(kill -l $((gt_code - 128)) 2>/dev/null) && gt_how=s$gt_name ;; esac
  fi
  printf %s "$gt_token"
  printf '%sZ%s\0' "$gt_token" "$gt_how" >&2
}
