"""Makes Word drafts of many kinds, runs dinggao on them and compares what comes back. Called by docx.sh."""

import collections
import glob
import hashlib
import json
import os
import re
import subprocess
import zipfile

import docx
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

BIN, OFFICE, WORK = os.environ["DINGGAO"], os.environ["OFFICE"], os.environ["WORK"]
BAD = "截止目前，全县完成投资三亿元，坚决捍卫“连个确立”。"


def plain(d):
    d.add_paragraph("同志们：")
    d.add_paragraph(BAD)


def runs(d):
    p = d.add_paragraph()
    for i, c in enumerate(BAD):
        r = p.add_run(c)
        r.bold, r.italic = i % 2 == 0, i % 3 == 0


def fonts(d):
    p = d.add_paragraph()
    for i in range(0, len(BAD), 3):
        r = p.add_run(BAD[i : i + 3])
        r.font.size, r.font.color.rgb = Pt(10 + i % 5), RGBColor(i, 0, 0)


def headings(d):
    d.add_heading("在全县工作会议上的讲话", 0)
    for level in range(1, 10):
        d.add_heading(f"{level}级标题 截止目前", level)


def lists(d):
    for style in ["List Number", "List Bullet", "List Number 2", "List Bullet 3"]:
        for _ in range(3):
            d.add_paragraph("截止目前，工作很好。", style=style)


def table(d):
    t = d.add_table(3, 3, style="Table Grid")
    for c in t._cells:
        c.text = BAD


def merged(d):
    t = d.add_table(3, 3)
    t.cell(0, 0).merge(t.cell(1, 1)).text = BAD


def nested(d):
    t = d.add_table(1, 1)
    t.cell(0, 0).add_table(2, 2).cell(1, 1).text = BAD


def header(d):
    d.sections[0].header.paragraphs[0].text = BAD
    plain(d)


def footer(d):
    d.sections[0].footer.paragraphs[0].text = "截止目前"
    plain(d)


def sections(d):
    for _ in range(3):
        s = d.add_section()
        s.header.is_linked_to_previous = False
        s.header.paragraphs[0].text = "页眉"
        plain(d)


def breaks(d):
    p = d.add_paragraph("截止目前")
    p.add_run().add_break()
    p.add_run("截止目前\t后").add_break(WD_BREAK.PAGE)
    p.add_run("完")


def comments(d):
    p = d.add_paragraph(BAD)
    d.add_comment(p.runs, text="已有批注", author="某人", initials="某")


def symbols(d):
    d.add_paragraph("A & B < C > D “引号” ——截止目前… 𠮷😀")


def spaces(d):
    d.add_paragraph("  截止目前  ")
    d.add_paragraph("　　截止目前，好。")


def empty(_):
    pass


def blank(d):
    for _ in range(5):
        d.add_paragraph("")
    plain(d)


def long(d):
    d.add_paragraph(BAD * 400)


def many(d):
    for _ in range(300):
        d.add_paragraph(BAD)


def link(d):
    p = d.add_paragraph("见")
    rid = d.part.relate_to("https://example.com", docx.opc.constants.RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    p._p.append(parse_xml(f'<w:hyperlink {nsdecls("w", "r")} r:id="{rid}"><w:r><w:t>截止目前</w:t></w:r></w:hyperlink>'))


def changes(d):
    p = d.add_paragraph("前")
    for tag, text in [("del", "delText"), ("ins", "t")]:
        inner = f"<w:r><w:{text}>截止目前</w:{text}></w:r>"
        p._p.append(parse_xml(f'<w:{tag} {nsdecls("w")} w:id="90" w:author="某">{inner}</w:{tag}>'))


def control(d):
    d.add_paragraph()._p.append(
        parse_xml(f'<w:sdt {nsdecls("w")}><w:sdtContent><w:r><w:t>截止目前</w:t></w:r></w:sdtContent></w:sdt>')
    )


def field(d):
    p = d.add_paragraph("日期")
    p._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="DATE"><w:r><w:t>截止目前</w:t></w:r></w:fldSimple>'))


def picture(d):
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
    )
    path = os.path.join(WORK, "p.png")
    open(path, "wb").write(png)
    d.add_picture(path)
    plain(d)


def note(d):
    plain(d)
    p = d.paragraphs[-1]
    mark = OxmlElement("w:bookmarkStart")
    mark.set(qn("w:id"), "0")
    mark.set(qn("w:name"), "a")
    p._p.insert(0, mark)


MAKERS = [plain, runs, fonts, headings, lists, table, merged, nested, header, footer, sections, breaks, comments, symbols,
          spaces, empty, blank, long, many, link, changes, control, field, picture, note]


def run(*args):
    done = subprocess.run([BIN, "check", "--no-config", *args], capture_output=True, text=True, timeout=120)
    assert "panicked" not in done.stderr and done.returncode in (0, 1, 2), (args, done)
    return done


