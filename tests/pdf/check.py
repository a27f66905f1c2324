"""Reads the PDFs of archives back with libraries that no part of the program is made from
(pikepdf for objects, pdfminer.six for places on the page), and holds them against the page
contract: the grid, fonts, structure, standards, attachments, metadata.

    python check.py dist ...
"""
import sys
from collections import defaultdict
from pathlib import Path

import pikepdf
from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTFigure
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage

MM = 72 / 25.4
ZI = 156 / 28
PITCH = ZI * 15 / 8
LEFT, TOP, RIGHT = 28.0, 37.0, 184.0
FIRST_BASELINE = TOP + 0.88 * ZI
TOLERANCE = 0.05
MARKS = "，。、；：！？（）《》「」『』【】“”‘’…—"

faults = []
measured = defaultdict(int)

def near(a, b):
    return abs(a - b) <= TOLERANCE


def expect(holds, name, what):
    measured["checks"] += 1
    if not holds:
        faults.append(f"{name}: {what}")


# --- the page

def characters(item):
    for child in item:
        if isinstance(child, LTChar):
            yield child
        elif isinstance(child, LTFigure):
            yield from characters(child)


def body_lines(layout):
    """Lines in the size of text, from the top, in mm: [(x, advance, character, font, y)]."""
    lines = defaultdict(list)
    for char in characters(layout):
        *_, x, y = char.matrix
        if near(char.size / MM, ZI):
            y = (layout.height - y) / MM
            lines[round(y, 1)].append((x / MM, char.adv / MM, char.get_text(), char.fontname, y))
    return [sorted(line) for _, line in sorted(lines.items())]


def check_line(name, line, goes_on):
    row = (line[0][4] - FIRST_BASELINE) / PITCH
    expect(near(row * PITCH, round(row) * PITCH), name, f"baseline {line[0][4]:.3f} mm")
    text = "".join(char for _, _, char, _, _ in line)
    end = line[-1][0] + line[-1][1]
    unmixed = all(near(advance, ZI) and "song" in font.lower() for _, advance, _, font, _ in line)
    pairs = any(a in MARKS and b in MARKS for a, b in zip(text, text[1:]))
    squeezed = pairs or text[-1] in MARKS or text[0] in MARKS
    if goes_on and unmixed and not squeezed and near(line[0][0], LEFT) and near(end, RIGHT):
        measured["full lines"] += 1
        # 挤进 and 推出 change the count where a line holds marks; then it says nothing.
        if not any(char in MARKS for char in text):
            expect(len(line) == 28, name, f"{len(line)} characters: {text}")
        if len(line) == 28:
            measured["lines of 28"] += 1
            places = all(near(x, LEFT + ZI * at) for at, (x, *_) in enumerate(line))
            expect(places, name, f"characters off their places: {text}")


def check_pages(name, path):
    manager = PDFResourceManager()
    device = PDFPageAggregator(manager, laparams=None)
    interpreter = PDFPageInterpreter(manager, device)
    with path.open("rb") as file:
        for page in PDFPage.get_pages(file):
            interpreter.process_page(page)
            lines = body_lines(device.get_result())
            here = f"{name} page {device.pageno}"
            for line, below in zip(lines, lines[1:] + [None]):
                goes_on = below is not None and near(below[0][0], LEFT)
                check_line(here, line, goes_on)
                expect(line[0][0] >= LEFT - ZI / 2 - TOLERANCE, here, f"left edge {line[0][0]:.3f} mm")
            if lines and near(lines[0][0][4], FIRST_BASELINE) and near(lines[-1][0][4], FIRST_BASELINE + 21 * PITCH):
                # Raised marks and tables are of other sizes: such pages have fewer lines of text.
                if all(near(b[0][4] - a[0][4], PITCH) for a, b in zip(lines, lines[1:])):
                    measured["full pages"] += 1
                    expect(len(lines) == 22, here, f"{len(lines)} lines")


# --- the file

