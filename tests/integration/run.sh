#!/usr/bin/env bash
# Runs dinggao under the real tools it is made for: pre-commit, editors, readers of its formats, pip, a terminal, a
# browser. A tool that cannot be had is skipped, and said so. `run.sh formats editors` runs some of them.
set -uo pipefail
cd "$(dirname "$0")"
(cd ../.. && cargo build -q) || exit 1
export DINGGAO=${DINGGAO:-$(cd ../.. && pwd)/target/debug/dinggao}
failed=0
said=$(mktemp)
for test in ${*:-terminal docx formats editors vscode action page precommit wheel cross}; do
  echo "== $test"
  bash "$test.sh" | tee -a "$said" || failed=$((failed + 1))
done
# What was not shown must not hide among what was.
grep '^SKIP' "$said" | sed '1i == skipped' || true
rm -f "$said"
[ "$failed" = 0 ] || echo "FAILED: $failed"
exit $((failed > 0))
