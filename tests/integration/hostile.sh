#!/usr/bin/env bash
# What needs another user, a small disk, a terminal or a stopwatch: a full disk and a read-only folder while fixing,
# drafts nobody may read, a terminal, drafts of many megabytes. `curve.py` beside this file shows how time grows.
source "$(dirname "$0")/common.sh"
chmod 755 "$work"
draft='在全县工作会议上的讲话\n\n同志们：\n坚决捍卫“连个确立”，今年减税XX万元。\n谢谢大家！\n'

# One line that says why, exit code 2, the draft as it was.
refused() {
  local what=$1 file=$2 words=$3 before code=0
  shift 3
  before=$(sha256sum <"$file" 2>/dev/null || true)
  "$@" >"$work/out" 2>"$work/err" || code=$?
  [ "$code" = 2 ] || { cat "$work/out" "$work/err" >&2; fail "$what: exit code $code"; }
  grep -q "$words" "$work/out" "$work/err" || { cat "$work/out" "$work/err" >&2; fail "$what: does not say $words"; }
  ! grep -q '程序内部出错\|panicked' "$work/out" "$work/err" || fail "$what: a panic"
  [ "$before" = "$(sha256sum <"$file" 2>/dev/null || true)" ] || fail "$what: the draft was changed"
  [ -z "$(find "$(dirname "$file")" -name '.dinggao-*' 2>/dev/null)" ] || fail "$what: something was left behind"
  ok "$what: $(cat "$work/out" "$work/err" | grep "$words" | head -1 | tail -c 160)"
}

if [ "$(id -u)" = 0 ] && mkdir "$work/small" && mount -t tmpfs -o size=64k tmpfs "$work/small" 2>/dev/null; then
  trap 'umount "$work/small" 2>/dev/null || true; rm -rf "$work"' EXIT
  printf "$draft" >"$work/small/稿.txt"
  head -c 60K /dev/zero >"$work/small/满" 2>/dev/null || true
  refused "full disk, fix" "$work/small/稿.txt" "磁盘已满" "$dinggao" check --no-config --fix "$work/small/稿.txt"
  code=0
  "$dinggao" check --no-config "$work/small/稿.txt" >"$work/small/报告" 2>"$work/err" || code=$?
  [ "$code" = 2 ] && grep -q "磁盘空间" "$work/err" || fail "a report to a full disk: exit code $code"
  ok "full disk, report: $(cat "$work/err")"
  rm "$work/small/报告"
  mount -o remount,ro "$work/small"
  refused "read-only disk, fix" "$work/small/稿.txt" "没有修改" "$dinggao" check --no-config --fix "$work/small/稿.txt"
  umount "$work/small"
else
  echo "SKIP: hostile: no small disk can be mounted"
fi
"$dinggao" check --no-config "$root/examples/脏稿.txt" >/dev/full 2>"$work/err" && fail "/dev/full" || [ $? = 2 ] || fail "/dev/full"
grep -q "磁盘空间" "$work/err" || fail "/dev/full: $(cat "$work/err")"

if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
  cp "$dinggao" "$work/dinggao"
  nobody() {
    (cd / && setpriv --reuid=65534 --regid=65534 --clear-groups "$@")
  }
  nobody test -x "$work/dinggao" || skip "nobody may not run it"
  mkdir "$work/只读" && printf "$draft" >"$work/只读/稿.txt"
  chmod 666 "$work/只读/稿.txt"
  refused "read-only folder, fix" "$work/只读/稿.txt" "没有权限写入" nobody "$work/dinggao" check --no-config --fix "$work/只读/稿.txt"
  chmod 444 "$work/只读/稿.txt"
  refused "read-only draft, fix" "$work/只读/稿.txt" "文件是只读的" nobody "$work/dinggao" check --no-config --fix "$work/只读/稿.txt"
  chmod 000 "$work/只读/稿.txt"
  refused "unreadable draft" "$work/只读/稿.txt" "没有读取权限" nobody "$work/dinggao" check --no-config "$work/只读/稿.txt"
  chmod 000 "$work/只读"
  refused "unreadable folder" "$work/只读/稿.txt" "没有读取权限" nobody "$work/dinggao" check --no-config "$work/只读"
  chmod 755 "$work/只读" && chmod 644 "$work/只读/稿.txt" && printf 'x\n' >"$work/只读/dinggao.toml" && chmod 000 "$work/只读/dinggao.toml"
  refused "unreadable config" "$work/只读/稿.txt" "dinggao.toml" nobody "$work/dinggao" check "$work/只读/稿.txt"
else
  echo "SKIP: hostile: not root, or no setpriv"
fi

# What a terminal is given: nothing but our own colours.
command -v python3 >/dev/null || skip "no python3"
printf '同志们：\033]0;黑\007\033[2J\n坚决捍卫“连个确立”\033[31m，\342\200\256今年减税XX万元。\n' >"$work/稿.txt"
cat >"$work/terminal.py" <<'PYTHON'
import os, pty, re, sys
for args in (["check", "--no-config"], ["check", "--no-config", "--diff", "--unsafe-fixes"], ["outline"]):
    pid, screen = pty.fork()
    if pid == 0:
        os.execv(sys.argv[1], [sys.argv[1], *args, sys.argv[2]])
    seen = b""
    try:
        while piece := os.read(screen, 65536):
            seen += piece
    except OSError:
        pass
    os.waitpid(pid, 0)
    text = seen.decode()
    rest = re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\|\x1b\[K|[\r\n]", "", text)
    assert "连个确立" in text or "outline" in args, text
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e]", rest), (args, rest)
    assert "\x1b[2J" not in text and "\x1b]0" not in text
PYTHON
python3 "$work/terminal.py" "$dinggao" "$work/稿.txt" || fail "a terminal is given what the draft holds"
ok "nothing a terminal obeys reaches it"

# Megabytes of one thing. In a debug build this is no measurement, only a proof that it ends.
python3 - "$work" "${HOSTILE_MB:-10}" <<'PYTHON'
import sys
folder, size = sys.argv[1], int(sys.argv[2]) << 20
def write(name, unit):
    open(f"{folder}/{name}.txt", "w").write(unit * (size // len(unit.encode())))
write("一行", "我们要坚决捍卫“连个确立”，今年减税XX万元，")
write("年份", "24年底全部完工，较23年同期提高，")
write("字母", "a")
open(f"{folder}/括号.txt", "w").write("（" * 1_000_000 + "截止目前" * 1000 + "）" * 1_000_000)
open(f"{folder}/列举.txt", "w").write("".join(f"{'一二三四五六七八九'[n % 9]}是抓好落实；" for n in range(100_000)))
PYTHON
for name in 一行 年份 字母 括号 列举; do
  code=0
  /usr/bin/env time -f '%U %M' -o "$work/time" "$dinggao" check --no-config --format short --level error "$work/$name.txt" >/dev/null 2>"$work/err" || code=$?
  [ "$code" -le 1 ] || fail "$name: exit code $code: $(cat "$work/err")"
  read -r seconds kilobytes < <(tail -n 1 "$work/time")
  ok "$name: $(($(stat -c %s "$work/$name.txt") >> 10)) KB in ${seconds} s of processor time, $((kilobytes >> 10)) MB"
done
