// SPDX-License-Identifier: GPL-3.0-or-later
//
// One round: a Newton step in the tangent space of the held walls, cut where a pair leaves its
// piece. There R has a kink; its derivative beyond, along the step, says whether to cross or to
// hold the wall. A pair crossed twice since the last release is held at once: else two sides that
// descend towards each other would be crossed for ever. Where the gradient vanishes: the held wall
// whose multiplier is most wrong is left on the side that descends; along negative curvature; a
// wall whose multiplier is 0 on one side is left along the flat directions of that side; walls that
// depend on each other are left where some direction descends; a unit that decay has put to sleep
// is woken up.

#include "trained/guess/floating_walk.hpp"

#include "trained/guess/floating_algebra.hpp"
#include "trained/guess/floating_dependent_walls.hpp"
#include "trained/guess/floating_newton.hpp"
#include "trained/guess/floating_waking.hpp"
#include "trained/guess/floating_walls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace thalweg {

using Eigen::Index;
using Eigen::VectorXd;

namespace {

constexpr double stationary = 1e-11;              ///< of √R
constexpr double nearly_stationary = 1e-6;        ///< of √R: from here on small curvatures count
constexpr double wrong_multiplier = 1e-9;         ///< of the largest jump
constexpr double off_wall = 1e-9;                 ///< how far a wall is left
constexpr std::size_t steps_between_looks = 2000; ///< whether the parameters grow without end
constexpr int most_releases_of_one = 25, most_escapes = 30, most_degenerate = 20;

class Walker {
public:
  Walker(FloatingLagrangian& lagrangian, WalkPlace place, const WalkLimits& limits)
      : lagrangian_(lagrangian), place_(std::move(place)), limits_(limits) {}

  FloatingWalkEnd walked() {
    std::optional<FloatingWalkEnd> end;
    while (!end)
      end = round();
    end->place = std::move(place_);
    end->steps = steps_;
    return std::move(*end);
  }

private:
  static FloatingWalkEnd ended(WalkStop stop, std::string reason) {
    return {{}, stop, std::move(reason), 0};
  }

  std::optional<FloatingWalkEnd> round() {
    if (steps_ >= limits_.steps || limits_.is_over())
      return unfinished();
    if (steps_ % steps_between_looks == 0 && is_creeping())
      return creeping();
    ++steps_;
    FirstOrder at = lagrangian_.first_order(place_);
    if (put_to_sleep(lagrangian_, place_, at.risk)) {
      restore_walls(lagrangian_, place_);
      settle_pieces();
      at = lagrangian_.first_order(place_);
    }
    if (is_thrown(at.risk)) {
      place_ = last_;
      constexpr int most_throws = 20;
      if (place_.held.empty() || ++throws_ > most_throws)
        return ended(WalkStop::stuck,
                     "held walls are nearly parallel: the walk is thrown off them");
      return let_go_of_last();
    }
    last_ = place_;
    remember(at.risk);
    if (at.loss.value <= lagrangian_.loss().zero() && lagrangian_.decay().maxCoeff() == 0)
      return ended(WalkStop::risk_zero, fmt::format("the risk is {:.1e}", at.risk));
    if (lagrangian_.decay().maxCoeff() == 0 && lagrangian_.loss().is_separated(at.pass.z.back()))
      return ended(WalkStop::separable, "every sample is classified rightly: larger output weights "
                                        "lower the risk towards 0, which is not attained");
    const NewtonStep newton = newton_step(lagrangian_, place_, at, is_near_);
    if (newton.has_dependent_walls)
      return let_go_of_last();
    is_near_ = newton.scaled_gradient < nearly_stationary * std::sqrt(at.risk);
    if (newton.scaled_gradient <= stationary * std::sqrt(at.risk) || is_stalled_)
      return at_stationary_place(at, newton);
    step(at, newton.step);
    return std::nullopt;
  }

