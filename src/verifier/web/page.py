# SPDX-License-Identifier: Apache-2.0
"""page.py MODULE.wasm PAGE.html: one page from page.html and all that it needs.

The module is compressed and written as base64; examples are published certificates, if this folder
still lies in the project. Same files, same bytes."""

import base64
import gzip
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLES = {"A parabola, liu2021": "liu2021/fig1b-parabola.json",
            "Six units, six teachers, safran2018": "safran2018/theorem1-equal-k6.json",
            "Nine units, eight teachers, safran2018": "safran2018/theorem1-one-more-k8.json"}


def in_script(text):
    """As it may stand between script tags."""
    return text.replace("</", "<\\/")


def examples():
    folder = HERE.parents[2] / "certificates"
    return {name: (folder / file).read_text() for name, file in EXAMPLES.items()
            if (folder / file).exists()}


def page(module):
    loader = (HERE / "loader.js").read_text()
    parts = {"STYLE": (HERE / "page.css").read_text(),
             "MODULE": base64.b64encode(gzip.compress(module, 9, mtime=0)).decode(),
             "WORKER": json.dumps(loader + (HERE / "worker.js").read_text()),
             "EXAMPLES": json.dumps(examples()),
             "SCRIPT": (HERE / "page.js").read_text()}
    text = (HERE / "page.html").read_text()
    for name, part in parts.items():
        mark = f"/*{name}*/"
        assert text.count(mark) == 1, name
        text = text.replace(mark, part if name == "STYLE" else in_script(part))
    return text


if __name__ == "__main__":
    pathlib.Path(sys.argv[2]).write_text(page(pathlib.Path(sys.argv[1]).read_bytes()))
