// SPDX-License-Identifier: Apache-2.0
//
// Dimensions of spans, exactly: columns of integers, up to factors, in echelon form.

#pragma once

#include "number/numbers.hpp"

namespace thalweg::verifier {

using PointColumn = List<Integer>; ///< a function of the points, up to a factor

/// Divides by the greatest common divisor; false if all entries are 0.
bool make_primitive(PointColumn& column);

/// Columns in echelon form: each has an entry at which those behind it are 0.
class EchelonColumns {
public:
  std::size_t size() const { return columns_.size(); }

  /// False if the column depends on those before.
  bool add(PointColumn column);

private:
  List<std::pair<std::size_t, PointColumn>> columns_;
};

} // namespace thalweg::verifier
