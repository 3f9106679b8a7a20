#!/usr/bin/env bash
# The main step of the composite action: its inputs, IN_…, become flags. Annotations, the step
# summary and the folded log are made by wirecase itself, which sees that it runs on GitHub Actions.
set -uo pipefail

flags=(--wait "${IN_WAIT:-30s}")
while IFS= read -r target; do
    [ -n "${target//[[:space:]]/}" ] && flags+=(--target "$target")
done <<<"${IN_TARGET:-}"
[ -n "${IN_LAUNCH:-}" ] && flags+=(--launch "$IN_LAUNCH")
[ -n "${IN_PROFILE:-}" ] && flags+=(--profile "$IN_PROFILE")
[ -n "${IN_BASELINE:-}" ] && flags+=(--baseline "$IN_BASELINE")
reports=${IN_REPORTS:-wirecase-reports}
flags+=(--reports "$reports")
# Words separated by spaces, by intention; `read` expands no pattern and runs nothing.
read -r -a more <<<"${IN_ARGS:-}"
read -r -a cases <<<"${IN_CASES:-}"

"${IN_BINARY:-wirecase}" run "${flags[@]}" ${more[@]+"${more[@]}"} ${cases[@]+"${cases[@]}"}
code=$?

{
    echo "exit-code=$code"
    if [ -e "$reports/results.json" ]; then
        echo "folder=$PWD/$reports"
        echo "results=$PWD/$reports/results.json"
        echo "report=$PWD/$reports/report.html"
    fi
} >>"$GITHUB_OUTPUT"
exit "$code"
