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
    mkdir "$work/讲话 稿"
    cd "$work/讲话 稿"
    printf '我们要坚决捍卫“连个确立”，再接再励。\r\n' >"第 二 稿.txt"
    exe=$CARGO_TARGET_DIR/x86_64-pc-windows-gnu/debug/dinggao.exe
    expect 1 timeout 300 "$wine" "$exe" check --no-config --only slogan,idiom --format short "Z:${PWD//\//\\}\\第 二 稿.txt"
    grep -q '稿.txt:1:9: error slogan/numeral “连个确立”' "$work/out" || { cat "$work/out" "$work/err"; fail "what Windows shows"; }
    expect 0 timeout 300 "$wine" "$exe" check --no-config --only slogan,idiom --fix .
    [ "$(cat "第 二 稿.txt")" = "$(printf '我们要坚决捍卫“两个确立”，再接再厉。\r\n')" ] || fail "what Windows writes"
    cd "$root"
    ok "the program for Windows checks and fixes a draft under Chinese names with spaces, in Wine"
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
