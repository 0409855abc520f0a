// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/cell_fit.hpp"

#include "exact/error.hpp"
#include "exact/integer_vector.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// Makes the column orthogonal to the other one, whose length has this square.
void make_orthogonal(IntegerColumn& column, const IntegerColumn& other, const Integer& square) {
  Integer take = dot(column, other);
  Integer common, keep;
  mpz_gcd(common.get_mpz_t(), take.get_mpz_t(), square.get_mpz_t());
  mpz_divexact(take.get_mpz_t(), take.get_mpz_t(), common.get_mpz_t());
  mpz_divexact(keep.get_mpz_t(), square.get_mpz_t(), common.get_mpz_t());
  for (std::size_t i = 0; i < column.size(); ++i) {
    column[i] *= keep;
    mpz_submul(column[i].get_mpz_t(), other[i].get_mpz_t(), take.get_mpz_t());
  }
  make_primitive(column);
}

} // namespace

CellFit::CellFit(const Dataset& data) {
  require(data.target_dimension() == 1, "cell fit: expected one target");
  Vector target;
  for (const Vector& y : data.targets)
    target.push_back(y.front());
  IntegerVector integers = over_common_denominator(target);
  target_ = std::move(integers.numerators);
  factor_ = std::move(integers.denominator);
  left_ = dot(target_, target_);
}

void CellFit::add(IntegerColumn column, Integer scale) {
  Column added;
  added.scale = std::move(scale);
  IntegerColumn rest = column;
  for (const std::size_t k : independent_) {
    added.products.push_back(dot(column, columns_[k].orthogonal));
    if (added.products.back() != 0)
      make_orthogonal(rest, columns_[k].orthogonal, columns_[k].square);
  }
  added.left = columns_.empty() ? left_ : columns_.back().left;
  if (std::any_of(rest.begin(), rest.end(), [](const Integer& a) { return a != 0; })) {
    make_primitive(rest);
    added.square = dot(rest, rest);
    added.with_target = dot(rest, target_);
    added.products.push_back(dot(column, rest));
    added.left -= fraction(added.with_target * added.with_target, added.square);
    added.orthogonal = std::move(rest);
    independent_.push_back(columns_.size());
  }
  columns_.push_back(std::move(added));
}

void CellFit::forget(std::size_t count) {
  columns_.erase(columns_.begin() + static_cast<std::ptrdiff_t>(count), columns_.end());
  while (!independent_.empty() && independent_.back() >= count)
    independent_.pop_back();
}

Rational CellFit::risk() const {
  const Rational& left = columns_.empty() ? left_ : columns_.back().left;
  return left / Rational(factor_ * factor_ * Integer(target_.size()));
}

std::vector<Integer> CellFit::combination(const std::vector<Integer>& products,
                                          Integer& denominator) const {
  std::vector<Integer> entries(columns_.size());
  denominator = 1;
  Integer rest, common, factor;
  for (std::size_t r = products.size(); r-- > 0;) { // the last one first: a triangular system
    rest = products[r] * denominator;
    for (std::size_t later = r + 1; later < products.size(); ++later) {
      const std::size_t k = independent_[later];
      mpz_submul(rest.get_mpz_t(), entries[k].get_mpz_t(), columns_[k].products[r].get_mpz_t());
    }
    const Integer& own = columns_[independent_[r]].products[r]; // > 0
    mpz_gcd(common.get_mpz_t(), rest.get_mpz_t(), own.get_mpz_t());
    mpz_divexact(factor.get_mpz_t(), own.get_mpz_t(), common.get_mpz_t());
    if (factor != 1) {
      denominator *= factor;
      for (std::size_t later = r + 1; later < products.size(); ++later)
        entries[independent_[later]] *= factor;
    }
    mpz_divexact(rest.get_mpz_t(), rest.get_mpz_t(), common.get_mpz_t());
    entries[independent_[r]] = rest;
  }
  return entries;
}

CellSolutions CellFit::solutions() const {
  CellSolutions result;
  std::vector<Integer> products;
  for (const std::size_t k : independent_)
    products.push_back(columns_[k].with_target);
  result.point = combination(products, result.denominator);
  result.denominator *= factor_;
  for (std::size_t k = 0; k < columns_.size(); ++k) {
    if (!columns_[k].orthogonal.empty())
      continue;
    Integer denominator;
    std::vector<Integer> entries = combination(columns_[k].products, denominator);
    for (Integer& entry : entries)
      mpz_neg(entry.get_mpz_t(), entry.get_mpz_t());
    entries[k] = std::move(denominator);
    result.directions.push_back({k, columns_[k].scale, std::move(entries)});
  }
  return result;
}

UnitInputs::UnitInputs(const Dataset& data, const Rational& below, const Rational& above,
                       bool has_biases) {
  std::vector<Vector> inputs = data.inputs;
  const std::size_t width = data.input_dimension() + (has_biases ? 1 : 0);
  std::vector<Integer> denominators(width, 1);
  for (Vector& x : inputs) {
    if (has_biases)
      x.push_back(1);
    for (std::size_t k = 0; k < width; ++k)
      enlarge_denominator(denominators[k], x[k].get_den());
  }
  for (const Vector& x : inputs) {
    rows_.emplace_back();
    for (std::size_t k = 0; k < width; ++k)
      rows_.back().push_back(scaled_numerator(x[k], denominators[k]));
  }
  Integer of_slopes = below.get_den();
  enlarge_denominator(of_slopes, above.get_den());
  below_ = scaled_numerator(below, of_slopes);
  above_ = scaled_numerator(above, of_slopes);
  for (const Integer& denominator : denominators)
    scales_.push_back(denominator * of_slopes);
}

bool UnitInputs::is_dead(const std::vector<bool>& is_above) const {
  return std::all_of(is_above.begin(), is_above.end(),
                     [&](bool above) { return (above ? above_ : below_) == 0; });
}

void UnitInputs::add_columns(CellFit& fit, const std::vector<bool>& is_above) const {
  for (std::size_t k = 0; k < width(); ++k) {
    IntegerColumn column;
    for (std::size_t i = 0; i < rows_.size(); ++i)
      column.push_back((is_above[i] ? above_ : below_) * rows_[i][k]);
    fit.add(std::move(column), scales_[k]);
  }
}

} // namespace thalweg
