// SPDX-License-Identifier: GPL-3.0-or-later

#include "constructions/guess/scaled_networks.hpp"

#include "constructions/guess/minimisation.hpp"
#include "constructions/unit_moves.hpp"
#include "constructions/widened_network.hpp"
#include "exact/finite.hpp"
#include "exact/power_of_two.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {

namespace {

constexpr int search_step_count = 25;
constexpr int final_step_count = 120;
constexpr int polish_sweep_count = 4;
// terms of the model that may be summed up, for large models; they take fewer steps, but some
constexpr double search_work = 1e8, final_work = 8e8, polish_work = 2e10;
constexpr int least_step_count = 4;
constexpr std::size_t watched_per_unit = 2;
constexpr int shift_bits = 9;       // of a shift, relative to the room it makes
constexpr double cap_weight = 2;    // in the score of a candidate
constexpr double least_gain = 0.02; // of the score, for a step to count
const double log_two = std::log(2.0);

double log_cap(const TuningTask& task) {
  return std::log(task.cap.get_d());
}

UnitMoves moves_from(const std::vector<double>& point) {
  const auto middle = point.begin() + static_cast<std::ptrdiff_t>(point.size() / 2);
  return {{point.begin(), middle}, {middle, point.end()}};
}

std::vector<double> point_of(const UnitMoves& moves) {
  std::vector<double> point = moves.log_factors;
  point.insert(point.end(), moves.log_rooms.begin(), moves.log_rooms.end());
  return point;
}

/// Descends with growing sharpness; before each round the endangered samples are chosen anew.
/// `work` limits the number of steps.
UnitMoves descended_moves(FloatingRadiusModel& model, UnitMoves moves, int most_steps,
                          double work) {
  const double affordable = work / (3 * model.work());
  const int step_count = affordable >= most_steps
                             ? most_steps
                             : std::max(least_step_count, static_cast<int>(affordable));
  for (double sharpness : {3.0, 10.0, 40.0}) {
    const double log_radius = model.log_radius(moves);
    model.watch(moves, log_radius, watched_per_unit);
    const SmoothFunction objective = [&](const std::vector<double>& point,
                                         std::vector<double>& gradient) {
      return model.smooth_objective(moves_from(point), log_radius, sharpness, gradient);
    };
    moves = moves_from(floating_minimisation(objective, point_of(moves), step_count));
  }
  return moves;
}

/// The shift of an always active unit as a multiple of a power of two that resolves its room.
Rational rounded_shift(const FloatingRadiusModel& model, std::size_t unit, double log_room) {
  const long exponent = exact_exponent(std::floor(log_room / log_two)) - shift_bits;
  const double step = std::ldexp(1.0, static_cast<int>(exponent));
  return exact_value(std::round(model.shift(unit, log_room) / step) * step);
}

/// Factors become powers of two and shifts short numbers.
void round_moves(const FloatingRadiusModel& model, UnitMoves& moves) {
  for (std::size_t unit = 0; unit < model.unit_count(); ++unit) {
    moves.log_factors[unit] = std::round(moves.log_factors[unit] / log_two) * log_two;
    if (!model.is_always_active(unit))
      continue;
    const double shift = rounded_shift(model, unit, moves.log_rooms[unit]).get_d();
    const double room =
        std::exp(moves.log_rooms[unit]) + shift - model.shift(unit, moves.log_rooms[unit]);
    if (room > 0)
      moves.log_rooms[unit] = std::log(room);
  }
}

/// Tries doubling and halving factors of units and of whole layers, and rooms.
class Polish {
public:
  Polish(FloatingRadiusModel& model, UnitMoves& moves, const std::vector<std::size_t>& widths)
      : model_(model), moves_(moves), widths_(widths) {}

  /// Without single units if that is too much work.
  void sweep(bool with_units) {
    log_radius_ = model_.log_radius(moves_);
    model_.watch(moves_, log_radius_, watched_per_unit);
    value_ = model_.sharp_objective(moves_, log_radius_);
    std::size_t first = 0;
    for (std::size_t width : widths_) {
      try_both(moves_.log_factors, first, first + width);
      first += width;
    }
    for (std::size_t unit = 0; with_units && unit < model_.unit_count(); ++unit) {
      try_both(moves_.log_factors, unit, unit + 1);
      if (model_.is_always_active(unit))
        try_both(moves_.log_rooms, unit, unit + 1);
    }
  }

private:
  void try_both(std::vector<double>& logs, std::size_t from, std::size_t to) {
    for (double change : {log_two, -log_two}) {
      for (std::size_t k = from; k < to; ++k)
        logs[k] += change;
      const double value = model_.sharp_objective(moves_, log_radius_);
      if (value < value_ - 1e-6) {
        value_ = value;
        return;
      }
      for (std::size_t k = from; k < to; ++k)
        logs[k] -= change;
    }
  }

