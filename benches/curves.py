#!/usr/bin/env python3
"""How cost grows with rules (10 to 10,000) and with text (1 KB to 64 MB, or as far as asked), as two tables in Markdown.

usage: curves.py [--to BYTES] [--rounds N] [--svg FILE]

Rules: a pack of N rules is made up, half of them literals, half regexes with literals, of words that stand in the drafts
and of words that do not; the same megabyte of drafts is checked with each pack alone. What the run takes on an empty
draft (start, reading and checking the pack) stands beside it and is taken off. Text: one file of each size, all packs
on but `typo`. Times are processor time of one thread, the least of the rounds; the runs are made in turn.
"""
import argparse, os, random, re, resource, shutil, subprocess, sys, tempfile

here = os.path.dirname(os.path.abspath(__file__))
exe = os.path.join(here, "..", "target", "release", "dinggao")
args = argparse.ArgumentParser(usage=__doc__)
args.add_argument("--to", type=int, default=64 << 20)
args.add_argument("--rounds", type=int, default=3)
args.add_argument("--svg")
args = args.parse_args()
work = tempfile.mkdtemp()


def drafts(folder, count, size):
    subprocess.run([sys.executable, os.path.join(here, "drafts.py"), folder, str(count), str(size), "clean"], check=True)


def run(*command):
    """Seconds of processor time, and the peak of memory in MB, of one run."""
    code = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)"
    )
    env = dict(os.environ, DINGGAO_THREADS="1")
    out = subprocess.run([sys.executable, "-c", code, *command], cwd=work, env=env, capture_output=True, text=True)
    seconds, memory = out.stdout.split()
    return float(seconds), float(memory)


def least(commands):
    """The least time and the greatest memory of each command over the rounds."""
    best = {}
    for _ in range(args.rounds):
        for name, command in commands.items():
            seconds, memory = run(*command)
            known = best.get(name, (seconds, memory))
            best[name] = (min(known[0], seconds), max(known[1], memory))
    return best


def pack(count, text):
    """A pack of so many rules."""
    chance = random.Random(count)
    words = sorted(set(re.findall("[一-龥]{4}", text)))
    rules = ['[pack]\nname = "curve"\ntitle = "曲线"\n']
    for number in range(count):
        said = chance.choice(words)
        # One word of ten stands in the drafts; the others are made of two halves that do.
        word = said if number % 10 == 0 else said[:2] + chance.choice(words)[2:]
        other = chance.choice(words)[:2]
        if number % 2:
            kind, bad = f'[rule.terms]\nwords = ["{word}"]', f"这里有«{word}»。"
        else:
            kind, bad = f"[rule.pattern]\nregex = '{word}[^，。]{{0,6}}{other}'", f"这里有«{word}了{other}»。"
        rules.append(
            f'[[rule]]\nid = "r{number}"\nlevel = "info"\nmessage = "见“{{match}}”"\nwhy = "曲线。"\n{kind}\n'
            f'[[rule.test]]\nbad = "{bad}"\n[[rule.test]]\ngood = "好。"\n'
        )
    return "\n".join(rules)