def elements(node):
    """The structure elements below one."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def check_fonts(name, pdf):
    for font in pdf.objects:
        if not isinstance(font, pikepdf.Dictionary) or font.get("/Type") != "/Font":
            continue
        if str(font.Subtype).startswith("/CIDFont"):
            descriptor = font.FontDescriptor
            embedded = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
            expect(embedded, name, f"{font.BaseFont} is not embedded")
        else:
            measured["fonts"] += 1
            expect("/ToUnicode" in font, name, f"{font.BaseFont} has no ToUnicode")


def attribute(cell, name):
    attributes = cell.get("/A", [])
    listed = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
    return next((entry[name] for entry in listed if isinstance(entry, pikepdf.Dictionary) and name in entry), None)


def check_structure(name, pdf):
    expect(pdf.Root.MarkInfo.Marked, name, "not marked as tagged")
    found = list(elements(pdf.Root.StructTreeRoot))
    roles = defaultdict(int)
    for element in found:
        roles[str(element.S)] += 1
        if element.S == "/Figure":
            expect(bool(str(element.get("/Alt", ""))), name, "a figure without words")
        if element.S == "/TH":
            measured["header cells"] += 1
            scope = attribute(element, "/Scope")
            expect(scope in ("/Column", "/Row", "/Both"), name, "a header cell without scope")
            if attribute(element, "/ColSpan") is not None:
                measured["heads over columns"] += 1
                expect(scope == "/Column", name, f"a head over columns is one of a {scope}")
    for role in ("/Document", "/Title", "/H1", "/P"):
        expect(roles[role] > 0, name, f"no {role}")
    expect(roles["/Document"] == 1, name, f"{roles['/Document']} documents")


def check_standards(name, pdf):
    # Not in a `with`, which would write into the information what the XMP says.
    xmp = pdf.open_metadata()
    expect(xmp.get("pdfaid:part") == "3" and xmp.get("pdfaid:conformance") == "A", name, "not PDF/A-3a")
    expect(xmp.get("pdfuaid:part") == "1", name, "not PDF/UA-1")
    intents = [str(intent.S) for intent in pdf.Root.get("/OutputIntents", [])]
    expect(intents == ["/GTS_PDFA1"], name, f"output intents {intents}")
    expect("/DestOutputProfile" in pdf.Root.OutputIntents[0], name, "no colour profile")


def check_attachments(name, pdf, folder):
    names = list(pdf.attachments)
    tables = sorted(path.relative_to(folder).as_posix() for path in (folder / "tables").glob("*"))
    expect(sorted(file for file in names if file.startswith("tables/")) == tables, name, f"attached: {names}")
    for file in names:
        measured["attachments"] += 1
        original = folder / file
        held = pdf.attachments[file].get_file().read_bytes()
        expect(original.is_file() and held == original.read_bytes(), name, f"{file} differs from the file beside it")


def check_metadata(name, pdf, markdown):
    """Title, authors and date as the Markdown of the issue has them."""
    before, behind = markdown.split(" {#yb-title}", 1)
    title = "　".join(line.rstrip("\\") for line in before.rsplit("\n\n", 1)[1].split("\n"))
    authors = behind.split("\n\n")[1].replace("　", ", ")
    info = pdf.docinfo
    expect(str(info.Title) == title, name, f"title {info.Title}, not {title}")
    expect(str(info.Author) == authors, name, f"authors {info.Author}, not {authors}")
    stamp = str(info.CreationDate)[2:10]
    day = f"{stamp[:4]}年{int(stamp[4:6])}月{int(stamp[6:])}日"
    expect(day in before, name, f"date {day} is not the issue's")
    in_xmp = pdf.open_metadata().get("dc:title")
    expect(in_xmp == title, name, f"title in XMP: {in_xmp}")


def main():
    paths = [path for archive in sys.argv[1:] for path in sorted(Path(archive).glob("**/*.pdf"))]
    for path in paths:
        name = path.stem
        check_pages(name, path)
        with pikepdf.open(path) as pdf:
            check_fonts(name, pdf)
            check_structure(name, pdf)
            check_standards(name, pdf)
            check_attachments(name, pdf, path.parent)
            check_metadata(name, pdf, path.with_suffix(".md").read_text(encoding="utf-8"))
    # What was not there to be measured was not proven.
    for what, least in {"lines of 28": 60, "full pages": 4, "fonts": 6, "header cells": 90, "heads over columns": 10, "attachments": 15}.items():
        expect(measured[what] >= least, "all", f"only {measured[what]} {what}")
    print(f"{len(paths)} PDFs: " + ", ".join(f"{count} {what}" for what, count in measured.items()))
    print("\n".join(faults))
    sys.exit(1 if faults or not paths else 0)


main()
