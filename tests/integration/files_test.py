# SPDX-License-Identifier: GPL-3.0-or-later
"""Files: what is read is read whole or not at all and is never overwritten; what is written is there
whole, in the place that was meant, and nothing else is left."""

import os
import shutil
import stat
import struct
import subprocess
import unittest

from thalweg_test import PARABOLA, SOURCE, THALWEG, VERIFY, ProgramTest

DEAD = SOURCE / "examples" / "decide" / "dead.json"
LINE = SOURCE / "examples" / "decide" / "line.csv"


def network(weights, biases="[-9, -9]"):
    """Two hidden units that are dead on small inputs."""
    return ('{"format": "thalweg-network", "version": 2, "layers": [{"kind": "dense", "activation": '
            f'"relu", "weights": {weights}, "biases": {biases}}}, {{"kind": "dense", "activation": '
            '"identity", "weights": [[1, 1]], "biases": [3]}]}')


def npy(header, content, version=1):
    header = header.encode() + b" " * 20 + b"\n"
    length = struct.pack("<H" if version == 1 else "<I", len(header))
    return b"\x93NUMPY" + bytes([version, 0]) + length + header + content


class Files(ProgramTest):
    def refuse(self, code, message, *arguments):
        """One line on standard error, the exit code, nothing on standard output."""
        process = self.run_program(THALWEG, *arguments, expect=code)
        self.assertEqual(process.stdout, "")
        self.assertEqual(process.stderr.count("\n"), 1, process.stderr)
        self.assertIn(message, process.stderr)
        return process

    def names(self):
        return sorted(path.name for path in self.folder.iterdir())


