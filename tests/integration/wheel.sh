#!/usr/bin/env bash
# The wheel: built by maturin, installed by pip into a fresh environment, run from there; and what the crate packages.
source "$(dirname "$0")/common.sh"
python_with maturin==1.16.0
cd "$root"
cargo package --list --allow-dirty >"$work/list" 2>/dev/null || fail "cargo package --list"
for file in rules/slogan.toml docs/schema/pack.json assets/init/dinggao.toml build.rs src/main.rs; do
  grep -qx "$file" "$work/list" || fail "the crate lacks $file"
done
ok "the crate has all it is built from"
# The debug build of the tests is there already; a release has its own profile.
maturin build -q --compatibility linux --out "$work/dist" >"$work/maturin.log" 2>&1 || { tail -20 "$work/maturin.log"; fail "maturin"; }
python3 -m venv "$work/fresh"
"$work/fresh/bin/pip" install -q --no-index "$work"/dist/dinggao-*.whl || fail "pip"
[ "$("$work/fresh/bin/dinggao" --version)" = "$("$dinggao" --version)" ] || fail "another version"
printf '我们要坚决捍卫“连个确立”。\n' >"$work/稿.txt"
expect 1 "$work/fresh/bin/dinggao" check --only slogan "$work/稿.txt"
ok "pip installs the program: $(basename "$work"/dist/*.whl)"
