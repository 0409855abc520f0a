// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/walk.hpp"

#include "exact/error.hpp"
#include "exact/finite.hpp"
#include "exact/watched_work.hpp"
#include "landscape/parameter_order.hpp"
#include "trained/guess/floating_return.hpp"
#include "trained/guess/floating_waking.hpp"
#include "trained/guess/floating_walk.hpp"
#include "trained/guess/floating_walls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace thalweg {

using Eigen::Index;
using Eigen::VectorXd;

namespace {

/// From here on Levenberg–Marquardt steps come first.
constexpr Index large_network = 400;
/// Products for the second derivatives of one step: with more there are none.
constexpr double most_products = 2e10;

/// Is one step with second derivatives too much work?
bool is_too_large(const FloatingLagrangian& lagrangian) {
  const double rows = static_cast<double>(lagrangian.network().point_count()) *
                      static_cast<double>(lagrangian.network().output_count());
  const double parameters = static_cast<double>(lagrangian.network().parameter_count());
  return parameters * std::max(rows, parameters) * std::min(rows, parameters) > most_products;
}

/// Where first derivatives alone lead.
FloatingWalkEnd end_without_curvature(FloatingLagrangian& lagrangian, const WalkPlace& start,
                                      const WalkLimits& limits) {
  FloatingWalkEnd result;
  result.place.parameters =
      floating_quasi_newton(lagrangian, start.parameters, limits, result.steps);
  result.place.pieces = lagrangian.pieces_in_use(result.place.parameters);
  const FloatingPass pass = lagrangian.pass(result.place);
  const bool is_separated =
      lagrangian.decay().maxCoeff() == 0 && lagrangian.loss().is_separated(pass.z.back());
  result.stop = is_separated ? WalkStop::separable : WalkStop::unfinished;
  result.reason = is_separated
                      ? "every sample is classified rightly"
                      : fmt::format("{} steps with first derivatives alone: the network is too "
                                    "large for second ones",
                                    result.steps);
  return result;
}

/// The network with these parameters, exactly; nothing if one is not finite.
std::optional<Network> network_with(const Network& like, const VectorXd& parameters) {
  if (!parameters.allFinite())
    return std::nullopt;
  return with_parameters(
      like, [&](std::size_t k) { return exact_value(parameters[static_cast<Index>(k)]); });
}

std::vector<SamplePieces> sample_pieces(const SamplePoints& inputs, const FloatingPieces& pieces) {
  std::vector<SamplePieces> result;
  for (const std::size_t point : inputs.of_sample) {
    SamplePieces& here = result.emplace_back();
    for (const Eigen::MatrixXi& layer : pieces) {
      here.emplace_back();
      for (Index unit = 0; unit < layer.cols(); ++unit)
        here.back().push_back(static_cast<std::size_t>(layer(static_cast<Index>(point), unit)));
    }
  }
  return result;
}

/// A held pair has the patterns of both sides.
bool has_other_patterns(const FloatingPieces& start, const WalkPlace& end) {
  FloatingPieces pieces = end.pieces;
  for (const HeldPoint& pair : end.held) {
    int& piece = pieces[pair.layer](pair.point, pair.unit);
    const int other = pair.entry < 0 ? piece + 1 : pair.entry;
    if (start[pair.layer](pair.point, pair.unit) == other)
      piece = other;
  }
  return pieces != start;
}

void describe(WalkEnd& end, FloatingLagrangian& lagrangian, WalkPlace place) {
  hold_rising_units(lagrangian, place);
  const FirstOrder at = lagrangian.first_order(place);
  for (std::size_t t = 0; t < place.held.size(); ++t) {
    const auto& [layer, unit, point, entry] = place.held[t];
    end.held.push_back({layer, static_cast<std::size_t>(unit),
                        lagrangian.inputs().members[static_cast<std::size_t>(point)].front(),
                        static_cast<std::size_t>(std::max(entry, 0))});
    end.multipliers.push_back(at.multipliers[static_cast<Index>(t)]);
  }
  end.pieces = sample_pieces(lagrangian.inputs(), place.pieces);
  end.risk = at.risk;
  end.gradient_norm = at.gradient.size() == 0 ? 0 : at.gradient.cwiseAbs().maxCoeff();
}

/// What is left to fall, about: (g_j)² over the second derivative of the loss by W_j.
double relative_gradient(FloatingLagrangian& lagrangian, const WalkPlace& place,
                         const FirstOrder& at) {
  if (at.gradient.size() == 0 || at.risk <= 0)
    return 0;
  const VectorXd curvatures =
      lagrangian.loss_rows(place, at).colwise().squaredNorm().transpose() + lagrangian.decay();
  constexpr double least = 1e-6;
  const VectorXd sizes = (curvatures.array() + least * curvatures.maxCoeff() + 1e-300).sqrt();
  return at.gradient.cwiseQuotient(sizes).cwiseAbs().maxCoeff() / std::sqrt(at.risk);
}

} // namespace

GuessedGradient guessed_gradient(const Network& network, const TrainingProblem& problem) {
  FloatingLagrangian lagrangian(network, problem);
  const WalkPlace place = lagrangian.start();
  const FirstOrder at = lagrangian.first_order(place);
  return {at.risk, at.gradient.size() == 0 ? 0 : at.gradient.cwiseAbs().maxCoeff(),
          relative_gradient(lagrangian, place, at)};
}

WalkEnd walk_downhill(const Network& start, const TrainingProblem& problem,
                      const WalkRequest& request) {
  const Deadline deadline = request.max_time ? Deadline::after(*request.max_time) : Deadline();
  WalkLimits limits{request.step_budget, [&] { return deadline.has_passed() || time_is_up(); }};
  FloatingLagrangian lagrangian(start, problem);
  const WalkPlace first = lagrangian.start();
  WalkPlace place = first;
  std::size_t steps = 0;
  const bool is_large = is_too_large(lagrangian);
  if (!is_large && place.parameters.size() > large_network) {
    place.parameters = floating_descent(lagrangian, place.parameters, limits, steps);
    place.pieces = lagrangian.pieces_in_use(place.parameters);
    limits.steps -= std::min(limits.steps, steps);
  }
  FloatingWalkEnd walked = is_large ? end_without_curvature(lagrangian, first, limits)
                                    : floating_walk(lagrangian, std::move(place), limits);
  if (walked.stop == WalkStop::converged) {
    walked.place = returned_along_flats(lagrangian, std::move(walked.place), first.parameters);
    share_with_sleepers(lagrangian, walked.place);
  }
  WalkEnd end{start, {}, {}, {}, walked.stop, false, std::move(walked.reason), 0, 0, 0, false};
  end.steps = steps + walked.steps;
  std::optional<Network> network = network_with(start, walked.place.parameters);
  if (!network) {
    end.stop = WalkStop::stuck;
    end.reason = "the numbers have become too large";
    describe(end, lagrangian, first);
    return end;
  }
  end.network = std::move(*network);
  end.is_converged = end.stop == WalkStop::converged || end.stop == WalkStop::risk_zero;
  end.has_changed_patterns = has_other_patterns(first.pieces, walked.place);
  describe(end, lagrangian, std::move(walked.place));
  return end;
}

} // namespace thalweg
