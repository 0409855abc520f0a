// SPDX-License-Identifier: Apache-2.0

#include "shape/halfspace.hpp"

#include "number/decimal.hpp"

namespace thalweg::verifier {

Halfspace opposite(Halfspace halfspace) {
  for (Integer& a : halfspace.coefficients)
    a = -a;
  return halfspace;
}

Halfspace where_at_most(const AffineFunction& f, const AffineFunction& g) {
  const std::size_t width = f.coefficients.size();
  const Integer common = lcm(f.denominator, g.denominator);
  const Integer f_factor = common / f.denominator;
  const Integer g_factor = common / g.denominator;
  Halfspace result{List<Integer>(width), common};
  for (std::size_t k = 0; k < width; ++k)
    result.coefficients[k] = f.coefficients[k] * f_factor - g.coefficients[k] * g_factor;
  result.coefficients.back() = -result.coefficients.back();
  return result;
}

Integer slack(const Halfspace& halfspace, const List<Integer>& x, const Integer& denominator) {
  Integer result = halfspace.coefficients.back() * denominator;
  for (std::size_t k = 0; k < x.size(); ++k)
    if (!is_zero(halfspace.coefficients[k]))
      result -= halfspace.coefficients[k] * x[k];
  return result;
}

bool is_inside(const List<Halfspace>& halfspaces, const Point& point) {
  return std::all_of(halfspaces.begin(), halfspaces.end(), [&](const Halfspace& halfspace) {
    return sign(slack(halfspace, point.numerators, point.denominator)) >= 0;
  });
}

bool is_strictly_inside(const List<Halfspace>& halfspaces, const List<Integer>& x,
                        const Integer& denominator) {
  return std::all_of(halfspaces.begin(), halfspaces.end(), [&](const Halfspace& halfspace) {
    return sign(slack(halfspace, x, denominator)) > 0;
  });
}

Fraction least_slack(const List<Halfspace>& halfspaces, const List<Integer>& x,
                     const Integer& denominator) {
  List<Fraction> slacks;
  for (const Halfspace& side : halfspaces)
    slacks.push_back(fraction(slack(side, x, denominator), side.denominator * denominator));
  return slacks.empty() ? Fraction{} : *std::min_element(slacks.begin(), slacks.end());
}

Fraction value(const AffineFunction& f, const Point& point) {
  Integer sum = f.coefficients.back() * point.denominator;
  for (std::size_t k = 0; k < point.numerators.size(); ++k)
    sum += f.coefficients[k] * point.numerators[k];
  return fraction(sum, f.denominator * point.denominator);
}

AffineFunction with_all_coefficients(AffineRow row, std::size_t width) {
  row.coefficients.resize(width);
  return row;
}

std::optional<std::string> proof_defect(const Multipliers& multipliers, const Premises& premises,
                                        const Halfspace& target) {
  Meter::tick();
  Integer common = target.denominator;
  for (const Multiplier& multiplier : multipliers) {
    if (multiplier.index >= premises.size())
      return "halfspace " + std::to_string(multiplier.index) + " of " +
             std::to_string(premises.size());
    common = lcm(common, multiplier.value.denominator * premises[multiplier.index].denominator);
    Meter::require_bits(bit_length(common));
  }
  const std::size_t width = target.coefficients.size();
  List<Sum> sums(width);
  for (const Multiplier& multiplier : multipliers) {
    const Halfspace& premise = premises[multiplier.index];
    const Integer factor =
        common / (multiplier.value.denominator * premise.denominator) * multiplier.value.numerator;
    for (std::size_t k = 0; k < width; ++k)
      if (!is_zero(premise.coefficients[k]))
        sums[k].add(factor, premise.coefficients[k]);
  }
  const Integer scale = common / target.denominator;
  for (std::size_t k = 0; k < width; ++k) {
    const bool is_bound = k + 1 == width;
    const Integer wanted = target.coefficients[k] * scale;
    const Integer sum = sums[k].take();
    if (is_bound ? sum > wanted : sum != wanted)
      return (is_bound ? "the bound " : "for input " + std::to_string(k) + " the coefficient ") +
             shown(fraction(sum, common)) + " instead of " + shown(fraction(wanted, common));
  }
  return std::nullopt;
}

std::string proof_in_words(const Multipliers& multipliers, const Premises& premises,
                           const Halfspace& target) {
  Fraction bound;
  for (const auto& [index, factor] : multipliers)
    bound =
        bound + factor * fraction(premises[index].coefficients.back(), premises[index].denominator);
  return "a bound " + shown(bound) + " where " +
         shown(fraction(target.coefficients.back(), target.denominator)) + " is the target";
}

void SplitPath::split(Halfspace first) {
  pending_.push_back(sides_.size());
  sides_.push_back(std::move(first));
}

bool SplitPath::next_part() {
  if (pending_.empty())
    return false;
  sides_.resize(pending_.back() + 1);
  pending_.pop_back();
  sides_.back() = opposite(std::move(sides_.back()));
  return true;
}

} // namespace thalweg::verifier
