// SPDX-License-Identifier: GPL-3.0-or-later

#include "risk/separating_direction.hpp"

#include "exact/error.hpp"
#include "geometry/linear_program.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// v_y − v_a at a sample as a linear function of the coefficients (x, 1) of v_0, …, v_{C−2}.
Vector lead(const Vector& x, std::size_t scores, std::size_t y, std::size_t a) {
  const std::size_t width = x.size() + 1;
  Vector row(scores * width);
  const auto add = [&](std::size_t score, int sign) {
    if (score == scores)
      return;
    for (std::size_t k = 0; k < x.size(); ++k)
      row[score * width + k] += sign * x[k];
    row[score * width + x.size()] += sign;
  };
  add(y, 1);
  add(a, -1);
  return row;
}

/// Against a class of which the group has no sample: its constant falls, or all others rise.
std::optional<Vector> direction_from_absent_class(const LabelledData& labelled,
                                                  const SampleSet& group, std::size_t block) {
  const std::size_t scores = labelled.scores_per_block();
  const std::size_t width = labelled.data.input_dimension() + 1;
  std::vector<bool> is_there(scores + 1, false);
  for (const std::size_t i : group)
    is_there[labelled.classes[i][block]] = true;
  const auto absent = std::find(is_there.begin(), is_there.end(), false);
  if (group.empty() || absent == is_there.end())
    return std::nullopt;
  const auto a = static_cast<std::size_t>(absent - is_there.begin());
  Vector coefficients(scores * width);
  for (std::size_t score = 0; score < scores; ++score)
    coefficients[score * width + width - 1] = a == scores ? 1 : score == a ? -1 : 0;
  return coefficients;
}

/// The coefficients of a direction for one block, of entries of at most 1 and of largest total
/// lead.
std::optional<Vector> block_direction(const LabelledData& labelled, const SampleSet& group,
                                      std::size_t block) {
  const std::size_t scores = labelled.scores_per_block();
  const std::size_t size = scores * (labelled.data.input_dimension() + 1);
  std::vector<Halfspace> halfspaces;
  Vector total(size);
  for (const std::size_t i : group)
    for (std::size_t a = 0; a <= scores; ++a) {
      const std::size_t y = labelled.classes[i][block];
      if (a == y)
        continue;
      Vector row = lead(labelled.data.inputs[i], scores, y, a);
      for (std::size_t k = 0; k < size; ++k) {
        total[k] += row[k];
        row[k] = -row[k];
      }
      halfspaces.push_back({std::move(row), 0});
    }
  for (std::size_t k = 0; k < size; ++k)
    for (const int sign : {-1, 1}) {
      Halfspace bound{Vector(size), 1};
      bound.normal[k] = sign;
      halfspaces.push_back(std::move(bound));
    }
  const LinearProgramResult result = maximum(total, halfspaces);
  require(result.is_optimal(), "separation: a bounded linear program has no optimum");
  if (result.value == 0)
    return std::nullopt;
  return primitive(Halfspace{result.point, 0}).normal;
}

} // namespace

std::optional<AffineMap> separating_direction(const LabelledData& labelled,
                                              const SampleSet& group) {
  const std::size_t d = labelled.data.input_dimension();
  AffineMap direction(labelled.output_count(), zero_function(d));
  bool is_found = false;
  for (std::size_t o = 0; o < labelled.block_count() && !is_found; ++o) {
    std::optional<Vector> coefficients = direction_from_absent_class(labelled, group, o);
    if (!coefficients)
      coefficients = block_direction(labelled, group, o);
    if (!coefficients)
      continue;
    is_found = true;
    for (std::size_t a = 0; a < labelled.scores_per_block(); ++a) {
      AffineFunction& f = direction[o + a]; // softmax has one block only, logistic one score
      for (std::size_t k = 0; k < d; ++k)
        f.linear[k] = (*coefficients)[a * (d + 1) + k];
      f.constant = (*coefficients)[a * (d + 1) + d];
    }
  }
  if (!is_found)
    return std::nullopt;
  require(is_separating(labelled, group, direction), "separation: the direction is none");
  return direction;
}

bool is_separating(const LabelledData& labelled, const SampleSet& group,
                   const AffineMap& direction) {
  bool is_strict = false;
  for (const std::size_t i : group) {
    Vector outputs;
    for (const AffineFunction& f : direction)
      outputs.push_back(f(labelled.data.inputs[i]));
    for (std::size_t o = 0; o < labelled.block_count(); ++o) {
      Vector v = scores(labelled, o, outputs);
      v.emplace_back(0);
      const Rational& own = v[labelled.classes[i][o]];
      for (const Rational& other : v) {
        if (own < other)
          return false;
        is_strict = is_strict || other < own;
      }
    }
  }
  return is_strict;
}

} // namespace thalweg
