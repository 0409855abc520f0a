// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/floating_outputs.hpp"

namespace thalweg {

FloatingVector floating_outputs(const HeldCell& cell, const std::vector<double>& parameters) {
  const CellValues<double> values = CellPasses<double>(cell, parameters).values();
  const std::size_t outputs = cell.layers.back().unit_count;
  FloatingVector result(Eigen::Index(cell.points.count() * outputs));
  for (std::size_t i = 0; i < cell.points.count(); ++i)
    for (std::size_t o = 0; o < outputs; ++o)
      result[Eigen::Index(i * outputs + o)] = values.z.back()[o][i];
  return result;
}

FloatingDerivatives output_derivatives(const HeldCell& cell,
                                       const std::vector<double>& parameters) {
  const CellPasses<double> passes(cell, parameters);
  const std::vector<std::vector<double>> none(cell.layers.back().unit_count,
                                              std::vector<double>(cell.points.count()));
  return floating_derivatives(cell, parameters,
                              passes.adjoints(none, std::vector<double>(cell.ties.size())));
}

} // namespace thalweg
