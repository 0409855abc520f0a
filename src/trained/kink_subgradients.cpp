// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/kink_subgradients.hpp"

#include "geometry/linear_program.hpp"

#include <algorithm>

namespace thalweg {

namespace {

constexpr std::size_t most_variables = 100;

/// The variables are the slopes that are not fixed, and behind them the multipliers.
class KinkProgram {
public:
  explicit KinkProgram(const KinkedWalls& walls) : walls_(walls) {
    for (const SlopeInterval& range : walls.ranges) {
      variable_of_.push_back(range.lower < range.upper ? std::optional(count_++) : std::nullopt);
      slopes_.push_back(range.lower);
    }
    for (const KinkedWalls::Unit& unit : walls.units)
      count_ += unit.ties.size();
  }

  std::optional<Vector> slopes() {
    if (count_ > most_variables)
      return std::nullopt;
    add_ranges();
    std::size_t multiplier = count_;
    for (const KinkedWalls::Unit& unit : walls_.units)
      multiplier -= unit.ties.size();
    for (const KinkedWalls::Unit& unit : walls_.units) {
      add_unit(unit, multiplier);
      multiplier += unit.ties.size();
    }
    if (walls_.has_output_bias) {
      Sum sum = none();
      for (std::size_t i = 0; i < slopes_.size(); ++i)
        add_slope(sum, i, 1);
      add_equation(sum);
    }
    const LinearProgramResult result = maximum(Vector(count_), halfspaces_);
    if (!result.is_optimal() || !is_solvable_)
      return std::nullopt;
    for (std::size_t i = 0; i < slopes_.size(); ++i)
      if (variable_of_[i])
        slopes_[i] = result.point[*variable_of_[i]];
    return slopes_;
  }

private:
  /// Σ coefficients · variables + constant
  struct Sum {
    Vector coefficients;
    Rational constant;
  };
  Sum none() const { return {Vector(count_), 0}; }

  void add_slope(Sum& sum, std::size_t sample, const Rational& factor) const {
    if (const auto variable = variable_of_[sample])
      sum.coefficients[*variable] += factor;
    else
      sum.constant += factor * slopes_[sample];
  }
  void add_not_negative(const Sum& sum) {
    Vector opposite;
    for (const Rational& coefficient : sum.coefficients)
      opposite.emplace_back(-coefficient);
    halfspaces_.push_back({std::move(opposite), sum.constant});
  }
  void add_equation(const Sum& sum) {
    if (std::all_of(sum.coefficients.begin(), sum.coefficients.end(),
                    [](const Rational& coefficient) { return coefficient == 0; })) {
      is_solvable_ = is_solvable_ && sum.constant == 0;
      return;
    }
    halfspaces_.push_back({sum.coefficients, -sum.constant});
    add_not_negative(sum);
  }

  void add_ranges() {
    for (std::size_t i = 0; i < slopes_.size(); ++i)
      if (const auto variable = variable_of_[i]) {
        Sum sum = none();
        sum.coefficients[*variable] = 1;
        sum.constant = -walls_.ranges[i].lower;
        add_not_negative(sum);
        halfspaces_.push_back({sum.coefficients, walls_.ranges[i].upper});
      }
  }
  void add_unit(const KinkedWalls::Unit& unit, std::size_t first_multiplier) {
    const std::size_t size = walls_.extended.front().size();
    std::vector<Sum> equations(size, none());
    for (std::size_t i = 0; i < slopes_.size(); ++i)
      for (std::size_t k = 0; k < size && unit.slopes[i] != 0; ++k)
        add_slope(equations[k], i, unit.slopes[i] * walls_.extended[i][k]);
    for (std::size_t t = 0; t < unit.ties.size(); ++t) {
      const std::size_t variable = first_multiplier + t;
      for (std::size_t k = 0; k < size; ++k)
        equations[k].coefficients[variable] -= walls_.extended[unit.ties[t]][k];
      Sum above = none(), below = none();
      below.coefficients[variable] = -1;
      above.coefficients[variable] = 1;
      for (std::size_t i = 0; i < slopes_.size(); ++i)
        if (walls_.first_of_input[i] == unit.ties[t])
          add_slope(above, i, unit.jump);
      const auto add = [&](const Sum& sum) {
        unit.has_sign ? add_not_negative(sum) : add_equation(sum);
      };
      add(below);
      add(above);
    }
    for (const Sum& equation : equations)
      add_equation(equation);
  }

  const KinkedWalls& walls_;
  std::vector<std::optional<std::size_t>> variable_of_; ///< of the slope of each sample
  Vector slopes_;
  std::size_t count_ = 0;
  std::vector<Halfspace> halfspaces_;
  bool is_solvable_ = true;
};

} // namespace

std::optional<Vector> kink_subgradients(const KinkedWalls& walls) {
  return KinkProgram(walls).slopes();
}

} // namespace thalweg
