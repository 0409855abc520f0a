// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tables in files of any kind that is read: text (csv.hpp) and arrays of NumPy.
//
// An NPY file is an array of shape (samples, columns); the columns are called c1, c2, …. An NPZ
// file has arrays that agree in their first extent, the samples; whatever follows it is flattened
// row-major. An array of one column gives the column its name, an array X of several makes X1, X2,
// …; a target may be the name of an array, which means all its columns. Without targets given the
// array y is the target if there is one, else the last column.

#pragma once

#include "data/dataset.hpp"

#include <filesystem>

namespace thalweg {

/// The table in a file, recognised by its first bytes. Throws as `dataset_from_csv_file` does, and
/// InputError for arrays of other shapes, ResourceLimit for one beyond memory.
Dataset dataset_from_file(const std::filesystem::path& path,
                          const std::vector<std::string>& targets);

/// The same for bytes; `name` is used in messages.
Dataset dataset_from_bytes(std::string_view bytes, const std::string& name,
                           const std::vector<std::string>& targets);

} // namespace thalweg
