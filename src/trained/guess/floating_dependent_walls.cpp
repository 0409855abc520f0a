// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/floating_dependent_walls.hpp"

#include "trained/guess/floating_algebra.hpp"

#include <algorithm>
#include <cmath>
#include <random>

namespace thalweg {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr double at_breakpoint = 1e-10; ///< of 1 + the largest pre-activation of the layer
constexpr double first_move = 1e-6;     ///< of a parameter
constexpr double farthest = 0.1;        ///< of a parameter
constexpr double least_fall = 1e-12;    ///< of R: a smaller fall may be rounding

/// The points at which the unit is on a breakpoint.
std::vector<Index> points_on_walls(const FloatingNetwork& network, const FloatingPass& pass,
                                   std::size_t layer, Index unit) {
  const double tolerance = at_breakpoint * (1 + pass.z[layer].cwiseAbs().maxCoeff());
  std::vector<Index> result;
  for (Index i = 0; i < pass.z[layer].rows(); ++i)
    for (const double breakpoint : network.breakpoints(layer))
      if (std::abs(pass.z[layer](i, unit) - breakpoint) < tolerance)
        result.push_back(i);
  return result;
}

bool is_of(const HeldPoint& pair, std::size_t layer, Index unit) {
  return pair.layer == layer && pair.unit == unit && pair.entry < 0;
}

/// Moves of one row off the walls of its unit.
class DependentWalls {
public:
  DependentWalls(FloatingLagrangian& lagrangian, const WalkPlace& place, const FirstOrder& at,
                 std::size_t layer, Index unit)
      : lagrangian_(lagrangian), place_(place), layer_(layer), unit_(unit),
        row_(lagrangian.network().row_parameters(layer, unit)) {
    const MatrixXd input = lagrangian.network().input(at.pass, layer);
    MatrixXd read = MatrixXd::Ones(input.rows(), static_cast<Index>(row_.size()));
    read.leftCols(input.cols()) = input;
    const std::vector<Index> points = points_on_walls(lagrangian.network(), at.pass, layer, unit);
    const PivotedQr qr = pivoted_qr(read(points, Eigen::all).transpose());
    constexpr double independent = 1e-9;
    rows_ = qr.basis(qr.rank(independent * qr.sizes[0]));
    std::vector<Index> others;
    for (std::size_t t = 0; t < place.held.size(); ++t)
      if (!is_of(place.held[t], layer, unit))
        others.push_back(static_cast<Index>(t));
    normals_ = at.normals(others, Eigen::all);
    if (!others.empty())
      walls_ = ShortestSolutions(normals_);
  }

  std::optional<WalkPlace> below() {
    constexpr int tries_of_each = 60;
    const double here = lagrangian_.risk_in_use(place_.parameters);
    double lowest = here * (1 - least_fall);
    VectorXd best;
    for (int k = 0; k < tries_of_each * static_cast<int>(rows_.cols()); ++k) {
      const VectorXd move = first_move * random_direction();
      if (const double there = lagrangian_.risk_in_use(place_.parameters + move); there < lowest) {
        lowest = there;
        best = move;
      }
    }
    if (best.size() == 0)
      return std::nullopt;
    while (best.cwiseAbs().maxCoeff() < farthest) {
      const double there = lagrangian_.risk_in_use(place_.parameters + 2 * best);
      if (!(there < lowest))
        break;
      lowest = there;
      best *= 2;
    }
    return place_at(place_.parameters + best);
  }

private:
  /// On the other walls, its largest entry 1.
  VectorXd random_direction() {
    const VectorXd coordinates = VectorXd::NullaryExpr(
        rows_.cols(), [&] { return std::ldexp(static_cast<double>(source_() >> 11), -52) - 1; });
    VectorXd result = VectorXd::Zero(place_.parameters.size());
    result(row_) = image(rows_, coordinates);
    if (normals_.rows() > 0)
      result -= walls_.solution(image(normals_, result));
    return result / std::max(result.cwiseAbs().maxCoeff(), 1e-300);
  }

  WalkPlace place_at(const VectorXd& parameters) const {
    WalkPlace result{parameters, lagrangian_.pieces_in_use(parameters), {}};
    for (const HeldPoint& pair : place_.held)
      if (!is_of(pair, layer_, unit_)) {
        result.held.push_back(pair);
        result.pieces[pair.layer](pair.point, pair.unit) =
            place_.pieces[pair.layer](pair.point, pair.unit);
      }
    return result;
  }

  FloatingLagrangian& lagrangian_;
  const WalkPlace& place_;
  std::size_t layer_;
  Index unit_;
  std::vector<Index> row_;
  MatrixXd rows_;    ///< directions of the row, as columns
  MatrixXd normals_; ///< of the other walls
  ShortestSolutions walls_;
  std::mt19937_64 source_; // its default seed: the same directions every time
};

} // namespace

std::set<std::pair<std::size_t, Index>> units_with_dependent_walls(FloatingLagrangian& lagrangian,
                                                                   const WalkPlace& place) {
  const FloatingPass pass = lagrangian.pass(place);
  std::set<std::pair<std::size_t, Index>> result;
  for (const HeldPoint& pair : place.held) {
    if (pair.entry >= 0 || lagrangian.network().row_parameters(pair.layer, pair.unit).empty())
      continue;
    const std::size_t held = static_cast<std::size_t>(
        std::count_if(place.held.begin(), place.held.end(),
                      [&](const HeldPoint& other) { return is_of(other, pair.layer, pair.unit); }));
    if (points_on_walls(lagrangian.network(), pass, pair.layer, pair.unit).size() > held)
      result.emplace(pair.layer, pair.unit);
  }
  return result;
}

std::optional<WalkPlace> place_off_dependent_walls(FloatingLagrangian& lagrangian,
                                                   const WalkPlace& place, const FirstOrder& at) {
  for (const auto& [layer, unit] : units_with_dependent_walls(lagrangian, place))
    if (auto result = DependentWalls(lagrangian, place, at, layer, unit).below())
      return result;
  return std::nullopt;
}

} // namespace thalweg
