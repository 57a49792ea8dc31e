#!/usr/bin/env bash
# The page to print, in a headless Chromium: nothing of a draft is run, the notes stand beside the text on paper too,
# the list fits one sheet.
source "$(dirname "$0")/common.sh"
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || skip "no Chromium"
python_with pymupdf
chrome() { timeout 90 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$work/profile" "$@" >"$work/chrome.out" 2>/dev/null; }
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
# A note stands in the right third of a sheet, beside its paragraph.
for number, sheet in enumerate(page):
    marks = sheet.search_for("占位符“×××”没有填")
    words = sheet.search_for("县长")
    if number and marks and words:
        assert marks[0].x0 > sheet.rect.width * 0.6, marks
        assert abs(marks[0].y0 - words[0].y0) < 25, (marks, words)
        break
else:
    raise AssertionError("the note is not found")
colours = len({shot.pixel(x, y) for x in range(0, shot.width, 7) for y in range(0, shot.height, 7)})
assert colours > 8, colours
print(len(page))
PYTHON
sheets=$(python look.py 2>"$work/err") || { cat "$work/err"; fail "the sheets"; }
ok "A4, notes beside the text, $sheets sheets, a screenshot that is not blank"
