// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/slice_minimum.hpp"

#include "exact/finite.hpp"
#include "exact/grid.hpp"
#include "trained/exact_risks.hpp"
#include "trained/guess/asleep_units.hpp"
#include "trained/guess/gauge_blocks.hpp"
#include "trained/guess/gauge_choice.hpp"
#include "trained/guess/growth_coefficients.hpp"
#include "trained/guess/highest_box.hpp"
#include "trained/guess/output_span.hpp"
#include "trained/guess/point_curvature.hpp"
#include "trained/guess/slice_box.hpp"
#include "trained/guess/trap_gauge.hpp"

#include <fmt/format.h>

#include <cmath>
#include <random>

namespace thalweg {

namespace {

constexpr double flat_share = 1e-8;       ///< eigenvalues below this part of the largest count as 0
constexpr std::size_t most_counted = 600; ///< parameters up to which flat directions are counted
constexpr int most_settling_steps = 8;
constexpr double settled_gradient = 1e-13; ///< compared with the largest second derivative
constexpr unsigned risk_bits = 128;        ///< of the risk interval

bool is_dyadic(const Vector& numbers) {
  return std::all_of(numbers.begin(), numbers.end(), [](const Rational& number) {
    return mpz_popcount(number.get_den_mpz_t()) == 1;
  });
}

class MinimumSearch {
public:
  /// The units asleep are 0 at the end.
  MinimumSearch(const WalkEnd& end, const TrainingProblem& training, const SliceRequest& request,
                std::vector<std::size_t> asleep)
      : training_(training), request_(request), asleep_(std::move(asleep)),
        cell_(guessed_held_cell(end.network, training.data, end.held)),
        losses_(training, cell_.points), problem_{
                                             cell_, losses_,
                                             decay_of_parameters(end.network, training.decay)} {
    guess_.parameters = parameter_vector(end.network);
    guess_.multipliers.assign(cell_.ties.size(), 0);
  }

  std::variant<SliceMinimum, std::string> result() {
    if (auto reason = find_multipliers())
      return *reason;
    if (auto reason = request_.goal == SliceGoal::barrier ? fix_scales() : fix_coordinates())
      return *reason;
    fix_asleep();
    const std::vector<std::size_t> free = free_parameters(gauge_, cell_.parameter_count);
    if (free.empty())
      return "every parameter is fixed by a symmetry";
    const auto point = polished_point(free);
    if (!point)
      return "the iteration towards the minimum does not converge";
    const auto box =
        box_goal_.is_barrier
            ? highest_slice_box(problem_, training_, *point, free, derivatives_, box_goal_)
            : guessed_slice_box(problem_, training_, *point, free, derivatives_);
    if (const auto* reason = std::get_if<std::string>(&box))
      return with_flat_directions(*reason);
    SliceMinimum result = minimum_of(*point, std::get<SliceBox>(box));
    if (asleep_.empty())
      return result;
    auto sleep =
        guessed_sleep(cell_, losses_, problem_.decay, parameter_vector(result.network), asleep_);
    if (const auto* reason = std::get_if<std::string>(&sleep))
      return *reason;
    result.minimum.asleep = std::move(std::get<AsleepUnits>(sleep));
    return result;
  }

private:
  /// λ from the gradient of the risk by least squares, then some Newton steps in floating point:
  /// curvature can be told from none only where the gradient is small enough.
  std::optional<std::string> find_multipliers() {
    derive();
    if (!cell_.ties.empty()) {
      const FloatingMatrix transposed = derivatives_.normals.transpose();
      if (guessed_rank(transposed, 1e-9) < cell_.ties.size())
        return fmt::format("the normals of the {} walls depend on each other", cell_.ties.size());
      const FloatingVector multipliers =
          least_squares(transposed, residual().head(transposed.rows()));
      if (!multipliers.allFinite())
        return "the multipliers of the walls are not finite";
      for (std::size_t t = 0; t < cell_.ties.size(); ++t)
        guess_.multipliers[t] = exact_value(multipliers[Eigen::Index(t)]);
      derive();
    }
    for (int step = 0; step < most_settling_steps && cell_.parameter_count <= most_counted;
         ++step) {
      const FloatingVector before = residual();
      const double size = before.cwiseAbs().maxCoeff();
      if (size <= settled_gradient * hessian_.cwiseAbs().maxCoeff())
        break;
      const SlicePoint last = guess_;
      settle(before);
      if (!(residual().cwiseAbs().maxCoeff() < size)) {
        guess_ = last;
        break;
      }
      derive();
    }
    return std::nullopt;
  }

