# Waits for the program. A shell says on its own stderr which signal ended what it waited for, when it is not a subshell and
# not too pious; an exit code of 137 is nothing to remark on.
# shellcheck disable=SC3040 # of bash only
[ -z "${BASH_VERSION-}" ] || set +o posix
( exec "$@" >&4 2>&5 4>&- 5>&- )
echo $?