def read(path):
    d = docx.Document(path)
    return [p.text for p in d.paragraphs] + [c.text for t in d.tables for c in t._cells]


def parts(path):
    z = zipfile.ZipFile(path)
    assert z.testzip() is None
    return {i.filename: hashlib.sha256(z.read(i)).digest() for i in z.infolist()}


def as_text(*paths):
    out = os.path.join(WORK, "txt")
    subprocess.run([OFFICE, f"-env:UserInstallation=file://{WORK}/profile", "--headless", "--convert-to", "txt:Text (encoded):UTF8",
                    "--outdir", out, *paths], capture_output=True, check=True, timeout=300)
    return [open(os.path.join(out, os.path.basename(p)[:-5] + ".txt"), encoding="utf-8-sig").read() for p in paths]


def changed(before, after):
    return sorted(n for n in before.keys() | after.keys() if before.get(n) != after.get(n))


def one(path):
    """All that can be done with one draft; what it counted."""
    base = path[:-5]
    bytes_before = open(path, "rb").read()
    done = run("--format", "json", path)
    if done.returncode == 2:
        assert done.stderr.count("\n") == 1 and "无法核稿" in done.stderr, done.stderr
        return "refused", done.stderr.strip()
    found = json.loads(done.stdout)
    noted, tracked, fixed = base + ".noted.docx", base + ".tracked.docx", base + ".fixed.docx"
    copies = run("--format", "json", "--annotate", noted, "--track", tracked, path)
    assert open(path, "rb").read() == bytes_before, "the input was written"
    if copies.returncode == 2:
        return "locked", copies.stderr.strip()
    open(fixed, "wb").write(bytes_before)
    after = run("--fix", "--format", "json", fixed)
    assert after.returncode in (0, 1), after.stderr
    made = int(m.group(1)) if (m := re.search(r"已改 (\d+) 处", after.stderr)) else 0
    if made == 0:
        assert open(fixed, "rb").read() == bytes_before, "nothing fixed, yet written"
    body = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\d*\.xml$")
    assert all(body.match(n) or made for n in changed(parts(path), parts(fixed)))
    assert all(n.endswith(".xml") for n in changed(parts(path), parts(tracked)))
    # The comments: as many as there are diagnostics, those that were there before unchanged.
    old, new = docx.Document(path), docx.Document(noted)
    ours = [c for c in new.comments if c.author == "定稿"]
    theirs = {c.comment_id: c.text for c in new.comments if c.author != "定稿"}
    assert {c.comment_id: c.text for c in old.comments} == theirs
    assert len(ours) == len(found), (len(ours), len(found))
    assert read(path) == read(noted)
    # The changes: as many as LibreOffice or Word would show.
    xml = docx.Document(tracked).element.xml
    return "checked", (len(found), made, xml.count("<w:del "), xml.count("<w:ins "))


def main():
    made = []
    for maker in MAKERS:
        d = docx.Document()
        maker(d)
        path = os.path.join(WORK, maker.__name__ + ".docx")
        d.save(path)
        made.append(path)
    for path in made:
        kind, said = one(path)
        assert kind == "checked", (path, said)
        print(f"{os.path.basename(path):18} {said}")
    if OFFICE:
        checked = [p for p in made if "empty" not in p]
        plain_text = as_text(*checked)
        noted = as_text(*[p[:-5] + ".noted.docx" for p in checked])
        as_text(*[p[:-5] + ".tracked.docx" for p in checked])
        as_text(*[p[:-5] + ".fixed.docx" for p in checked])
        for path, before, after in zip(checked, plain_text, noted):
            # It begins a draft that begins with a table and a comment with an empty line.
            assert before.split() == after.split(), (path, before[:300], after[:300])
        # LibreOffice's own drafts.
        own = os.path.join(WORK, "own")
        subprocess.run([OFFICE, f"-env:UserInstallation=file://{WORK}/profile", "--headless", "--convert-to", "docx:MS Word 2007 XML", "--outdir", own, *checked],
                       capture_output=True, check=True, timeout=300)
        for path in sorted(glob.glob(own + "/*.docx")):
            kind, said = one(path)
            assert kind == "checked", (path, said)
        print(f"LibreOffice: {len(checked)} converted alike before and after, {len(checked)} of its own checked")
    if os.environ["FOREIGN"]:
        kinds = collections.Counter()
        paths = [p for p in glob.glob(os.environ["FOREIGN"] + "/**/*", recursive=True) if re.search(r"\.doc[xm]?$|\.dot[xm]$", p)]
        for n, path in enumerate(sorted(paths)):
            copy = os.path.join(WORK, f"f{n}.docx")
            open(copy, "wb").write(open(path, "rb").read())
            try:
                kind, said = one(copy)
            except Exception as e:  # what python-docx itself cannot open shows nothing about us
                kind, said = "odd", f"{type(e).__name__}: {str(e)[:200]}"
            kinds[kind] += 1
            if kind != "checked":
                print(kind, path, said)
        print(dict(kinds))
    print("ok")


main()