  /// ∂Λ and behind it Q.
  FloatingVector residual() const {
    const auto residual = slice_residual<double>(problem_, guess_);
    FloatingVector result(Eigen::Index(residual.gradient.size() + residual.tie_values.size()));
    std::copy(residual.gradient.begin(), residual.gradient.end(), result.begin());
    std::copy(residual.tie_values.begin(), residual.tie_values.end(),
              result.begin() + Eigen::Index(residual.gradient.size()));
    return result;
  }

  /// The shortest Newton step.
  void settle(const FloatingVector& residual) {
    const Eigen::Index p = hessian_.rows(), ties = derivatives_.normals.rows();
    FloatingMatrix system = FloatingMatrix::Zero(p + ties, p + ties);
    system.topLeftCorner(p, p) = hessian_;
    system.topRightCorner(p, ties) = -derivatives_.normals.transpose();
    system.bottomLeftCorner(ties, p) = derivatives_.normals;
    const FloatingVector step = ShortestSolutions(system, 1e-6).solution(residual);
    if (!step.allFinite())
      return;
    for (Eigen::Index j = 0; j < p; ++j)
      guess_.parameters[std::size_t(j)] -= exact_value(step[j]);
    for (Eigen::Index t = 0; t < ties; ++t)
      guess_.multipliers[std::size_t(t)] -= exact_value(step[p + t]);
  }

  /// The derivatives of the base functions and the Hessian of Λ at the guess.
  void derive() {
    const FloatingSlicePoint at = guessed_floating_point(problem_, guess_);
    derivatives_ = floating_derivatives(cell_, at.parameters, at.adjoints);
    std::vector<std::vector<double>> curvatures;
    for (std::size_t i = 0; i < cell_.points.count(); ++i) {
      Vector outputs;
      for (const std::vector<double>& output : at.values.z.back())
        outputs.push_back(exact_value(output[i]));
      curvatures.push_back(curvature(losses_, i, outputs));
    }
    hessian_ =
        derivatives_.mixed + gauss_part(derivatives_.jacobian, curvatures, losses_.output_count());
    for (std::size_t j = 0; j < cell_.parameter_count; ++j)
      hessian_(Eigen::Index(j), Eigen::Index(j)) += 2 * problem_.decay[j].get_d();
  }

  std::optional<std::string> fix_coordinates() {
    std::size_t flat_count = cell_.parameter_count;
    if (cell_.parameter_count <= most_counted) {
      const FloatingVector eigenvalues = reduced_eigenvalues();
      const double largest = eigenvalues.cwiseAbs().maxCoeff();
      if (eigenvalues.minCoeff() < -1e-7 * largest)
        return fmt::format("the curvature is negative along some direction: {:.1e} of {:.1e}{}",
                           eigenvalues.minCoeff(), largest, sleeping_row_in_words());
      flat_count = std::size_t((eigenvalues.array() < flat_share * largest).count());
      if (flat_count == 0)
        return std::nullopt;
    }
    const FloatingSlicePoint at = guessed_floating_point(problem_, guess_);
    std::vector<GaugeField> fields = guessed_fields(problem_, at);
    keep_fields_of_others(fields);
    gauge_ = guessed_gauge(fields, flat_count);
    if (cell_.parameter_count > most_counted)
      return std::nullopt;
    if (gauge_.fields.size() == flat_count || has_saturated_outputs(at, flat_count))
      return std::nullopt;
    for (GaugeField& field : guessed_block_fields(problem_, at))
      fields.push_back(std::move(field));
    gauge_ = guessed_gauge(fields, flat_count);
    if (gauge_.fields.size() == flat_count || gauge_.fields.size() == unmoving_count())
      return std::nullopt; // in the second case the curvature is small, the box tells whether 0
    return fmt::format("{} of {} flat directions that no neutral field explains{}",
                       flat_count - gauge_.fields.size(), flat_count, lost_rank_in_words());
  }

  /// How many independent directions move neither outputs nor ties?
  std::size_t unmoving_count() const {
    FloatingMatrix both(derivatives_.jacobian.rows() + derivatives_.normals.rows(),
                        derivatives_.jacobian.cols());
    both.topRows(derivatives_.jacobian.rows()) = derivatives_.jacobian;
    both.bottomRows(derivatives_.normals.rows()) = derivatives_.normals;
    return cell_.parameter_count - guessed_rank(both);
  }

