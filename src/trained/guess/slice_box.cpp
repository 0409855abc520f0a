// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/slice_box.hpp"

#include "exact/finite.hpp"
#include "exact/grid.hpp"
#include "trained/exact_risks.hpp"
#include "trained/guess/box_bounds.hpp"
#include "trained/guess/growth_coefficients.hpp"
#include "trained/guess/point_curvature.hpp"
#include "trained/guess/slice_penalty.hpp"

#include <fmt/format.h>

#include <cmath>

namespace thalweg {

namespace {

constexpr double rounding_slack = 1 + 1e-9; ///< what floating point may be wrong by, generously
constexpr int first_share_exponent = -2, least_share_exponent = -10;
constexpr int largest_box_exponent = 2, least_box_exponent = -100;
constexpr double rounding_curvature = 1e-11; ///< of a scaled Hessian: less is taken for rounding
constexpr int least_near_exponent = -110;    ///< δ² stays far above the roundings of the verifier

double floating_power(int exponent) {
  return std::ldexp(1.0, exponent);
}

int exponent_below(double x) {
  return int(std::floor(std::log2(x)));
}

class BoxSearch {
public:
  BoxSearch(const SliceProblem& problem, const TrainingProblem& training, const SlicePoint& at,
            const std::vector<std::size_t>& free, const FloatingDerivatives& derivatives,
            const BoxGoal& goal)
      : problem_(problem), training_(training), at_(at), free_(free), goal_(goal),
        losses_(problem.losses) {
    point_ = guessed_floating_point(problem, at);
    read_outputs();
    normals_ = derivatives.normals(Eigen::all, free);
    const FloatingMatrix jacobian = derivatives.jacobian(Eigen::all, free);
    gauss_ = gauss_part(jacobian, curvatures_, losses_.output_count());
    hessian_ = derivatives.mixed(free, free) + gauss_;
    for (std::size_t k = 0; k < free.size(); ++k)
      hessian_(k, k) += 2 * problem.decay[free[k]].get_d();
  }

  std::variant<SliceBox, std::string> result() {
    if (auto reason = choose_bounds())
      return *reason;
    while (!choose_penalties()) {
      share_ -= 2;
      if (share_ < least_share_exponent)
        return "the Hessian of the augmented Lagrangian is not positive definite on the slice";
    }
    if (goal_.is_barrier && penalty_.largest_curvature < rounding_curvature)
      return "the Hessian of the augmented Lagrangian seems flat along some direction";
    std::vector<double> omega(problem_.cell.parameter_count);
    for (std::size_t k = 0; k < free_.size(); ++k)
      omega[free_[k]] = floating_power(penalty_.steps[k]);
    const BoxBounds bounds(problem_.cell, point_, omega);
    coefficients_ =
        growth_coefficients(problem_, point_, outputs_, bounds, penalty_.penalties, share_);
    const ExactRisks risks = exact_risks(problem_, training_, at_, penalties());
    Rational gradient_norm;
    for (std::size_t k = 0; k < free_.size(); ++k)
      gradient_norm += abs(risks.gradient[free_[k]]) * power_of_two(penalty_.steps[k]);
    SliceBox box;
    if (auto reason = goal_.is_barrier
                          ? choose_highest_box(box, bounds, gradient_norm, risks.excess)
                          : choose_first_box(box, bounds))
      return "no box: " + *reason;
    const double mu = growth(box.box.get_d()) / rounding_slack;
    if (!choose_near(box, mu, gradient_norm, risks.excess))
      return fmt::format("no box: gradient {:.1e} and excess {:.1e} are too large for {:.1e}",
                         gradient_norm.get_d(), risks.excess.get_d(), box.box.get_d());
    box.steps = penalty_.steps;
    box.penalties = penalty_.penalties;
    box.bounds = theta_;
    box.curvature = exact_value(curvature());
    box.share = share_;
    choose_strict_box(box, bounds);
    box.is_at_rest = box.strict_box && problem_.cell.ties.empty() && training_.decay.empty() &&
                     losses_.is_polynomial() &&
                     std::all_of(risks.gradient.begin(), risks.gradient.end(),
                                 [](const Rational& entry) { return entry == 0; });
    box.risk_upper = risks.risk_upper;
    box.risk_lower =
        risks.risk_lower - risks.excess - gradient_norm * gradient_norm / (4 * exact_value(mu));
    return box;
  }

private:
  void read_outputs() {
    for (std::size_t i = 0; i < problem_.cell.points.count(); ++i) {
      Vector& outputs = outputs_.emplace_back();
      for (const std::vector<double>& output : point_.values.z.back())
        outputs.push_back(exact_value(output[i]));
      curvatures_.push_back(thalweg::curvature(losses_, i, outputs));
      for (std::size_t o = 0; o < losses_.output_count(); ++o)
        steepness_[o].push_back(steepness(losses_, i, o, outputs));
    }
  }

