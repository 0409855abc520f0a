// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/output_solutions.hpp"

#include "exact/finite.hpp"
#include "exact/grid.hpp"
#include "exact/watched_work.hpp"
#include "geometry/simplest_rational.hpp"
#include "trained/fixed_point.hpp"
#include "trained/guess/floating_outputs.hpp"
#include "trained/guess/off_walls.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {

namespace {

using LongNumber = FixedPointOf<3072>;
constexpr unsigned known_bits = LongNumber::fraction_bits - 128; ///< of a solution
constexpr unsigned longest_denominator = known_bits / 2 - 64;

constexpr double no_change = 1e-8; ///< singular values below this part of the largest are 0

/// Independent columns that span all of them: of the first group as many as there are, then of the
/// next one what is missing.
std::vector<std::size_t> pivots_by_group(const FloatingMatrix& jacobian,
                                         const std::vector<std::vector<std::size_t>>& groups) {
  const PivotedQr all = pivoted_qr(jacobian);
  const double least = all.sizes.size() == 0 ? 0 : no_change * all.sizes[0];
  FloatingMatrix basis(jacobian.rows(), 0);
  std::vector<std::size_t> pivots;
  for (const std::vector<std::size_t>& group : groups) {
    FloatingMatrix rest = jacobian(Eigen::all, group);
    for (int repeat = 0; repeat < 2; ++repeat)
      rest -= product(basis, transposed_product(basis, rest));
    const PivotedQr qr = pivoted_qr(rest);
    const std::size_t count = qr.rank(least);
    for (std::size_t k = 0; k < count; ++k)
      pivots.push_back(group[qr.order[k]]);
    FloatingMatrix larger(basis.rows(), basis.cols() + Eigen::Index(count));
    larger.leftCols(basis.cols()) = basis;
    larger.rightCols(Eigen::Index(count)) = qr.basis(count);
    basis = std::move(larger);
  }
  std::sort(pivots.begin(), pivots.end());
  return pivots;
}

/// The parameters layer by layer, in orders in which pivots have turned out to be rational.
std::vector<std::vector<std::vector<std::size_t>>> orders_of_layers(const Network& network) {
  const ParameterOrder order(network);
  std::vector<std::vector<std::size_t>> layers;
  for (std::size_t j = 0; j < order.count(); ++j) {
    if (j == 0 || order.place(j).layer != order.place(j - 1).layer)
      layers.emplace_back();
    layers.back().push_back(j);
  }
  std::vector<std::vector<std::vector<std::size_t>>> result{layers};
  std::reverse(layers.begin(), layers.end());
  if (layers.size() > 1) {
    result.push_back(layers); // the last hidden one, the outputs, the others downwards
    std::swap(result.back()[0], result.back()[1]);
    std::swap(result[0], result[1]);
  }
  result.push_back(std::move(layers));
  return result;
}

/// The equations at some points, and a chord iteration for the pivots.
class PivotEquations {
public:
  /// `rows` are equations i·outputs + o of the cell, as many as `pivots`, regular in them.
  PivotEquations(const HeldCell& cell, const std::vector<Vector>& outputs, Vector parameters,
                 std::vector<std::size_t> pivots, std::vector<std::size_t> rows,
                 const FloatingMatrix& jacobian)
      : cell_(cell), outputs_(outputs), parameters_(std::move(parameters)),
        pivots_(std::move(pivots)), rows_(std::move(rows)),
        solver_(FloatingMatrix(jacobian(rows_, pivots_))) {}

  /// The parameters with pivots read off; nothing if the iteration does not get there.
  std::optional<Vector> solution() {
    constexpr int most_steps = 300;
    const Rational enough = fraction(1, Integer(1) << (known_bits + 16));
    Rational last;
    for (int step = 0; step < most_steps; ++step) {
      tell_progress(0.6, "parameters with given outputs");
      const Vector residual = this->residual();
      Rational size;
      for (const Rational& entry : residual)
        size = std::max(size, Rational(abs(entry)));
      if (size <= enough)
        return with_short_pivots();
      if (step > 0 && 2 * size > last)
        return std::nullopt;
      last = size;
      if (!take(residual, size))
        return std::nullopt;
    }
    return std::nullopt;
  }

private:
  Vector residual() const {
    std::vector<LongNumber> numbers;
    for (const Rational& parameter : parameters_)
      numbers.emplace_back(parameter);
    const auto values = CellPasses<LongNumber>(cell_, std::move(numbers)).values();
    const std::size_t count = cell_.layers.back().unit_count;
    Vector result;
    for (const std::size_t row : rows_)
      result.push_back(values.z.back()[row % count][row / count].rational() -
                       outputs_[cell_.points.members[row / count].front()][row % count]);
    return result;
  }

