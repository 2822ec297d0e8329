# shellcheck shell=bash
# Completion of gt for bash: asks gt at Tab. Made by gt autocomplete.
_gt_complete() {
  local line=${COMP_LINE:0:COMP_POINT} rest word item offer i special=$'[][ \t\'"$`\\\\;&|<>()*?{}!#~]'
  local -a words=() answer=()
  # bash splits words at : and = as well; what stands together in the line is one word.
  rest=$line
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $i == 0 || $rest == [[:space:]]* ]]; then
      rest=${rest#"${rest%%[![:space:]]*}"}
      words+=('')
    fi
    [[ $rest == "$word"* ]] || word=$rest
    words[${#words[@]} - 1]+=$word
    rest=${rest#"$word"}
  done
  mapfile -t answer < <(command gt __complete bash "${words[@]:1}" 2>/dev/null)
  COMPREPLY=()
  offer=${answer[0]-}
  offer=${offer%% *}
  word=${words[${#words[@]} - 1]}
  # bash puts what it is given after the last of the characters at which it splits.
  local start=
  if [[ $word != [\'\"]* ]]; then
    [[ $COMP_WORDBREAKS == *:* && $word == *:* ]] && start=${word%:*}:
    [[ $COMP_WORDBREAKS == *=* && ${word#"$start"} == *=* ]] && start=$start${word#"$start"} && start=${start%=*}=
  fi
  if [[ $offer == files || $offer == folders ]]; then
    compopt -o filenames 2>/dev/null
    item=${answer[0]#* }
    word=${word#"$item"}
    start=${start#"$item"}
    [[ $offer == files ]] && i=-f || i=-d
    mapfile -t COMPREPLY < <(compgen "$i" -- "$word")
    [[ -z $start || ${#COMPREPLY[@]} == 0 ]] || COMPREPLY=("${COMPREPLY[@]#"$start"}")
    return
  fi
  compopt -o nospace 2>/dev/null
  for item in "${answer[@]:1}"; do
    item=${item%%$'\t'*}
    item=${item#"$start"}
    case $word in
    \"*)
      item=${item//\\/\\\\}
      item=${item//\"/\\\"}
      item=${item//\$/\\\$}
      item=${item//\`/\\\`}
      ;;
    \'*) [[ $item != *\'* ]] || continue ;;
    esac
    case $item in
    *[:/=]) ;;
    *)
      if [[ $word != [\'\"]* ]]; then
        [[ $item == *$special* ]] && printf -v item %q "$item"
        item+=' '
      fi
      ;;
    esac
    COMPREPLY+=("$item")
  done
  # Within quotes bash itself closes them, and puts the blank after that.
  if [[ $word == [\'\"]* && ${COMPREPLY[0]-} != *[:/=] ]]; then compopt +o nospace 2>/dev/null; fi
}
complete -o nosort -F _gt_complete gt 2>/dev/null || complete -F _gt_complete gt
