// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/floating_walls.hpp"

#include "trained/guess/floating_algebra.hpp"

#include <cmath>
#include <set>

namespace thalweg {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr double pair_rounding = 1e-13; ///< of 1 + the largest pre-activation of the layer

constexpr double at_start = 1e-6; ///< so near to a breakpoint is at it

/// The held units, and the held pairs of max pooling windows.
std::pair<std::set<HeldPoint>, std::vector<HeldPoint>> held_by_kind(const WalkPlace& place) {
  std::pair<std::set<HeldPoint>, std::vector<HeldPoint>> result;
  for (const HeldPoint& pair : place.held)
    if (pair.entry < 0)
      result.first.insert(pair);
    else
      result.second.push_back(pair);
  return result;
}

/// The other entry that is larger than the chosen one, the largest of them that are not held; −1 if
/// there is none.
int larger_entry(const FloatingLagrangian& lagrangian, const Eigen::MatrixXd& input,
                 const HeldPoint& pair, int chosen, double tolerance,
                 const std::set<HeldPoint>& held) {
  const std::vector<Index>& window = lagrangian.network().window(pair.layer, pair.unit);
  int largest = -1;
  double most = input(pair.point, window[chosen]) + tolerance;
  for (std::size_t k = 0; k < window.size(); ++k)
    if (input(pair.point, window[k]) > most &&
        !held.contains({pair.layer, pair.unit, pair.point, static_cast<int>(k)})) {
      most = input(pair.point, window[k]);
      largest = static_cast<int>(k);
    }
  return largest;
}

/// The crossings at a pass; only the first one if `wants_one`.
std::vector<Crossing> crossings_at(const FloatingLagrangian& lagrangian, const WalkPlace& place,
                                   const FloatingPass& pass, bool wants_one) {
  const std::set<HeldPoint> held(place.held.begin(), place.held.end());
  const FloatingNetwork& network = lagrangian.network();
  std::vector<Crossing> result;
  const auto add = [&](const HeldPoint& pair, int piece, bool is_above) {
    if (!held.contains(pair))
      result.push_back({pair, piece, is_above});
    return wants_one && !result.empty();
  };
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) {
    const MatrixXd& z = pass.z[l];
    const double tolerance = pair_rounding * (1 + z.cwiseAbs().maxCoeff());
    const std::vector<double>& breakpoints = network.breakpoints(l);
    const MatrixXd input = network.is_max_pooling(l) ? network.input(pass, l) : MatrixXd();
    for (Index unit = 0; unit < z.cols(); ++unit)
      for (Index i = 0; i < z.rows(); ++i) {
        const int piece = place.pieces[l](i, unit);
        const HeldPoint pair{l, unit, i};
        if (network.is_max_pooling(l)) {
          const int other = larger_entry(lagrangian, input, pair, piece, tolerance, held);
          if (other >= 0 && add(pair, other, true))
            return result;
          continue;
        }
        const std::size_t below = static_cast<std::size_t>(piece);
        if (below < breakpoints.size() && z(i, unit) > breakpoints[below] + tolerance &&
            add(pair, piece + 1, true))
          return result;
        if (piece > 0 && z(i, unit) < breakpoints[below - 1] - tolerance &&
            add(pair, piece - 1, false))
          return result;
      }
  }
  return result;
}

/// Keeps places on the held walls: W − N⁺ Q, with the normals of one place.
class WallKeeper {
public:
  WallKeeper(FloatingLagrangian& lagrangian, const WalkPlace& place) : lagrangian_(lagrangian) {
    if (!place.held.empty())
      normals_ = ShortestSolutions(lagrangian.normals(place, lagrangian.pass(place)));
  }

