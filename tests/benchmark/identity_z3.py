# SPDX-License-Identifier: GPL-3.0-or-later
"""The identity f = max_r min_{j in row r} p_j of about 50 pieces in the plane: a certificate checked by
thalweg-verify against the same claim decided by z3 in linear real arithmetic, in one run.

    python3 tests/benchmark/identity_z3.py BIN_FOLDER [PIECES...]      (needs the package z3)

Functions of the plane are made by `thalweg generate --construction regions` from random data until they
have at least PIECES pieces. z3 gets one problem with a query per cell: is there a point of the cell at
which the max-min form is not the piece? All answers must be unsat. As a check of the problem itself a
form without its first row is asked too: there some answer must be sat.
"""

import fractions
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import time


def timed(*command):
    start = time.perf_counter()
    process = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    return time.perf_counter() - start, process


def table(seed, samples):
    draw = random.Random(seed)
    rows = ["x1,x2,y"]
    for _ in range(samples):
        a, b = draw.randint(-50, 50), draw.randint(-50, 50)
        rows.append(f"{a},{b},{a * a - b * b + draw.randint(-300, 300)}")
    return "\n".join(rows) + "\n"


def smt_number(value):
    value = fractions.Fraction(value)
    size = f"(/ {abs(value.numerator)}.0 {value.denominator}.0)"
    return f"(- {size})" if value < 0 else size


def affine(coefficients):
    *slopes, constant = coefficients
    terms = [f"(* {smt_number(a)} x{k})" for k, a in enumerate(slopes)]
    return "(+ " + " ".join(terms + [smt_number(constant)]) + ")"


def joined(word, formulas):
    return formulas[0] if len(formulas) == 1 else f"({word} {' '.join(formulas)})"


def differs(rows, piece):
    """The form is above the piece (some row is) or below it (every row is): no case distinctions in
    terms, which z3 decides much faster than nested minima and maxima."""
    above = [joined("and", [f"(> p{j} p{piece})" for j in row]) for row in rows]
    below = [joined("or", [f"(< p{j} p{piece})" for j in row]) for row in rows]
    return f"(or {joined('or', above)} {joined('and', below)})"


def problem(statement, rows):
    """SMT-LIB text: one check per cell of the first output."""
    function = statement["cpwl"][0]
    cells = statement["partitions"][function["partition"]]
    lines = ["(set-logic QF_LRA)",
             "(declare-const x0 Real)", "(declare-const x1 Real)"]
    for j, p in enumerate(function["functions"]):
        lines.append(f"(define-fun p{j} () Real {affine(p)})")
    for cell, piece in zip(cells, function["pieces"]):
        lines.append("(push 1)")
        for *normal, offset in cell:
            lines.append(f"(assert (<= {affine(normal + ['0'])} {smt_number(offset)}))")
        lines += [f"(assert {differs(rows, piece)})", "(check-sat)", "(pop 1)"]
    return "\n".join(lines) + "\n"


def z3_answers(folder, statement, rows):
    (folder / "identity.smt2").write_text(problem(statement, rows))
    seconds, process = timed("z3", "-T:600", folder / "identity.smt2")
    return seconds, process.stdout.split()


def certificate(folder, binaries, pieces):
    """The first function with enough pieces: seconds to generate it, its document."""
    for groups in range(2, 40):
        (folder / "t.csv").write_text(table(groups, 12 * groups))
        seconds, process = timed(binaries / "thalweg", "generate", folder / "t.csv", "--groups", groups,
                                 "--partition", "power", "-o", folder / "c.json")
        if process.returncode not in (0, 1, 6):
            sys.exit(process.stderr)
        document = json.loads((folder / "c.json").read_text())
        if len(document["statement"]["cpwl"][0]["pieces"]) >= pieces:
            return seconds, document
    sys.exit(f"no function with {pieces} pieces found")


def main():
    binaries = pathlib.Path(sys.argv[1])
    sizes = [int(size) for size in sys.argv[2:]] or [10, 25, 50]
    print("| pieces | rows | literals | generate, s | verify all claims, s | z3, s | z3 ÷ verify |")
    print("|---|---|---|---|---|---|---|")
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            made, document = certificate(folder, binaries, size)
            checks = sorted((timed(binaries / "thalweg-verify", "--quiet", folder / "c.json")
                             for _ in range(5)), key=lambda check: check[0])
            if any(process.returncode for _, process in checks):
                sys.exit("thalweg-verify: expected the exit code 0")
            statement = document["statement"]
            function = statement["cpwl"][0]
            seconds, answers = z3_answers(folder, statement, function["rows"])
            done = len(answers) == len(function["pieces"])
            if set(answers) != {"unsat"} and done:
                sys.exit("z3: expected unsat for every cell, found " + ", ".join(set(answers)))
            if len(function["rows"]) > 1 and size == min(sizes):
                _, damaged = z3_answers(folder, statement, function["rows"][1:])
                if "sat" not in damaged:
                    sys.exit("z3: expected sat for a form without its first row")
            verify = checks[2][0]
            literals = sum(len(row) for row in function["rows"])
            shown = f"{seconds:.1f}" if done else f"over 600 (after {len(answers) - 1} cells)"
            print(f"| {len(function['pieces'])} | {len(function['rows'])} | {literals} | {made:.1f} "
                  f"| {verify:.3f} | {shown} | {'' if done else '> '}{seconds / verify:.0f} |", flush=True)


if __name__ == "__main__":
    main()
