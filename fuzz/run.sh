#!/usr/bin/env bash
# `run.sh TARGET SECONDS`: fuzzes one target, beginning with its corpus and what the repository itself holds of its kind.
# What it finds new goes to corpus/TARGET, what breaks the target to artifacts/TARGET.
set -euo pipefail
cd "$(dirname "$0")"
target=$1 seconds=${2:-600}
seeds=()
dict=dict/$target.dict
case $target in
  check) seeds=(../tests/drafts/clean ../tests/drafts/dirty ../examples) ;;
  fix) seeds=(../tests/drafts/dirty) dict=dict/check.dict ;;
  pack)
    # A pack of one rule for each rule.
    mkdir -p target/seeds/pack
    awk '/^\[\[rule\]\]$/ { n++; f = "target/seeds/pack/" FILENAME n; gsub("../rules/", "", f); printf "[pack]\nname = \"own\"\ntitle = \"试\"\nabout = \"试\"\n" > f }
      f { print > f } FNR == 1 { if (f) close(f); f = "" }' ../rules/*.toml
    find target/seeds/pack -type f -size +8k -delete
    seeds=(target/seeds/pack)
    ;;
esac
options=(-max_total_time="$seconds" -timeout=20 -rss_limit_mb=3000 -dict="$dict" -print_final_stats=1 -max_len="${MAX_LEN:-8192}")
mkdir -p "corpus/$target" "artifacts/$target"
if cargo fuzz --version >/dev/null 2>&1; then
  exec cargo +nightly fuzz run -s none "$target" "corpus/$target" "${seeds[@]}" -- "${options[@]}"
fi
./build.sh --bin "$target"
exec "target/$(rustc +nightly -vV | sed -n 's/host: //p')/release/$target" "${options[@]}" -artifact_prefix="artifacts/$target/" "corpus/$target" "${seeds[@]}"
