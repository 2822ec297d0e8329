#compdef gt
# Completion of gt for zsh: asks gt at Tab. Made by gt autocomplete.
_gt() {
  local -a answer whole open
  local item offer value description
  answer=("${(@f)$(command gt __complete zsh "${(@Q)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)}")
  offer=${answer[1]%% *}
  if [[ $offer == (files|folders) ]]; then
    compset -P "${(b)answer[1]#* }"
    if [[ $offer == files ]]; then _files; else _files -/; fi
    return
  fi
  for item in "${(@)answer[2,-1]}"; do
    [[ -z $item ]] && continue
    value=${item%%$'\t'*} description=
    value=${value//\\/\\\\}
    [[ $item == *$'\t'* ]] && description=:${item#*$'\t'}
    if [[ $value == *[:/=] ]]; then open+=("${value//:/\\:}$description"); else whole+=("${value//:/\\:}$description"); fi
  done
  _describe -V -t names gt whole -- open -S ''
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
compdef _gt gt
[[ $funcstack[1] == _gt ]] && _gt "$@"
