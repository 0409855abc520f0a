# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the compiled half with CMake, in build-python of the source folder (or $THALWEG_BUILD): what is built there
stays for the next time. Needs what the generator needs and pybind11 (.ci/packages.sh)."""

import os
import pathlib
import shutil
import subprocess
import sys

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

SOURCE = pathlib.Path(__file__).resolve().parents[2]


class BuildWithCMake(build_ext):
    def build_extension(self, extension):
        build = pathlib.Path(os.environ.get("THALWEG_BUILD", SOURCE / "build-python"))
        # not the Python of an environment, which may be gone the next time; nor what was found for another Python
        python = os.path.realpath(sys.executable)
        subprocess.run(["cmake", "-S", SOURCE, "-B", build, "-G", "Ninja", "-U", "*Python_*", "-U", "PYTHON_*",
                        "-DTHALWEG_PYTHON=ON", f"-DPython_EXECUTABLE={python}"], check=True)
        subprocess.run(["cmake", "--build", build, "--target", "thalweg_python"], check=True)
        target = pathlib.Path(self.get_ext_fullpath(extension.name))
        target.parent.mkdir(parents=True, exist_ok=True)
        built, = (build / "python" / "thalweg").glob("_thalweg.*.so")
        shutil.copyfile(built, target)


setup(ext_modules=[Extension("thalweg._thalweg", [])], cmdclass={"build_ext": BuildWithCMake})
