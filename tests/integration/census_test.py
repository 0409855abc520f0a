# SPDX-License-Identifier: GPL-3.0-or-later
"""census_test.py CENSUS CENSUS_MD GROUPS: the table in CENSUS_MD, up to GROUPS groups, is what the
program CENSUS prints."""

import subprocess
import sys


def table_lines(text):
    """The lines of the table whose first column is y."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return lines[next(i for i, line in enumerate(lines) if line.startswith("| y |")) :]


def rows_up_to(lines, groups):
    """Head and rule of the table, and its rows of at most so many groups (third column)."""
    return lines[:2] + [
        line for line in lines[2:] if int(line.split("|")[3]) <= groups
    ]


def main():
    program, document, groups = sys.argv[1:]
    made = table_lines(
        subprocess.run(
            [program, groups], check=True, capture_output=True, encoding="utf-8"
        ).stdout
    )
    with open(document, encoding="utf-8") as file:
        written = rows_up_to(table_lines(file.read()), int(groups))
    assert len(made) > 2, "expected rows, found none"
    for expected, found in zip(made, written):
        assert expected == found, f"{document}: expected {expected}, found {found}"
    assert len(made) == len(written), (
        f"{document}: expected {len(made)} lines up to {groups} groups, "
        f"found {len(written)}"
    )
    for row in made[2:]:
        total, *counts = (int(cell) for cell in row.split("|")[4:9])
        assert total == sum(counts), f"expected counts that sum to {total}, found {row}"


if __name__ == "__main__":
    main()
