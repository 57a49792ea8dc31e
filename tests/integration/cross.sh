#!/usr/bin/env bash
# Other systems, as far as this machine has their standard libraries: the code for Windows compiles; the program for
# musl is one static file that runs.
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
fi
if have x86_64-unknown-linux-musl; then
  cargo build -q --target x86_64-unknown-linux-musl 2>"$work/log" || { tail -30 "$work/log"; fail "musl"; }
  static=$CARGO_TARGET_DIR/x86_64-unknown-linux-musl/debug/dinggao
  if ldd "$static" 2>&1 | grep -q '=>'; then fail "the program for musl needs libraries"; fi
  printf '我们要坚决捍卫“连个确立”。\n' >"$work/稿.txt"
  expect 1 env -i "$static" check --only slogan "$work/稿.txt"
  ok "a static program for musl runs"
fi
