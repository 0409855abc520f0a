// SPDX-License-Identifier: Apache-2.0

#include "stationarity.hpp"

#include "decimal.hpp"
#include "stop.hpp"

namespace thalweg::verifier {

namespace {

/// One number for each class, over a common denominator.
struct ClassVector {
  List<Integer> entries;
  Integer denominator = 1;
};

/// The classes of which some residual sum is not 0; the others contribute nothing anywhere.
using Classes = List<const ClassSummary*>;

/// value(class) for each class.
template <class Value> ClassVector collected(const Classes& classes, const Value& value) {
  ClassVector result;
  for (const ClassSummary* c : classes)
    result.denominator = lcm(result.denominator, value(*c).denominator);
  for (const ClassSummary* c : classes)
    result.entries.push_back(value(*c).numerator * (result.denominator / value(*c).denominator));
  return result;
}

List<Integer> entrywise_product(List<Integer> a, const List<Integer>& b) {
  for (std::size_t c = 0; c < a.size(); ++c)
    a[c] *= b[c];
  return a;
}

/// Divides out the common factor: a vector of a basis counts up to a factor.
void make_primitive(List<Integer>& v) {
  Integer common = 0;
  for (const Integer& a : v)
    common = gcd(common, a);
  for (Integer& a : v) {
    Meter::require_bits(bit_length(a));
    if (common > 1)
      a /= common;
  }
}

/// A basis in echelon form.
struct Basis {
  List<List<Integer>> vectors;
  List<std::size_t> pivots;

  void add(List<Integer> v) {
    Meter::tick();
    for (std::size_t i = 0; i < vectors.size(); ++i) {
      const Integer factor = v[pivots[i]];
      const Integer pivot = vectors[i][pivots[i]];
      for (std::size_t c = 0; c < v.size() && !is_zero(factor); ++c)
        v[c] = v[c] * pivot - vectors[i][c] * factor;
      make_primitive(v);
    }
    make_primitive(v);
    const auto pivot = std::find_if_not(v.begin(), v.end(), [](auto& a) { return is_zero(a); });
    if (pivot == v.end())
      return;
    pivots.push_back(static_cast<std::size_t>(pivot - v.begin()));
    vectors.push_back(std::move(v));
  }
};

/// Rejects unless Σ_c b_c sums_c = 0 for every output; l is the layer of the condition.
void check_orthogonal(const List<Integer>& b, const List<ClassVector>& sums_of_outputs,
                      std::size_t l, const std::string& condition) {
  Integer scratch;
  for (std::size_t o = 0; o < sums_of_outputs.size(); ++o) {
    Integer value;
    for (std::size_t c = 0; c < b.size(); ++c)
      add_product(value, b[c], sums_of_outputs[o].entries[c], scratch);
    if (!is_zero(value))
      reject("local_minimum.lifted_stationarity", "/statement/network/layers/" + std::to_string(l),
             "path sums 0 for output " + std::to_string(o) + " (" + condition + ")",
             shown(fraction(value, sums_of_outputs[o].denominator)));
  }
}

} // namespace

bool is_balanced(const ClassSummary& c) {
  for (const ResidualSums& output : c.residuals)
    for (const Fraction& value : output.with_inputs)
      if (sign(value) != 0)
        return false;
  return true;
}

void check_lifted_stationarity(const Network& network, const List<ClassSummary>& all_classes) {
  Classes classes;
  for (const ClassSummary& c : all_classes)
    if (!is_balanced(c))
      classes.push_back(&c);
  const std::size_t d = network.layers.front().input_count;
  List<List<ClassVector>> sums(d + 1); // Σ g x_k by k, then Σ g; by output
  for (std::size_t k = 0; k <= d; ++k)
    for (std::size_t o = 0; o < network.layers.back().units.size(); ++o)
      sums[k].push_back(collected(classes, [&](const ClassSummary& c) -> const Fraction& {
        return c.residuals[o].with_inputs[k];
      }));
  Basis basis; // B_l
  basis.add(List<Integer>(classes.size(), Integer(1)));
  for (std::size_t l = network.hidden_count(); l > 0; --l) {
    const Layer& before = network.layers[l - 1];
    Basis next; // B_{l−1}
    for (const List<Integer>& b : basis.vectors) {
      check_orthogonal(b, sums[d], l, "biases");
      for (std::size_t j = 0; j < before.units.size(); ++j) {
        const auto in_use = [&](const List<Fraction>& of_piece) {
          return collected(classes, [&](const ClassSummary& c) -> const Fraction& {
            return of_piece[c.pieces[l - 1][j]];
          });
        };
        check_orthogonal(entrywise_product(b, in_use(before.activation.intercepts).entries),
                         sums[d], l, "intercepts of unit " + std::to_string(j));
        next.add(entrywise_product(b, in_use(before.activation.slopes).entries));
      }
    }
    basis = std::move(next);
  }
  for (const List<Integer>& b : basis.vectors) {
    check_orthogonal(b, sums[d], 0, "biases");
    for (std::size_t k = 0; k < d; ++k)
      check_orthogonal(b, sums[k], 0, "input " + std::to_string(k));
  }
}

} // namespace thalweg::verifier
