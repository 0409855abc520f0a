#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""mutants.py [COUNT [SEED [NAME]]]: damages published certificates that the formal checker covers, and compares its verdicts with those of
the C++ verifier (programs.py says where they are). Fails if one is VERIFIED and the other is not, or if both read the file and
one rejects it; which of MALFORMED and UNSUPPORTED is said of a file that is both is free (section 61)."""

import collections
import contextlib
import copy
import json
import random
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

from programs import FORMAL, KNOW_DECAY, VERIFY, agree, is_covered, published, verdicts
from shapes import covered_examples
from ties_test import CASCADE, ONE_TIE

NAMES = ("claim", "name", "network", "better", "minima")
BATCH = 200
LARGEST = 60_000  # bytes: more mutants of small ones say more


def leaves(value, place=()):
    if isinstance(value, (list, dict)):
        for key, part in enumerate(value) if isinstance(value, list) else value.items():
            yield from leaves(part, (*place, key))
    elif place[0] != "provenance":
        yield place


def at(value, place):
    for key in place:
        value = value[key]
    return value


def number(value, g):
    """Another rational, sometimes very near to the old one."""
    old = Fraction(value)
    new = g.choice([old * 2, old / 2, -old, old + 1, old + Fraction(1, 10**6), old * Fraction(1001, 1000), old * (1 - Fraction(1, 2**40)), Fraction(0)])
    return str(new)


def leaf_changed(certificate, g):
    place = g.choice(list(leaves(certificate)))
    old, parent = at(certificate, place), at(certificate, place[:-1])
    if isinstance(old, str) and old.lstrip("-").replace("/", "").isdigit():
        parent[place[-1]] = number(old, g)
    elif isinstance(old, int):
        parent[place[-1]] = max(0, old + g.choice([-1, 1, 2]))
    elif old is None:
        parent[place[-1]] = g.choice([0, 1, "0"])
    else:
        parent[place[-1]] = g.choice(["relu", "identity", "convolution", "average_pooling", "max_pooling", "addition", "squared", "absolute", "interval", "first_order", "dense", None])


def claim_changed(certificate, g):
    """A number of a claim: its radius grown or shrunk, its risk, its counts."""
    claim = g.choice(certificate["statement"]["claims"])
    key = g.choice([key for key in claim if key not in NAMES])
    claim[key] = number(claim[key], g) if isinstance(claim[key], str) else claim[key] + g.choice([-1, 1]) if claim[key] else 1


def structure_changed(certificate, g):
    """Two entries of a list exchanged, one left out or repeated; a key left out."""
    place = g.choice([p[:-1] for p in leaves(certificate)])
    target = at(certificate, place)
    if isinstance(target, dict):
        del target[g.choice(list(target))]
    elif len(target) > 0:
        i, j = g.randrange(len(target)), g.randrange(len(target))
        action = g.randrange(3)
        if action == 0:
            target[i], target[j] = target[j], target[i]
        elif action == 1:
            del target[i]
        else:
            target.insert(i, copy.deepcopy(target[j]))


def method_or_class_changed(certificate, g):
    witness = certificate["witness"].get("local_minimum")
    if witness is None:
        return leaf_changed(certificate, g)
    if g.random() < 0.3:
        witness["method"] = "interval" if witness["method"] == "first_order" else "first_order"
    else:
        classes = witness["pattern_classes"]
        classes[g.randrange(len(classes))] = g.choice([None, 0, 1, 2])
    return None


def named_again(certificate, g):
    """A claim made again under another name, perhaps about another network; the networks, W2s, names and minima of claims exchanged; claims in another order."""
    claims, networks, witness = certificate["statement"]["claims"], certificate["statement"].get("networks", {}), certificate["witness"]
    claim, action = g.choice(claims), g.randrange(6)
    if action == 0:
        g.shuffle(claims)
    elif action <= 2:
        again = copy.deepcopy(claim)
        again["name"] = claim["claim"] + g.choice([" 2", " again", " /~", "2", ""])
        old = claim.get("name", claim["claim"])
        if old in witness:
            witness[again["name"]] = copy.deepcopy(witness[old])
        if action == 2:  # about a copy of the network
            networks["V"] = copy.deepcopy(networks[claim["network"]])
            again["network"] = "V"
        claims.insert(g.randrange(len(claims) + 1), again)
    elif action == 3:
        claim[g.choice(["network", "better"])] = g.choice([*networks, "V"])
    elif action == 4:
        one, other = g.sample(sorted(networks), 2)
        networks[one], networks[other] = networks[other], networks[one]
    else:
        minima = [claim.get("name", claim["claim"]) for claim in claims if claim["claim"] == "local_minimum"]
        g.shuffle(minima)
        claims.append({"claim": "distinct_risks", "minima": minima[:g.randrange(1, 4)]})


def times(value, factor):
    return str(Fraction(value) * factor)


def weighted(certificate, g):
    """Equal weights for all samples and outputs: the risks and subgradients are multiplied, all claims stay true. Or a decay, and the risks with it."""
    statement, witness = certificate["statement"], certificate["witness"]
    loss, claims, data = statement.get("loss"), statement["claims"], statement.get("data")
    if not data or not loss:
        return
    w, v = Fraction(g.randrange(1, 9), g.randrange(1, 4)), Fraction(g.randrange(1, 5))
    loss["sample_weights"], loss["output_weights"] = [str(w)] * len(data["rows"]), [str(v)] * len(data["targets"])
    for claim in claims:
        claim.update({key: times(claim[key], w * v) for key in ("risk", "better_risk") if key in claim})
    for part in witness.values():
        if "subgradients" in part:
            part["subgradients"] = [entry and [times(x, w * v) for x in entry] for entry in part["subgradients"]]
    if all(claim["claim"] in KNOW_DECAY for claim in claims) and g.random() < 0.7:
        factors = [(Fraction(g.randrange(3), 1000), Fraction(g.randrange(3), 1000) if layer["biases"] else Fraction(0)) for layer in statement["networks"]["W"]["layers"]]
        loss["decay"] = [[str(k), str(b)] for k, b in factors]
        named = {"risk": "network", "better_risk": "better"}
        for claim in claims:
            for key in named.keys() & claim.keys():
                layers = statement["networks"][claim[named[key]]]["layers"]
                decay = sum(k * sum(Fraction(e[1]) ** 2 for row in layer["weights"] for e in row) + b * sum(Fraction(x) ** 2 for x in layer["biases"] or [])
                            for (k, b), layer in zip(factors, layers, strict=True))
                claim[key] = str(Fraction(claim[key]) + decay)


def mutant(texts, g):
    certificate = json.loads(g.choice(texts))
    if g.random() < 0.4:
        weighted(certificate, g)
        if g.random() < 0.1:
            return json.dumps(certificate)
    for _ in range(g.choice([1, 1, 1, 2])):
        change = g.choice([leaf_changed, leaf_changed, claim_changed, structure_changed, method_or_class_changed, named_again])
        with contextlib.suppress(LookupError, TypeError, ValueError, AttributeError):  # an earlier change took away what it changes
            change(certificate, g)
    text = json.dumps(certificate, separators=(",", ":"))
    if g.random() < 0.05:  # bytes
        at_byte = g.randrange(len(text))
        text = text[:at_byte] + g.choice(['"', "0", "-", "[", "]", "\\u0041", "\\ud800", "\x01", " ", "é"]) + text[at_byte + g.randrange(2):]
    return text


def main(count, seed, pattern=""):
    g = random.Random(seed)
    texts = [path.read_text() for path, certificate in published() if is_covered(certificate) and path.stat().st_size < LARGEST and pattern in path.name]
    texts += 4 * [json.dumps(certificate) for certificate in [*covered_examples().values(), ONE_TIE, CASCADE]]
    tally, different = collections.Counter(), 0
    with tempfile.TemporaryDirectory() as folder:
        for start in range(0, count, BATCH):
            paths = []
            for i in range(start, min(start + BATCH, count)):
                paths.append(Path(folder) / f"{i}.json")
                paths[-1].write_text(mutant(texts, g))
            for path, formal, cpp in zip(paths, verdicts(FORMAL, paths), verdicts(VERIFY, paths), strict=True):
                tally[formal, cpp] += 1
                if not agree(formal, cpp):
                    different += 1
                    print(f"seed {seed}, {path.name}: formal {formal}, C++ {cpp}\n{path.read_text()[:2000]}")
                path.unlink()
    for (formal, cpp), times in sorted(tally.items()):
        print(f"{times:7} formal {formal}, C++ {cpp}")
    unsupported = sum(times for (formal, cpp), times in tally.items() if formal == "UNSUPPORTED" and cpp in ("VERIFIED", "REJECTED"))
    enough = tally["VERIFIED", "VERIFIED"] > 0 and tally["REJECTED", "REJECTED"] > count // 4 and unsupported < count // 15
    return different == 0 and enough


if __name__ == "__main__":
    if not main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000, int(sys.argv[2]) if len(sys.argv) > 2 else 1, *sys.argv[3:]):
        sys.exit("the two verifiers differ, or the mutants say too little")
