// SPDX-License-Identifier: Apache-2.0

#include "stationarity.hpp"

#include "stop.hpp"

namespace thalweg::verifier {

namespace {

using Vector = List<Integer>; ///< one entry per class, up to a common factor

/// Entry c is numerator[c] over a denominator common to all classes.
Vector over_common_denominator(const List<Fraction>& values) {
  Integer common = 1;
  for (const Fraction& value : values)
    common = lcm(common, value.denominator);
  Vector result;
  for (const Fraction& value : values)
    result.push_back(value.numerator * (common / value.denominator));
  return result;
}

Vector entrywise_product(const Vector& a, const Vector& b) {
  Vector product(a.size());
  for (std::size_t c = 0; c < a.size(); ++c)
    product[c] = a[c] * b[c];
  return product;
}

/// A basis in echelon form, grown vector by vector without fractions.
class Basis {
public:
  void add(Vector v) {
    for (std::size_t i = 0; i < vectors_.size(); ++i) {
      const Integer factor = v[pivots_[i]];
      if (is_zero(factor))
        continue;
      const Integer pivot = vectors_[i][pivots_[i]];
      for (std::size_t c = 0; c < v.size(); ++c)
        v[c] = v[c] * pivot - vectors_[i][c] * factor;
      make_primitive(v);
    }
    Meter::tick();
    make_primitive(v);
    const auto pivot = std::find_if_not(v.begin(), v.end(), is_zero_entry);
    if (pivot == v.end())
      return;
    pivots_.push_back(static_cast<std::size_t>(pivot - v.begin()));
    vectors_.push_back(std::move(v));
  }
  const List<Vector>& vectors() const { return vectors_; }

private:
  static bool is_zero_entry(const Integer& a) { return is_zero(a); }
  static void make_primitive(Vector& v) {
    Integer common = 0;
    for (const Integer& a : v)
      common = gcd(common, a);
    if (common > 1)
      for (Integer& a : v)
        a /= common;
    for (const Integer& a : v)
      Meter::require_bits(bit_length(a));
  }

  List<Vector> vectors_;
  List<std::size_t> pivots_;
};

/// Slopes or intercepts in use of one unit, class by class.
Vector in_use(const List<Fraction>& of_piece, const List<const ClassSummary*>& classes,
              std::size_t layer, std::size_t unit) {
  List<Fraction> values;
  for (const ClassSummary* c : classes)
    values.push_back(of_piece[c->pieces[layer][unit]]);
  return over_common_denominator(values);
}

/// Rejects unless Σ_c b_c sums_c = 0.
void check_orthogonal(const Vector& b, const Vector& sums, std::size_t layer, std::size_t output,
                      const std::string& condition) {
  Integer value;
  Integer scratch;
  for (std::size_t c = 0; c < b.size(); ++c)
    add_product(value, b[c], sums[c], scratch);
  if (!is_zero(value))
    reject("local_minimum.lifted_stationarity",
           "/statement/network/layers/" + std::to_string(layer),
           "path sums 0 for output " + std::to_string(output) + " (" + condition + ")",
           "one that is " + std::string(sign(value) > 0 ? "positive" : "negative"));
}

/// Classes whose residual sums are not all 0; the others contribute nothing anywhere.
List<const ClassSummary*> unbalanced(const List<ClassSummary>& classes) {
  List<const ClassSummary*> result;
  for (const ClassSummary& c : classes) {
    bool is_balanced = true;
    for (const ResidualSums& output : c.residuals)
      for (const Fraction& value : output.with_inputs)
        is_balanced = is_balanced && sign(value) == 0;
    if (!is_balanced)
      result.push_back(&c);
  }
  return result;
}

/// Σ_{i∈c} g_{i,o} x_{i,k} for each class c; k = d_x stands for the constant 1.
Vector sums_with(const List<const ClassSummary*>& classes, std::size_t output, std::size_t k) {
  List<Fraction> values;
  for (const ClassSummary* c : classes)
    values.push_back(c->residuals[output].with_inputs[k]);
  return over_common_denominator(values);
}

} // namespace

void check_lifted_stationarity(const Network& network, const List<ClassSummary>& all_classes) {
  const List<const ClassSummary*> classes = unbalanced(all_classes);
  if (classes.empty())
    return;
  const std::size_t input_dimension = network.layers.front().input_count;
  const std::size_t output_count = network.layers.back().units.size();
  Basis basis;
  basis.add(Vector(classes.size(), Integer(1)));
  for (std::size_t l = network.layers.size(); l-- > 0;) {
    Basis before;
    for (const Vector& b : basis.vectors()) {
      for (std::size_t o = 0; o < output_count; ++o)
        check_orthogonal(b, sums_with(classes, o, input_dimension), l, o, "biases");
      if (l == 0) {
        for (std::size_t o = 0; o < output_count; ++o)
          for (std::size_t k = 0; k < input_dimension; ++k)
            check_orthogonal(b, sums_with(classes, o, k), l, o, "input " + std::to_string(k));
        continue;
      }
      const Layer& previous = network.layers[l - 1];
      for (std::size_t j = 0; j < previous.units.size(); ++j) {
        const Vector intercepts = in_use(previous.activation.intercepts, classes, l - 1, j);
        const Vector constants = entrywise_product(b, intercepts);
        for (std::size_t o = 0; o < output_count; ++o)
          check_orthogonal(constants, sums_with(classes, o, input_dimension), l, o,
                           "intercepts of unit " + std::to_string(j) + " of layer " +
                               std::to_string(l - 1));
        before.add(entrywise_product(b, in_use(previous.activation.slopes, classes, l - 1, j)));
      }
    }
    basis = std::move(before);
  }
}

} // namespace thalweg::verifier
