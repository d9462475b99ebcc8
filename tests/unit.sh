#!/bin/sh
# Runs a Criterion program and ends as run-tests reads it: N passed, N failed.
log=$(mktemp)
trap 'rm -f "$log"' EXIT
"$@" >"$log" 2>&1
status=$?
cat "$log"
sed -n 's/.*Synthesis: Tested: \([0-9]*\) | Passing: \([0-9]*\) | Failing.*/\1 \2/p' "$log" |
    awk '{ printf "%d passed, %d failed\n", $2, $1 - $2 }'
exit "$status"