  /// Parameters of units asleep are fixed, too.
  void fix_asleep() {
    const std::vector<std::size_t> asleep = asleep_parameters(cell_.network, asleep_);
    gauge_.fixed.insert(gauge_.fixed.end(), asleep.begin(), asleep.end());
    std::sort(gauge_.fixed.begin(), gauge_.fixed.end());
  }

  /// The parameters that are not of units asleep.
  std::vector<std::size_t> awake_parameters() const {
    std::vector<std::size_t> result;
    const std::vector<std::size_t> asleep = asleep_parameters(cell_.network, asleep_);
    for (std::size_t j = 0; j < cell_.parameter_count; ++j)
      if (!std::binary_search(asleep.begin(), asleep.end(), j))
        result.push_back(j);
    return result;
  }

  /// Nor do fields move them.
  void keep_fields_of_others(std::vector<GaugeField>& fields) const {
    std::erase_if(fields, [&](const GaugeField& field) {
      const auto* rotate = std::get_if<RotateField>(&field.field);
      return rotate && (std::binary_search(asleep_.begin(), asleep_.end(), rotate->unit) ||
                        std::binary_search(asleep_.begin(), asleep_.end(), rotate->other));
    });
  }

  /// For a barrier only the scale of every hidden row is fixed.
  std::optional<std::string> fix_scales() {
    box_goal_.is_barrier = true;
    if (!training_.decay.empty())
      return std::nullopt;
    auto found = guessed_trap_gauge(cell_, guess_.parameters, hessian_.diagonal());
    if (const auto* reason = std::get_if<std::string>(&found))
      return *reason;
    gauge_ = std::move(std::get<TrapGauge>(found).gauge);
    box_goal_.readers = std::move(std::get<TrapGauge>(found).readers);
    return std::nullopt;
  }

  /// Why there is no box: more is flat than the scales.
  std::string with_flat_directions(const std::string& reason) const {
    if (!box_goal_.is_barrier || cell_.parameter_count > most_counted)
      return reason;
    const FloatingVector eigenvalues = reduced_eigenvalues();
    const std::size_t flat =
        std::size_t((eigenvalues.array() < flat_share * eigenvalues.cwiseAbs().maxCoeff()).count());
    const std::size_t scales = gauge_.fixed.size();
    return flat <= scales
               ? reason
               : fmt::format("{} flat directions beside the {} of scaling", flat - scales, scales);
  }

  /// For a barrier W_c is the end of the walk itself: only the multipliers are polished.
  std::optional<SlicePoint> polished_point(const std::vector<std::size_t>& free) const {
    const bool is_end = request_.goal == SliceGoal::barrier;
    if (is_end && cell_.ties.empty())
      return SlicePoint{parameter_vector(cell_.network), {}};
    auto point = guessed_polished_point(problem_, guess_, free, hessian_, derivatives_.normals,
                                        request_.bits);
    if (point && is_end)
      point->parameters = parameter_vector(cell_.network);
    return point;
  }

  /// A row that decay has brought to 0: the units are on a breakpoint wherever they look.
  std::string sleeping_row_in_words() const {
    const Network& network = cell_.network;
    const ParameterOrder order(network);
    constexpr double asleep = 1e-9;
    for (std::size_t l = 0; l + 1 < network.layers.size() && !training_.decay.empty(); ++l)
      for (std::size_t row = 0;
           has_parameters(network.layers[l]) && row < parameter_row_count(network.layers[l]);
           ++row) {
        bool is_zero = true;
        for (std::size_t j = 0; j < order.count(); ++j)
          if (const ParameterPlace& place = order.place(j); place.layer == l && place.row == row)
            is_zero = is_zero && std::abs(guess_.parameters[j].get_d()) < asleep;
        if (is_zero)
          return fmt::format("; decay has brought row {} of layer {} to 0, where R has a kink in "
                             "every direction of the row",
                             row, l);
      }
    return "";
  }

  /// Without ties: do the outputs move in fewer independent ways here than beside it?
  std::string lost_rank_in_words() const {
    if (!cell_.ties.empty())
      return "";
    std::mt19937_64 source; // its default seed: the same numbers every time
    std::vector<double> elsewhere;
    for (const Rational& parameter : guess_.parameters)
      elsewhere.push_back(parameter.get_d() + std::ldexp(double(source() >> 11), -53) - 0.5);
    const std::vector<std::vector<double>> none(losses_.output_count(),
                                                std::vector<double>(cell_.points.count()));
    const CellPasses<double> passes(cell_, elsewhere);
    const FloatingMatrix there =
        floating_derivatives(cell_, elsewhere, passes.adjoints(none, {})).jacobian;
    constexpr double counts_as_zero = 1e-7;
    const std::size_t rank = guessed_rank(derivatives_.jacobian, counts_as_zero);
    const std::size_t usual = guessed_rank(there, counts_as_zero);
    return rank < usual
               ? fmt::format("; the outputs move in {} independent ways here and in {} elsewhere "
                             "with these patterns, so that no fields explain all of them",
                             rank, usual)
               : "";
  }

