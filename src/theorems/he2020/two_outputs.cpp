// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/he2020/two_outputs.hpp"

#include "certificate/decision_claims.hpp"
#include "certificate/trained_minimum_claim.hpp"
#include "certificate/wall_claims.hpp"
#include "trained/better_network.hpp"
#include "trained/guess/slice_minimum.hpp"

namespace thalweg {

namespace {

/// Two ReLU units with their rows, biases and columns, and the output biases.
Network two_unit_network(const std::vector<Vector>& rows, const std::vector<Vector>& columns,
                         const Vector& biases) {
  Layer hidden =
      DenseLayer{1, {{{0, rows[0][0]}}, {{0, rows[1][0]}}}, {rows[0][1], rows[1][1]}, relu()};
  Layer output = DenseLayer{
      2,
      {{{0, columns[0][0]}, {1, columns[1][0]}}, {{0, columns[0][1]}, {1, columns[1][1]}}},
      biases,
      identity_activation()};
  return {{std::move(hidden), std::move(output)}};
}

} // namespace

TwoOutputs two_outputs() {
  TwoOutputs result;
  result.data.columns = {"x", "y1", "y2"};
  result.data.target_columns = {1, 2};
  result.data.inputs = {{-3}, {-1}, {0}, {1}, {3}, {4}};
  result.data.targets = {{fraction(1, 2), fraction(1, 4)},   {4, fraction(9, 2)},
                         {fraction(-3, 2), fraction(17, 4)}, {fraction(-3, 4), fraction(31, 4)},
                         {fraction(17, 4), fraction(67, 4)}, {fraction(3, 2), fraction(39, 2)}};
  result.minimum = two_unit_network({{1, 2}, {2, -1}}, {{-1, 2}, {1, 1}}, {2, 1});
  result.better =
      two_unit_network({{fraction(9, 8), fraction(31, 16)}, {fraction(67, 32), fraction(-27, 32)}},
                       {{fraction(-19, 16), fraction(15, 8)}, {fraction(9, 8), fraction(7, 8)}},
                       {fraction(17, 8), fraction(5, 4)});
  return result;
}

TwoOutputs two_outputs_on_five_samples() {
  TwoOutputs result;
  result.data.columns = {"x", "y1", "y2"};
  result.data.target_columns = {1, 2};
  result.data.inputs = {{-4}, {-3}, {-1}, {1}, {2}};
  result.data.targets = {{fraction(-17, 2), fraction(15, 2)},
                         {fraction(-11, 2), fraction(13, 2)},
                         {fraction(3, 2), fraction(11, 2)},
                         {fraction(11, 2), fraction(11, 2)},
                         {10, 10}};
  result.minimum = two_unit_network({{2, 5}, {-2, 0}}, {{1, 1}, {-1, 1}}, {0, 0});
  result.better =
      two_unit_network({{2, fraction(5, 2)}, {-2, fraction(-7, 4)}},
                       {{fraction(5, 4), fraction(5, 8)}, {fraction(-3, 2), fraction(1, 2)}},
                       {fraction(7, 8), fraction(35, 8)});
  return result;
}

Outcome two_outputs_outcome(const TwoOutputs& instance) {
  const TrainingProblem problem{instance.data, WeightedLoss(), {}};
  WalkEnd end;
  end.network = instance.minimum;
  auto found = guessed_minimum_near(end, problem);
  if (const auto* reason = std::get_if<std::string>(&found))
    return {std::nullopt, *reason};
  SliceMinimum& near = std::get<SliceMinimum>(found);
  CertificateDocument document;
  document.data = instance.data;
  document.further = {trained_minimum_claim(near.minimum)};
  document.lower_risk =
      lower_risk_claim(document, instance.better, exact_risk(near.network, problem).lower);
  document.network = std::move(near.network);
  return {std::move(document), "the better network has the same patterns"};
}

} // namespace thalweg