def table(head, rows):
    print("| " + " | ".join(head) + " |\n|" + " ---: |" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


def plot(path, curves):
    """Curves on two logarithmic axes, side by side."""
    import math

    parts = ['<svg xmlns="http://www.w3.org/2000/svg" width="760" height="280" font-family="sans-serif" font-size="11">']
    for index, (title, points) in enumerate(curves):
        left, bottom, wide, high = 60 + index * 380, 240, 290, 190
        xs, ys = [math.log10(x) for x, _ in points], [math.log10(max(y, 1e-9)) for _, y in points]
        low, top = math.floor(min(ys)), math.ceil(max(ys) + 1e-9)
        place = lambda x, y: (
            left + wide * (x - xs[0]) / (xs[-1] - xs[0]),
            bottom - high * (y - low) / max(top - low, 1),
        )
        parts.append(f'<text x="{left}" y="30">{title}</text>')
        parts.append(f'<path d="M{left},{bottom - high}V{bottom}H{left + wide}" fill="none" stroke="#888"/>')
        for y in range(low, top + 1):
            parts.append(f'<text x="{left - 6}" y="{place(xs[0], y)[1] + 4:.0f}" text-anchor="end">10^{y}</text>')
        for x in range(math.ceil(xs[0]), math.floor(xs[-1]) + 1):
            parts.append(f'<text x="{place(x, low)[0]:.0f}" y="{bottom + 16}" text-anchor="middle">10^{x}</text>')
        line = " ".join("%.1f,%.1f" % place(x, y) for x, y in zip(xs, ys))
        parts.append(f'<polyline points="{line}" fill="none" stroke="#b22" stroke-width="2"/>')
        parts += ['<circle cx="%.1f" cy="%.1f" r="3" fill="#b22"/>' % place(x, y) for x, y in zip(xs, ys)]
    parts.append("</svg>")
    open(path, "w", encoding="utf-8").write("\n".join(parts) + "\n")


try:
    drafts(os.path.join(work, "many"), 85, 12288)
    names = [os.path.join(at, name) for at, _, files in os.walk(os.path.join(work, "many")) for name in sorted(files)]
    text = "".join(open(name, encoding="utf-8").read() for name in sorted(names))
    size = len(text.encode())
    open(os.path.join(work, "empty.txt"), "w").close()
    commands = {}
    counts = [10, 100, 1000, 10000]
    for count in counts:
        at = os.path.join(work, f"rules{count}")
        os.makedirs(at)
        open(os.path.join(at, "curve.toml"), "w", encoding="utf-8").write(pack(count, text))
        open(os.path.join(at, "dinggao.toml"), "w").write('packs = ["./curve.toml"]\n')
        shutil.copytree(os.path.join(work, "many"), os.path.join(at, "many"))
        shutil.copy(os.path.join(work, "empty.txt"), at)
        for part in ["empty.txt", "many"]:
            commands[count, part] = [exe, "check", "--only", "curve", os.path.join(at, part)]
    best = least(commands)
    rows, by_rules = [], []
    for count in counts:
        empty, many = best[count, "empty.txt"][0], best[count, "many"][0]
        by_rules.append((count, max(many - empty, 1e-4) / size * 1e9))
        rows.append([f"{count:,}", f"{empty * 1e3:.0f} ms", f"{(many - empty) * 1e3:.0f} ms", f"{by_rules[-1][1]:.1f} ns"])
    print(f"Rules, on {size / 1e6:.1f} MB of drafts\n")
    table(["rules", "start and load", "check", "a byte"], rows)

    sizes = [1 << power for power in range(10, 40, 2) if 1 << power <= args.to]
    commands = {}
    for one in sizes:
        drafts(os.path.join(work, f"text{one}"), 1, one)
        commands[one] = [exe, "check", "--no-config", "--skip", "typo", f"text{one}/000/000000.txt"]
    commands["empty"] = [exe, "check", "--no-config", "--skip", "typo", "empty.txt"]
    best = least(commands)
    rows, by_text = [], []
    for one in sizes:
        seconds, memory = best[one]
        length = os.path.getsize(os.path.join(work, f"text{one}/000/000000.txt"))
        own = max(seconds - best["empty"][0], 1e-4)
        by_text.append((length, seconds * 1e3))
        rows.append([f"{length / 1024:,.0f} KB", f"{seconds * 1e3:,.1f} ms", f"{length / own / 1e6:.1f} MB/s", f"{memory:,.0f} MB"])
    print(f"Text in one file, one thread; an empty draft takes {best['empty'][0] * 1e3:.1f} ms\n")
    table(["text", "start to exit", "without the start", "peak memory"], rows)
    if args.svg:
        plot(args.svg, [("ns a byte, by rules", by_rules), ("ms, by bytes of text", by_text)])
finally:
    shutil.rmtree(work)
