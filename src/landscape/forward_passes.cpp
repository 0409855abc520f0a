// SPDX-License-Identifier: GPL-3.0-or-later
//
// A batch keeps units × samples as integers over one denominator. Denominators multiply from layer
// to layer: 30 or 40 bits each for weights of 24 significant bits.

#include "landscape/forward_passes.hpp"

#include "exact/error.hpp"
#include "exact/integer_vector.hpp"
#include "landscape/linear_view.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// A common denominator is short if it has at most this many times the bits of the longest single
/// one, and a few more.
constexpr std::size_t bits_factor = 2, more_bits = 64;

/// Rows with at least one entry in this many are multiplied as a dense matrix.
constexpr std::size_t full_from_share = 8;

/// The common denominator of numbers that are shown to it one by one.
class CommonDenominator {
public:
  void add(const Rational& value) {
    if (!is_short_)
      return;
    longest_ = std::max(longest_, mpz_sizeinbase(value.get_den_mpz_t(), 2));
    enlarge_denominator(common_, value.get_den());
    is_short_ = mpz_sizeinbase(common_.get_mpz_t(), 2) <= bits_factor * longest_ + more_bits;
  }
  bool is_short() const { return is_short_; }
  const Integer& value() const { return common_; }

private:
  Integer common_ = 1;
  std::size_t longest_ = 0;
  bool is_short_ = true;
};

/// Multiplies numerators and denominator so that the denominator is a multiple of `denominator`.
void enlarge(RationalMatrix& matrix, const Integer& denominator) {
  Integer common = matrix.denominator;
  enlarge_denominator(common, denominator);
  if (common == matrix.denominator)
    return;
  const Integer factor = common / matrix.denominator;
  for (std::size_t row = 0; row < matrix.numerators.row_count(); ++row)
    for (std::size_t column = 0; column < matrix.numerators.column_count(); ++column)
      matrix.numerators(row, column) *= factor;
  matrix.denominator = common;
}

/// Both matrices one above the other.
RationalMatrix stacked(RationalMatrix above, RationalMatrix below) {
  enlarge(above, below.denominator);
  enlarge(below, above.denominator);
  const std::size_t rows = above.numerators.row_count();
  RationalMatrix result{
      IntegerMatrix(rows + below.numerators.row_count(), above.numerators.column_count()),
      above.denominator};
  for (std::size_t row = 0; row < result.numerators.row_count(); ++row)
    for (std::size_t column = 0; column < result.numerators.column_count(); ++column)
      result.numerators(row, column) =
          row < rows ? above.numerators(row, column) : below.numerators(row - rows, column);
  return result;
}

/// The largest entries of the windows of max pooling.
RationalMatrix maxima(const Layer& layer, const RationalMatrix& input) {
  const std::size_t columns = input.numerators.column_count();
  RationalMatrix z{IntegerMatrix(layer.unit_count(), columns), input.denominator};
  for (std::size_t unit = 0; unit < layer.unit_count(); ++unit)
    for (std::size_t column = 0; column < columns; ++column) {
      std::size_t largest = layer.choices[unit].front().first;
      for (const auto& [k, one] : layer.choices[unit])
        if (input.numerators(k, column) > input.numerators(largest, column))
          largest = k;
      z.numerators(unit, column) = input.numerators(largest, column);
    }
  return z;
}

void add_biases(RationalMatrix& z, const Vector& biases) {
  for (const Rational& bias : biases)
    enlarge(z, bias.get_den());
  for (std::size_t unit = 0; unit < biases.size(); ++unit) {
    const Integer numerator = scaled_numerator(biases[unit], z.denominator);
    for (std::size_t column = 0; numerator != 0 && column < z.numerators.column_count(); ++column)
      z.numerators(unit, column) += numerator;
  }
}

