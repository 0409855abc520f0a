// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/off_walls.hpp"

#include "exact/finite.hpp"
#include "exact/watched_work.hpp"
#include "trained/guess/floating_outputs.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {

namespace {

constexpr double on_wall = 1e-9;       ///< so near is on it
constexpr double stays = 1e-6;         ///< share of a normal: beyond it the outputs do not stay
constexpr double keeps_outputs = 1e-9; ///< singular values below this part of the largest are 0
constexpr double longest_move = 0.25;  ///< of a parameter
constexpr std::size_t most_flips = 40; ///< of sides

/// Within `reach` of a wall.
std::vector<HeldPair> pairs_near_walls(const Network& network, const Dataset& data, double reach) {
  const HeldCell cell = guessed_held_cell(network, data, {});
  const auto values = CellPasses<double>(cell, floating_parameters(network)).values();
  std::vector<HeldPair> result;
  for (std::size_t l = 0; l + 1 < cell.layers.size(); ++l)
    for (std::size_t unit = 0; unit < cell.layers[l].unit_count; ++unit)
      for (std::size_t i = 0; i < cell.points.count(); ++i)
        for (const Rational& breakpoint : network.layers[l].activation.breakpoints)
          if (std::abs(values.z[l][unit][i] - breakpoint.get_d()) < reach)
            result.push_back({l, unit, cell.points.members[i].front()});
  return result;
}

/// Moves with the outputs kept.
class ClearingWalk {
public:
  ClearingWalk(const Network& network, const Dataset& data, const std::vector<HeldPair>& walls)
      : network_(network), data_(data), walls_(walls),
        cell_(guessed_held_cell(network, data, walls)),
        parameters_(Eigen::Map<const FloatingVector>(floating_parameters(network).data(),
                                                     Eigen::Index(cell_.parameter_count))) {
    cell_.pieces = guessed_held_cell(network, data, {}).pieces;
    const FloatingVector values = tie_values();
    for (std::size_t t = 0; t < cell_.ties.size(); ++t)
      piece(t) = cell_.ties[t].piece + (values[Eigen::Index(t)] > on_wall ? 1 : 0);
    outputs_ = outputs();
  }

  std::optional<HeldCell> cleared(double clearance) {
    std::optional<std::vector<std::size_t>> left = step_off(clearance);
    for (std::size_t flip = 0; !left && flip < most_flips; ++flip) {
      tell_progress(0.6, "clear of walls");
      left = step_off(clearance);
    }
    constexpr int most_returns = 5;
    for (int k = 0; left && k < most_returns && parameters_.allFinite(); ++k)
      parameters_ +=
          ShortestSolutions(derivatives().jacobian, keeps_outputs).solution(outputs_ - outputs());
    if (!left || !parameters_.allFinite() || !is_in_cell(cell_, list()))
      return std::nullopt;
    const FloatingVector values = tie_values();
    std::vector<HeldPair> stay = walls_;
    for (const std::size_t t : *left)
      if (side(t) * values[Eigen::Index(t)] < clearance / 4)
        return std::nullopt;
    for (std::size_t t = walls_.size(); t-- > 0;)
      if (std::abs(values[Eigen::Index(t)]) > on_wall)
        stay.erase(stay.begin() + std::ptrdiff_t(t));
    return guessed_held_cell(
        with_parameters(network_,
                        [&](std::size_t j) { return exact_value(parameters_[Eigen::Index(j)]); }),
        data_, stay);
  }

private:
  std::vector<double> list() const { return {parameters_.begin(), parameters_.end()}; }

  FloatingVector outputs() const { return floating_outputs(cell_, list()); }
  FloatingDerivatives derivatives() const { return output_derivatives(cell_, list()); }

  FloatingVector tie_values() const {
    const CellPasses<double> passes(cell_, list());
    const std::vector<double> values = passes.tie_values(passes.values());
    return Eigen::Map<const FloatingVector>(values.data(), Eigen::Index(values.size()));
  }

