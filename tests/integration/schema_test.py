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
        self.assertGreater(len(examples), 20)
        for example in examples:
            self.assertEqual(list(self.validator.iter_errors(example)), [])
        with_filter = next(example for example in examples if "convolution" in json.dumps(example))
        layers = with_filter["statement"]["networks"]["W"]["layers"]
        self.assertFalse(self.validator.is_valid(with_filter | {"version": 2}))
        for key, value in (("kernel", [0]), ("kernel", []), ("stride", 1), ("groups", 0),
                           ("biases", "0"), ("window", [2])):
            broken = copy.deepcopy(with_filter)
            broken["statement"]["networks"]["W"]["layers"][0][key] = value
            self.assertFalse(self.validator.is_valid(broken), (key, value))
        layers[0]["biases"] = None
        layers[1] = {"kind": "addition", "activation": "relu", "with": 0}
        self.assertTrue(self.validator.is_valid(with_filter))

    def test_losses(self):
        text = (SOURCE / "certificates" / "SPECIFICATION.md").read_text()
        plain, *others = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.DOTALL)]
        absolute = next(other for other in others
                        if other["statement"].get("loss") == {"name": "absolute"})

        def is_valid(certificate, loss):
            changed = copy.deepcopy(certificate)
            changed["statement"]["loss"] = loss
            return self.validator.is_valid(changed)

        for loss in ({"name": "absolute"}, {"name": "hinge"}, {"name": "epsilon", "epsilon": "0"},
                     {"name": "quantile", "tau": "1/3", "output_weights": ["2"]}):
            self.assertTrue(is_valid(absolute, loss), loss)
            self.assertFalse(is_valid(plain, loss), loss)  # without subgradients
        for loss in ({"name": "squared"}, {"name": "huber", "delta": "1/2"}, {"name": "squared-hinge"},
                     {"name": "squared", "sample_weights": ["1", "2"]}):
            self.assertTrue(is_valid(plain, loss), loss)
            self.assertFalse(is_valid(absolute, loss), loss)  # with subgradients
        for loss in ({"name": "huber"}, {"name": "huber", "delta": "0"}, {"name": "poisson"},
                     {"name": "epsilon", "epsilon": "-1"}, {"name": "absolute", "delta": "1"},
                     {"name": "absolute", "sample_weights": ["0"]}):
            self.assertFalse(is_valid(absolute, loss), loss)
        without = copy.deepcopy(absolute)
        del without["witness"]["refinement"]["subgradients"]
        self.assertFalse(self.validator.is_valid(without))
        del without["statement"]["claims"][2], without["witness"]["refinement"]
        self.assertTrue(self.validator.is_valid(without))
        del without["witness"]["local_minimum"]["subgradients"]
        self.assertFalse(self.validator.is_valid(without))

    def test_names(self):
        text = (SOURCE / "certificates" / "SPECIFICATION.md").read_text()
        plain = json.loads(re.findall(r"```json\n(.*?)```", text, re.DOTALL)[0])

        def is_valid(change):
            changed = copy.deepcopy(plain)
            change(changed["statement"], changed["witness"])
            return self.validator.is_valid(changed)

        def again(name):
            minimum = {"claim": "local_minimum", "name": name, "network": "W2", "radius": "1", "risk": "1"}
            return is_valid(lambda s, w: (s["claims"].append(minimum), w.update({name: w["local_minimum"]})))

        self.assertTrue(again("local_minimum 2"))
        self.assertFalse(again("local_minimum2"))
        self.assertFalse(again("minimum 2"))
        for change in (lambda s, w: s["claims"][0].pop("network"), lambda s, w: s["claims"][2].pop("better"),
                       lambda s, w: s["claims"][0].update(better="W2"), lambda s, w: s.pop("networks"),
                       lambda s, w: w.update(refinement_2=w["refinement"]), lambda s, w: w.pop("refinement"),
                       lambda s, w: s["claims"].pop(2), lambda s, w: s.update(network=s["networks"]["W"])):
            self.assertFalse(is_valid(change))

    def test_distinct_risks(self):
        path = SOURCE / "certificates" / "liu2021" / "theorem1-growth-parabola-groups2.json"
        good = json.loads(path.read_text())
        self.assertTrue(self.validator.is_valid(good))
        for change in (lambda s, w: s["claims"][-1].update(minima=[]), lambda s, w: s["claims"][-1]["minima"].append(2),
                       lambda s, w: s["claims"][-1]["minima"].append("refinement"),
                       lambda s, w: s.update(claims=s["claims"][-1:]), lambda s, w: w.update(distinct_risks={}),
                       lambda s, w: w["local_minimum 2"].update(method="exact")):
            bad = copy.deepcopy(good)
            change(bad["statement"], bad["witness"])
            self.assertFalse(self.validator.is_valid(bad))

    def test_cross_entropy(self):
        text = (SOURCE / "certificates" / "SPECIFICATION.md").read_text()
        good = json.loads(re.findall(r"```json\n(.*?)```", text.split("\n## 39 ")[1], re.DOTALL)[0])

        def is_valid(change):
            changed = copy.deepcopy(good)
            change(changed["statement"], changed["witness"])
            return self.validator.is_valid(changed)

        for loss in ({"name": "logistic"}, {"name": "logistic", "positive": "-1/2"},
                     {"name": "softmax", "classes": 2}):
            self.assertTrue(is_valid(lambda s, w: s.update(loss=loss)), loss)
        for loss in ({"name": "logistic", "positive": 1}, {"name": "softmax"},
                     {"name": "softmax", "classes": 1}, {"name": "logistic", "sample_weights": ["1"]}):
            self.assertFalse(is_valid(lambda s, w: s.update(loss=loss)), loss)
        for change in (lambda s, w: w["nearby_minimum"].update(bits=63),
                       lambda s, w: w["nearby_minimum"].pop("response"),
                       lambda s, w: w["nearby_minimum"].pop("layer"),
                       lambda s, w: w["nearby_minimum"]["classes"][0].pop("reach"),
                       lambda s, w: w["nearby_minimum"]["classes"][0].update(basis=[]),
                       lambda s, w: w.pop("nearby_minimum"),
                       lambda s, w: w.update(lower_risk={}), lambda s, w: s.pop("networks"),
                       lambda s, w: s["claims"][1].pop("better")):
            self.assertFalse(is_valid(change))
        self.assertTrue(is_valid(lambda s, w: s["claims"].pop()))
        self.assertTrue(is_valid(lambda s, w: (
            s.pop("networks"), w.clear(), w.update(no_minimiser={"direction": [["1", "0"]]}),
            s.update(claims=[{"claim": "no_minimiser", "samples": [0, 3]}]))))

    def test_smooth_activations(self):
        text = (SOURCE / "certificates" / "SPECIFICATION.md").read_text()
        good = json.loads(re.findall(r"```json\n(.*?)```", text.split("\n## 58 ")[1], re.DOTALL)[0])
        network = good["statement"]["smooth_network"]

        def is_valid(**changes):
            changed = copy.deepcopy(good)
            changed["statement"]["smooth_network"] = network | changes
            return self.validator.is_valid(changed)

        for activation in ({"name": "tanh"}, {"name": "elu", "alpha": "1/2"},
                           {"name": "selu", "lambda": "2", "alpha": "1"}):
            self.assertTrue(is_valid(activation=activation), activation)
        for activation in ({"name": "mish"}, {"name": "elu"}, {"name": "elu", "alpha": "0"},
                           {"name": "tanh", "alpha": "1"}, {"name": "selu", "alpha": "1"}):
            self.assertFalse(is_valid(activation=activation), activation)
        self.assertFalse(is_valid(units=[{"value": "1/4", "argument": "1"}]))
        self.assertFalse(is_valid(units=[]))
        for key in ("data", "smooth_network"):
            without = copy.deepcopy(good)
            del without["statement"][key]
            self.assertFalse(self.validator.is_valid(without), key)
        del good["statement"]["claims"][1]
        self.assertFalse(self.validator.is_valid(good))  # a witness without its claim
        good["witness"] = {}
        self.assertTrue(self.validator.is_valid(good))

    def test_bounds_for_two_pieces(self):
        text = (SOURCE / "certificates" / "SPECIFICATION.md").read_text()
        good = json.loads(re.findall(r"```json\n(.*?)```", text.split("\n## 59 ")[1], re.DOTALL)[0])
        self.assertTrue(self.validator.is_valid(good))
        smooth = copy.deepcopy(good)
        smooth["statement"]["loss"] = {"name": "squared"}
        self.assertFalse(self.validator.is_valid(smooth))  # with subgradients
        for side in [side for sides in smooth["witness"]["two_piece_bound"].values() for side in sides]:
            del side["subgradients"]
        self.assertTrue(self.validator.is_valid(smooth))
        smooth["statement"]["loss"] = {"name": "absolute"}
        self.assertFalse(self.validator.is_valid(smooth))
        good["witness"] = {}
        self.assertFalse(self.validator.is_valid(good))

    def test_networks_that_are_max_min_forms(self):
        text = (SOURCE / "certificates" / "SPECIFICATION.md").read_text()
        good = json.loads(re.findall(r"```json\n(.*?)```", text.split("\n## 54 ")[1], re.DOTALL)[0])
        self.assertTrue(self.validator.is_valid(good))
        for change in (lambda s, w: s.pop("domain"),
                       lambda s, w: s.pop("networks"),
                       lambda s, w: w.clear(),
                       lambda s, w: s["claims"][0]["outputs"][0]["rows"].append([]),
                       lambda s, w: s["claims"][0]["outputs"][0].pop("functions"),
                       lambda s, w: w["network_computes_form"]["carried"][0].append([0, 0]),
                       lambda s, w: w["network_computes_form"]["outputs"][0].pop("lower")):
            bad = copy.deepcopy(good)
            change(bad["statement"], bad["witness"])
            self.assertFalse(self.validator.is_valid(bad))
        good["statement"]["claims"][0].pop("outputs")
        self.assertFalse(self.validator.is_valid(good)) # needs lattice_identity

    def test_many_minima_and_cells(self):
        for name, places in (
                ("he2020/erratum-disconnected-valley-four.json",
                 ("claims/1/components", "claims/1/risk", "solutions/0", "relations/0/0/2")),
                ("he2020/theorem4-valley-four.json", ("directions/0/weights/0/3", "directions/0/biases/0/0", "claims/1/dimension")),
                ("he2020/theorem2-cells-x1-relu.json",
                 ("claims/0/cells", "parameter_cells/nodes/0/sides", "kinks/0/0", "kinks/1/0/0")),
                ("he2020/theorem2-deep-cells-relu-depth3.json",
                 ("claims/0/cells", "claims/0/radii/0/1", "kinks/0/0", "kinks/1/1/0")),
                ("he2020/theorem4-all-cells-x2-relu.json",
                 ("claims/1/units/0", "claims/1/units/0/0", "cells/0/solutions", "cells/1/relations")),
                ("yun2019/theorem4-bottleneck-linear-depth2-rank1.json",
                 ("claims/0/risk", "claims/0/radius", "increments/0", "level", "method"))):
            good = json.loads((SOURCE / "certificates" / name).read_text())
            self.assertTrue(self.validator.is_valid(good), name)
            kind = good["statement"]["claims"][-1]["claim"]
            for place in places:
                bad = copy.deepcopy(good)
                steps = place.split("/")
                inner = (bad["statement"] if steps[0] == "claims" else
                         bad["witness"] if steps[0] in bad["witness"] else bad["witness"][kind])
                for step in steps[:-1]:
                    inner = inner[int(step) if isinstance(inner, list) else step]
                last = int(steps[-1]) if isinstance(inner, list) else steps[-1]
                inner[last] = {"nothing": 0}
                self.assertFalse(self.validator.is_valid(bad), (name, place))
            for change in (lambda c, kind=kind: c["witness"].pop(kind),
                           lambda c: c["statement"]["claims"].pop(),
                           lambda c: c["statement"]["claims"][-1].update(more=0)):
                bad = copy.deepcopy(good)
                change(bad)
                self.assertFalse(self.validator.is_valid(bad), name)

    def test_saddles(self):
        text = (SOURCE / "certificates" / "SPECIFICATION.md").read_text()
        good = json.loads(re.findall(r"```json\n(.*?)```", text.split("\n## 34 ")[1], re.DOTALL)[0])
        self.assertTrue(self.validator.is_valid(good))
        alone = copy.deepcopy(good)
        del alone["statement"]["claims"][0], alone["witness"]["not_local_minimum"]
        self.assertFalse(self.validator.is_valid(alone))
        del good["witness"]["saddle"]
        self.assertFalse(self.validator.is_valid(good))

    def test_bad_certificates(self):
        good = json.loads(self.generate(PARABOLA).read_text())

        def broken(change):
            certificate = copy.deepcopy(good)
            change(certificate)
            return certificate

        for change in (lambda c: c.update(extra=1), lambda c: c.pop("witness"),
                       lambda c: c["statement"]["claims"][0].update(risk="2/-3"),
                       lambda c: c["statement"]["claims"][0].update(risk=0.5),
                       lambda c: c.update(version=2)):
            self.assertFalse(self.validator.is_valid(broken(change)))


if __name__ == "__main__":
    unittest.main()