class Reading(Files):
    @unittest.skipUnless(shutil.which("cc"), "no C compiler")
    def test_an_error_is_not_the_end_of_a_file(self):
        shim = self.folder / "read_error.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-o", shim, SOURCE / "tests/support/read_error.c",
                        "-ldl"], check=True)
        rows = "".join(f"{k},{k * k % 7}\n" for k in range(4000))
        self.write("failing.csv", "x,y\n" + rows)
        self.write("failing.json", network("[[1], [2]]") + " " * 20000)
        self.write("table.csv", "x,y\n0,1\n1,2\n")
        (self.folder / "failing.npy").write_bytes(
            npy("{'descr': '|i1', 'fortran_order': False, 'shape': (2, 10000), }", bytes(20000)))
        self.write("weights.json", network('{"npy": "failing.npy"}'))
        sites = '{"sites": [[0], [1]]}' + " " * 20000
        self.write("failing_sites.json", sites)
        environment = {"LD_PRELOAD": str(shim), "FAILING_NAME": "failing", "FAILING_AFTER": "16380"}
        for arguments in (["generate", "failing.csv"], ["decide", "failing.json", "table.csv"],
                          ["decide", "weights.json", "table.csv"], ["lattice", "failing.json"],
                          ["generate", "table.csv", "--partition", "failing_sites.json"],
                          ["explain", "failing.json"]):
            with self.subTest(arguments=arguments):
                process = subprocess.run([THALWEG, *arguments], cwd=self.folder, text=True,
                                         capture_output=True, env={**os.environ, **environment})
                if "ASan" in process.stderr:
                    self.skipTest("the sanitizers come first")
                self.assertEqual(process.returncode, 5, process.stderr)
                self.assertIn("expected a file that can be read, found: Input/output error",
                              process.stderr)
                self.assertEqual(process.stdout, "")

    def test_an_empty_file_has_malformed_contents(self):
        self.write("empty.json", "")
        self.write("empty.npy", "")
        self.write("weights.json", network('{"npy": "empty.npy"}'))
        self.write("table.csv", "x,y\n0,1\n1,2\n")
        for arguments in (["decide", "empty.json", LINE], ["lattice", "empty.json"],
                          ["lattice", "--from-network", "empty.json", "--box=0,1"],
                          ["snap", "empty.json", LINE], ["generate", "empty.json"],
                          ["decide", DEAD, LINE, "--better", "empty.json"],
                          ["generate", "table.csv", "--partition", "empty.json"],
                          ["explain", "empty.json"]):
            self.refuse(2, "empty.json", *arguments)
        self.refuse(2, "empty.npy: expected an NPY file", "decide", "weights.json", "table.csv")

    def test_an_endless_file_is_not_read_to_the_end(self):
        for arguments in (["generate", "/dev/zero"], ["decide", "/dev/zero", LINE], ["lattice", "/dev/zero"],
                          ["explain", "/dev/zero"]):
            self.refuse(4, "/dev/zero: expected at most 268435456 bytes, found more", *arguments)

    def test_nothing_stands_behind_the_object(self):
        self.write("table.csv", "x,y\n0,0\n1,1\n")
        for name, text in (("network.json", network("[[1], [2]]")),
                           ("function.json", '{"cells":[[[1,0],[-1,1]]],"pieces":[[1,0]]}'),
                           ("sites.json", '{"sites":[[0],[1]]}')):
            for tail in ("\0", "\0garbage", "{}", "x"):
                self.write(name, text + "\n" + tail)
                for arguments in (["decide", name, "table.csv"], ["lattice", name],
                                  ["generate", "table.csv", "--partition", name]):
                    self.refuse(2, f"{name}: line 2, column 1", *arguments)
        self.write("table.csv", "x,y\n0,0\n1,1\n\0")
        self.refuse(2, "table.csv: line 4", "generate", "table.csv")

    def test_many_keys(self):
        keys = ",".join(f'"k{k}":0' for k in range(300_000))
        self.write("keys.json", "{" + keys + "}")
        self.write("twice.json", "{" + keys + ',"k7":1}')
        for arguments in (["decide", "keys.json", LINE], ["lattice", "keys.json"]):
            self.refuse(2, "keys.json: expected", *arguments)
        self.refuse(2, 'twice.json: expected each key once, found "k7" again',
                    "decide", "twice.json", LINE)

    def test_networks_of_other_programs(self):
        torch, keras = "torch.onnx.export", "model.get_weights()"
        arrays = "save every array as an NPY file"
        for name, content, found, hint in (
                ("model.pt", b"PK\x03\x04", "a PyTorch file", torch),
                ("model.pth", b"\x80\x02", "a PyTorch file", torch),
                ("model.h5", b"\x89HDF\r\n\x1a\n", "an HDF5 file", keras),
                ("model.pkl", b"\x80\x05", "a Python pickle", arrays),
                ("one.npy", npy("{'descr': '<f8', 'fortran_order': False, 'shape': (), }", bytes(8)),
                 "a single array", arrays)):
            (self.folder / name).write_bytes(content)
            for arguments in (["decide", name, LINE], ["snap", name, LINE], ["judge", name, LINE],
                              ["lattice", "--from-network", name, "--box=0,1"]):
                process = self.refuse(3, f"{name}: expected a network (JSON, NPZ or ONNX), found {found}", *arguments)
                self.assertIn(hint, process.stderr)
        self.refuse(2, "line.csv: expected a network (JSON, NPZ or ONNX), found a table → the network comes first",
                    "decide", LINE, LINE)
        self.refuse(2, "dead.json: line 1: expected a table of numbers, found JSON", "decide", LINE, DEAD)

    def test_networks_of_other_sizes(self):
        self.write("table.csv", "a,b,c,y\n0,0,0,0\n1,2,3,4\n")
        (self.folder / "w.npy").write_bytes(
            npy("{'descr': '|i1', 'fortran_order': False, 'shape': (2, 2), }", bytes(4)))
        for weights in ("[[1, 2], [3, 4]]", "[[[3, 1]], []]", '{"npy": "w.npy"}'):
            self.write("network.json", network(weights))
            process = self.refuse(2, "network.json /layers/0/weights", "decide", "network.json", "table.csv")
            self.assertIn(" → the table has 3 input columns: choose them with --target and --inputs",
                          process.stderr)

    def test_npy_files_of_other_writers(self):
        self.write("table.csv", "a,b,y\n0,0,1\n1,0,2\n0,1,2\n1,1,7\n")
        self.write("network.json", network('{"npy": "w.npy"}'))
        same = []
        for header, content, version in (
                ("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }",
                 struct.pack("<4d", 1, 2, 3, 4), 1),
                ("{'descr': '<f8', 'fortran_order': False, 'shape': (2L, 2L), }",
                 struct.pack("<4d", 1, 2, 3, 4), 1),
                ("{\"shape\":(2,2),\"fortran_order\":True,\"descr\":\">f4\"}",
                 struct.pack(">4f", 1, 3, 2, 4), 2),
                ("{ 'descr' : '<f2' , 'fortran_order' : False , 'shape' : ( 2 , 2 ) }",
                 struct.pack("<4e", 1, 2, 3, 4), 3),
                ("{'descr': '=i8', 'fortran_order': False, 'shape': (2, 2)}",
                 struct.pack("<4q", 1, 2, 3, 4), 1),
                ("{'descr': 'uint8', 'fortran_order': False, 'shape': (2, 2)}", bytes([1, 2, 3, 4]), 1)):
            with self.subTest(header=header):
                (self.folder / "w.npy").write_bytes(npy(header, content, version))
                self.run_program(THALWEG, "decide", "network.json", "table.csv", "-o", "c.json")
                same.append((self.folder / "c.json").read_text())
                self.run_program(VERIFY, "c.json", "--data", "table.csv")
        self.assertEqual(len(set(same)), 1)
        (self.folder / "w.npy").write_bytes(
            npy("{'descr': '|b1', 'fortran_order': False, 'shape': (2, 2)}", bytes([1, 0, 0, 1])))
        self.run_program(THALWEG, "decide", "network.json", "table.csv", "-o", "c.json")
        for kind, content in (("'<c8'", bytes(32)), ("'|O'", b"\x80\x03]."), ("'<U4'", bytes(64)),
                              ("[('a', '<f4')]", bytes(16)), ("'|b1'", bytes([0, 1, 2, 0]))):
            (self.folder / "w.npy").write_bytes(
                npy(f"{{'descr': {kind}, 'fortran_order': False, 'shape': (2, 2)}}", content))
            self.refuse(2, "w.npy: expected ", "decide", "network.json", "table.csv")