  bool take(const Vector& residual, const Rational& size) {
    FloatingVector scaled(Eigen::Index(rows_.size()));
    for (std::size_t k = 0; k < rows_.size(); ++k)
      scaled[Eigen::Index(k)] = Rational(residual[k] / size).get_d();
    const FloatingVector step = solver_.solution(scaled);
    if (!step.allFinite())
      return false;
    for (std::size_t k = 0; k < pivots_.size(); ++k) {
      Rational& pivot = parameters_[pivots_[k]];
      pivot = LongNumber(pivot - size * exact_value(step[Eigen::Index(k)])).rational();
    }
    return true;
  }

  std::optional<Vector> with_short_pivots() const {
    Vector result = parameters_;
    const Rational radius = fraction(1, Integer(1) << known_bits);
    for (const std::size_t pivot : pivots_) {
      result[pivot] = simplest_between(result[pivot] - radius, result[pivot] + radius);
      if (mpz_sizeinbase(result[pivot].get_den_mpz_t(), 2) > longest_denominator)
        return std::nullopt;
    }
    return result;
  }

  const HeldCell& cell_;
  const std::vector<Vector>& outputs_; ///< of every sample
  Vector parameters_;
  std::vector<std::size_t> pivots_, rows_;
  SquareSolutions solver_;
};

class OutputSearch {
public:
  OutputSearch(const HeldCell& cell, const std::vector<Vector>& outputs, unsigned bits)
      : cell_(cell), guess_(cell.network), outputs_(outputs), bits_(bits), wanted_(wanted()) {}

  bool is_done(const std::function<bool(const Vector&)>& is_accepted) {
    const FloatingMatrix jacobian = output_derivatives(cell_, floating_parameters(guess_)).jacobian;
    for (const auto& groups : orders_of_layers(guess_)) {
      const std::optional<Vector> found = with_pivots(pivots_by_group(jacobian, groups));
      if (found && is_accepted(*found))
        return true;
    }
    return false;
  }

private:
  FloatingVector wanted() const {
    const std::size_t count = cell_.layers.back().unit_count;
    FloatingVector result(Eigen::Index(cell_.points.count() * count));
    for (std::size_t row = 0; row < std::size_t(result.size()); ++row)
      result[Eigen::Index(row)] =
          outputs_[cell_.points.members[row / count].front()][row % count].get_d();
    return result;
  }

  std::optional<Vector> with_pivots(const std::vector<std::size_t>& pivots) const {
    Vector parameters = rounded_parameters(pivots);
    const std::optional<FloatingMatrix> jacobian = polish(parameters, pivots);
    if (!jacobian)
      return std::nullopt;
    const std::vector<std::size_t> rows =
        pivoted_qr((*jacobian)(Eigen::all, pivots).transpose()).leading(pivots.size());
    return PivotEquations(cell_, outputs_, std::move(parameters), pivots, rows, *jacobian)
        .solution();
  }

  Vector rounded_parameters(const std::vector<std::size_t>& pivots) const {
    Vector result = parameter_vector(guess_);
    for (std::size_t j = 0; j < result.size(); ++j)
      if (!std::binary_search(pivots.begin(), pivots.end(), j))
        result[j] = multiple_nearest(result[j], Integer(1) << bits_);
    return result;
  }

  /// Newton's iteration for the pivots in floating point, with all equations; the derivatives where
  /// it ends, if all equations hold there and the pieces have stayed.
  std::optional<FloatingMatrix> polish(Vector& parameters,
                                       const std::vector<std::size_t>& pivots) const {
    constexpr int most_steps = 6;
    constexpr double solved = 1e-11, far = 1;
    std::vector<double> numbers = floating_parameters(with_parameters(guess_, parameters));
    for (int step = 0; step < most_steps; ++step) {
      const FloatingVector residual = floating_outputs(cell_, numbers) - wanted_;
      const double size = residual.cwiseAbs().maxCoeff();
      if (!(size < far))
        return std::nullopt;
      FloatingMatrix jacobian = output_derivatives(cell_, numbers).jacobian;
      if (size < solved) {
        for (const std::size_t pivot : pivots)
          parameters[pivot] = exact_value(numbers[pivot]);
        return is_in_cell(cell_, numbers) ? std::optional(std::move(jacobian)) : std::nullopt;
      }
      const FloatingVector move = least_squares(jacobian(Eigen::all, pivots), residual);
      for (std::size_t k = 0; k < pivots.size(); ++k)
        numbers[pivots[k]] -= move[Eigen::Index(k)];
    }
    return std::nullopt;
  }

  const HeldCell& cell_;
  const Network& guess_;
  const std::vector<Vector>& outputs_;
  unsigned bits_;
  FloatingVector wanted_;
};

} // namespace

bool guess_output_solutions(const HeldCell& cell, const std::vector<Vector>& outputs, unsigned bits,
                            const std::function<bool(const Vector&)>& is_accepted) {
  return OutputSearch(cell, outputs, bits).is_done(is_accepted);
}

} // namespace thalweg
