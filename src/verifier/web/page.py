# SPDX-License-Identifier: Apache-2.0
"""page.py MODULE.wasm PAGE.html: one page from page.html and all that it needs.

The module and the published certificates (if this folder still lies in the project) are compressed
and written as base64. Same files, same bytes."""

import base64
import gzip
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
CERTIFICATES = HERE.parents[2] / "certificates"


def in_script(text):
    """As it may stand between script tags."""
    return text.replace("</", "<\\/")


def compressed(data):
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode()


def published():
    """Paper → name → text."""
    papers = {}
    for path in sorted(CERTIFICATES.glob("*/*.json")):
        papers.setdefault(path.parent.name, {})[path.stem] = path.read_text()
    return papers


def page(module):
    loader = (HERE / "loader.js").read_text()
    parts = {"STYLE": (HERE / "page.css").read_text(),
             "MODULE": compressed(module),
             "WORKER": json.dumps(loader + (HERE / "worker.js").read_text()),
             "PUBLISHED": compressed(json.dumps(published()).encode()),
             "SCRIPT": (HERE / "explorer.js").read_text() + (HERE / "page.js").read_text()}
    text = (HERE / "page.html").read_text()
    for name, part in parts.items():
        mark = f"/*{name}*/"
        assert text.count(mark) == 1, name
        text = text.replace(mark, part if name == "STYLE" else in_script(part))
    return text


if __name__ == "__main__":
    pathlib.Path(sys.argv[2]).write_text(page(pathlib.Path(sys.argv[1]).read_bytes()))