/// σ(z): slopes and intercepts over one denominator, breakpoints as numerators where they are
/// integers over that of z.
class BatchActivation {
public:
  BatchActivation(const Activation& activation, const Integer& z_denominator)
      : denominator_(z_denominator) {
    Integer slope_denominator = 1;
    for (const Rational& slope : activation.slopes)
      enlarge_denominator(slope_denominator, slope.get_den());
    denominator_ *= slope_denominator;
    for (const Rational& intercept : activation.intercepts)
      enlarge_denominator(denominator_, intercept.get_den());
    for (std::size_t q = 0; q < activation.slopes.size(); ++q) {
      slopes_.push_back(scaled_numerator(activation.slopes[q], denominator_ / z_denominator));
      intercepts_.push_back(scaled_numerator(activation.intercepts[q], denominator_));
    }
    for (const Rational& breakpoint : activation.breakpoints)
      breakpoints_.push_back({breakpoint.get_den(), breakpoint.get_num() * z_denominator});
  }

  const Integer& denominator() const { return denominator_; }

  Integer operator()(const Integer& z) const {
    std::size_t piece = 0;
    while (piece < breakpoints_.size() && is_above(z, breakpoints_[piece]))
      ++piece;
    return slopes_[piece] * z + intercepts_[piece];
  }

private:
  /// s z > p for the breakpoint p/s.
  static bool is_above(const Integer& z, const std::pair<Integer, Integer>& breakpoint) {
    const auto& [s, p] = breakpoint;
    return p == 0 ? sgn(z) > 0 : cmp(Integer(s * z), p) > 0;
  }

  Integer denominator_;
  std::vector<Integer> slopes_, intercepts_;
  std::vector<std::pair<Integer, Integer>> breakpoints_;
};

RationalMatrix activated(const Activation& activation, const RationalMatrix& z) {
  const BatchActivation sigma(activation, z.denominator);
  RationalMatrix h{IntegerMatrix(z.numerators.row_count(), z.numerators.column_count()),
                   sigma.denominator()};
  for (std::size_t unit = 0; unit < z.numerators.row_count(); ++unit)
    for (std::size_t column = 0; column < z.numerators.column_count(); ++column)
      h.numerators(unit, column) = sigma(z.numerators(unit, column));
  return h;
}

/// z of all samples, h the outputs so far; nothing if the layer has no short common denominator.
std::optional<RationalMatrix> batch_pre_activations(const Network& network, std::size_t l,
                                                    const std::vector<RationalMatrix>& outputs) {
  const Layer& layer = network.layers[l];
  if (layer.kind == LayerKind::max_pooling)
    return maxima(layer, outputs[l]);
  const std::optional<FixedPointRows> rows = fixed_point_rows(layer.weights, layer.input_count);
  CommonDenominator of_biases;
  for (const Rational& bias : layer.biases)
    of_biases.add(bias);
  if (!rows || !of_biases.is_short())
    return std::nullopt;
  RationalMatrix z = layer.kind == LayerKind::addition
                         ? product(*rows, stacked(outputs[l], outputs[layer.with]))
                         : product(*rows, outputs[l]);
  add_biases(z, layer.biases);
  return z;
}

} // namespace

std::optional<RationalMatrix> fixed_point_columns(const std::vector<Vector>& columns,
                                                  std::size_t row_count) {
  CommonDenominator common;
  for (const Vector& column : columns)
    for (const Rational& value : column)
      common.add(value);
  if (!common.is_short())
    return std::nullopt;
  RationalMatrix result{IntegerMatrix(row_count, columns.size()), common.value()};
  for (std::size_t column = 0; column < columns.size(); ++column)
    for (std::size_t row = 0; row < row_count; ++row)
      set_scaled_numerator(result.numerators(row, column), columns[column][row], common.value());
  return result;
}

std::optional<FixedPointRows> fixed_point_rows(const std::vector<SparseRow>& rows,
                                               std::size_t column_count) {
  CommonDenominator common;
  std::size_t term_count = 0;
  for (const SparseRow& row : rows) {
    term_count += row.size();
    for (const auto& [k, weight] : row)
      common.add(weight);
  }
  if (!common.is_short())
    return std::nullopt;
  FixedPointRows result{column_count, {}, {}, common.value()};
  if (term_count * full_from_share >= rows.size() * column_count) {
    result.full = IntegerMatrix(rows.size(), column_count);
    for (std::size_t j = 0; j < rows.size(); ++j)
      for (const auto& [k, weight] : rows[j])
        set_scaled_numerator(result.full(j, k), weight, common.value());
    return result;
  }
  for (const SparseRow& row : rows) {
    auto& integers = result.sparse.emplace_back();
    integers.reserve(row.size());
    for (const auto& [k, weight] : row)
      integers.emplace_back(k, scaled_numerator(weight, common.value()));
  }
  return result;
}

