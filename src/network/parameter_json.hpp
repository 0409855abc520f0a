// SPDX-License-Identifier: GPL-3.0-or-later
//
// The parts of a layer in a network file (certificates/NETWORKS.md): activations by name or table,
// rows of weights and biases as JSON or in NPY files beside the network. All numbers are exact.

#pragma once

#include "exact/error.hpp"
#include "network/exact_json.hpp"
#include "network/layer.hpp"

#include <filesystem>

namespace thalweg {

/// A network takes another number of inputs than there are.
struct InputCountError : InputError {
  using InputError::InputError;
};

/// A name or a table. Unsupported for unknown names.
Activation activation_from_json(const ExactJson& json);

/// What the rows of a weight matrix are, for sizes and messages.
struct WeightShape {
  std::string row;          ///< "unit" or "filter"
  std::string column;       ///< "input" or "index"
  std::string columns;      ///< "inputs" or "indices"
  std::string of;           ///< "inputs of the layer"
  std::size_t column_count; ///< numbers in a row
  Shape npy;                ///< the shape of an NPY file but for its first extent
  bool takes_inputs;        ///< a column for each input of the network
};

/// At least one row, each dense or sparse, or all from an NPY file in `folder`.
std::vector<SparseRow> rows_from_json(const ExactJson& json, const WeightShape& shape,
                                      const std::filesystem::path& folder);

/// `row_count` biases, as an array or an NPY file; nothing for null.
std::optional<Vector> biases_from_json(const ExactJson& json, std::size_t row_count,
                                       const WeightShape& shape,
                                       const std::filesystem::path& folder);

/// [2, 3] as counts.
Shape extents_from_json(const ExactJson& json);

} // namespace thalweg
