// SPDX-License-Identifier: GPL-3.0-or-later
//
// Named arrays in NPZ files (numpy.savez, numpy.savez_compressed): ZIP archives of NPY files, read
// with libzip, which checks the sums of what it unpacks. Only this room knows that library.

#pragma once

#include "data/npy_file.hpp"

namespace thalweg {

struct NamedArray {
  std::string name; ///< of the member, without ".npy"
  NpyArray array;
};

/// Do the bytes begin as an archive does?
bool is_archive(std::string_view bytes);

/// All arrays in the order of the archive, at least one, with distinct names. InputError with
/// `place` for a damaged archive and for members that are no arrays, Unsupported for a file of
/// PyTorch, ResourceLimit if the arrays have more than `largest_input_file` bytes together.
std::vector<NamedArray> npz_arrays(std::string_view bytes, const std::string& place);

/// The array with this name. InputError if there is none, otherwise as above.
NpyArray npz_array(std::string_view bytes, const std::string& name, const std::string& place);

} // namespace thalweg