RationalMatrix product(const FixedPointRows& rows, const RationalMatrix& matrix) {
  RationalMatrix result{{}, rows.denominator * matrix.denominator};
  if (rows.sparse.empty()) {
    result.numerators = product(rows.full, matrix.numerators);
    return result;
  }
  const std::size_t columns = matrix.numerators.column_count();
  result.numerators = IntegerMatrix(rows.row_count(), columns);
  for (std::size_t j = 0; j < rows.sparse.size(); ++j)
    for (const auto& [k, weight] : rows.sparse[j])
      for (std::size_t column = 0; column < columns; ++column)
        mpz_addmul(result.numerators(j, column).get_mpz_t(), weight.get_mpz_t(),
                   matrix.numerators(k, column).get_mpz_t());
  return result;
}

RationalMatrix transpose_product(const FixedPointRows& rows, const RationalMatrix& matrix) {
  RationalMatrix result{{}, rows.denominator * matrix.denominator};
  if (rows.sparse.empty()) {
    result.numerators = transpose_product(rows.full, matrix.numerators);
    return result;
  }
  const std::size_t columns = matrix.numerators.column_count();
  result.numerators = IntegerMatrix(rows.column_count, columns);
  for (std::size_t j = 0; j < rows.sparse.size(); ++j)
    for (const auto& [k, weight] : rows.sparse[j])
      for (std::size_t column = 0; column < columns; ++column)
        mpz_addmul(result.numerators(k, column).get_mpz_t(), weight.get_mpz_t(),
                   matrix.numerators(j, column).get_mpz_t());
  return result;
}

Vector rational_column(const RationalMatrix& matrix, std::size_t column) {
  Vector result;
  result.reserve(matrix.numerators.row_count());
  for (std::size_t row = 0; row < matrix.numerators.row_count(); ++row)
    result.push_back(fraction(matrix.numerators(row, column), matrix.denominator));
  return result;
}

ForwardPasses::ForwardPasses(const Network& network, const std::vector<Vector>& inputs,
                             std::size_t layer_count)
    : layer_count_(layer_count) {
  std::optional<RationalMatrix> first = fixed_point_columns(inputs, network.input_dimension());
  if (first)
    batch_outputs_.push_back(std::move(*first));
  for (std::size_t l = 0; !batch_outputs_.empty() && l < layer_count; ++l) {
    if (auto z = batch_pre_activations(network, l, batch_outputs_)) {
      batch_outputs_.push_back(activated(network.layers[l].activation, *z));
      batch_z_.push_back(std::move(*z));
    } else {
      batch_outputs_.clear();
      batch_z_.clear();
    }
  }
  if (!batch_outputs_.empty())
    return;
  for (const Vector& x : inputs) {
    std::vector<Vector>& outputs = outputs_.emplace_back(1, x);
    std::vector<Vector>& z = z_.emplace_back();
    for (std::size_t l = 0; l < layer_count; ++l) {
      const Layer& layer = network.layers[l];
      z.push_back(thalweg::pre_activations(layer, layer_input(network, l, outputs)));
      Vector& h = outputs.emplace_back();
      for (const Rational& value : z.back())
        h.push_back(layer.activation(value));
    }
  }
}

Vector ForwardPasses::pre_activations(std::size_t layer, std::size_t sample) const {
  return batch_outputs_.empty() ? z_[sample][layer] : rational_column(batch_z_[layer], sample);
}

Vector ForwardPasses::output(std::size_t source, std::size_t sample) const {
  return batch_outputs_.empty() ? outputs_[sample][source]
                                : rational_column(batch_outputs_[source], sample);
}

} // namespace thalweg
