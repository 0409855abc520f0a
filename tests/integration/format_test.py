# SPDX-License-Identifier: GPL-3.0-or-later
"""Layout is clang-format's, every source file names its licence, and is of readable length."""

import pathlib
import shutil
import subprocess
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
LONGEST_FILE = 400


def source_files():
    return sorted(path for folder in ("src", "tests") for path in (SOURCE / folder).rglob("*.[ch]pp"))


class Format(unittest.TestCase):
    @unittest.skipUnless(shutil.which("clang-format"), "clang-format is not installed")
    def test_clang_format(self):
        process = subprocess.run(["clang-format", "--dry-run", "-Werror", *map(str, source_files())],
                                 cwd=SOURCE, capture_output=True, text=True)
        self.assertEqual(process.returncode, 0, process.stderr[-4000:])

    def test_licence_line(self):
        for path in source_files():
            expected = "Apache-2.0" if "src/verifier" in str(path) else "GPL-3.0-or-later"
            first = path.read_text().splitlines()[0]
            self.assertEqual(first, f"// SPDX-License-Identifier: {expected}", path)

    def test_length(self):
        long = [str(path.relative_to(SOURCE)) for path in source_files()
                if len(path.read_text().splitlines()) > LONGEST_FILE]
        self.assertEqual(long, [])


if __name__ == "__main__":
    unittest.main()
