# SPDX-License-Identifier: Apache-2.0
"""page.py MODULE.wasm PAGE.html [RENDERER]: one page from page.html and all that it needs.

RENDERER is what src/pictures/renderer/build.sh has made; without it, or outside the project, the page has no pictures.

What is long (the module, the published certificates if this folder still lies in the project, the scripts that page and worker
share, what draws pictures) is compressed and written as base64. Same files, same bytes."""

import base64
import gzip
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
CERTIFICATES = HERE.parents[2] / "certificates"
PICTURES = HERE.parents[1] / "pictures"
SHARED = ["numbers", "layers", "losses", "plane", "plane_risk", "wall_lines", "pictures", "picture_planes", "picture_landscapes",
          "picture_populations"]

LONGEST = 25_000  # bytes of a published certificate that the page carries


def in_script(text):
    """As it may stand between script tags."""
    return text.replace("</", "<\\/")


def compressed(data):
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode()


def published():
    """Paper → name → text, of those that are not so long that the page would be loaded for them alone."""
    papers = {}
    for path in sorted(CERTIFICATES.glob("*/*.json")):
        if path.stat().st_size <= LONGEST:
            papers.setdefault(path.parent.name, {})[path.stem] = path.read_text()
    return papers


def obligations():
    """What the specification asks for, as it is written there, with the codes that name violations."""
    path = CERTIFICATES / "SPECIFICATION.md"
    found, section, text = [], "", None
    for line in path.read_text().splitlines() if path.exists() else []:
        begin = re.match(r"- \*\*(O\d+)\*\* ?(.*)", line)
        if line.startswith("#"):
            section = line.split()[1]
        if begin:
            text = [begin[2]]
            found.append({"number": begin[1], "section": section, "text": text})
        elif text is not None and line.startswith("  "):
            text.append(line.strip())
        elif line.strip():
            text = None
    for one in found:
        one["text"] = " ".join(one["text"])
        one["codes"] = re.findall(r"`([a-z_]+\.[a-z_]+)`", one["text"])
    return [one for one in found if one["codes"]]


def templates():
    """Name → template: what is between R"json( and )json" in the files that pictures are made from."""
    found = {}
    for path in sorted((PICTURES / "templates").glob("*.inc")):
        found[path.stem] = json.loads(path.read_text().split('R"json(')[1].split(')json"')[0])
    return found


def renderer(folder):
    """Scripts that draw pictures, compressed, and their licences as a comment."""
    if folder is None or not PICTURES.is_dir():
        return "", ""
    scripts = "\n".join((folder / name).read_text() for name in ("vega.min.js", "vega-lite.min.js"))
    licences = (folder / "licences.txt").read_text().replace("--", "- -")
    return compressed(scripts.encode()), f"<!-- What draws pictures:\n{licences}-->"


def page(module, folder=None):
    source = {path.stem: path.read_text() for path in sorted(HERE.glob("*.js"))}
    script, licences = renderer(folder)
    shared = [*(source[name] for name in SHARED), "const pictureTemplates = ", json.dumps(templates()), ";\n"]
    draw = [(PICTURES / "renderer" / "draw.js").read_text()] if script else []
    parts = {"STYLE": (HERE / "page.css").read_text(),
             "MODULE": compressed(module),
             "WORKER": json.dumps(source["loader"] + source["worker"]),
             "PUBLISHED": compressed(json.dumps(published()).encode()),
             "RENDERER": script,
             "OBLIGATIONS": compressed(json.dumps(obligations()).encode()),
             "SHARED": compressed("".join(shared).encode()),
             "SCRIPT": "".join([*draw, source["obligations"], source["explorer"], source["page"]])}
    text = (HERE / "page.html").read_text()
    for name, part in parts.items():
        mark = f"/*{name}*/"
        assert text.count(mark) == 1, name
        text = text.replace(mark, part if name == "STYLE" else in_script(part))
    return text.replace("<!--LICENCES-->", licences)


if __name__ == "__main__":
    MODULE = pathlib.Path(sys.argv[1]).read_bytes()
    pathlib.Path(sys.argv[2]).write_text(page(MODULE, *map(pathlib.Path, sys.argv[3:])))