  /// Has the risk gone up? Small numbers times large ones, where walls are nearly parallel.
  bool is_thrown(double risk) const {
    constexpr double most = 1.01;
    return !risks_.empty() && !(risk <= most * risks_.back() + 1e-12);
  }

  // ---- Ends

  void remember(double risk) {
    risks_.push_back(risk);
    sizes_.push_back(place_.parameters.cwiseAbs().maxCoeff());
  }

  /// Do the parameters grow while the risk hardly falls?
  bool is_creeping() const {
    constexpr double growth = 1.2, slow = 0.05;
    const std::size_t half = risks_.size() / 2;
    return risks_.size() >= 2 && sizes_.back() > growth * sizes_[half] &&
           risks_[half] - risks_.back() < slow * risks_[half];
  }
  FloatingWalkEnd creeping() const {
    const std::size_t half = risks_.size() / 2;
    return ended(WalkStop::creeping,
                 fmt::format("the largest parameter has grown from {:.3g} to {:.3g} while the "
                             "risk fell from {:.6g} to {:.6g}: no minimum is near",
                             sizes_[half], sizes_.back(), risks_[half], risks_.back()));
  }
  FloatingWalkEnd unfinished() const {
    if (steps_ < 2)
      return ended(WalkStop::unfinished, "no time for a step");
    if (is_creeping())
      return creeping();
    return ended(WalkStop::unfinished,
                 fmt::format("not finished after {} steps, the risk is still falling", steps_));
  }

  // ---- Steps

  void step(const FirstOrder& at, VectorXd direction) {
    const double length = direction.norm();
    const double longest = 0.5 * (1 + 0.1 * place_.parameters.norm());
    if (length > longest)
      direction *= longest / length;
    const double level = at.risk - at.multipliers.dot(at.offsets);
    WayResult way = way_down(lagrangian_, place_, direction, level);
    const double moved = (way.place.parameters - place_.parameters).cwiseAbs().maxCoeff();
    const double size = place_.parameters.cwiseAbs().maxCoeff();
    is_stalled_ = way.crossings.empty() && moved <= 1e-15 * (1 + size);
    place_ = std::move(way.place);
    if (!way.crossings.empty()) {
      meet(way.crossings.front(), at.multipliers, direction);
      settle_pieces();
    }
  }

  /// At a wall: cross it or hold it.
  void meet(const Crossing& crossing, const VectorXd& multipliers, const VectorXd& direction) {
    const auto& [layer, unit, point, entry] = crossing.pair;
    const FloatingNetwork& network = lagrangian_.network();
    const bool is_maximum = network.is_max_pooling(layer);
    const int piece = place_.pieces[layer](point, unit);
    if (is_maximum ? has_held_entry(crossing.pair)
                   : network.slope(layer, piece) == network.slope(layer, crossing.piece)) {
      assign(crossing.pair, crossing.piece);
      return;
    }
    WalkPlace on_wall = place_;
    on_wall.held.push_back(crossing.pair);
    if (is_maximum)
      on_wall.held.back().entry = crossing.piece;
    else
      on_wall.pieces[layer](point, unit) = std::min(piece, crossing.piece);
    restore_walls(lagrangian_, on_wall);
    VectorXd with_new = VectorXd::Zero(multipliers.size() + 1);
    with_new.head(multipliers.size()) = multipliers;
    const FirstOrder at = lagrangian_.first_order(on_wall, with_new);
    const double across = at.normals.bottomRows(1).row(0).dot(direction);
    const double beyond = at.gradient.dot(direction) +
                          (crossing.is_above ? at.jumps[multipliers.size()] * across : 0.0);
    constexpr int most_crossings = 2;
    if (!is_thrown(at.risk) && (beyond >= 0 || crossed_[crossing.pair] >= most_crossings)) {
      place_ = std::move(on_wall);
      return;
    }
    assign(crossing.pair, is_maximum ? crossing.piece : piece + (piece < crossing.piece ? 1 : -1));
    ++crossed_[crossing.pair];
    if (std::abs(across) > off_wall)
      place_.parameters += off_wall / std::max(std::abs(across), 1e-12) * direction;
  }