  std::vector<Rational> penalties() const {
    std::vector<Rational> result;
    for (const int rho : penalty_.penalties)
      result.push_back(power_of_two(rho));
    return result;
  }

  /// θ: half of γ, and at ties that ties of the same point feed so small that the cascade holds.
  std::optional<std::string> choose_bounds() {
    const std::vector<CellTie>& ties = problem_.cell.ties;
    std::vector<double> gamma, theta;
    for (std::size_t t = 0; t < ties.size(); ++t) {
      gamma.push_back(
          std::min(-point_.multipliers[t], point_.multipliers[t] + point_.tie_jumps[t]));
      if (!(gamma[t] > 1e-13))
        return fmt::format(
            "degenerate tie at layer {}, unit {}, sample {}: multiplier {:.2e} of {:.2e}",
            ties[t].layer, ties[t].unit, problem_.cell.points.members[ties[t].point].front(),
            point_.multipliers[t], point_.tie_jumps[t]);
      theta.push_back(gamma[t] / 2);
    }
    const BoxBounds still(problem_.cell, point_,
                          std::vector<double>(problem_.cell.parameter_count));
    std::vector<std::vector<std::pair<std::size_t, double>>> fed(ties.size());
    std::vector<double> counts(ties.size());
    for (std::size_t t = 0; t < ties.size(); ++t) {
      fed[t] = still.feeding_ties(t, 0);
      for (const auto& [lower, bound] : fed[t])
        counts[lower] += 1;
    }
    for (std::size_t t = 0; t < ties.size(); ++t)
      for (const auto& [lower, bound] : fed[t])
        theta[t] = std::min(theta[t], gamma[lower] / (4 * counts[lower] * std::max(bound, 1e-12)));
    for (const double value : theta)
      theta_.push_back(exponent_below(value));
    return std::nullopt;
  }

  bool choose_penalties() {
    const double kept = 1 - floating_power(share_);
    const double lost = 1 - kept * (losses_.is_polynomial() ? 1 : 1 - score_range());
    const std::optional<SlicePenalty> best = guessed_penalty(hessian_, gauss_ * lost, normals_);
    if (!best)
      return false;
    penalty_ = *best;
    if (goal_.steps.empty())
      return true;
    penalty_.steps = goal_.steps;
    penalty_.largest_curvature = guessed_curvature(penalty_, hessian_ - gauss_ * lost, normals_);
    return penalty_.largest_curvature > 0;
  }

  /// How far scores may move: they take as much of the squares as half of ε.
  double score_range() const { return floating_power(share_ - 1); }

  /// m
  double curvature() const {
    return goal_.is_barrier ? penalty_.largest_curvature : floating_power(penalty_.curvature);
  }

  /// m/2 − Σ C_k Δ^{k−2}
  double growth(double delta) const {
    return curvature() / 2 - rounding_slack * coefficients_.loss(delta);
  }

  /// How far the derivatives of the losses by the outputs move.
  std::vector<std::vector<double>> output_radii(const CellValues<double>& radii) const {
    std::vector<std::vector<double>> result = radii.z.back();
    for (std::size_t i = 0; i < outputs_.size(); ++i) {
      double largest = 0;
      for (const std::vector<double>& output : radii.z.back())
        largest = std::max(largest, output[i]);
      for (std::size_t o = 0; o < result.size(); ++o)
        result[o][i] = steepness_[o][i] * (losses_.is_softmax() ? largest : radii.z.back()[o][i]);
    }
    return result;
  }

  std::optional<std::string> broken_loss(const BoxBounds& bounds, const CellValues<double>& radii,
                                         double delta) const {
    for (std::size_t i = 0; i < outputs_.size(); ++i)
      for (std::size_t o = 0; o < losses_.output_count(); ++o) {
        const double move = radii.z.back()[o][i] * rounding_slack, value = outputs_[i][o].get_d();
        const OutputRange range = losses_.range(i, o, outputs_[i][o]);
        bool is_kept = (!range.lower || value - move > range.lower->get_d()) &&
                       (!range.upper || value + move < range.upper->get_d());
        if (!losses_.is_polynomial()) {
          double sum = 0;
          for (std::size_t k = 1; k < bounds.majorants().size(); ++k)
            sum += bounds.majorants()[k].back()[o][i] * std::pow(delta, double(k));
          is_kept = (losses_.is_softmax() ? 2 : 1) * rounding_slack * sum <= score_range();
        }
        if (!is_kept)
          return fmt::format("the loss of sample {} changes its curvature",
                             problem_.cell.points.members[i].front());
      }
    return std::nullopt;
  }

