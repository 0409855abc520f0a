# SPDX-License-Identifier: GPL-3.0-or-later
"""The hand-worked certificates about shapes of tests/unit/verifier/shape/geometry_examples.hpp, cut to claims that the formal checker covers."""

import copy
import json
import re

from programs import COVERED, SOURCE

SECTIONS = {"convex_partition": {"domain", "partitions"}, "groups": {"data", "loss", "cpwl"}, "lattice_identity": {"cpwl"},
            "lattice_failure": {"cpwl"}, "refinement_of_partitions": {"data", "loss"},
            "linear_regions": {"domain", "networks"}, "network_computes_function": {"networks", "cpwl"},
            "network_computes_form": {"domain", "networks"}}


def hand_examples():
    """By name, all claims."""
    text = (SOURCE / "tests" / "unit" / "verifier" / "shape" / "geometry_examples.hpp").read_text()
    found = re.findall(r'inline Json (\w+)\(\) \{\s*return Json::parse\(R"\((.*?)\)"\)', text, re.DOTALL)
    return {name: json.loads(certificate) for name, certificate in found}


def form_examples():
    """Of form_examples.hpp: max(min(x, 1), -x) by positive parts, and on [-1, 1] by carried units."""
    text = (SOURCE / "tests" / "unit" / "verifier" / "claim" / "form_examples.hpp").read_text()
    certificate, network, witness = (json.loads(part) for part in re.findall(r'Json::parse\(R"\((.*?)\)"\)', text, re.DOTALL))
    by_units = copy.deepcopy(certificate)
    by_units["statement"]["networks"]["W"], by_units["witness"]["network_computes_form"] = network, witness
    return {"by_positive_parts": certificate, "by_carried_units": by_units}


def with_claims(certificate, kept):
    """Only these claims, the sections that they need, and their witnesses."""
    result = copy.deepcopy(certificate)
    statement = result["statement"]
    statement["claims"] = [claim for claim in statement["claims"] if claim["claim"] in kept]
    names = {claim["claim"] for claim in statement["claims"]}
    needed = {"claims"}.union(*(SECTIONS[name] for name in names))
    result["statement"] = {key: value for key, value in statement.items() if key in needed}
    if "lattice_identity" not in names:
        for output in result["statement"].get("cpwl", []):
            output.pop("rows", None)
    result["witness"] = {key: value for key, value in result["witness"].items() if key in names}
    return result


def covered_examples():
    return {name: with_claims(certificate, COVERED) for name, certificate in hand_examples().items()} | form_examples()