  /// Pairs that are elsewhere all the same get the piece that they are in.
  void settle_pieces() {
    for (int round = 0; round < 3; ++round) {
      const std::vector<Crossing> others = crossings(lagrangian_, place_);
      if (others.empty())
        return;
      for (const Crossing& other : others)
        assign(other.pair, other.piece);
    }
  }

  static bool is_same_pair(const HeldPoint& a, const HeldPoint& b) {
    return a.layer == b.layer && a.unit == b.unit && a.point == b.point;
  }
  bool has_held_entry(const HeldPoint& window) const {
    return std::any_of(place_.held.begin(), place_.held.end(),
                       [&](const HeldPoint& pair) { return is_same_pair(pair, window); });
  }

  /// Of a window no entry is held any more.
  void assign(const HeldPoint& pair, int piece) {
    place_.pieces[pair.layer](pair.point, pair.unit) = piece;
    std::erase_if(place_.held, [&](const HeldPoint& held) { return is_same_pair(held, pair); });
  }

  /// The last wall depends on the others: it cannot be held as well.
  std::optional<FloatingWalkEnd> let_go_of_last() {
    const HeldPoint pair = place_.held.back();
    place_.held.pop_back();
    constexpr int most_dependent = 50;
    if (++released_[pair] > most_dependent)
      return ended(WalkStop::stuck, "held walls depend on each other");
    settle_pieces();
    return std::nullopt;
  }

  // ---- Stationary places

  std::optional<FloatingWalkEnd> at_stationary_place(const FirstOrder& at,
                                                     const NewtonStep& newton) {
    is_stalled_ = false;
    constexpr int most_departures = 30;
    if (departures_ < most_departures)
      if (std::optional<WalkPlace> below = place_off_dependent_walls(lagrangian_, place_, at)) {
        depart(std::move(*below));
        return std::nullopt;
      }
    std::size_t worst = 0;
    double excess = -1;
    const double largest = at.jumps.size() == 0 ? 0 : at.jumps.cwiseAbs().maxCoeff();
    // where walls depend on each other multipliers say nothing, unless all of them vanish
    constexpr double rounding = 1e-12;
    const auto dependent = units_with_dependent_walls(lagrangian_, place_);
    for (std::size_t t = 0; t < place_.held.size(); ++t) {
      const double here = excess_of(at, static_cast<Index>(t));
      const bool says_nothing = largest > rounding * at.risk &&
                                dependent.contains({place_.held[t].layer, place_.held[t].unit});
      if (here > excess && !says_nothing) {
        worst = t;
        excess = here;
      }
    }
    if (!place_.held.empty() && excess > wrong_multiplier * largest)
      return release(at, worst);
    if (newton.downward && escapes_ < most_escapes)
      return escape(*newton.downward);
    if (std::optional<WalkPlace> woken = woken_place(lagrangian_, place_, at);
        woken && escapes_ < most_escapes) {
      ++escapes_;
      place_ = std::move(*woken);
      is_near_ = false;
      return std::nullopt;
    }
    if (newton.downward)
      return ended(WalkStop::stuck, "a saddle that the walk does not get away from");
    if (!place_.held.empty() && excess > -wrong_multiplier * largest &&
        degenerate_ < most_degenerate)
      return leave_degenerate(at, worst);
    return ended(WalkStop::converged,
                 place_.held.empty() ? "stationary within the patterns"
                                     : fmt::format("stationary on {} walls", place_.held.size()));
  }

  /// To a lower place off walls whose multipliers say nothing.
  void depart(WalkPlace below) {
    ++departures_;
    place_ = std::move(below);
    restore_walls(lagrangian_, place_);
    settle_pieces();
    released_.clear();
    crossed_.clear();
    is_near_ = false;
  }

