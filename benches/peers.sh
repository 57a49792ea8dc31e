#!/usr/bin/env bash
# 200 drafts of 12 KB against two peers, for speed only: they look for other things. Installs them with pip into a
# folder of its own; needs a network. Usage: benches/peers.sh
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --quiet
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet typos || echo "typos is not to be had"
"$work/venv/bin/pip" install --quiet autocorrect-py || echo "autocorrect-py is not to be had"
python3 - "$work" <<'PY'
import glob, os, statistics, subprocess, sys, time
work = sys.argv[1]
subprocess.run([sys.executable, "benches/drafts.py", f"{work}/many", "200", "12288", "clean"], check=True)
bin = f"{work}/venv/bin"
lint = "import autocorrect_py, glob, sys\nfor f in sorted(glob.glob(sys.argv[1] + '/*/*')): autocorrect_py.lint_for(open(f, encoding='utf-8').read(), 'txt')"
commands = {"dinggao": [os.path.abspath("target/release/dinggao"), "check", "--no-config", f"{work}/many"]}
if os.path.exists(f"{bin}/typos"):
    commands["typos"] = [f"{bin}/typos", f"{work}/many"]
if glob.glob(f"{work}/venv/lib/*/site-packages/autocorrect_py*"):
    commands["autocorrect"] = [f"{bin}/python", "-c", lint, f"{work}/many"]
times = {name: [] for name in commands}
for _ in range(6):
    for name, command in commands.items():
        start = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        times[name].append(time.perf_counter() - start)
base = statistics.median(times["dinggao"][1:])
for name, values in times.items():
    middle = statistics.median(values[1:])
    print(f"{name:12} {middle * 1000:8.1f} ms   {middle / base:6.2f} x dinggao")
PY
