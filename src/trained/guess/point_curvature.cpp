// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/point_curvature.hpp"

namespace thalweg {

std::vector<double> curvature(const PointLosses& losses, std::size_t point, const Vector& outputs) {
  const std::size_t output_count = losses.output_count();
  std::vector<double> result(output_count * output_count);
  const auto entry = [&](std::size_t a, std::size_t b) -> double& {
    return result[a * output_count + b];
  };
  const SampleSet& members = losses.members(point);
  if (losses.is_polynomial()) {
    for (const std::size_t i : members)
      for (std::size_t o = 0; o < output_count; ++o)
        entry(o, o) +=
            2 * losses.weight(i, o).get_d() * losses.square_coefficient(i, o, outputs[o]).get_d();
    return result;
  }
  const double total = losses.weight(0, 0).get_d() * double(members.size());
  for (std::size_t block = 0; block < losses.block_count(); ++block) {
    const Vector p = losses.probabilities(block, outputs);
    const std::size_t first = losses.is_softmax() ? 0 : block,
                      count = losses.is_softmax() ? output_count : 1;
    for (std::size_t a = 0; a < count; ++a)
      for (std::size_t b = 0; b < count; ++b)
        entry(first + a, first + b) = total * p[a].get_d() * ((a == b ? 1 : 0) - p[b].get_d());
  }
  return result;
}

double curvature_bound(const PointLosses& losses, std::size_t point, std::size_t output,
                       const Vector& outputs) {
  return (losses.is_softmax() ? 2 : 1) *
         curvature(losses, point, outputs)[output * losses.output_count() + output];
}

double steepness(const PointLosses& losses, std::size_t point, std::size_t output,
                 const Vector& outputs) {
  if (losses.is_polynomial())
    return curvature_bound(losses, point, output, outputs);
  return (losses.is_softmax() ? 0.5 : 0.25) * losses.weight(0, 0).get_d() *
         double(losses.members(point).size());
}

} // namespace thalweg