  /// Which of O183 to O186 fails on the box; `shift`: what is taken from γ.
  std::optional<std::string> broken(const BoxBounds& bounds, double delta, double shift) const {
    const CellValues<double> radii = bounds.radii(delta * rounding_slack);
    if (auto reason = bounds.broken_piece(radii))
      return reason;
    if (auto reason = broken_loss(bounds, radii, delta))
      return reason;
    const CellAdjoints<double> adjoints =
        bounds.adjoint_radii(output_radii(radii), delta * rounding_slack);
    const std::vector<CellTie>& ties = problem_.cell.ties;
    std::vector<double> needed;
    for (const int theta : theta_)
      needed.push_back(floating_power(theta));
    for (std::size_t t = 0; t < ties.size(); ++t)
      for (const auto& [lower, bound] : bounds.feeding_ties(t, delta * rounding_slack))
        needed[lower] += floating_power(theta_[t]) * bound;
    for (std::size_t t = 0; t < ties.size(); ++t) {
      const CellTie& tie = ties[t];
      const double move =
          std::abs(tie.jump.get_d()) * adjoints.h[tie.layer + 1][tie.unit][tie.point];
      const double gamma =
          std::min(-point_.multipliers[t], point_.multipliers[t] + point_.tie_jumps[t] - move);
      if (!(needed[t] * rounding_slack <= gamma - shift))
        return fmt::format("the multiplier of the tie at layer {}, unit {}, sample {}", tie.layer,
                           tie.unit, problem_.cell.points.members[tie.point].front());
      double q = std::abs(point_.tie_values[t]);
      for (std::size_t k = 1; k < bounds.majorants().size(); ++k)
        q += bounds.majorants()[k][tie.layer][tie.unit][tie.point] * std::pow(delta, double(k));
      if (!(floating_power(penalty_.penalties[t]) * q * rounding_slack / 2 <=
            floating_power(theta_[t])))
        return fmt::format("the penalty of the tie at layer {}, unit {}, sample {}", tie.layer,
                           tie.unit, problem_.cell.points.members[tie.point].front());
    }
    return std::nullopt;
  }

  /// The largest power of two that passes and leaves half of the curvature.
  std::optional<std::string> choose_first_box(SliceBox& box, const BoxBounds& bounds) const {
    std::string last = "none";
    for (int k = largest_box_exponent; k >= least_box_exponent; --k) {
      const double delta = floating_power(k);
      if (!(growth(delta) > curvature() / 4)) {
        last = "curvature";
      } else if (const auto reason = broken(bounds, delta, 0)) {
        last = *reason;
      } else {
        box.box = power_of_two(k);
        return std::nullopt;
      }
    }
    return last;
  }

  /// Of four sizes in each octave the one with the largest μΔ² − γ_0 Δ − e.
  std::optional<std::string> choose_highest_box(SliceBox& box, const BoxBounds& bounds,
                                                const Rational& gradient_norm,
                                                const Rational& excess) const {
    const double limit = size_that_loses_readers();
    std::string last = "curvature";
    for (int k = 4 * largest_box_exponent; k >= 4 * least_box_exponent; --k) {
      const double delta = std::ldexp(4 + (k & 3), (k >> 2) - 2);
      const Rational exact = exact_value(delta);
      const Rational rise =
          (exact_value(growth(delta) / rounding_slack) * exact - gradient_norm) * exact - excess;
      if (rise <= box.barrier) {
        if (box.barrier > 0)
          break;
      } else if (!(delta < limit)) {
        last = "a unit may lose what reads it";
      } else if (const auto reason = broken(bounds, delta, 0)) {
        last = *reason;
      } else {
        box.box = exact;
        box.barrier = rise;
      }
    }
    if (box.barrier == 0)
      return last;
    const int digits = std::max(0, 16 - exponent_below(box.barrier.get_d()));
    box.barrier = multiple_below(box.barrier * Rational(4095, 4096), Integer(1) << digits);
    return std::nullopt;
  }

  /// From this size of the box on all parameters of some set of the goal may become 0.
  double size_that_loses_readers() const {
    std::vector<double> steps(problem_.cell.parameter_count);
    for (std::size_t k = 0; k < free_.size(); ++k)
      steps[free_[k]] = floating_power(penalty_.steps[k]) * rounding_slack;
    double result = INFINITY;
    for (const std::vector<std::size_t>& readers : goal_.readers) {
      double longest = 0;
      for (const std::size_t j : readers)
        longest = std::max(longest, std::abs(at_.parameters[j].get_d()) / steps[j]);
      result = std::min(result, longest);
    }
    return result;
  }

