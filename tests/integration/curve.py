#!/usr/bin/env python3
"""How the work grows with the draft: instructions executed (counted by valgrind, so the machine may be busy) on drafts
of 1, 2, 4 and 8 times a length, less those of an empty draft. Prints a table for docs/security.md; fails where a
doubling costs more than 2.3 times as much.

    curve.py target/release/dinggao [bytes]
"""
import os, re, subprocess, sys, tempfile

PROGRAM, SIZE = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 12_500
MOST = 2.3
HEADS = {
    "sentences without fault": "各级各部门要把春耕生产摆上重要议事日程，主要负责同志要亲自抓。\n",
    "one endless sentence of slips": "我们要坚决捍卫“连个确立”，今年减税XX万元，",
    "a year abbreviated, one sentence": "24年底全部完工，较23年同期提高，",
    "items of a series": "一是抓落实；",
    "headings": "一、抓落实\n（一）抓春耕\n",
    "promises never kept": "下面讲三点意见。\n",
    "closing brackets": "）",
    "opening quotation marks": "“",
    "book titles never closed": "《关于",
    "digits": "1",
    "placeholders": "×",
    "ellipses": "…",
    "enumeration commas": "、",
    "one character": "的",
    "spaces": " ",
    "empty lines": "\n",
    "zero-width spaces": "\u200b",
    "control characters": "甲\x1b",
    "Markdown quotations": "> ",
    "Markdown comments never closed": "<!-- 定稿放行 ",
}

def nested(size):
    pairs = size // 12
    return "（" * pairs + "截止目前" * (pairs // 2) + "）" * pairs

def companies(size):
    names = (chr(0x6000 + n % 199) + chr(0x6000 + 200 + n // 199) for n in range(size // 21))
    return "×书记到×调研，×镇、×村、×局参加。\n" + "".join(f"{name}药业集团，" for name in names)

def count(text, ending=".txt"):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a" + ending)
        with open(path, "w", newline="") as file:
            file.write(text)
        valgrind = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
        run = subprocess.run(
            [*valgrind, PROGRAM, "check", "--no-config", "--format", "short", "--level", "error", path],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, "DINGGAO_THREADS": "1"})
        assert run.returncode in (0, 1), run.stderr.decode()
        return int(re.search(rb"I +refs: +([\d,]+)", run.stderr)[1].replace(b",", b""))

def main():
    start, wrong = count(""), []
    print(f"| a draft of nothing but | {SIZE // 1000} KB | ×2 | ×4 | ×8 | worst doubling |\n|---|---|---|---|---|---|")
    drafts = {name: (lambda size, unit=unit: unit * (size // len(unit.encode()))) for name, unit in HEADS.items()}
    drafts["brackets in brackets, slips inside"] = nested
    drafts["companies, no two of one name"] = companies
    for name, make in drafts.items():
        ending = ".md" if name.startswith("Markdown") else ".txt"
        cost = [count(make(SIZE * times), ending) - start for times in (1, 2, 4, 8)]
        worst = max(b / a for a, b in zip(cost, cost[1:]))
        row = " | ".join(f"{c / 1e6:.1f}" for c in cost)
        print(f"| {name} | {row} | {worst:.2f} |", flush=True)
        if worst > MOST:
            wrong.append(name)
    if wrong:
        sys.exit("more than linear: " + ", ".join(wrong))

main()
