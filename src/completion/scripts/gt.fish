# Completion of gt for fish: asks gt at Tab. Made by gt autocomplete.
function __gt_complete
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    set -l answer (command gt __complete fish $words[2..-1] "$word" 2>/dev/null)
    set -l offer (string split -m 1 ' ' -- "$answer[1]")
    switch "$offer[1]"
        case files
            string join \n -- "$offer[2]"(__fish_complete_path (string sub -s (math (string length -- "$offer[2]") + 1) -- "$word"))
        case folders
            string join \n -- "$offer[2]"(__fish_complete_directories (string sub -s (math (string length -- "$offer[2]") + 1) -- "$word"))
        case names
            set -e answer[1]
            printf '%s\n' $answer
    end
end
complete -c gt -e
complete -c gt -k -f -a '(__gt_complete)'