  /// The least δ with μ − γ_0/δ − e/δ² > 0.
  static bool choose_near(SliceBox& box, double mu, const Rational& gradient_norm,
                          const Rational& excess) {
    const auto is_near = [&](int k) {
      const Rational delta = power_of_two(k);
      return exact_value(mu) > gradient_norm / delta + excess / (delta * delta);
    };
    box.near = exponent_below(box.box.get_d()) - 1;
    if (!is_near(box.near))
      return false;
    while (box.near > least_near_exponent && is_near(box.near - 1))
      --box.near;
    return true;
  }

  /// κ' of section 40.2: how far the multipliers at W* may be from these.
  double multiplier_distance(const BoxBounds& bounds, int near) const {
    if (normals_.rows() == 0)
      return 0;
    const double delta = floating_power(near);
    const CellValues<double> radii = bounds.radii(delta);
    const CellAdjoints<double> adjoints = bounds.adjoint_radii(output_radii(radii), delta);
    std::vector<double> moves(problem_.cell.parameter_count);
    const UnitTable<double>&h = point_.values.h, &z = point_.adjoints.z;
    for (std::size_t l = 0; l < problem_.cell.layers.size(); ++l) {
      const CellLayer& layer = problem_.cell.layers[l];
      for (const CellLink& link : layer.links)
        for (std::size_t i = 0; link.parameter && i < outputs_.size(); ++i) {
          const double rh = radii.h[link.source][link.index][i];
          moves[*link.parameter] +=
              adjoints.z[l][link.unit][i] * (std::abs(h[link.source][link.index][i]) + rh) +
              std::abs(z[l][link.unit][i]) * rh;
        }
      for (std::size_t unit = 0; unit < layer.unit_count; ++unit)
        for (std::size_t i = 0; layer.biases[unit] && i < outputs_.size(); ++i)
          moves[*layer.biases[unit]] += adjoints.z[l][unit][i];
    }
    const FloatingMatrix inverse = ShortestSolutions(normals_).pseudo_inverse();
    double sum = 0;
    for (std::size_t k = 0; k < free_.size(); ++k)
      sum += inverse.row(Eigen::Index(k)).cwiseAbs().sum() *
             (moves[free_[k]] +
              2 * problem_.decay[free_[k]].get_d() * delta * floating_power(penalty_.steps[k]));
    return 4 * sum;
  }

  void choose_strict_box(SliceBox& box, const BoxBounds& bounds) const {
    const double distance = multiplier_distance(bounds, box.near);
    double feeding = 1, least = INFINITY;
    for (std::size_t t = 0; t < problem_.cell.ties.size(); ++t) {
      least = std::min(least, floating_power(theta_[t]));
      for (const auto& [lower, bound] : bounds.feeding_ties(t, box.box.get_d()))
        feeding = std::max(feeding, bound);
    }
    if (!(distance * feeding < least) || broken(bounds, box.box.get_d(), distance * (1 + feeding)))
      return;
    for (int k = exponent_below(box.box.get_d()); k > box.near; --k) {
      const double delta = floating_power(k);
      const double left =
          curvature() / 2 - rounding_slack * coefficients_.strict_loss(delta, distance);
      if (left > 0) {
        box.strict_box = k;
        return;
      }
    }
  }

  const SliceProblem& problem_;
  const TrainingProblem& training_;
  const SlicePoint& at_;
  const std::vector<std::size_t>& free_;
  const BoxGoal& goal_;
  const PointLosses& losses_;
  FloatingSlicePoint point_;
  std::vector<Vector> outputs_; ///< of every point
  std::vector<std::vector<double>> curvatures_;
  std::vector<std::vector<double>> steepness_ =
      std::vector<std::vector<double>>(losses_.output_count()); ///< [output][point]
  FloatingMatrix normals_, hessian_, gauss_;
  std::vector<int> theta_;
  SlicePenalty penalty_;
  int share_ = first_share_exponent; ///< ε: less where curvature is scarce
  GrowthCoefficients coefficients_;
};

} // namespace

std::variant<SliceBox, std::string>
guessed_slice_box(const SliceProblem& problem, const TrainingProblem& training,
                  const SlicePoint& at, const std::vector<std::size_t>& free,
                  const FloatingDerivatives& derivatives, const BoxGoal& goal) {
  return BoxSearch(problem, training, at, free, derivatives, goal).result();
}

} // namespace thalweg
