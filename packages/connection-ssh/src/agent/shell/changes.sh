# Changes of files, the mirror of connection-local's write-file.ts, append-file.ts, folders.ts and rename-new.ts.

gt_fail_missing() {
  gt_why "$1"
  [ "$gt_reason" != EACCES ] || gt_fail EACCES "$1"
  gt_fail GT_NOT_FOUND "$1"
}
gt_there() { [ -e "$1" ] || [ -L "$1" ]; }

# $gt_folder: where a path lies. It must be a folder.
gt_in_folder() {
  gt_parent_of "$1"
  [ -d "$gt_folder" ] || gt_fail_why "$gt_folder" "$1"
}
# The same entry on a way without links, as $gt_entry: one of them may be what is about to go.
gt_real_entry() {
  gt_in_folder "$1"
  cd -P "$gt_folder" || gt_fail EACCES "$1"
  gt_entry=${PWD%/}/${1##*/}
}

# A file gets its new name by link, which refuses what exists, and only then loses the old one.
gt_rename_new() {
  if ! gt_output=$(ln -T "$1" "$2" 2>&1); then
    ! gt_there "$2" || gt_fail GT_EXISTS "$2"
    case $gt_output in
      *'not permitted' | *'not supported' | *'not implemented' | *'many links') gt_do "$2" mv -fT "$1" "$2" ;;
      *) gt_fail '' "$2" "$gt_output" ;;
    esac
  else gt_do "$1" rm -f "$1"
  fi
}

# path, temporary file, mode or nothing, 1 where nothing may be there, how many bytes gt_data prints
gt_write() {
  gt_old='' gt_exact=$3
  if gt_there "$1"; then
    [ -z "$4" ] || gt_fail GT_EXISTS "$1"
    [ ! -L "$1" ] && [ -f "$1" ] || gt_fail GT_NOT_A_FILE "$1"
    # A rename asks only for the folder's permission; a file its owner made read-only is not ours to replace.
    [ -w "$1" ] || gt_fail EACCES "$1"
    gt_old=$(stat -c '%a %u:%g' "$1") || gt_fail ENOENT "$1"
    gt_exact=${gt_old% *}
  fi
  gt_in_folder "$1"
  # A plus: from then on there is something to remove.
  gt_output=$( [ -z "$gt_exact" ] || umask 077; set -C; { printf +; gt_data | dd bs=65536 conv=fsync 2>&1 >&3; } 3>"$2" 2>&1 )
  gt_code=$?
  case $gt_output in
    +*) gt_temporary=$2 ;;
    *) [ -w "$gt_folder" ] && [ -x "$gt_folder" ] || gt_fail EACCES "$1" ;;
  esac
  [ "$gt_code" = 0 ] || gt_fail '' "$1" "${gt_output%%"$gt_nl"*}"
  case $gt_output in
    *"$gt_nl$5 byte"*) ;;
    *) [ "$(stat -c %s "$2")" = "$5" ] || gt_fail EIO "$1" 'not all of it was written' ;;
  esac
  if [ -n "$gt_exact" ]; then
    # Only root can keep the owner of someone else's file.
    [ -z "$gt_old" ] || [ "$gt_uid" != 0 ] || gt_do "$1" chown "${gt_old#* }" "$2"
    gt_do "$1" chmod "$gt_exact" "$2"
    sync "$2" 2>/dev/null || sync
  fi
  if [ -n "$4" ]; then gt_rename_new "$2" "$1"; else gt_do "$1" mv -fT "$2" "$1"; fi
  gt_temporary=
  gt_sync_folder "$gt_folder"
}

