# SPDX-License-Identifier: GPL-3.0-or-later
"""What we write obeys certificates/schema.json, which rejects what it should."""

import copy
import json
import re
import unittest

import jsonschema
from thalweg_test import PARABOLA, SOURCE, ProgramTest, random_table


class Schema(ProgramTest):
    def setUp(self):
        super().setUp()
        schema = json.loads((SOURCE / "certificates" / "schema.json").read_text())
        kind = jsonschema.validators.validator_for(schema)
        kind.check_schema(schema)
        self.validator = kind(schema)

    def test_generated_certificates(self):
        table = self.write("table.csv", random_table(3, 20, 2, targets=2))
        for data, options in ((PARABOLA, ["--groups", "3"]),
                              (table, ["--target", "y1,y2", "--construction", "gated"])):
            certificate = json.loads(self.generate(data, *options).read_text())
            self.assertEqual(list(self.validator.iter_errors(certificate)), [])

    def test_examples_of_the_specification(self):
        text = (SOURCE / "certificates" / "SPECIFICATION.md").read_text()
        examples = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.DOTALL)]
        self.assertEqual([example["version"] for example in examples], [1, 2, 2])
        for example in examples:
            self.assertEqual(list(self.validator.iter_errors(example)), [])
        with_filter = examples[-1]
        layers = with_filter["statement"]["network"]["layers"]
        self.assertFalse(self.validator.is_valid(with_filter | {"version": 1}))
        self.assertFalse(self.validator.is_valid(examples[0] | {"statement": with_filter["statement"]}))
        for key, value in (("kernel", [0]), ("kernel", []), ("stride", 1), ("groups", 0),
                           ("biases", "0"), ("window", [2])):
            broken = copy.deepcopy(with_filter)
            broken["statement"]["network"]["layers"][0][key] = value
            self.assertFalse(self.validator.is_valid(broken), (key, value))
        layers[0]["biases"] = None
        layers[1] = {"kind": "addition", "activation": "relu", "with": 0}
        self.assertTrue(self.validator.is_valid(with_filter))

    def test_bad_certificates(self):
        good = json.loads(self.generate(PARABOLA).read_text())

        def broken(change):
            certificate = copy.deepcopy(good)
            change(certificate)
            return certificate

        for change in (lambda c: c.update(extra=1), lambda c: c.pop("witness"),
                       lambda c: c["statement"]["claims"][0].update(risk="2/-3"),
                       lambda c: c["statement"]["claims"][0].update(risk=0.5),
                       lambda c: c.update(version=3)):
            self.assertFalse(self.validator.is_valid(broken(change)))


if __name__ == "__main__":
    unittest.main()
