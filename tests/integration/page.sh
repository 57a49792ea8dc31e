#!/usr/bin/env bash
# The page to print, in a headless Chromium: nothing of a draft is run, the notes stand beside the text on paper too,
# the list fits one sheet.
source "$(dirname "$0")/common.sh"
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || skip "no Chromium"
command -v fc-list >/dev/null && [ -z "$(fc-list :lang=zh)" ] && skip "no Chinese font"
python_with pymupdf
chrome() { timeout 90 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$work/profile" "$@" >"$work/chrome.out" 2>/dev/null; }
chrome --dump-dom about:blank || skip "Chromium does not start"
printf '同志们：\n\n<script>document.title="ran"</script><img src=x onerror="document.title=1">坚决捍卫“连个确立”。\n' >"$work/坏.txt"
cp "$root/examples/脏稿.txt" "$root/examples/净稿.txt" "$work/"
cd "$work"
"$dinggao" check --no-config --format html --fail-on never 坏.txt 净稿.txt 脏稿.txt >page.html
chrome --dump-dom "file://$work/page.html" || fail "Chromium"
grep -q '<title>核稿单</title>' chrome.out || fail "the page's title was changed"
if grep -q '<img\|<script' chrome.out; then fail "markup from a draft"; fi
ok "a draft cannot bring markup or scripts"
chrome --window-size=1100,1600 --screenshot="$work/shot.png" "file://$work/page.html" && [ -s shot.png ] || fail "no screenshot"
"$dinggao" check --no-config --format html --fail-on never 脏稿.txt >one.html
chrome --no-pdf-header-footer --print-to-pdf="$work/one.pdf" "file://$work/one.html" || fail "no PDF"
cat >look.py <<'PYTHON'
import sys, pymupdf
page, shot = pymupdf.open("one.pdf"), pymupdf.Pixmap("shot.png")
assert (round(page[0].rect.width), round(page[0].rect.height)) in ((595, 842), (596, 842)), page[0].rect
text = [p.get_text() for p in page]
assert "问题清单" in text[0] and "问题清单" not in "".join(text[1:])
assert "提纲与时长" in "".join(text), text
# Notes stand in the right third of a sheet, beside the line of their mark or not far below it.
for words, says in ("县长", "占位符“×××”没有填"), ("严格公款", "“严格公款”意思相反"):
    for sheet in list(page)[1:]:
        notes = [r for r in sheet.search_for(says) if r.x0 > sheet.rect.width * 0.6]
        marks = [r for r in sheet.search_for(words) if r.x0 < sheet.rect.width * 0.6]
        if notes and marks:
            assert -12 < notes[0].y0 - marks[0].y0 < 120, (says, notes, marks)
            break
    else:
        raise AssertionError(says)
# No note lies on another one, or on the draft.
for sheet in list(page)[1:]:
    lines = [pymupdf.Rect(l["bbox"]) for b in sheet.get_text("dict")["blocks"] for l in b.get("lines", [])]
    notes = [r for r in lines if r.x0 > sheet.rect.width * 0.68 and r.width < sheet.rect.width * 0.3]
    for i, a in enumerate(notes):
        for b in notes[i + 1 :]:
            both = a & b
            assert both.is_empty or both.height < 0.45 * min(a.height, b.height) or both.width < 2, (a, b)
colours = len({shot.pixel(x, y) for x in range(0, shot.width, 7) for y in range(0, shot.height, 7)})
assert colours > 8, colours
print(len(page))
PYTHON
sheets=$(python look.py 2>"$work/err") || { cat "$work/err"; fail "the sheets"; }
ok "A4, notes beside the text, $sheets sheets, a screenshot that is not blank"
