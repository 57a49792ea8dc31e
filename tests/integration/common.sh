# What the integration tests share. Each test is a script of its own that sources this file, prints `ok: …` for what it
# has shown, and leaves with `skip` where its tool cannot be had, so that nothing is passed over in silence.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
dinggao=${DINGGAO:-$root/target/debug/dinggao}
# Tools from the registries stay here between runs.
cache=$root/target/integration
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$cache"

skip() {
  echo "SKIP: $(basename "$0" .sh): $*"
  exit 0
}

ok() {
  echo "ok: $(basename "$0" .sh): $*"
}

fail() {
  echo "FAIL: $(basename "$0" .sh): $*" >&2
  exit 1
}

# Runs a command that must leave with a certain code.
expect() {
  local wanted=$1 code=0
  shift
  "$@" >"$work/out" 2>"$work/err" || code=$?
  [ "$code" = "$wanted" ] || {
    cat "$work/out" "$work/err" >&2
    fail "exit code $code instead of $wanted: $*"
  }
}

# The code block that follows a mark in docs/editors.md.
recipe() {
  awk -v mark="<!-- $1: tested -->" '$0 == mark { found = 1; next } found && /^```/ { if (open) exit; open = 1; next } open' \
    "$root/docs/editors.md"
}

# A program, under one of the names it may have; with INSTALL=1 (CI) it is taken from the system's packages where they
# can be had, else never: a developer's machine is not changed.
tool() {
  local package=$1 name
  shift
  for name in "$@"; do
    command -v "$name" && return
  done
  [ "${INSTALL:-}" = 1 ] && command -v apt-get >/dev/null || return 1
  local apt=(env DEBIAN_FRONTEND=noninteractive timeout 150 apt-get -qq -o Acquire::Retries=1)
  [ "$(id -u)" = 0 ] || apt=(sudo -n "${apt[@]}")
  "${apt[@]}" install -y --no-install-recommends "$package" >/dev/null 2>&1 ||
    { "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "$package"; } >/dev/null 2>&1 || return 1
  for name in "$@"; do
    command -v "$name" && return
  done
  return 1
}

# A Python environment with the packages named; made once.
python_with() {
  command -v python3 >/dev/null || skip "no python3"
  [ -x "$cache/venv/bin/python" ] || python3 -m venv "$cache/venv" >"$work/venv.log" 2>&1 || skip "no python3-venv"
  timeout 180 "$cache/venv/bin/pip" install -q --retries 1 --timeout 30 --disable-pip-version-check "$@" \
    >"$work/pip.log" 2>&1 || skip "PyPI does not give $*"
  export PATH="$cache/venv/bin:$PATH"
}

# Whether there is an npm and a Node that today's packages run on.
node_is_new() {
  command -v npm >/dev/null && command -v node >/dev/null &&
    node -e 'process.exit(+process.versions.node.split(".")[0] < 20 ? 1 : 0)' 2>/dev/null
}

# Packages of npm in the current folder.
npm_install() {
  timeout 180 npm install --silent --no-audit --no-fund --fetch-retries=1 --fetch-timeout=60000 "$@" >"$work/npm.log" 2>&1
}

[ -n "${DINGGAO:-}" ] || (cd "$root" && cargo build -q)
