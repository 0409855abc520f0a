# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON Schema of network files accepts the examples of NETWORKS.md and refuses damaged ones."""

import copy
import json
import re
import unittest

import jsonschema
from thalweg_test import SOURCE

FOLDER = SOURCE / "certificates"


class NetworkSchema(unittest.TestCase):
    def setUp(self):
        schema = json.loads((FOLDER / "network_schema.json").read_text(encoding="utf-8"))
        kind = jsonschema.validators.validator_for(schema)
        kind.check_schema(schema)
        self.validator = kind(schema)
        blocks = re.findall(r"```json\n(.*?)```", (FOLDER / "NETWORKS.md").read_text("utf-8"), re.S)
        self.plain, self.residual = map(json.loads, blocks)

    def test_the_examples_are_valid(self):
        for network in (self.plain, self.residual):
            self.assertEqual(list(self.validator.iter_errors(network)), [])
        self.plain["version"] = 2
        self.assertTrue(self.validator.is_valid(self.plain))

    def test_what_version_1_does_not_know(self):
        self.residual["version"] = 1
        self.assertFalse(self.validator.is_valid(self.residual))
        without_biases = copy.deepcopy(self.plain)
        without_biases["layers"][0]["biases"] = None
        self.assertFalse(self.validator.is_valid(without_biases))
        without_biases["version"] = 2
        self.assertTrue(self.validator.is_valid(without_biases))
        self.plain["input_shape"] = [1, 1]
        self.assertFalse(self.validator.is_valid(self.plain))

    def test_damaged_layers(self):
        def set_key(layer, key, value):
            def damage(network):
                network["layers"][layer][key] = value
            return damage

        def drop_key(layer, key):
            return lambda network: network["layers"][layer].pop(key)

        for damage in (set_key(0, "kernel", [3, 0]), set_key(0, "kernel", [1, 1, 1]),
                       set_key(0, "stride", []), set_key(0, "padding", [-1, 0]),
                       set_key(0, "groups", 0), set_key(0, "window", [1, 1]),
                       drop_key(0, "kernel"), drop_key(0, "biases"), drop_key(0, "kind"),
                       set_key(1, "with", -1), drop_key(1, "activation"),
                       set_key(2, "activation", "relu"), set_key(2, "dilation", [1, 1]),
                       drop_key(2, "window"), set_key(2, "kind", "min_pooling")):
            network = copy.deepcopy(self.residual)
            damage(network)
            self.assertFalse(self.validator.is_valid(network), network)
        self.residual["layers"].insert(3, {"kind": "flatten"})
        self.assertTrue(self.validator.is_valid(self.residual))


if __name__ == "__main__":
    unittest.main()
