#!/usr/bin/env python3
"""Makes drafts for the benchmarks out of those in tests/drafts: paragraphs in another order, numbers changed where one comes again.

usage: drafts.py FOLDER COUNT BYTES [clean|dirty|mixed]   COUNT files of about BYTES bytes each
       drafts.py --line FILE BYTES                        one file with a single line
The same arguments give the same files.
"""
import glob, os, random, re, sys

here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "drafts")


MARKED = re.compile("[一二三四五六七八九十]、|[（(]|第[一二三]")


def paragraphs(kinds):
    found = []
    for kind in kinds:
        for path in sorted(glob.glob(os.path.join(here, kind, "*.txt"))):
            lines = open(path, encoding="utf-8").read().splitlines()
            found.append((lines[:4], [line for line in lines[4:] if len(line) > 30 and not MARKED.match(line)]))
    return found


def draft(sources, size, number):
    chance = random.Random(number)
    head = chance.choice(sources)[0]
    out, length = list(head), sum(len(line.encode()) for line in head)
    while length < size:
        pool = [line for _, lines in sources for line in lines]
        chance.shuffle(pool)
        first = len(out) == len(head)
        for line in pool:
            if length >= size:
                break
            # The second time round a sentence is another one, not a repetition.
            out.append(line if first else re.sub(r"\d", lambda _: str(chance.randint(1, 9)), line))
            length += len(line.encode()) + 1
    return "\n".join(out) + "\n"


if sys.argv[1] == "--line":
    text = draft(paragraphs(["clean", "dirty"]), int(sys.argv[3]), 1).replace("\n", "")
    open(sys.argv[2], "w", encoding="utf-8").write(text)
else:
    folder, count, size = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    kinds = {"clean": ["clean"], "dirty": ["dirty"], "mixed": ["clean", "dirty"]}[(sys.argv + ["mixed"])[4]]
    sources = paragraphs(kinds)
    os.makedirs(folder, exist_ok=True)
    for number in range(count):
        where = os.path.join(folder, f"{number // 1000:03}")
        os.makedirs(where, exist_ok=True)
        open(os.path.join(where, f"{number:06}.txt"), "w", encoding="utf-8").write(draft(sources, size, number))
