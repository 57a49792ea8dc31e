#!/usr/bin/env bash
# What the program asks of the system while it checks, reports, fixes and serves an editor, watched by strace: no
# socket, no other program, and no file opened for writing but those that were asked for.
source "$(dirname "$0")/common.sh"
command -v strace >/dev/null || skip "no strace"
strace -o "$work/try" true 2>/dev/null || skip "strace may not watch here"
command -v python3 >/dev/null || skip "no python3"

mkdir "$work/稿"
cd "$work/稿"
printf '在全县工作会议上的讲话\n\n同志们：\n坚决捍卫“连个确立”，今年减税XX万元。\n谢谢大家！\n' >讲话.txt
cp 讲话.txt 改.txt

cat >"$work/session.py" <<'PYTHON'
import json, subprocess, sys
messages = [
    {"id": 1, "method": "initialize", "params": {"capabilities": {}}},
    {"method": "initialized", "params": {}},
    {"method": "textDocument/didOpen", "params": {"textDocument": {
        "uri": sys.argv[1], "languageId": "plaintext", "version": 1, "text": open("讲话.txt").read()}}},
    {"id": 2, "method": "textDocument/hover", "params": {
        "textDocument": {"uri": sys.argv[1]}, "position": {"line": 3, "character": 5}}},
    {"id": 3, "method": "textDocument/codeAction", "params": {
        "textDocument": {"uri": sys.argv[1]}, "context": {"diagnostics": []},
        "range": {"start": {"line": 0, "character": 0}, "end": {"line": 4, "character": 0}}}},
    {"id": 4, "method": "shutdown"},
    {"method": "exit"},
]
server = subprocess.Popen(sys.argv[2:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

def hear():
    length = 0
    while (line := server.stdout.readline().strip()) or not length:
        assert line, "the server ended"
        length = int(line.split(b":")[1])
    return json.loads(server.stdout.read(length))

for message in messages:
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    server.stdin.flush()
    if "id" in message:
        while hear().get("id") != message["id"]:
            pass
    elif message["method"].endswith("didOpen"):
        while (heard := hear()).get("method") != "textDocument/publishDiagnostics":
            pass
        assert "slogan" in json.dumps(heard), heard
sys.exit(server.wait())
PYTHON

# `watch NAME CODE ALLOWED COMMAND…`: ALLOWED is a regex of paths that may be opened for writing.
calls=%network,%process,open,openat,openat2,creat,mkdir,mkdirat,mknod,mknodat,rename,renameat,renameat2,unlink,unlinkat,rmdir,link,linkat,symlink,symlinkat,truncate,io_uring_setup
watch() {
  local name=$1 wanted=$2 allowed=$3 code=0
  shift 3
  "$@" >"$work/$name.out" 2>"$work/$name.err" || code=$?
  [ "$code" = "$wanted" ] || fail "$name: exit code $code: $(cat "$work/$name.err")"
  python3 - "$work/$name.trace" "$allowed" "$dinggao" <<'PYTHON' || fail "$name"
import re, sys
trace, allowed, program = sys.argv[1:]
wrong, seen = [], 0
for line in open(trace, errors="replace"):
    call = re.match(r"(?:\d+ +)?(\w+)\((.*)", line)
    if not call or "= -1 E" in line and not line.startswith("socket"):
        continue
    name, rest = call.groups()
    seen += 1
    paths = [bytes(p, "latin-1").decode("unicode_escape").encode("latin-1").decode(errors="replace")
             for p in re.findall(r'"((?:[^"\\]|\\.)*)"', rest)]
    if name in ("open", "openat", "openat2", "creat"):
        if name == "creat" or re.search(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND|O_TMPFILE", rest):
            if not re.search(allowed, paths[0]):
                wrong.append(line)
    elif name == "execve":
        if paths[0] != program:
            wrong.append(line)
    elif name in ("clone", "clone3", "fork", "vfork"):
        if "CLONE_THREAD" not in rest:
            wrong.append(line)
    elif name in ("mkdir", "mkdirat", "mknod", "mknodat", "rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir",
                  "link", "linkat", "symlink", "symlinkat", "truncate"):
        if not all(re.search(allowed, path) for path in paths):
            wrong.append(line)
    elif name in ("exit", "exit_group", "wait4", "waitid", "kill", "tgkill", "rt_sigqueueinfo", "pidfd_send_signal"):
        pass
    else:
        # Sockets, whatever their family, and what can be done without one.
        wrong.append(line)
print("".join(wrong))
sys.exit(bool(wrong) or not seen)
PYTHON
}
traced() {
  local name=$1
  shift
  strace -f -qq -s 4096 -e trace=$calls -e signal=none -o "$work/$name.trace" "$@"
}
nothing='^$'
# The watch itself: it must notice a socket, a file and a program.
shell=$(command -v bash)
for deed in ': </dev/tcp/127.0.0.1/9 || true' ": >'$work/deed'" 'ls'; do
  ! (dinggao=$shell; watch deed 0 "$nothing" traced deed "$shell" -c "$deed") >/dev/null 2>&1 || fail "not noticed: $deed"
done
before=$(find "$work/稿" -type f -exec sha256sum {} + | sort)
watch check 1 "$nothing" traced check "$dinggao" check --level info 讲话.txt
watch folder 1 "$nothing" traced folder "$dinggao" check --format json .
watch typo 1 "$nothing" traced typo "$dinggao" check --only typo,slogan 讲话.txt
watch html 1 "$nothing" traced html "$dinggao" check --format html 讲话.txt
watch outline 0 "$nothing" traced outline "$dinggao" outline 讲话.txt
watch diff 1 "$nothing" traced diff "$dinggao" check --diff 讲话.txt
watch lsp 0 "$nothing" python3 "$work/session.py" "file://$work/%E7%A8%BF/%E8%AE%B2%E8%AF%9D.txt" \
  strace -f -qq -s 4096 -e trace=$calls -e signal=none -o "$work/lsp.trace" "$dinggao" lsp
[ "$before" = "$(find "$work/稿" -type f -exec sha256sum {} + | sort)" ] || fail "a file was changed"
grep -q '<html' "$work/html.out" || fail "no page"
! grep -qiE '(src|href)="https?:|url\(|@import|<script' "$work/html.out" || fail "the page fetches something"
ok "check, html, outline, diff and lsp open no socket, start no program and write no file"

watch fix 1 '(^|/)(改\.txt|\.dinggao-[^/]*)$' traced fix "$dinggao" check --fix 改.txt
grep -q '两个确立' 改.txt || fail "nothing was fixed"
[ "$(ls -A | sort | tr '\n' ' ')" = "改.txt 讲话.txt " ] || fail "fix left something behind: $(ls -A)"
ok "fix writes the draft and a file beside it that takes its place, nothing else"