  FloatingRadiusModel& model_;
  UnitMoves& moves_;
  const std::vector<std::size_t>& widths_;
  double log_radius_ = 0;
  double value_ = 0;
};

/// Where a descent may start.
enum class Start { unmoved, equilibrated, earlier };

/// The short descent that judges a slack; `earlier` holds the factors of an earlier candidate.
SlackChoice judged(const TuningTask& task, const Dataset& part, const Slack& slack, Start start,
                   const SlackChoice& earlier = {}) {
  const Network network = constructed_network(task.kind, part, task.partition, task.pieces, slack);
  FloatingRadiusModel model(network, part, pattern_classes(network, part), log_cap(task) - log_two);
  UnitMoves moves = start == Start::equilibrated ? model.equilibrated() : model.unmoved();
  if (start == Start::earlier)
    moves.log_factors = earlier.moves.log_factors;
  moves = descended_moves(model, std::move(moves), search_step_count, search_work);
  const double score = model.log_radius(moves) - cap_weight * model.cap_excess(moves);
  return {slack, std::move(moves), score};
}

/// The network with the moves applied exactly.
void apply(Network& network, const FloatingRadiusModel& model, const UnitMoves& moves) {
  std::size_t unit = 0;
  for (std::size_t l = 0; l + 1 < network.layers.size(); ++l)
    for (std::size_t j = 0; j < network.layers[l].unit_count(); ++j, ++unit) {
      if (model.is_always_active(unit))
        shift_active_unit(network, l, j, rounded_shift(model, unit, moves.log_rooms[unit]));
      const long exponent = exact_exponent(moves.log_factors[unit] / log_two);
      rescale_unit(network, l, j, times_power_of_two(Rational(1), exponent));
    }
}

} // namespace

std::optional<SlackChoice> chosen_slack(const TuningTask& task, const Dataset& part,
                                        const Progress& progress) {
  SlackChoice best = judged(task, part, {}, Start::unmoved);
  if (SlackChoice other = judged(task, part, {}, Start::equilibrated); !(other.score <= best.score))
    best = std::move(other);
  Rational Slack::*const coordinates[] = {&Slack::steepness, &Slack::shift, &Slack::delta_unit};
  double done = 0;
  for (Rational Slack::*coordinate : coordinates) {
    const bool is_used = coordinate != &Slack::delta_unit ||
                         (task.kind == ConstructionKind::lattice &&
                          std::holds_alternative<HyperplaneTree>(task.partition));
    for (const Rational& factor : {Rational(8), Rational(1, 8)}) {
      for (int step = 0; is_used && step < 4; ++step) {
        Slack slack = best.slack;
        slack.*coordinate *= factor;
        if (coordinate != &Slack::delta_unit && slack.*coordinate < 1)
          break;
        SlackChoice candidate = judged(task, part, slack, Start::earlier, best);
        if (!(candidate.score > best.score + least_gain))
          break;
        best = std::move(candidate);
      }
      report(progress, done += 0.1, "searching slopes and shifts");
    }
  }
  return std::isfinite(best.score) ? std::optional(best) : std::nullopt;
}

Network scaled_network(const TuningTask& task, const Dataset& data, const Dataset& part,
                       const SlackChoice& candidate) {
  Network network =
      constructed_network(task.kind, data, task.partition, task.pieces, candidate.slack);
  FloatingRadiusModel model(network, part, pattern_classes(network, part), log_cap(task));
  UnitMoves start = model.unmoved();
  start.log_factors = candidate.moves.log_factors;
  const std::vector<std::size_t> widths = hidden_widths(network);
  UnitMoves best = model.unmoved();
  for (double margin : {0.2 * log_two, log_two}) { // below the cap, for the rounding
    model.set_log_cap(log_cap(task) - margin);
    UnitMoves moves = descended_moves(model, start, final_step_count, final_work);
    start = moves;
    model.set_log_cap(log_cap(task));
    round_moves(model, moves);
    Polish polish(model, moves, widths);
    const double sweep_work = 4 * static_cast<double>(model.unit_count()) * model.work();
    for (int sweep = 0; sweep < polish_sweep_count; ++sweep)
      polish.sweep(polish_sweep_count * sweep_work <= polish_work);
    round_moves(model, moves);
    if (model.cap_excess(moves) <= 0 && model.log_radius(moves) > model.log_radius(best))
      best = std::move(moves);
  }
  apply(network, model, best);
  return network;
}

} // namespace thalweg
