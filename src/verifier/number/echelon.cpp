// SPDX-License-Identifier: Apache-2.0

#include "number/echelon.hpp"

namespace thalweg::verifier {

bool make_primitive(PointColumn& column) {
  Integer common = 0;
  for (const Integer& entry : column) {
    common = gcd(common, entry);
    if (common == 1)
      return true;
  }
  if (is_zero(common))
    return false;
  for (Integer& entry : column)
    entry = entry / common;
  return true;
}

bool EchelonColumns::add(PointColumn column) {
  for (const auto& [pivot, earlier] : columns_) {
    if (is_zero(column[pivot]))
      continue;
    Meter::tick();
    const Integer keep = earlier[pivot];
    const Integer take = column[pivot];
    for (std::size_t i = 0; i < column.size(); ++i)
      column[i] = column[i] * keep - earlier[i] * take;
    make_primitive(column);
  }
  const auto pivot = std::find_if(column.begin(), column.end(),
                                  [](const Integer& entry) { return !is_zero(entry); });
  if (pivot == column.end())
    return false;
  columns_.emplace_back(static_cast<std::size_t>(pivot - column.begin()), std::move(column));
  return true;
}

} // namespace thalweg::verifier
