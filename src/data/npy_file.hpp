// SPDX-License-Identifier: GPL-3.0-or-later
//
// Arrays in NPY files (NumPy's format, versions 1 to 3), read exactly: every finite binary floating
// point number is a dyadic rational. Types: floats of 2, 4 and 8 bytes, integers of 1, 2, 4 and 8
// bytes with and without sign, and truth values, in either byte order; C and Fortran order. Nothing
// else (no objects, no complex numbers).

#pragma once

#include "exact/rational.hpp"

#include <filesystem>

namespace thalweg {

/// Values in C order (the last index runs fastest).
struct NpyArray {
  std::vector<std::size_t> shape;
  Vector values;
};

/// The array in the bytes of an NPY file. InputError naming `place` if they are none, if a type is
/// not among those above, if a value is infinite or no number, or if bytes are missing or left.
NpyArray npy_array(std::string_view bytes, const std::string& place);

/// The same for a file; UsageError if it cannot be read.
NpyArray npy_array_from_file(const std::filesystem::path& path);

} // namespace thalweg