class Writing(Files):
    def test_no_input_is_overwritten(self):
        (self.folder / "w.npy").write_bytes(
            npy("{'descr': '|i1', 'fortran_order': False, 'shape': (2, 1), }", bytes([1, 2])))
        self.write("network.json", network('{"npy": "w.npy"}'))
        self.write("table.csv", "x,y\n-1,0\n-1/2,1\n2,0\n3,2\n")
        self.write("sites.json", '{"sites": [[0], [2]]}')
        self.write("function.json", '{"cells":[[[1,0],[-1,1]],[[-1,0],[1,1]]],"pieces":[[-1,0],[1,0]]}')
        os.link(self.folder / "table.csv", self.folder / "hard")
        (self.folder / "soft").symlink_to("w.npy")
        (self.folder / "again").symlink_to("soft")
        content = {name: (self.folder / name).read_bytes() for name in self.names()}
        decide = ["decide", "network.json", "table.csv"]
        sites = ["generate", "table.csv", "--partition", "sites.json"]
        for output, arguments in (
                ("w.npy", decide), ("network.json", decide), ("table.csv", decide), ("hard", decide),
                ("soft", decide), ("again", decide), ("./w.npy", decide), ("sites.json", sites),
                ("table.csv", sites), ("table.csv", ["generate", "table.csv"]),
                ("hard", ["generate", "table.csv"]), ("function.json", ["lattice", "function.json"]),
                ("w.npy", ["snap", "network.json", "table.csv"]),
                ("w.npy", ["lattice", "--from-network", "network.json", "--box=0,1"]),
                ("network.json", ["decide", DEAD, "table.csv", "--better", "network.json"]),
                ("w.npy", ["decide", DEAD, "table.csv", "--better", "network.json"])):
            with self.subTest(output=output, arguments=arguments):
                self.refuse(5, f"-o: expected a file that is not read, found {output}",
                            *arguments, "-o", output)
                self.assertEqual({name: (self.folder / name).read_bytes() for name in self.names()}, content)

    def test_links_and_modes(self):
        target, link = self.folder / "target.json", self.folder / "link.json"
        link.symlink_to("target.json")
        self.run_program("bash", "-c", f"umask 027; {THALWEG} generate {PARABOLA} -o link.json")
        self.assertTrue(link.is_symlink())
        self.assertEqual(stat.S_IMODE(target.stat().st_mode), 0o640)
        first = target.read_text()
        target.chmod(0o604)
        self.run_program(THALWEG, "generate", PARABOLA, "--groups", "3", "-o", "link.json")
        self.assertTrue(link.is_symlink())
        self.assertEqual(stat.S_IMODE(target.stat().st_mode), 0o604)
        self.assertNotEqual(target.read_text(), first)
        self.assertEqual(self.names(), ["link.json", "target.json"])
        (self.folder / "circle").symlink_to("circle")
        self.refuse(5, "circle: expected a file that can be written", "generate", PARABOLA, "-o", "circle")

    def test_names(self):
        longest = "c" * 250 + ".json"
        self.run_program(THALWEG, "generate", PARABOLA, "-o", longest)
        self.assertEqual(self.names(), [longest])
        self.refuse(5, "File name too long", "generate", PARABOLA, "-o", "c" * 256)
        self.refuse(5, "--output: expected a value, found an empty one", "generate", PARABOLA, "-o", "")
        self.refuse(5, "--output: expected a value, found none", "generate", PARABOLA, "--output=")
        self.refuse(5, "--inputs: expected a value, found an empty one", "generate", PARABOLA, "--inputs", "")
        self.refuse(5, "--target: expected one value, found several", "generate", PARABOLA, "--target", "y", "--target", "x")
        self.refuse(5, "two\\x0alines.csv: expected a file", "generate", "two\nlines.csv")
        self.assertEqual(self.names(), [longest])

    def test_left_over_temporary_files_go(self):
        self.write(".thalweg-0.tmp", "left by a process that was killed")
        self.run_program(THALWEG, "generate", PARABOLA, "-o", "c.json")
        self.assertEqual(self.names(), ["c.json"])
        precious = self.write("precious", "of somebody else")
        (self.folder / ".thalweg-0.tmp").symlink_to("precious")
        (self.folder / ".thalweg-1.tmp").mkdir()
        self.run_program(THALWEG, "generate", PARABOLA, "-o", "c.json")
        self.assertEqual(precious.read_text(), "of somebody else")

    def test_a_full_disk_leaves_what_was_there(self):
        self.write("c.json", "old")
        process = self.run_program(
            "bash", "-c", f"ulimit -f 0; exec {THALWEG} generate {PARABOLA} -o c.json", expect=5)
        self.assertIn("c.json: expected a file that can be written, found: File too large", process.stderr)
        self.assertEqual(process.stdout, "")
        self.assertEqual((self.folder / "c.json").read_text(), "old")
        self.assertEqual(self.names(), ["c.json"])

    @unittest.skipIf(os.geteuid() == 0, "root may write everywhere")
    def test_folders_and_files_without_permission(self):
        locked = self.folder / "locked"
        locked.mkdir()
        existing = locked / "c.json"
        existing.write_text("old")
        locked.chmod(0o555)
        self.addCleanup(locked.chmod, 0o755)
        self.refuse(5, "Permission denied", "generate", PARABOLA, "-o", "locked/c.json")
        locked.chmod(0o755)
        existing.chmod(0o444)
        self.refuse(5, "Permission denied", "generate", PARABOLA, "-o", "locked/c.json")
        self.assertEqual(existing.read_text(), "old")


if __name__ == "__main__":
    unittest.main()
