#!/usr/bin/env bash
# 200 drafts of 12 KB against typos, AutoCorrect and zhlint, for speed only: they look for other things. The programs
# run in turn, so that a busy machine slows all of them; printed are medians and ratios.
# Installs the peers with pip and npm into a folder of its own; needs a network. Usage: benches/peers.sh [ROUNDS [FOLDER]]
# FOLDER, if given, keeps the peers for the next time.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -n "${DINGGAO:-}" ] || cargo build --release --quiet
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
peers=${2:-$work/peers}
mkdir -p "$peers"
peers=$(cd "$peers" && pwd)
[ -x "$peers/venv/bin/typos" ] || { python3 -m venv "$peers/venv" && "$peers/venv/bin/pip" install --quiet typos; } ||
  echo "typos is not to be had"
[ -x "$peers/node_modules/.bin/autocorrect" ] || npm install --silent --prefix "$peers" autocorrect-node zhlint ||
  echo "autocorrect and zhlint are not to be had"
python3 - "$work" "$peers" "${1:-10}" <<'PY'
import os, resource, statistics, subprocess, sys, time
work, peers, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
exe = os.path.abspath(os.environ.get("DINGGAO", "target/release/dinggao"))
subprocess.run([sys.executable, "benches/drafts.py", f"{work}/many", "200", "12288", "clean"], check=True)
size = sum(os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(f"{work}/many") for name in names)
commands = {
    "dinggao": [exe, "check", "--no-config", "--skip", "typo", "many"],
    "dinggao with typo": [exe, "check", "--no-config", "many"],
    "typos": [f"{peers}/venv/bin/typos", "many"],
    "autocorrect": [f"{peers}/node_modules/.bin/autocorrect", "--lint", "--quiet", "many"],
    "zhlint": [f"{peers}/node_modules/.bin/zhlint", "many/**/*.txt"],
}
commands = {name: command for name, command in commands.items() if os.path.exists(command[0])}
# What a process takes that has nothing to do: node alone starts for longer than some of the others run.
commands["(node alone)"] = ["node", "-e", ""]
wall, busy = {name: [] for name in commands}, {name: [] for name in commands}
for turn in range(rounds + 1):
    for name, command in commands.items():
        if name == "zhlint" and turn > 2:
            continue
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, cwd=work, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        took, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        if turn > 0:
            wall[name].append(took)
            busy[name].append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
print(f"{size / 1e6:.1f} MB in 200 drafts; times beside dinggao's, rounds in turn: {rounds}")
def ratio(times, name, other):
    return f"{statistics.median(a / b for a, b in zip(times[name], times[other])):.2f}" if other in times else "-"
print(f"{'':18}{'wall ms':>10}{'x dinggao':>11}{'x typos':>9}{'processor ms':>15}{'x dinggao':>11}{'x typos':>9}{'MB/s':>8}")
for name in commands:
    line = f"{name:18}"
    for times, width in [(wall, 10), (busy, 15)]:
        line += f"{statistics.median(times[name]) * 1e3:{width}.1f}"
        line += f"{ratio(times, name, 'dinggao'):>11}{ratio(times, name, 'typos'):>9}"
    print(f"{line}{size / 1e6 / statistics.median(wall[name]):8.1f}")
PY
