// SPDX-License-Identifier: Apache-2.0

#include "shape/group_fits.hpp"

#include "number/decimal.hpp"
#include "text/obligation.hpp"

namespace thalweg::verifier {

void check_samples(const Data& data, const Partition& partition,
                   const List<std::size_t>& cell_of_sample, const char* code,
                   const std::string& place) {
  for (std::size_t i = 0; i < data.samples.size(); ++i) {
    Meter::tick();
    const Sample& sample = data.samples[i];
    check_inside(
        partition[cell_of_sample[i]], sample.x, sample.denominator, code,
        [&] { return place + "/" + std::to_string(i); },
        "a sample strictly inside cell " + std::to_string(cell_of_sample[i]));
  }
}

List<List<std::size_t>> members_of_cells(const List<std::size_t>& cell_of_sample,
                                         std::size_t cell_count) {
  List<List<std::size_t>> members(cell_count);
  for (std::size_t i = 0; i < cell_of_sample.size(); ++i)
    members[cell_of_sample[i]].push_back(i);
  return members;
}

Fraction check_optimal(const Data& data, const List<std::size_t>& members, std::size_t output,
                       const AffineFunction& fit, std::size_t cell, const char* code,
                       const std::string& place) {
  ClassSums sums = squared_loss_sums(data, members, output, fit);
  for (const Fraction& entry : sums.with_inputs)
    if (const Check check{sign(entry) == 0})
      check.say({code, place,
                 "derivatives orthogonal to (x, 1) on the samples of cell " + std::to_string(cell),
                 "a sum of " + shown(entry)});
  return std::move(sums.losses);
}

void check_risk(const Fraction& claimed, const List<Fraction>& squares, const Data& data,
                const char* code, const std::string& place) {
  const Fraction risk = sum(squares) * fraction(1, data.samples.size());
  if (const Check check{claimed == risk})
    check.say({code, place, "the risk " + shown(risk), shown(claimed)});
}

} // namespace thalweg::verifier
