# SPDX-License-Identifier: GPL-3.0-or-later
"""`thalweg export --latex`, and certificates/errata.tex beside the published certificates. That TeX takes both is shown by
tests/papers.sh."""

import re
import unittest

from thalweg_test import SOURCE, THALWEG, VERIFY, ProgramTest

CERTIFICATES = SOURCE / "certificates"
PARABOLA = CERTIFICATES / "liu2021" / "fig1b-parabola.json"


class Latex(ProgramTest):
    def export(self, certificate, *options, expect=0):
        return self.run_program(THALWEG, "export", certificate, "--latex", *options, expect=expect)

    def test_by_hand(self):
        self.export(PARABOLA, "-o", "a.tex")
        text = (self.folder / "a.tex").read_text(encoding="ascii")
        for part in (r"\begin{theorem}[certificate \texttt{fig1b-\allowbreak{}parabola.json}]",
                     r"\emph{Local minimum.} R(W) = \ensuremath{\frac{3}{2500}} (\ensuremath{\approx} 0.0012)",
                     r"r & \ensuremath{\frac{287}{65536}} & 0.00437927 \\",
                     r"R(W2) & \ensuremath{\frac{37}{45000}} & 0.000822222 \\",
                     r"\item{} group 1 (7 samples): y = \ensuremath{\frac{1}{25}}",
                     r"\emph{What is not said.}"):
            self.assertIn(part, text)
        self.assertNotIn("Provenance", text)
        for environment in ("theorem", "proof", "tabular", "center"):
            self.assertEqual(text.count(r"\begin{%s}" % environment), 1)
            self.assertEqual(text.count(r"\end{%s}" % environment), 1)

    def test_default_name_and_same_bytes(self):
        self.export(PARABOLA)
        self.export(PARABOLA, "-o", "b.tex")
        self.assertEqual((self.folder / "fig1b-parabola.tex").read_bytes(), (self.folder / "b.tex").read_bytes())

    def test_long_fractions_stay_in_the_certificate(self):
        self.export(CERTIFICATES / "liu2021" / "remark1-narrow-x3-y3.json", "-o", "a.tex")
        self.assertIn(r"R(W) & in the certificate & 6.91812 \\", (self.folder / "a.tex").read_text())

    def test_only_of_what_is_accepted(self):
        text = PARABOLA.read_text()
        self.assertIn('"3/2500"', text)
        damaged = self.write("damaged.json", text.replace('"3/2500"', '"1/2500"'))
        self.assertIn("REJECTED", self.export(damaged, expect=1).stderr)
        self.assertEqual([p.name for p in self.folder.iterdir()], ["damaged.json"])
        self.export(self.write("data.csv", "1,2\n"), expect=2)

    def test_other_options(self):
        for options, name in (([SOURCE / "examples" / "parabola.csv"], "DATA"), (["--double"], "--double"),
                              (["--better"], "--better"), (["--json"], "--json"), (["--target", "y"], "--target")):
            self.assertIn(f"--latex: expected a certificate and -o only, found {name}",
                          self.export(PARABOLA, *options, expect=5).stderr)
        copy = self.write("copy.json", PARABOLA.read_text())
        self.export(copy, "-o", "copy.json", expect=5)
        self.assertEqual(copy.read_text(), PARABOLA.read_text())


class Errata(ProgramTest):
    entries = re.findall(r"\\certificate\{(\S+)\}\s*\{(\w+)\}\s*\{thalweg reproduce (.*)\}",
                         (CERTIFICATES / "errata.tex").read_text(encoding="ascii"))

    def test_all_errata_are_there(self):
        published = {f"{path.parent.name}/{path.stem}" for path in CERTIFICATES.glob("*/erratum-*.json")}
        self.assertEqual({name for name, _, _ in self.entries if "/erratum-" in name}, published)

    def test_digests(self):
        for name, digest, _ in self.entries:
            theorem = self.run_program(VERIFY, CERTIFICATES / f"{name}.json").stdout
            self.assertIn(f"Statement digest {digest}.", theorem, name)

    def test_commands(self):
        listed = self.run_program(THALWEG, "reproduce", "--list").stdout
        for name, _, instances in self.entries:
            self.assertTrue(any(name.split("/")[1].startswith(instance) for instance in instances.split()), name)
            for instance in instances.split():
                self.assertRegex(listed, rf"(?m)^  {instance} ")


if __name__ == "__main__":
    unittest.main()
