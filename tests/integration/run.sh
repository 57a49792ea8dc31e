#!/usr/bin/env bash
# Runs dinggao under the real tools it is made for: pre-commit, editors, readers of its formats, pip, a terminal, a
# browser. A tool that cannot be had is skipped, and said so. `run.sh formats editors` runs some of them.
set -uo pipefail
cd "$(dirname "$0")"
(cd ../.. && cargo build -q) || exit 1
export DINGGAO=${DINGGAO:-$(cd ../.. && pwd)/target/debug/dinggao}
failed=0
for test in ${*:-terminal docx formats editors vscode action page precommit wheel cross}; do
  echo "== $test"
  bash "$test.sh" || failed=$((failed + 1))
done
[ "$failed" = 0 ] || echo "FAILED: $failed"
exit $((failed > 0))
