#!/usr/bin/env bash
# The VS Code extension: type-checked, and packaged with the network cut off; its problem matcher reads our lines.
source "$(dirname "$0")/common.sh"
node_is_new || skip "no npm with Node since 20"
build=$cache/vscode
mkdir -p "$build"
cp -r "$root/editors/vscode/." "$build/"
cd "$build"
rm -f ./*.vsix
npm_install || skip "npm does not give the packages"
npm run --silent check || fail "tsc"
ok "tsc --noEmit"
offline=(env npm_config_offline=true https_proxy=http://127.0.0.1:9 http_proxy=http://127.0.0.1:9)
if unshare -rn true 2>/dev/null; then offline=(unshare -rn); fi
"${offline[@]}" npm run --silent package >"$work/vsce.log" 2>&1 || { cat "$work/vsce.log"; fail "vsce package"; }
python3 -m zipfile -l ./*.vsix >"$work/list"
grep -q extension/dist/extension.js "$work/list" || fail "the package lacks the program"
if grep -q node_modules "$work/list"; then fail "the package holds node_modules"; fi
ok "vsce package offline: $(ls ./*.vsix), $(wc -c <"$(ls ./*.vsix)") bytes"

"$dinggao" check --no-config --format short --fail-on never "$root/examples/脏稿.txt" >"$work/lines"
recipe vscode >"$work/tasks.json"
cat >"$work/match.mjs" <<'JS'
import { readFileSync } from "node:fs";
const [manifest, lines, tasks] = process.argv.slice(2);
const { pattern } = JSON.parse(readFileSync(manifest, "utf8")).contributes.problemMatchers[0];
const recipe = JSON.parse(readFileSync(tasks, "utf8")).tasks[0].problemMatcher.pattern;
if (JSON.stringify(recipe) !== JSON.stringify(pattern)) throw new Error("the recipe has another pattern");
const all = readFileSync(lines, "utf8").trimEnd().split("\n");
for (const line of all) {
  const found = new RegExp(pattern.regexp).exec(line);
  const whole = found && `${found[pattern.file]}:${found[pattern.line]}:${found[pattern.column]}: ${found[pattern.severity]} ${found[pattern.code]} ${found[pattern.message]}`;
  if (whole !== line) throw new Error(line);
}
console.log(all.length);
JS
ok "the problem matcher reads $(node "$work/match.mjs" package.json "$work/lines" "$work/tasks.json") lines"
