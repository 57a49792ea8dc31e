#!/usr/bin/env bash
# What action.yml runs: inputs from the environment → one check, its marks on standard output, its exit code handed on.
set -uo pipefail

# Words of an input, with quotes honoured and nothing in them run.
words() {
  printf '%s' "$1" | xargs -r printf '%s\0'
}

# Bash 3.2, which macOS has, holds an empty array for one that is not set.
args=()
while IFS= read -r -d '' word; do args+=("$word"); done < <(words "${INPUT_ARGS:-}")
[ -z "${INPUT_SINCE:-}" ] || args+=(--since "$INPUT_SINCE")
paths=()
while IFS= read -r -d '' word; do paths+=("$word"); done < <(words "${INPUT_PATHS:-.}")

if [ -n "${INPUT_SARIF:-}" ]; then
  dinggao check --format sarif ${args[@]+"${args[@]}"} -- ${paths[@]+"${paths[@]}"} >"$INPUT_SARIF"
fi
dinggao check --format github ${args[@]+"${args[@]}"} -- ${paths[@]+"${paths[@]}"}
code=$?
[ -z "${GITHUB_OUTPUT:-}" ] || echo "exit-code=$code" >>"$GITHUB_OUTPUT"
exit "$code"