# path, how many bytes gt_data prints. One write at the end; what the system cut short is reverted.
gt_append() {
  gt_new=
  if ! gt_there "$1"; then
    gt_in_folder "$1"
    [ -w "$gt_folder" ] && [ -x "$gt_folder" ] || gt_fail EACCES "$1"
    gt_new=1
  elif [ -L "$1" ] || [ ! -f "$1" ]; then gt_fail GT_NOT_A_FILE "$1"
  elif [ ! -w "$1" ]; then gt_fail EACCES "$1"
  fi
  # shellcheck disable=SC2094 # both are for the one file
  gt_output=$( gt_add "$1" "$2" 2>&1 3>>"$1" ) || gt_fail '' "$1" "$gt_output"
  [ -z "$gt_new" ] || gt_sync_folder "$gt_folder"
}
gt_add() {
  # Someone may have put a link there since.
  [ ! -L "$1" ] && [ "$1" -ef /dev/fd/3 ] || { echo 'not a regular file'; return 1; }
  [ "$2" -gt 0 ] || return 0
  gt_before=$(stat -L -c %s /dev/fd/3)
  gt_output=$( gt_data | dd bs="$2" count=1 iflag=fullblock conv=fsync 2>&1 >&3 ) && return
  gt_more=$(($(stat -L -c %s /dev/fd/3) - gt_before))
  # Someone may have appended since: then cutting would take theirs.
  [ "$gt_more" -le 0 ] || [ "$gt_more" -ge "$2" ] ||
    [ "$(tail -c "+$((gt_before + 1))" "$1" | sha256sum)" != "$(gt_data | head -c "$gt_more" | sha256sum)" ] ||
    truncate -s "$gt_before" "$1"
  printf %s "${gt_output%%"$gt_nl"*}"
  return 1
}

gt_mkdir() {
  gt_in_folder "$1"
  gt_do "$1" mkdir "$1"
  gt_sync_folder "$gt_folder"
}
gt_mkdirall() {
  [ ! -d "$1" ] || return 0
  ! gt_there "$1" || gt_fail GT_NOT_A_DIRECTORY "$1"
  gt_parent_of "$1"
  gt_mkdirall "$gt_folder"
  # Others may be making it too.
  gt_output=$(mkdir "$1" 2>&1) || [ -d "$1" ] || gt_fail '' "$1" "$gt_output"
  gt_parent_of "$1"
  gt_sync_folder "$gt_folder"
}

# A folder replaces nothing but an empty folder, a file nothing at all.
gt_rename() {
  gt_there "$1" || gt_fail_missing "$1"
  gt_real_entry "$1"
  gt_from=$gt_entry gt_old_folder=$PWD
  gt_real_entry "$2"
  if [ -L "$gt_from" ] || [ ! -d "$gt_from" ]; then gt_rename_new "$gt_from" "$gt_entry"
  else gt_rename_folder "$gt_from" "$gt_entry"
  fi
  gt_sync_folder "$PWD"
  [ "$PWD" = "$gt_old_folder" ] || gt_sync_folder "$gt_old_folder"
}
gt_rename_folder() {
  [ "$(stat -c %d "$1")" = "$(stat -c %d .)" ] || gt_fail EXDEV "$2" 'on another file system'
  if [ -L "$2" ] || { [ -e "$2" ] && [ ! -d "$2" ]; }; then gt_fail GT_EXISTS "$2"; fi
  [ ! "$1" -ef "$2" ] || return 0
  case $2/ in "$1"/*) gt_fail EINVAL "$2" 'a folder cannot be moved into itself' ;; esac
  [ ! -d "$2" ] || gt_do "$2" rmdir "$2"
  gt_do "$2" mv -T "$1" "$2"
}

gt_remove() {
  gt_there "$1" || gt_fail_missing "$1"
  gt_real_entry "$1"
  if [ -L "$gt_entry" ] || [ ! -d "$gt_entry" ]; then gt_do "$1" rm -f "$gt_entry"
  elif [ -n "$2" ]; then gt_do "$1" rm -rf "$gt_entry"
  else gt_do "$1" rmdir "$gt_entry"
  fi
  gt_sync_folder "$PWD"
}

gt_symlink() {
  gt_in_folder "$2"
  gt_do "$2" ln -sT -- "$1" "$2"
  gt_sync_folder "$gt_folder"
}

gt_chmod() {
  [ -e "$1" ] || gt_fail_why "$1" "$1"
  gt_do "$1" chmod "$2" "$1"
}