  std::size_t& piece(std::size_t t) {
    const CellTie& tie = cell_.ties[t];
    return cell_.pieces[tie.layer][tie.unit][tie.point];
  }
  double side(std::size_t t) { return piece(t) == cell_.ties[t].piece ? -1 : 1; }

  /// Along the directions that keep the outputs; the walls that can be left along them. Nothing if
  /// not all of them are left on their sides: then the worst one has been given the other side.
  std::optional<std::vector<std::size_t>> step_off(double clearance) {
    const FloatingDerivatives at = derivatives();
    const PivotedQr qr = pivoted_qr(at.jacobian.transpose());
    const std::size_t rank = qr.sizes.size() == 0 ? 0 : qr.rank(keeps_outputs * qr.sizes[0]);
    std::vector<std::size_t> left;
    if (rank == cell_.parameter_count)
      return left;
    const FloatingMatrix free = qr.complement(rank);
    const FloatingMatrix along = product(at.normals, free);
    for (std::size_t t = 0; t < cell_.ties.size(); ++t)
      if (along.row(Eigen::Index(t)).norm() > stays * at.normals.row(Eigen::Index(t)).norm())
        left.push_back(t);
    if (left.empty())
      return left;
    const FloatingMatrix rows = along(left, Eigen::all);
    FloatingVector sides(rows.rows());
    for (std::size_t k = 0; k < left.size(); ++k)
      sides[Eigen::Index(k)] = side(left[k]);
    const FloatingVector here = tie_values()(left);
    const FloatingVector step =
        ShortestSolutions(rows, keeps_outputs)
            .solution(here.cwiseAbs().cwiseMax(clearance).cwiseProduct(sides) - here);
    const FloatingVector move = image(free, step);
    if (!move.allFinite())
      return std::nullopt;
    Eigen::Index worst = 0;
    const double least = (here + image(rows, step)).cwiseProduct(sides).minCoeff(&worst);
    if (least < clearance / 2) {
      piece(left[std::size_t(worst)]) += sides[worst] < 0 ? 1 : -1;
      return std::nullopt;
    }
    if (move.cwiseAbs().maxCoeff() <= longest_move) // else the sides fail
      parameters_ += move;
    return left;
  }

  const Network& network_;
  const Dataset& data_;
  const std::vector<HeldPair>& walls_; ///< in the order of the ties
  HeldCell cell_;
  FloatingVector parameters_, outputs_;
};

} // namespace

std::optional<HeldCell> guessed_off_walls(const Network& network, const Dataset& data,
                                          double clearance) {
  const std::vector<HeldPair> walls =
      pairs_near_walls(network, data, std::max(on_wall, 8 * clearance));
  if (walls.empty())
    return guessed_held_cell(network, data, {});
  return ClearingWalk(network, data, walls).cleared(clearance);
}

bool is_in_cell(const HeldCell& cell, const std::vector<double>& parameters) {
  const CellPasses<double> passes(cell, parameters);
  const CellValues<double> values = passes.values();
  for (std::size_t l = 0; l + 1 < cell.layers.size(); ++l)
    for (std::size_t unit = 0; unit < cell.layers[l].unit_count; ++unit)
      for (std::size_t i = 0; i < cell.points.count(); ++i) {
        const std::vector<Rational>& breakpoints = cell.network.layers[l].activation.breakpoints;
        const double z = values.z[l][unit][i];
        if (passes.is_pooling(l)) {
          for (const auto& [entry, weight] : cell.network.layers[l].choices[unit])
            if (values.h[l][entry][i] > values.h[l][passes.chosen_entry(l, unit, i)][i] + on_wall)
              return false;
        } else {
          const std::size_t piece = cell.pieces[l][unit][i];
          if ((piece > 0 && z < breakpoints[piece - 1].get_d() - on_wall) ||
              (piece < breakpoints.size() && z > breakpoints[piece].get_d() + on_wall))
            return false;
        }
      }
  return true;
}

} // namespace thalweg
