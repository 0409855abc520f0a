# SPDX-License-Identifier: GPL-3.0-or-later
"""`thalweg plot`: specifications, pages with a renderer that stands in for the real one, and refusals. That pictures are
really drawn is tested in a browser (tests/web/reports.mjs)."""

import json
import os
import re
import unittest

from thalweg_test import PARABOLA, SOURCE, THALWEG, ProgramTest

POPULATION = SOURCE / "certificates" / "safran2018" / "theorem1-equal-k6.json"


class Plot(ProgramTest):
    def setUp(self):
        super().setUp()
        os.environ["THALWEG_RENDERER"] = str(self.folder / "renderer")

    def stand_in(self, script="draw()"):
        (self.folder / "renderer").mkdir(exist_ok=True)
        for name, text in {"vega.min.js": script, "vega-lite.min.js": "1", "draw.js": "2", "licences.txt": "a--b"}.items():
            self.write(f"renderer/{name}", text)

    def plot(self, *arguments, expect=0):
        return self.run_program(THALWEG, "plot", POPULATION, *arguments, expect=expect)

    def test_list(self):
        lines = self.plot("--list").stdout.splitlines()
        self.assertEqual([line.split()[0] for line in lines], ["weights", "spectrum"])

    def test_specification(self):
        self.plot("--picture", "weights", "-o", "weights.json")
        text = (self.folder / "weights.json").read_bytes()
        specification = json.loads(text)
        self.assertEqual(len(specification["data"]["values"]), 36)
        for key in ("title", "description", "width", "height"):
            self.assertTrue(specification[key])
        self.plot("--picture", "weights", "-o", "weights.json")
        self.assertEqual((self.folder / "weights.json").read_bytes(), text)

    def test_pictures_of_a_network_on_data(self):
        certificate = self.generate(PARABOLA, "--groups", "3")
        lines = self.run_program(THALWEG, "plot", certificate, "--list").stdout.splitlines()
        names = [line.split()[0] for line in lines]
        self.assertEqual(names, ["prediction", "residuals", "groups", "patterns", "margins", "risk",
                                 "landscape", "far-landscape"])
        for name in names:
            self.run_program(THALWEG, "plot", certificate, "--picture", name, "-o", "x.json")
            specification = json.loads((self.folder / "x.json").read_text())
            for layer in specification.get("layer", [specification]):
                self.assertTrue(layer["data"]["values"], name)

    def test_plane_of_the_landscape(self):
        certificate = self.generate(PARABOLA, "--groups", "3")
        plot = ("plot", certificate, "--picture", "landscape", "-o", "x.json")
        self.run_program(THALWEG, *plot, "--plane", "w0.0.0,flip")
        specification = json.loads((self.folder / "x.json").read_text())
        self.assertIn("D leads along parameter w0.0.0, E towards the wall of sample", specification["description"])
        boxes = [layer for layer in specification["layer"] if layer["mark"].get("interpolate") == "linear-closed"]
        self.assertGreaterEqual(len(boxes[0]["data"]["values"]), 4)
        for plane, words in (("ray,flip", "--plane: expected better, ray, flip, wLAYER.UNIT.INPUT or bLAYER.UNIT"),
                             ("w9.0.0,flip", "that this certificate has, found w9.0.0"),
                             ("flip,flip", "--plane: expected two directions that are not parallel")):
            process = self.run_program(THALWEG, *plot, "--plane", plane, expect=5)
            self.assertIn(words, process.stderr)

    def test_pictures_of_functions(self):
        folder = SOURCE / "certificates" / "liu2021"
        for name, cells in (("lattice-1d", 6), ("lattice-2d", 4), ("erratum-lattice-regions", 5)):
            lines = self.run_program(THALWEG, "plot", folder / f"{name}.json", "--list").stdout.splitlines()
            self.assertEqual([line.split()[0] for line in lines], ["function", "lattice", "partition"])
            self.run_program(THALWEG, "plot", folder / f"{name}.json", "--picture", "function", "-o", "x.json")
            specification = json.loads((self.folder / "x.json").read_text())
            self.assertRegex(specification["description"], rf"\b{cells} cells")
        high = ("plot", folder / "lattice-3d.json", "--list")
        self.assertIn("only with --slice", self.run_program(THALWEG, *high, expect=3).stderr)
        self.assertIn("function", self.run_program(THALWEG, *high, "--slice", "1,x3").stdout)
        process = self.run_program(THALWEG, *high, "--slice", "1,4", expect=5)
        self.assertIn("--slice: expected two inputs, by name or number from 1 to 3, found 4", process.stderr)

    def test_names_of_strangers_stay_texts(self):
        table = PARABOLA.read_text().replace("y", "</script><b>", 1)
        self.write("strange.csv", table)
        certificate = self.generate("strange.csv", "--groups", "3")
        self.stand_in()
        self.run_program(THALWEG, "plot", certificate, "-o", "x.html")
        text = (self.folder / "x.html").read_text()
        self.assertNotIn("<b>", text)
        self.assertIn("\\u003c/script>\\u003cb>", text)

    def test_a_certificate_without_pictures(self):
        certificate = SOURCE / "certificates" / "yun2019" / "theorem2-arctan.json"
        for options in (["--list"], ["-o", "x.json"]):
            process = self.run_program(THALWEG, "plot", certificate, *options, expect=3)
            self.assertEqual(process.stdout, "")
            self.assertIn("there is no picture of such a certificate (of more than two inputs: only with --slice) → "
                          "thalweg explain tells it", process.stderr)

    def test_page(self):
        self.stand_in("x = '</SCRIPT>' + '<!-- '")
        self.plot("-o", "all.html")
        text = (self.folder / "all.html").read_text()
        self.assertIn("x = '<\\/SCRIPT>' + '<\\!-- '", text)
        self.assertIn("a- -b", text)
        specifications = re.findall(r'<script type="application/json">(.*?)</script>', text)
        self.assertEqual(len([json.loads(one) for one in specifications]), 2)
        self.assertEqual(text.count("<script"), text.count("</script>"))
        self.plot("--picture", "spectrum", "-o", "one.html")
        self.assertEqual((self.folder / "one.html").read_text().count("<figure"), 1)

    def test_report_says_how_to_get_pictures(self):
        process = self.run_program(THALWEG, "report", POPULATION, "-o", "page.html")
        self.assertRegex(process.stderr, r"^thalweg: the page has no pictures → .*\n$")
        self.assertIn("Not drawn: src/pictures/renderer/build.sh", (self.folder / "page.html").read_text())
        self.stand_in()
        process = self.run_program(THALWEG, "report", POPULATION, "-o", "page.html")
        self.assertEqual(process.stderr, "")
        self.assertEqual((self.folder / "page.html").read_text().count("<figure"), 2)

    def test_refusals(self):
        for arguments, code, words in (
                ((), 5, "-o: expected a file to write, found none"),
                (("-o", "x.pdf"), 5, "-o: expected a name that ends in .json, .html, .svg or .png, found x.pdf"),
                (("-o", "x.json"), 5, "--picture: expected one of weights, spectrum, found none"),
                (("-o", "x.json", "--picture", "cells"), 5, "--picture: expected weights, spectrum, found cells"),
                (("-o", "x.html"), 3, "plot: expected what draws pages, found none → src/pictures"),
                (("-o", "x.svg", "--picture", "weights"), 3, "plot: expected what draws SVG, found none → src/pictures")):
            process = self.plot(*arguments, expect=code)
            self.assertIn("thalweg: " + words, process.stderr)
            self.assertEqual(process.stderr.count("\n"), 1)
            self.assertEqual(list(self.folder.glob("x.*")), [])

    def test_tools_that_are_not_there(self):
        self.stand_in()
        path = os.environ["PATH"]
        self.addCleanup(os.environ.__setitem__, "PATH", path)
        os.environ["PATH"] = str(self.folder)
        process = self.plot("-o", "x.svg", "--picture", "weights", expect=3)
        self.assertIn("plot: expected the program node, found none → install it (Debian: nodejs)", process.stderr)

    def test_no_picture_of_what_does_not_hold(self):
        self.write("bad.json", POPULATION.read_text().replace('"radius":"', '"radius":"9'))
        process = self.run_program(THALWEG, "plot", "bad.json", "-o", "x.json", expect=1)
        self.assertRegex(process.stderr, r"^thalweg: bad\.json: REJECTED population\.")
        self.assertFalse((self.folder / "x.json").exists())


if __name__ == "__main__":
    unittest.main()
