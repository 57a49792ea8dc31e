#!/usr/bin/env bash
# Start to exit on one clean draft of 12 KB, as a ratio to a process that only says hello; and on 200 such drafts.
# All packs but `typo`, and the ratio with it. Prints medians; the processes run in turn, so that a busy machine slows all.
# Usage: benches/start.sh [RUNS]
set -euo pipefail
cd "$(dirname "$0")/.."
[ -n "${DINGGAO:-}" ] || cargo build --release --quiet
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo 'fn main() { println!("hello"); }' >"$work/hello.rs"
rustc -O -o "$work/hello" "$work/hello.rs"
python3 - "$work" "${1:-40}" <<'PY'
import glob, os, shutil, statistics, subprocess, sys, time
work, runs = sys.argv[1], int(sys.argv[2])
exe = os.path.abspath(os.environ.get("DINGGAO", "target/release/dinggao"))
subprocess.run([sys.executable, "benches/drafts.py", f"{work}/many", "200", "12288", "clean"], check=True)
# The first that holds no warning: a clean draft asks for no dictionary and no report.
clean = (path for path in sorted(glob.glob(f"{work}/many/*/*.txt"))
         if subprocess.run([exe, "check", "--no-config", path], stdout=subprocess.DEVNULL).returncode == 0)
shutil.copy(next(clean), f"{work}/one.txt")
def once(*command):
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start
hello, one, ratio, all_ratio = [], [], [], []
for _ in range(runs + 1):
    a, b = once(f"{work}/hello"), once(exe, "check", "--no-config", "--skip", "typo", f"{work}/one.txt")
    c = once(exe, "check", "--no-config", f"{work}/one.txt")
    hello.append(a), one.append(b), ratio.append(b / a), all_ratio.append(c / a)
many = [once(exe, "check", "--no-config", "--skip", "typo", f"{work}/many") for _ in range(5)]
ms = lambda xs: f"{statistics.median(xs[1:]) * 1000:.1f} ms"
print(f"hello {ms(hello)}; one draft {ms(one)}; ratio {statistics.median(ratio[1:]):.1f}, with the pack typo {statistics.median(all_ratio[1:]):.1f}; 200 drafts {ms(many)}")
PY
