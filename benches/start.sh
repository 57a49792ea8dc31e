#!/usr/bin/env bash
# Start to exit on one clean draft of 12 KB, as a ratio to a process that only says hello; and on 200 such drafts.
# Usage: benches/start.sh [RUNS]. Prints medians; the two processes run in turn, so that a busy machine slows both.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --quiet
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo 'fn main() { println!("hello"); }' >"$work/hello.rs"
rustc -O -o "$work/hello" "$work/hello.rs"
python3 - "$work" "${1:-40}" <<'PY'
import os, statistics, subprocess, sys, time
work, runs = sys.argv[1], int(sys.argv[2])
text = open("examples/净稿.txt", encoding="utf-8").read()
body, n = text, 1
while len(body.encode()) < 12 * 1024:
    n += 1
    body += "".join(f"{line}这是第{n}个方面的情况，请各单位一并抓好落实。\n" for line in text.splitlines()[4:8:2])
os.mkdir(f"{work}/many")
for i in range(200):
    open(f"{work}/many/{i:03}.txt", "w", encoding="utf-8").write(body)
open(f"{work}/one.txt", "w", encoding="utf-8").write(body)
exe = os.path.abspath("target/release/dinggao")
def once(*command):
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start
hello, one, ratio = [], [], []
for _ in range(runs + 1):
    a, b = once(f"{work}/hello"), once(exe, "check", "--no-config", f"{work}/one.txt")
    hello.append(a), one.append(b), ratio.append(b / a)
many = [once(exe, "check", "--no-config", f"{work}/many") for _ in range(5)]
ms = lambda xs: f"{statistics.median(xs[1:]) * 1000:.1f} ms"
print(f"hello {ms(hello)}; one draft {ms(one)}; ratio {statistics.median(ratio[1:]):.1f}; 200 drafts {ms(many)}")
PY