  /// The other reason for flat directions.
  bool has_saturated_outputs(const FloatingSlicePoint& at, std::size_t flat_count) {
    if (!training_.decay.empty())
      return false;
    std::optional<GuessedSpan> found = guessed_output_span(problem_, at, derivatives_);
    if (!found || found->fixed.size() != flat_count)
      return false;
    gauge_ = {{}, std::move(found->fixed)};
    span_ = std::move(found->span);
    return true;
  }

  /// Of the Hessian of Λ on the tangent space of the walls.
  FloatingVector reduced_eigenvalues() const {
    const std::vector<std::size_t> awake = awake_parameters();
    FloatingMatrix reduced = hessian_(awake, awake);
    if (!cell_.ties.empty()) {
      const FloatingMatrix normals = derivatives_.normals(Eigen::all, awake);
      const FloatingMatrix tangent = Reflections(normals.transpose()).complement();
      reduced = transposed_product(tangent, product(reduced, tangent));
    }
    if (reduced.rows() == 0)
      return FloatingVector::Ones(1);
    return eigenvalues(reduced);
  }

  SliceMinimum minimum_of(const SlicePoint& point, const SliceBox& box) const {
    SliceMinimum result{with_parameters(cell_.network, point.parameters), {}, box.barrier};
    TrainedMinimum& minimum = result.minimum;
    for (std::size_t t = 0; t < cell_.ties.size(); ++t) {
      const CellTie& tie = cell_.ties[t];
      minimum.ties.push_back({tie.layer, tie.unit, cell_.points.members[tie.point].front(),
                              tie.piece, point.multipliers[t], power_of_two(box.bounds[t]),
                              power_of_two(box.penalties[t])});
    }
    minimum.fixed = gauge_.fixed;
    for (const int step : box.steps)
      minimum.steps.push_back(power_of_two(step));
    minimum.curvature = box.curvature;
    minimum.share = power_of_two(box.share);
    minimum.near = power_of_two(box.near);
    minimum.box = box.box;
    if (box.strict_box)
      minimum.strict_box = power_of_two(*box.strict_box);
    // a barrier needs no fields: without a strict box nothing more is said beyond the slice
    if (request_.goal == SliceGoal::radius || minimum.strict_box || minimum.ties.empty())
      minimum.fields = joined_blocks(gauge_.fields);
    minimum.span = span_;
    minimum.is_at_rest = box.is_at_rest;
    minimum.risk_lower = multiple_below(box.risk_lower, Integer(1) << risk_bits);
    minimum.risk_upper = multiple_above(box.risk_upper, Integer(1) << risk_bits);
    if (!is_dyadic(point.parameters)) { // the verifier rounds them, and R with them
      const Rational unit = power_of_two(-int(risk_bits));
      minimum.risk_lower -= minimum.risk_lower == box.risk_lower ? unit : Rational(0);
      minimum.risk_upper += minimum.risk_upper == box.risk_upper ? unit : Rational(0);
    }
    return result;
  }

  const TrainingProblem& training_;
  const SliceRequest& request_;
  std::vector<std::size_t> asleep_;
  HeldCell cell_;
  PointLosses losses_;
  SliceProblem problem_;
  SlicePoint guess_;
  FloatingDerivatives derivatives_;
  FloatingMatrix hessian_;
  Gauge gauge_;
  BoxGoal box_goal_;
  std::optional<OutputSpan> span_; ///< instead of fields
};

} // namespace

std::variant<SliceMinimum, std::string> guessed_minimum_near(const WalkEnd& end,
                                                             const TrainingProblem& problem,
                                                             const SliceRequest& request) {
  auto result = MinimumSearch(end, problem, request, {}).result();
  if (std::holds_alternative<SliceMinimum>(result) || request.goal != SliceGoal::radius)
    return result; // a barrier needs all parameters
  std::vector<std::size_t> asleep = guessed_asleep_units(end.network, problem.decay);
  if (asleep.empty())
    return result;
  const WalkEnd settled = with_units_asleep(end, asleep);
  return MinimumSearch(settled, problem, request, std::move(asleep)).result();
}

} // namespace thalweg
