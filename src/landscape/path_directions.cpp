// SPDX-License-Identifier: GPL-3.0-or-later
//
// The backward recursion of stationarity.hpp, remembering for each generator the path that it came
// from: a masked generator s_j ⊙ b continues the path of b through unit j.

#include "landscape/path_directions.hpp"

#include "exact/row_space.hpp"
#include "landscape/residuals.hpp"
#include "landscape/tangent.hpp"

#include <algorithm>
#include <set>

namespace thalweg {

namespace {

/// The units that a path passes, from the output down to layer L − units.size(), with the product
/// of slopes per class.
struct PartialPath {
  std::vector<std::size_t> units; ///< units[0] is the output
  Vector slopes;                  ///< per class
};

class FailingPaths {
public:
  FailingPaths(const Network& network, const Dataset& data, const PatternClasses& classes,
               std::size_t limit)
      : network_(network), classes_(classes), order_(network), limit_(limit) {
    for (const PatternClass& c : classes.classes)
      moments_.push_back(residual_moments(c.pre_activations.back(), data, c.members));
  }

  /// The parameters of each failing path, every set once.
  std::vector<std::vector<std::size_t>> parameters() {
    for (std::size_t output = 0; output < network_.output_dimension(); ++output) {
      std::vector<PartialPath> paths = {{{output}, Vector(classes_.classes.size(), Rational(1))}};
      for (std::size_t l = network_.layers.size(); l-- > 0 && found_.size() < limit_;) {
        for (const PartialPath& path : paths)
          test(path, l, output);
        if (l > 0)
          paths = continued(paths, l - 1);
      }
    }
    return std::move(found_);
  }

private:
  template <class Value> bool fails(const Vector& slopes, const Value& value) const {
    Rational sum = 0;
    for (std::size_t c = 0; c < slopes.size(); ++c)
      if (slopes[c] != 0)
        sum += slopes[c] * value(c);
    return sum != 0;
  }

  /// The weights between the units of a path, and one more parameter.
  void add(const PartialPath& path, std::size_t layer, std::size_t start) {
    std::vector<std::size_t> result = {start};
    for (std::size_t k = 0; k + 1 < path.units.size(); ++k)
      result.push_back(
          order_.weight(layer + path.units.size() - 1 - k, path.units[k], path.units[k + 1]));
    std::sort(result.begin(), result.end());
    if (seen_.insert(result).second)
      found_.push_back(std::move(result));
  }

  void test(const PartialPath& path, std::size_t l, std::size_t output) {
    const std::size_t unit = path.units.back();
    if (fails(path.slopes, [&](std::size_t c) { return moments_[c][output].sum; }))
      add(path, l, order_.bias(l, unit));
    if (l == 0) {
      for (std::size_t k = 0; k < network_.input_dimension(); ++k)
        if (fails(path.slopes, [&](std::size_t c) { return moments_[c][output].input_sums[k]; }))
          add(path, l, order_.weight(0, unit, k));
      return;
    }
    const std::vector<Rational>& intercepts = network_.layers[l - 1].activation.intercepts;
    for (std::size_t j = 0; j < network_.layers[l - 1].unit_count(); ++j)
      if (fails(path.slopes, [&](std::size_t c) {
            return Rational(intercepts[classes_.classes[c].pieces[l - 1][j]] *
                            moments_[c][output].sum);
          }))
        add(path, l, order_.weight(l, unit, j));
  }

  /// Through every unit of layer l; of paths with dependent slopes only the first.
  std::vector<PartialPath> continued(const std::vector<PartialPath>& paths, std::size_t l) const {
    std::vector<PartialPath> result;
    RowSpace span(classes_.classes.size());
    for (const PartialPath& path : paths)
      for (std::size_t unit = 0; unit < network_.layers[l].unit_count(); ++unit) {
        PartialPath next = path;
        next.units.push_back(unit);
        for (std::size_t c = 0; c < next.slopes.size(); ++c)
          next.slopes[c] *=
              network_.layers[l].activation.slopes[classes_.classes[c].pieces[l][unit]];
        if (span.insert(next.slopes))
          result.push_back(std::move(next));
      }
    return result;
  }

  const Network& network_;
  const PatternClasses& classes_;
  ParameterOrder order_;
  std::size_t limit_;
  std::vector<std::vector<ResidualMoments>> moments_; ///< [class][output]
  std::vector<std::vector<std::size_t>> found_;
  std::set<std::vector<std::size_t>> seen_;
};

} // namespace

std::vector<Direction> path_directions(const Network& network, const Dataset& data,
                                       const PatternClasses& classes, std::size_t limit) {
  const ParameterOrder order(network);
  std::vector<Direction> result;
  for (const std::vector<std::size_t>& parameters :
       FailingPaths(network, data, classes, limit).parameters()) {
    Vector moves(parameters.size(), Rational(1)); // counts through {1, 0, −1}^k, all 1 first
    for (bool is_done = false; !is_done && result.size() < limit;) {
      Direction direction = order.direction(parameters, moves);
      if (direction.entry_count() > 0)
        result.push_back(std::move(direction));
      is_done = true;
      for (Rational& move : moves) {
        if (move != -1) {
          move -= 1;
          is_done = false;
          break;
        }
        move = 1;
      }
    }
  }
  return result;
}

} // namespace thalweg