  /// Moves `place` onto the walls and returns its pass.
  FloatingPass restored(WalkPlace& place) const {
    FloatingPass pass = lagrangian_.pass(place);
    constexpr int most_rounds = 6;
    for (int round = 0; round < most_rounds && !place.held.empty(); ++round) {
      const VectorXd offsets = lagrangian_.offsets(place, pass);
      if (offsets.cwiseAbs().maxCoeff() < 1e-15)
        break;
      place.parameters -= normals_.solution(offsets);
      pass = lagrangian_.pass(place);
    }
    return pass;
  }

private:
  FloatingLagrangian& lagrangian_;
  ShortestSolutions normals_;
};

} // namespace

std::vector<Crossing> crossings(FloatingLagrangian& lagrangian, const WalkPlace& place) {
  return crossings_at(lagrangian, place, lagrangian.pass(place), false);
}

void restore_walls(FloatingLagrangian& lagrangian, WalkPlace& place) {
  for (int round = 0; round < 3; ++round)
    WallKeeper(lagrangian, place).restored(place);
}

void hold_rising_units(FloatingLagrangian& lagrangian, WalkPlace& place) {
  const FloatingNetwork& network = lagrangian.network();
  const FloatingPass pass = lagrangian.pass(place);
  const auto [units, windows] = held_by_kind(place);
  std::set<HeldPoint> held = units;
  for (const HeldPoint& pair : windows) {
    const std::size_t source = pair.layer - 1;
    const auto unit_of = [&](int entry) {
      const Index unit = network.window(pair.layer, pair.unit)[static_cast<std::size_t>(entry)];
      return HeldPoint{source, unit, pair.point};
    };
    const auto piece_of = [&](int entry) -> int& {
      return place.pieces[source](pair.point, unit_of(entry).unit);
    };
    const auto is_flat = [&](int entry) { return network.slope(source, piece_of(entry)) == 0; };
    const auto starts_to_rise = [&](int entry) {
      const int below = piece_of(entry) - 1;
      return below >= 0 && network.slope(source, below) == 0 && !is_flat(entry) &&
             std::abs(pass.z[source](pair.point, unit_of(entry).unit) -
                      network.breakpoints(source)[static_cast<std::size_t>(below)]) < at_start;
    };
    int& chosen = place.pieces[pair.layer](pair.point, pair.unit);
    int rising = pair.entry, constant = chosen;
    if (!is_flat(constant) || held.contains(unit_of(constant)))
      std::swap(rising, constant);
    const bool is_held = held.contains(unit_of(rising));
    if (!is_flat(constant) || held.contains(unit_of(constant)) ||
        !(is_held ? is_flat(rising) : starts_to_rise(rising))) {
      held.insert(pair);
      continue;
    }
    chosen = rising;
    if (held.insert(unit_of(rising)).second)
      --piece_of(rising);
  }
  place.held.assign(held.begin(), held.end());
}

WayResult way_down(FloatingLagrangian& lagrangian, const WalkPlace& place, const VectorXd& step,
                   double level) {
  const WallKeeper keeper(lagrangian, place);
  const auto at = [&](double part, WalkPlace& result) {
    result = place;
    result.parameters += part * step;
    return keeper.restored(result);
  };
  WalkPlace end;
  double part = 1;
  FloatingPass pass = at(part, end);
  constexpr int most_halvings = 40, most_bisections = 44;
  for (int k = 0; k < most_halvings; ++k) {
    const double risk = lagrangian.loss().value(pass.z.back()) +
                        0.5 * end.parameters.cwiseAbs2().dot(lagrangian.decay());
    if (risk <= level + 1e-13 * std::abs(level))
      break;
    part /= 2;
    pass = at(part, end);
  }
  std::vector<Crossing> met = crossings_at(lagrangian, end, pass, false);
  if (met.empty())
    return {end, {}};
  double low = 0;
  for (int k = 0; k < most_bisections; ++k) {
    const double middle = (low + part) / 2;
    WalkPlace there;
    pass = at(middle, there);
    if (crossings_at(lagrangian, there, pass, true).empty())
      low = middle;
    else
      part = middle;
  }
  pass = at(part, end);
  std::vector<Crossing> first = crossings_at(lagrangian, end, pass, false);
  return {end, first.empty() ? met : first};
}

} // namespace thalweg
