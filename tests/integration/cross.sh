#!/usr/bin/env bash
# Other systems, as far as this machine has their standard libraries: the code for Windows compiles; the program for
# musl is one static file that runs. With mingw and Wine the program for Windows is linked and run, too. With QUICK=1 (CI)
# the code for Windows is only checked.
source "$(dirname "$0")/common.sh"
cd "$root"
command -v rustup >/dev/null || skip "no rustup"
export CARGO_TARGET_DIR=$cache/cross CARGO_PROFILE_DEV_DEBUG=0
have() {
  rustup target list --installed | grep -qx "$1" || timeout 120 rustup target add "$1" >/dev/null 2>&1 ||
    { echo "SKIP: cross: rustup cannot give $1"; return 1; }
}
if have x86_64-pc-windows-gnu; then
  cargo check -q --target x86_64-pc-windows-gnu 2>"$work/log" || { tail -30 "$work/log"; fail "Windows"; }
  ok "cargo check --target x86_64-pc-windows-gnu"
  if [ "${QUICK:-}" = 1 ]; then
    exit 0
  elif command -v x86_64-w64-mingw32-gcc >/dev/null && wine=$(command -v wine64 || command -v wine); then
    cargo build -q --target x86_64-pc-windows-gnu 2>"$work/log" || { tail -30 "$work/log"; fail "Windows"; }
    export WINEPREFIX=$work/wine WINEDEBUG=-all
    mkdir "$work/windows" "$work/讲话 稿"
    exe=$work/windows/dinggao.exe
    cp "$CARGO_TARGET_DIR/x86_64-pc-windows-gnu/debug/dinggao.exe" "$exe"
    # Wine before 8.5 lacks a library that every Windows since 7 has.
    cat >"$work/windows/random.c" <<'C'
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T count) { return SystemFunction036(bytes, (ULONG)count); }
C
    x86_64-w64-mingw32-gcc -shared -o "$work/windows/bcryptprimitives.dll" "$work/windows/random.c" -ladvapi32
    # A program that holds a file open as WPS does, until it is ended.
    cat >"$work/windows/hold.c" <<'C'
#include <windows.h>
#include <stdio.h>
int wmain(int count, wchar_t **names) {
  HANDLE file = CreateFileW(names[1], GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
  puts(file == INVALID_HANDLE_VALUE ? "failed" : "held");
  fflush(stdout);
  getchar();
  return 0;
}
C
    x86_64-w64-mingw32-gcc -municode -o "$work/windows/hold.exe" "$work/windows/hold.c"
    timeout 120 "$wine" "$exe" --version >"$work/out" 2>/dev/null || { echo "SKIP: cross: Wine does not start"; exit 0; }
    cd "$work/讲话 稿"
    printf '我们要坚决捍卫“连个确立”，再接再励。\r\n' >"第 二 稿.txt"
    expect 1 timeout 120 "$wine" "$exe" check --no-config --only slogan,idiom --format short "Z:${PWD//\//\\}\\第 二 稿.txt"
    grep -q '稿.txt:1:9: error slogan/numeral “连个确立”' "$work/out" || { cat "$work/out" "$work/err"; fail "what Windows shows"; }
    mkfifo "$work/release" "$work/held"
    timeout 120 "$wine" "$work/windows/hold.exe" "第 二 稿.txt" <"$work/release" >"$work/held" 2>/dev/null &
    exec 8>"$work/release" 9<"$work/held"
    read -r -u 9 held
    [ "${held%$'\r'}" = held ] || fail "the file is not held: $held"
    expect 2 timeout 120 "$wine" "$exe" check --no-config "第 二 稿.txt"
    grep -q '正被其他程序占用' "$work/out" "$work/err" || { cat "$work/out" "$work/err"; fail "a file that is held open"; }
    exec 8>&- 9<&-
    wait
    expect 0 timeout 120 "$wine" "$exe" check --no-config --only slogan,idiom --fix .
    [ "$(cat "第 二 稿.txt")" = "$(printf '我们要坚决捍卫“两个确立”，再接再厉。\r\n')" ] || fail "what Windows writes"
    cd "$root"
    ok "the program for Windows, in Wine: Chinese names with spaces, a file held open, fixes"
  else
    echo "SKIP: cross: no mingw and Wine to run the program for Windows"
  fi
fi
if have x86_64-unknown-linux-musl; then
  cargo build -q --target x86_64-unknown-linux-musl 2>"$work/log" || { tail -30 "$work/log"; fail "musl"; }
  static=$CARGO_TARGET_DIR/x86_64-unknown-linux-musl/debug/dinggao
  if ldd "$static" 2>&1 | grep -q '=>'; then fail "the program for musl needs libraries"; fi
  printf '我们要坚决捍卫“连个确立”。\n' >"$work/稿.txt"
  expect 1 env -i "$static" check --only slogan "$work/稿.txt"
  ok "a static program for musl runs"
fi
