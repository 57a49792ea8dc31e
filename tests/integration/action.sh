#!/usr/bin/env bash
# What the GitHub Action runs, as the runner would start it; the shape of action.yml and of the recipes for pipelines.
source "$(dirname "$0")/common.sh"
mkdir "$work/bin" "$work/一 稿"
ln -s "$dinggao" "$work/bin/dinggao"
export PATH=$work/bin:$PATH GITHUB_OUTPUT=$work/output
cd "$work"
printf '我们要坚决捍卫“连个确立”。\n' >"一 稿/脏.txt"
printf '我们要努力工作。\n' >"净.txt"
INPUT_PATHS='"一 稿" 净.txt' INPUT_ARGS='--only slogan --no-config' INPUT_SARIF=out.sarif expect 1 bash "$root/editors/action.sh"
grep -q '^::error file=一 稿/脏.txt,line=1,' "$work/out" || { cat "$work/out"; fail "no mark"; }
grep -q 'exit-code=1' "$GITHUB_OUTPUT" || fail "no output"
grep -q '"version":"2.1.0"' out.sarif || fail "no SARIF"
# shellcheck disable=SC2016
INPUT_PATHS='净.txt' INPUT_ARGS='--only slogan --no-config $(touch ran)' expect 2 bash "$root/editors/action.sh"
[ ! -e ran ] || fail "an input was run"
ok "marks, SARIF, exit code; inputs are never run"
python_with check-jsonschema==0.39.0
check-jsonschema --builtin-schema vendor.github-actions "$root/action.yml" >"$work/out" || { cat "$work/out"; fail "action.yml"; }
ok "action.yml fits the schema for actions"
for what in "github vendor.github-workflows" "gitlab vendor.gitlab-ci"; do
  read -r name schema <<<"$what"
  recipe "$name" >"$work/$name.yml"
  grep -q dinggao "$work/$name.yml" || fail "no recipe for $name"
  check-jsonschema --builtin-schema "$schema" "$work/$name.yml" >"$work/out" || { cat "$work/out"; fail "the recipe for $name"; }
done
ok "the recipes for GitHub and GitLab fit their schemas"
