// SPDX-License-Identifier: Apache-2.0

#include "lemma/cell_fit.hpp"

namespace thalweg::verifier {

namespace {

Integer product_of(const List<Integer>& a, const List<Integer>& b) {
  Sum sum;
  for (std::size_t i = 0; i < a.size(); ++i)
    sum.add(a[i], b[i]);
  return sum.take();
}

/// keep · column − take · other, up to a factor.
void subtract(PointColumn& column, Integer keep, Integer take, const PointColumn& other) {
  const Integer common = gcd(keep, take);
  keep = keep / common;
  take = take / common;
  for (std::size_t i = 0; i < column.size(); ++i)
    column[i] = column[i] * keep - other[i] * take;
  make_primitive(column);
}

} // namespace

CellFit::CellFit(const Data& data) {
  for (const Sample& sample : data.samples)
    factor_ = lcm(factor_, sample.denominator);
  for (const Sample& sample : data.samples)
    target_.push_back(sample.y.front() * (factor_ / sample.denominator));
  left_ = fraction(product_of(target_, target_), 1);
}

void CellFit::add(PointColumn column, Integer scale) {
  Column added;
  added.scale = std::move(scale);
  PointColumn rest = column;
  for (const std::size_t k : independent_) {
    Meter::tick();
    const Column& earlier = columns_[k];
    added.products.push_back(product_of(column, earlier.orthogonal));
    if (!is_zero(added.products.back()))
      subtract(rest, earlier.square, product_of(rest, earlier.orthogonal), earlier.orthogonal);
  }
  added.left = columns_.empty() ? left_ : columns_.back().left;
  if (std::any_of(rest.begin(), rest.end(), [](const Integer& a) { return !is_zero(a); })) {
    make_primitive(rest);
    added.square = product_of(rest, rest);
    added.with_target = product_of(rest, target_);
    added.products.push_back(product_of(column, rest));
    added.left = added.left - fraction(added.with_target * added.with_target, added.square);
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

Fraction CellFit::risk() const {
  const Fraction& left = columns_.empty() ? left_ : columns_.back().left;
  return left * fraction(1, factor_ * factor_ * Integer(target_.size()));
}

std::pair<List<Integer>, Integer> CellFit::combination(const List<Integer>& products) const {
  List<Integer> entries(columns_.size());
  Integer denominator = 1;
  for (std::size_t r = products.size(); r-- > 0;) { // the last one first: a triangular system
    Sum sum;
    sum.add(products[r], denominator);
    for (std::size_t later = r + 1; later < products.size(); ++later) {
      const std::size_t k = independent_[later];
      sum.add(-entries[k], columns_[k].products[r]);
    }
    Integer rest = sum.take();
    const Integer& own = columns_[independent_[r]].products[r]; // > 0
    const Integer common = gcd(rest, own);
    if (const Integer factor = own / common; factor != 1) {
      denominator *= factor;
      for (std::size_t later = r + 1; later < products.size(); ++later)
        entries[independent_[later]] *= factor;
    }
    entries[independent_[r]] = rest / common;
  }
  return {std::move(entries), std::move(denominator)};
}

CellSolutions CellFit::solutions() const {
  CellSolutions result;
  List<Integer> products;
  products.reserve(independent_.size());
  for (const std::size_t k : independent_)
    products.push_back(columns_[k].with_target);
  // orthogonal · f* = orthogonal · y, where y is target / factor
  std::tie(result.point, result.denominator) = combination(products);
  result.denominator *= factor_;
  for (std::size_t k = 0; k < columns_.size(); ++k)
    if (columns_[k].orthogonal.empty()) {
      Meter::tick();
      auto [entries, denominator] = combination(columns_[k].products);
      for (Integer& entry : entries)
        entry = -entry;
      entries[k] = std::move(denominator);
      result.directions.push_back({k, columns_[k].scale, std::move(entries)});
    }
  return result;
}

} // namespace thalweg::verifier