  /// How far λ ≤ 0 ≤ λ + d is from holding; negative if it holds.
  static double excess_of(const FirstOrder& at, Index t) {
    return std::max(at.multipliers[t], -(at.multipliers[t] + at.jumps[t]));
  }
  static bool descends_above(const FirstOrder& at, Index t) {
    return -(at.multipliers[t] + at.jumps[t]) > at.multipliers[t];
  }

  /// The direction that moves off wall t alone.
  static VectorXd off(const FirstOrder& at, Index t) {
    return ShortestSolutions(at.normals).solution(VectorXd::Unit(at.normals.rows(), t));
  }

  void drop(std::size_t t, bool is_above) {
    const HeldPoint pair = place_.held[t];
    int& piece = place_.pieces[pair.layer](pair.point, pair.unit);
    if (is_above)
      piece = pair.entry < 0 ? piece + 1 : pair.entry;
    place_.held.erase(place_.held.begin() + static_cast<std::ptrdiff_t>(t));
    crossed_.clear();
  }

  std::optional<FloatingWalkEnd> release(const FirstOrder& at, std::size_t t) {
    const bool is_above = descends_above(at, static_cast<Index>(t));
    if (++released_[place_.held[t]] > most_releases_of_one)
      return ended(WalkStop::stuck, "the walk holds and leaves the same walls again and again");
    const VectorXd away = off(at, static_cast<Index>(t));
    drop(t, is_above);
    place_.parameters += (is_above ? off_wall : -off_wall) * away;
    return std::nullopt;
  }

  std::optional<FloatingWalkEnd> escape(const VectorXd& downward) {
    ++escapes_;
    constexpr double length = 1e-3;
    place_.parameters += length / downward.norm() * downward;
    restore_walls(lagrangian_, place_);
    settle_pieces();
    is_near_ = false;
    return std::nullopt;
  }

  /// A wall whose multiplier is at an end of its interval bounds a flat family of minima: into it.
  std::optional<FloatingWalkEnd> leave_degenerate(const FirstOrder& at, std::size_t t) {
    ++degenerate_;
    const bool is_above = descends_above(at, static_cast<Index>(t));
    const VectorXd normal =
        (is_above ? 1.0 : -1.0) * at.normals.row(static_cast<Index>(t)).transpose();
    VectorXd away = (is_above ? 1.0 : -1.0) * off(at, static_cast<Index>(t));
    drop(t, is_above);
    const Eigen::MatrixXd flat =
        flat_directions(lagrangian_, place_, lagrangian_.first_order(place_));
    const VectorXd along = image(flat, transposed_image(flat, normal));
    constexpr double too_short = 1e-6, longest = 1e-3;
    if (along.norm() > too_short * normal.norm())
      away = along;
    away.normalize();
    double length = longest;
    for (int k = 0; k < 40; ++k, length /= 2) {
      WalkPlace there = place_;
      there.parameters += length * away;
      restore_walls(lagrangian_, there);
      if (crossings(lagrangian_, there).empty())
        break;
    }
    place_.parameters += length / 2 * away;
    restore_walls(lagrangian_, place_);
    settle_pieces();
    return std::nullopt;
  }

  FloatingLagrangian& lagrangian_;
  WalkPlace place_, last_; ///< here, and a step before
  const WalkLimits& limits_;
  std::size_t steps_ = 0;
  std::vector<double> risks_, sizes_; ///< by step
  std::map<HeldPoint, int> crossed_;  ///< since the last release
  std::map<HeldPoint, int> released_;
  int escapes_ = 0, degenerate_ = 0, throws_ = 0, departures_ = 0;
  bool is_near_ = false, is_stalled_ = false;
};

} // namespace

FloatingWalkEnd floating_walk(FloatingLagrangian& lagrangian, WalkPlace place,
                              const WalkLimits& limits) {
  return Walker(lagrangian, std::move(place), limits).walked();
}

} // namespace thalweg
