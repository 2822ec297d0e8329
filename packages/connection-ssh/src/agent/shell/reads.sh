# Reads: as many as possible by one process, since a process for each would take a thousand times as long as the read.

# Paths are chosen by their place, as "${3}" in $gt_chosen for eval: the words themselves are never parsed again.
gt_choose() { gt_chosen="$gt_chosen \"\$""{$gt_place}\""; }

# A letter for each path, as $gt_letters: m missing, a denied.
gt_letter_of() {
  gt_why "$1"
  case $gt_reason in EACCES) gt_letters=${gt_letters}a ;; *) gt_letters=${gt_letters}m ;; esac
}

gt_own=$(id -u)

# $1: -L to follow links, or -P. Letters (e for what is there), a line end, then a line for each that is there.
gt_stats() {
  gt_how=$1 gt_letters='' gt_chosen='' gt_place=0
  shift
  for gt_path do
    gt_place=$((gt_place + 1))
    if [ -e "$gt_path" ] || { [ "$gt_how" = -P ] && [ -L "$gt_path" ]; }; then
      gt_letters=${gt_letters}e
      gt_choose
    else gt_letter_of "$gt_path"
    fi
  done
  printf '%s\n' "$gt_letters"
  [ -n "$gt_chosen" ] || return 0
  [ "$gt_how" = -P ] || gt_chosen="-L $gt_chosen"
  eval "TZ=UTC0 stat -c '%f %s %h %d %i %u $gt_own %y' $gt_chosen"
}

# $1: the most bytes. Letters (f a file, n something else), a line end, the sizes of the files, a line end, the files that
# are not larger one after the other, $gt_cut, their sizes again: who wants to cut them apart must know that none changed.
gt_reads() {
  gt_most=$1 gt_letters='' gt_chosen='' gt_place=0
  shift
  for gt_path do
    gt_place=$((gt_place + 1))
    if [ ! -e "$gt_path" ]; then gt_letter_of "$gt_path"
    elif [ ! -f "$gt_path" ]; then gt_letters=${gt_letters}n
    elif [ ! -r "$gt_path" ]; then gt_letters=${gt_letters}a
    else
      gt_letters=${gt_letters}f
      gt_choose
    fi
  done
  printf '%s\n' "$gt_letters"
  [ -z "$gt_chosen" ] || eval "stat -L -c %s $gt_chosen | gt_contents $gt_chosen"
}
gt_contents() {
  gt_chosen='' gt_place=0 gt_text=''
  for gt_path do
    gt_place=$((gt_place + 1))
    # Something went away meanwhile, and the sizes are of others.
    read -r gt_size || return 0
    # Files of /proc say that their size is 0.
    if [ "$gt_size" = 0 ] && { gt_line=; IFS= read -r gt_line <"$gt_path" || [ -n "$gt_line" ]; }; then gt_size='?'
    elif [ "$gt_size" -le "$gt_most" ]; then gt_choose
    fi
    gt_text=$gt_text$gt_size$gt_nl
  done
  printf '%s\n' "$gt_text"
  [ -z "$gt_chosen" ] || eval "cat $gt_chosen"
  printf %s "$gt_cut"
  [ -z "$gt_chosen" ] || eval "stat -L -c %s $gt_chosen"
}

# One file, however it changes: a letter (x too large), and of a file its bytes and a dot where that is all of it.
gt_read() {
  gt_letters=
  if [ ! -e "$2" ]; then gt_letter_of "$2"
  elif [ ! -f "$2" ]; then gt_letters=n
  elif [ ! -r "$2" ]; then gt_letters=a
  elif [ "$(stat -L -c %s "$2")" -gt "$1" ]; then gt_letters=x
  fi
  printf %s "${gt_letters:-f}"
  [ -n "$gt_letters" ] || head -c $(($1 + 1)) "$2" && printf .
}

# Each entry as a letter and its name; a slash, which no name holds, between them.
gt_list() {
  [ -e "$1" ] || gt_fail_why "$1" "$1"
  [ -d "$1" ] || gt_fail GT_NOT_A_DIRECTORY "$1"
  [ -r "$1" ] || gt_fail EACCES "$1"
  gt_text=
  for gt_path in "${1%/}"/* "${1%/}"/.*; do
    gt_name=${gt_path##*/}
    case $gt_name in . | ..) continue ;; esac
    if [ -L "$gt_path" ]; then gt_text=${gt_text}l$gt_name/
    elif [ -f "$gt_path" ]; then gt_text=${gt_text}f$gt_name/
    elif [ -d "$gt_path" ]; then gt_text=${gt_text}d$gt_name/
    elif [ -e "$gt_path" ] || { [ ! -x "$1" ] && [ "$gt_name" != '*' ] && [ "$gt_name" != '.*' ]; }; then
      gt_text=${gt_text}o$gt_name/
    fi
    [ ${#gt_text} -lt 4096 ] || { printf %s "$gt_text"; gt_text=; }
  done
  printf %s "$gt_text"
}

# An answer for each, and a NUL. A folder tells by itself where it is, which takes no process.
gt_realpaths() {
  for gt_path do
    if [ ! -e "$gt_path" ]; then
      gt_why "$gt_path"
      printf 'e%s\0' "$gt_reason"
    elif [ -d "$gt_path" ] && cd -P "$gt_path"; then printf 'v%s\0' "$PWD"
    elif [ ! -L "$gt_path" ] && gt_parent_of "$gt_path" && cd -P "$gt_folder"; then
      printf 'v%s/%s\0' "${PWD%/}" "${gt_path##*/}"
    elif gt_text=$(readlink -f "$gt_path" && printf .); then printf 'v%s\0' "${gt_text%?.}"
    else printf 'eENOENT\0'
    fi
  done
}

gt_space() {
  [ -e "$1" ] || gt_fail_why "$1" "$1"
  df -Pk "$1"
}
