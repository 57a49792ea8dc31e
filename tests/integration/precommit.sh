#!/usr/bin/env bash
# The real pre-commit installs the hooks from this repository, as an office would, and runs them on commits; and the
# config that `dinggao init` writes. With QUICK=1 (CI) the hooks run the program that is built already instead of
# building their own, which takes minutes; all else is the same.
source "$(dirname "$0")/common.sh"
command -v git >/dev/null || skip "no git"
python_with pre-commit==4.7.0

export PRE_COMMIT_HOME=$work/pre-commit GIT_CONFIG_GLOBAL=$work/gitconfig
git config --global user.name a
git config --global user.email a@b
git config --global protocol.file.allow always
git config --global safe.directory '*'
mkdir "$work/bin"
ln -s "$dinggao" "$work/bin/dinggao"
export PATH=$work/bin:$PATH

pre-commit validate-manifest "$root/.pre-commit-hooks.yaml" || fail ".pre-commit-hooks.yaml"
recipe pre-commit >"$work/recipe.yaml"
grep -q 'id: dinggao' "$work/recipe.yaml" && pre-commit validate-config "$work/recipe.yaml" || fail "the recipe"
how="builds and installs"
if [ "${QUICK:-}" = 1 ]; then
  how="runs"
  git init -q "$work/hooks"
  sed 's/language: rust/language: system/' "$root/.pre-commit-hooks.yaml" >"$work/hooks/.pre-commit-hooks.yaml"
else
  # A quick build is enough to show that the hooks work; it is kept for the next run.
  export CARGO_TARGET_DIR=$cache/hook CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=0
  export CARGO_PROFILE_RELEASE_CODEGEN_UNITS=256
  git clone -q --no-local "$root" "$work/hooks"
  cp "$root/.pre-commit-hooks.yaml" "$work/hooks/"
fi
git -C "$work/hooks" add -A
git -C "$work/hooks" diff --cached --quiet || git -C "$work/hooks" commit -qm "hooks as they are now"
revision=$(git -C "$work/hooks" rev-parse HEAD)

mkdir "$work/office"
cd "$work/office"
git init -q
cat >.pre-commit-config.yaml <<YAML
repos:
  - repo: file://$work/hooks
    rev: $revision
    hooks:
      - id: dinggao
        args: [--only, "boilerplate,slogan"]
      - id: dinggao-fix
        stages: [manual]
        args: [--only, slogan]
YAML
printf 'exclude = ["存档"]\n' >dinggao.toml
git add -A
git commit -qm start
pre-commit install >/dev/null
pre-commit install-hooks >"$work/install.log" 2>&1 || { tail -20 "$work/install.log"; fail "the hooks do not install"; }
ok "pre-commit $how the hooks"

mkdir "新 稿" "存档"
printf '在全县工作会议上的讲话\n\n同志们：\n\n今天我们开会，部署明年的工作。\n\n谢谢大家！\n' >"新 稿/净稿.txt"
git add -A
expect 0 git commit -qm clean
ok "a clean draft is committed"

printf '仅供学习 禁止外传\n文稿资料会员群：免费QQ群：100000000\n\n同志们：\n\n今天我们开会。\n' >"新 稿/脏稿.txt"
git add -A
expect 1 git commit -qm dirty
grep -q 水印 "$work/out" "$work/err" || fail "the refusal does not say why"
ok "a draft with a watermark is refused"

git mv -f "新 稿/脏稿.txt" "存档/脏稿.txt"
git add -A
expect 0 git commit -qm archive
ok "a draft named by pre-commit obeys exclude"

printf '同志们：\n\n我们要坚决捍卫“连个确立”。\n' >"新 稿/改稿.txt"
git add -A
expect 1 pre-commit run --hook-stage manual dinggao-fix
grep -q 两个确立 "新 稿/改稿.txt" || fail "the draft is not put right"
ok "dinggao-fix puts a draft right and asks to look at it"

# A repository that starts with what `dinggao init` writes.
mkdir "$work/new" && cd "$work/new"
git init -q
"$dinggao" init --pre-commit >/dev/null
git add -A
git commit -qm start
pre-commit install >/dev/null
printf '在会上的讲话\n\n同志们：\n\n今年减税XX万元。\n' >"讲话.txt"
git add -A
expect 1 git commit -qm dirty
grep -q '占位符' "$work/out" "$work/err" || fail "the refusal does not say why"
"$dinggao" check --fail-on never --write-baseline 基线.json . >/dev/null 2>&1
sed -i 's/--force-exclude/--force-exclude --baseline 基线.json/' .pre-commit-config.yaml
git add -A
expect 0 git commit -qm "start from what is there"
printf '今年减税XX万元。\n\n今年减费XXX万元。\n' >>"讲话.txt"
git add -A
expect 1 git commit -qm more
grep -q 'XXX' "$work/out" "$work/err" || fail "what is new is not told"
ok "the config that init writes works, and with a baseline an old repository starts clean"
