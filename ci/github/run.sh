#!/usr/bin/env bash
# The main step of the composite action: its inputs, IN_…, become flags. Annotations, the step
# summary and the folded log are made by wirecase itself, which sees that it runs on GitHub Actions.
set -uo pipefail
: "${IN_TARGET=}" "${IN_ARGS=}" "${IN_CASES=}"

flags=(--wait "${IN_WAIT:-30s}")
# `read` takes the spaces around a word away; a path may have them within.
while read -r target; do
    [ -n "${target//[[:space:]]/}" ] && flags+=(--target "$target")
done <<<"${IN_TARGET//$'\r'/ }"
[ -n "${IN_LAUNCH:-}" ] && flags+=(--launch "$IN_LAUNCH")
[ -n "${IN_PROFILE:-}" ] && flags+=(--profile "$IN_PROFILE")
[ -n "${IN_BASELINE:-}" ] && flags+=(--baseline "$IN_BASELINE")
reports=${IN_REPORTS:-wirecase-reports}
flags+=(--reports "$reports")
# Words separated by spaces and ends of lines, by intention; `read` expands no pattern and runs
# nothing. It reads to the end, so that no line is left out, and says then that there is no more.
read -r -d '' -a more <<<"${IN_ARGS//$'\r'/ }"
read -r -d '' -a cases <<<"${IN_CASES//$'\r'/ }"

"${IN_BINARY:-wirecase}" run "${flags[@]}" ${more[@]+"${more[@]}"} ${cases[@]+"${cases[@]}"}
code=$?

{
    echo "exit-code=$code"
    if folder=$(cd "$reports" 2>/dev/null && pwd) && [ -e "$folder/results.json" ]; then
        echo "folder=$folder"
        echo "results=$folder/results.json"
        echo "report=$folder/report.html"
    fi
} >>"$GITHUB_OUTPUT"
exit "$code"
