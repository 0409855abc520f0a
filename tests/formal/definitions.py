# SPDX-License-Identifier: GPL-3.0-or-later
"""What a reader must believe: the lines of the definitions that the meaning of a claim uses, itself and through others.

Comments, empty lines and those that open or close files, modules and sections are not counted. A definition counts whole, all constructors and fields
of a type too; a name that stands for two things counts both."""

import re

# What is read: files of src/formal; and where the claims are told apart: the definition, and what the theorem says beside it.
READ = ["Windows.v", "Networks.v", "Semantics.v", "Statement.v", "Shapes.v", "Geometry.v"]
BY_CLAIM = {"holds": ["statement"], "shape_holds": ["shapes_hold", "shapes_map", "outputs", "data_R", "W_R"]}
ALONE = {"Trained_minimum": ["is_trained_minimum", "trained_R"], "Saddle": ["is_saddle"], "Distinct_risks": ["distinct_risks"]}  # beside the numbers of the certificate:
NUMBERS = ["L_R", "outputs", "W_R", "data_R"]


def commands(text):
    """The commands of a file, each a list of lines: one begins at the left margin."""
    result = []
    for line in re.sub(r"\(\*.*?\*\)", "", text, flags=re.DOTALL).splitlines():
        if not line.strip():
            continue
        if line[0] in " |}" and result:
            result[-1].append(line)
        else:
            result.append([line])
    return result


class Definition:
    def __init__(self, lines):
        self.lines, text = lines, "\n".join(lines)
        self.kind, self.name = re.match(r"(Definition|Fixpoint|Record|Inductive)\s+(\w+)", text).groups()
        self.defines, self.uses = {self.name}, set(re.findall(r"\w+", text))
        if self.kind in ("Record", "Inductive"):
            self.defines |= set(re.findall(r"[{;|=]\s*(\w+)", text)) | set(re.findall(r"(\w+)\s*:", text))


def definitions(folder):
    found = [command for name in READ for command in commands((folder / name).read_text())]
    return [Definition(lines) for lines in found if re.match("(Definition|Fixpoint|Record|Inductive) ", lines[0])]


def lines_for(words, known):
    """Of the definitions behind these words; of one that tells claims apart the first and the last line."""
    needed, words = {}, set(words)
    while True:
        new = [d for d in known if d.name not in needed and d.defines & words]
        if not new:
            return sum(needed.values())
        for d in new:
            needed[d.name] = 3 if d.name in BY_CLAIM else len(d.lines)
            words |= set() if d.name in BY_CLAIM else d.uses


def believed(folder):
    """For each claim the number of lines."""
    known = definitions(folder)
    result = {name: lines_for([*words, *NUMBERS], known) for name, words in ALONE.items()}
    for name, beside in BY_CLAIM.items():
        by_claim = next(d for d in known if d.name == name)
        for branch in "\n".join(by_claim.lines).split("\n  | ")[1:]:
            branch = branch.removesuffix("\n  end.")
            result[branch.split()[0]] = lines_for([*re.findall(r"\w+", branch), *beside], known) + branch.count("\n") + 1
    return result
