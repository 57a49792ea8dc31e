#!/usr/bin/env bash
# A terminal of its own: the bar on long runs, Ctrl-C, completions in a real bash, manual pages in a real man.
source "$(dirname "$0")/common.sh"
command -v python3 >/dev/null || skip "no python3"

cat >"$work/terminal.py" <<'PYTHON'
import os, pty, signal, subprocess, sys, time
dinggao, folder = sys.argv[1:]
os.makedirs(folder, exist_ok=True)
line = "同志们，今年减税XX万元，全县上下要把责任扛在肩上，把工作抓在手上，一件一件落到实处。\n"
for i in range(400):
    open(f"{folder}/{i:03}.txt", "w").write("在全县工作会议上的讲话\n\n同志们：\n\n" + line * 200)

def run(interrupt):
    screen, stderr = pty.openpty()
    child = subprocess.Popen([dinggao, "check", "--format", "short", folder], stdout=subprocess.PIPE, stderr=stderr)
    os.close(stderr)
    import threading
    report, seen, sent = [], b"", False
    reader = threading.Thread(target=lambda: report.append(child.stdout.read()))
    reader.start()
    while True:
        try:
            piece = os.read(screen, 4096)
        except OSError:
            break
        if not piece:
            break
        seen += piece
        if interrupt and not sent and "份，每秒".encode() in seen:
            child.send_signal(signal.SIGINT)
            sent = True
    reader.join()
    return child.wait(), report[0].decode(), seen.decode()

code, report, seen = run(False)
assert code == 1, code
assert "核稿 " in seen and "/400 份，每秒" in seen, seen
assert seen.endswith("\x1b[K"), repr(seen[-80:])
assert len({l.split(":")[0] for l in report.splitlines()}) == 400
code, report, seen = run(True)
assert code == 130, (code, seen)
assert "已中断" in seen and "份没有核" in seen, seen
drafts = {l.split(":")[0] for l in report.splitlines()}
assert 0 < len(drafts) < 400, len(drafts)
assert report.endswith("\n")
PYTHON
python3 "$work/terminal.py" "$dinggao" "$work/drafts" || fail "progress or Ctrl-C"
ok "a bar after a second; Ctrl-C leaves what was found so far, with 130"
"$dinggao" check --format short "$work/drafts/000.txt" 2>"$work/err" >/dev/null || true
[ ! -s "$work/err" ] || fail "something on standard error where nobody watches"
ok "nothing where nobody watches"

"$dinggao" completions bash >"$work/completions.bash"
completed=$(bash -c 'source "$1"; COMP_WORDS=(dinggao check --unsafe); COMP_CWORD=2; _dinggao dinggao --unsafe check; echo "${COMPREPLY[*]}"' - "$work/completions.bash")
[ "$completed" = "--unsafe-fixes" ] || fail "bash completes --unsafe to: $completed"
ok "bash completes an option"

mkdir "$work/bin"
ln -s "$dinggao" "$work/bin/dinggao"
if fish=$(tool fish fish) && "$fish" --version >/dev/null 2>&1; then
  "$dinggao" completions fish >"$work/dinggao.fish"
  completed=$(HOME=$work PATH=$work/bin:$PATH "$fish" -c 'source $argv[1]; complete -C "dinggao check --unsa"' "$work/dinggao.fish")
  [ "${completed%%$'\t'*}" = "--unsafe-fixes" ] || fail "fish completes --unsa to: $completed"
  ok "fish completes an option"
else
  echo "SKIP: terminal: no fish"
fi
if zsh=$(tool zsh zsh); then
  "$dinggao" completions zsh >"$work/_dinggao"
  loaded=$("$zsh" -f -c 'fpath=($1 $fpath); autoload -Uz compinit; compinit -u -D; autoload -Uz +X _dinggao && echo $_comps[dinggao]' - "$work")
  [ "$loaded" = _dinggao ] || fail "zsh loads: $loaded"
  ok "zsh loads the completions"
else
  echo "SKIP: terminal: no zsh"
fi

if command -v man >/dev/null && command -v groff >/dev/null; then
  "$dinggao" man check >"$work/dinggao-check.1"
  LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings=w -l "$work/dinggao-check.1" >"$work/page" 2>"$work/err"
  grep -q 'unsafe-fixes' "$work/page" && grep -q '核稿' "$work/page" || fail "the manual page is not readable"
  ok "man shows the page"
else
  echo "SKIP: terminal: no man"
fi
