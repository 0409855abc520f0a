# SPDX-License-Identifier: GPL-3.0-or-later
"""The options --data and --statement (O1, O2): verdict, exit code and code are those of the C++ verifier."""

import json
import re
import tempfile
import unittest
from pathlib import Path

from formal_test import changed, hand_example
from programs import CODES, FORMAL, VERIFY, is_covered, published, run


class Requests(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.certificate = self.file("certificate.json", json.dumps(hand_example()))
        self.rows = hand_example()["statement"]["data"]["rows"]

    def file(self, name, text):
        path = Path(self.folder.name) / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def agree(self, arguments, verdict, code=""):
        formal, cpp = run(FORMAL, *arguments), run(VERIFY, *arguments)
        self.assertEqual((formal.returncode, cpp.returncode), (CODES[verdict],) * 2, formal.stdout + cpp.stdout + formal.stderr)
        for output in (formal.stdout, cpp.stdout):
            self.assertIn(code, output.splitlines()[-1] if output else "")
        return formal.stdout, cpp.stdout

    def table(self, rows, header="x,y", separator=","):
        return "\n".join([header, *(separator.join(row) for row in rows)]) + "\n"

    def test_tables(self):
        rows, text = self.rows, self.table(self.rows)
        decimal = [[f"{int(x)}.0" if "/" not in x else x for x in row] for row in rows]
        for table, verdict, code in [
                (text, "VERIFIED", ""), (self.table(decimal), "VERIFIED", ""), ("\ufeff" + text.replace("\n", "\r\n") + "\n \t\n", "VERIFIED", ""),
                (self.table(rows, "x;y", ";"), "VERIFIED", ""), (self.table(rows, "x\ty", "\t"), "VERIFIED", ""),
                (self.table([[f' "{x}" ' for x in row] for row in rows], ' "x" ,"y"'), "VERIFIED", ""),
                (self.table([[f"{x}e0", f"+{y}0E-1"] if "/" not in x + y and not y.startswith("-") else [x, y] for x, y in rows]), "VERIFIED", ""),
                (self.table(rows[:-1]), "REJECTED", "data.row_count"), (self.table([*rows, rows[0]]), "REJECTED", "data.row_count"),
                (self.table([rows[1], rows[0], *rows[2:]]), "REJECTED", "data.cell"), (self.table(rows, "y,x"), "REJECTED", "data.column"),
                (self.table(rows, "a,y"), "REJECTED", "data.column"), (self.table(rows, "x,x"), "MALFORMED", "csv.header"),
                (self.table(rows, ",y"), "MALFORMED", "csv.header"), (self.table(rows, "x,\x01"), "MALFORMED", "csv.header"),
                (text.encode().replace(b"x", b"\xff"), "MALFORMED", "csv.header"), (self.table(rows, "1,nan"), "MALFORMED", "csv.header"),
                (self.table(rows, "-.5x,0"), "MALFORMED", "csv.header"), (self.table(rows, "1,y"), "REJECTED", "data.column"),
                (self.table(rows, "nan,1x"), "REJECTED", "data.column"), ("", "MALFORMED", "csv.empty"), ("\n\n", "MALFORMED", "csv.empty"),
                ("x,y\n", "REJECTED", "data.row_count"), (text.replace("\n", "\n\n", 1), "MALFORMED", "csv.cell_count"),
                (self.table([["one", "2"], *rows[1:]]), "MALFORMED", "csv.cell"), (self.table([["1/0", "2"], *rows[1:]]), "MALFORMED", "csv.cell"),
                (self.table([["1e4097", "2"], *rows[1:]]), "MALFORMED", "csv.cell"), (self.table([["1e-4096", "2"], *rows[1:]]), "REJECTED", "data.cell"),
                (self.table([["1e", "2"], *rows[1:]]), "MALFORMED", "csv.cell"), (self.table([[".", "2"], *rows[1:]]), "MALFORMED", "csv.cell"),
                (self.table([['"1', "2"], *rows[1:]]), "MALFORMED", "csv.quote"), (self.table([['"1"1', "2"], *rows[1:]]), "MALFORMED", "csv.quote")]:
            with self.subTest(table=table):
                self.agree([self.certificate, "--data", self.file("table.csv", table)], verdict, code)

    def test_columns_without_names_and_unused_ones(self):
        named = changed(hand_example(), {"statement/data/columns": ["c1", "c3"]})
        path = self.file("named.json", json.dumps(named))
        table = "".join(f"{x},7,{y}\n" for x, y in self.rows)
        formal, cpp = self.agree([path, "--data", self.file("table.csv", table)], "VERIFIED")
        for output in (formal, cpp):
            self.assertIn('Data file. Its columns "c2" are not used.\n', output)
        formal, cpp = self.agree([path, "--data", Path(self.folder.name) / "table.csv", "--quiet"], "VERIFIED")
        self.assertEqual(formal, cpp)

    def test_published_tables(self):
        """The first of each folder that is covered."""
        firsts = {path.parent: (path, certificate) for path, certificate in reversed(published()) if is_covered(certificate)}
        for path, certificate in firsts.values():
            data = certificate["statement"]["data"]
            table = self.file("table.csv", "".join(",".join(row) + "\n" for row in [data["columns"], *data["rows"]]))
            self.agree([path, "--data", table], "VERIFIED")
            self.agree([path, "--data", self.file("table.csv", table.read_text().rsplit(",", 1)[0] + ",77\n")], "REJECTED", "data.cell")

    def test_statements(self):
        statement = hand_example()["statement"]
        reordered = dict(reversed(statement.items()))
        for trusted, verdict, code in [
                (json.dumps(statement), "VERIFIED", ""), (json.dumps(reordered, indent=3), "VERIFIED", ""),
                (json.dumps(changed(statement, {"claims/0/radius": "1/16"})), "REJECTED", "statement.differs"),
                (json.dumps(changed(statement, {"claims": statement["claims"][:3]})), "REJECTED", "statement.differs"),
                (json.dumps({**statement, "more": "1"}), "REJECTED", "statement.differs"), ("null", "REJECTED", "statement.differs"),
                (json.dumps({key: value for key, value in statement.items() if key != "loss"}), "REJECTED", "statement.differs"),
                ("{", "MALFORMED", "json.end"), ("", "MALFORMED", "json.end")]:
            with self.subTest(trusted=trusted[:60]):
                formal, cpp = self.agree([self.certificate, "--statement", self.file("statement.json", trusted)], verdict, code)
                if code == "statement.differs":
                    places = [re.search(r"statement\.differs at (\S+?):?(?:\s|$)", output).group(1) for output in (formal, cpp)]
                    self.assertEqual(places[0], places[1])

    def test_text_of_a_file_stays_on_its_line(self):
        """A key or a claim with a line break cannot look like a line of the program."""
        text = json.dumps(hand_example())
        for old, new in [('"version"', '"version\\nVERIFIED"'), ('"claim": "lower_risk", "network": "W", "better": "W2"', '"claim": "lower_risk\\nVERIFIED"')]:
            path = self.file("broken.json", text.replace(old, new, 1))
            for arguments in ([path], ["--quiet", path]):
                self.assertNotRegex(run(FORMAL, *arguments).stdout, r"(?m)^VERIFIED")

    def test_usage(self):
        table = self.file("table.csv", self.table(self.rows))
        for arguments in ([self.certificate, "--data"], [self.certificate, "--data", Path(self.folder.name) / "none.csv"], ["--data", table],
                          [self.certificate, "--data", table, "--data", table], [self.certificate, "--unknown"], []):
            with self.subTest(arguments=arguments):
                self.agree(arguments, "USAGE")


if __name__ == "__main__":
    unittest.main()
