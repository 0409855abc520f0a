// SPDX-License-Identifier: Apache-2.0

#include "claim/bottleneck_minimum.hpp"

#include "lemma/examined.hpp"
#include "number/semidefinite.hpp"
#include "shape/geometry_nodes.hpp"
#include "text/digest.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

#include <algorithm>

namespace thalweg::verifier {

namespace {

const std::string bottleneck_witness = "/witness/bottleneck_minimum";

FractionRows transposed(const FractionRows& a, std::size_t columns) {
  FractionRows result(columns);
  for (const List<Fraction>& row : a)
    for (std::size_t k = 0; k < columns; ++k)
      result[k].push_back(row[k]);
  return result;
}

/// A Bᵀ
FractionRows product_with_transposed(const FractionRows& a, const FractionRows& b) {
  FractionRows result;
  for (const List<Fraction>& row : a) {
    result.emplace_back();
    for (const List<Fraction>& other : b) {
      Meter::tick();
      Fraction entry;
      for (std::size_t k = 0; k < row.size(); ++k)
        entry = entry + row[k] * other[k];
      result.back().push_back(std::move(entry));
    }
  }
  return result;
}

FractionRows difference(FractionRows a, const FractionRows& b) {
  for (std::size_t j = 0; j < a.size(); ++j)
    for (std::size_t k = 0; k < a[j].size(); ++k)
      a[j][k] = a[j][k] - b[j][k];
  return a;
}

FractionRows scaled(const Fraction& factor, FractionRows a) {
  for (List<Fraction>& row : a)
    for (Fraction& entry : row)
      entry = factor * entry;
  return a;
}

bool is_zero_matrix(const FractionRows& a) {
  for (const List<Fraction>& row : a)
    for (const Fraction& entry : row)
      if (sign(entry) != 0)
        return false;
  return true;
}

/// What is known of W: F(x) = M x + c at all samples, and its residuals.
struct AffineNetwork {
  FractionRows matrix;       ///< M
  FractionRows gradient;     ///< B = Σ (y_i − F(x_i)) x_iᵀ
  List<Fraction> shortfalls; ///< Σ (y_i − F(x_i))
  std::size_t rank;          ///< s: of units with a slope in the narrowest hidden layer
  bool is_homogeneous;       ///< no biases and no intercepts in use
  Fraction risk;
};

/// O282
AffineNetwork affine_network(const Subject& subject, const BottleneckMinimum& claim) {
  const Network& network = subject.network;
  const Data& data = subject.data;
  if (const Check check{sign(claim.radius) > 0})
    check.say({"bottleneck_minimum.radius_not_positive", claim.place + "/radius",
               "a positive radius", shown(claim.radius)});
  const Labels labels(data.samples.size(), std::size_t{0});
  const LabelledNetwork labelled{network, labels, "bottleneck_minimum", "/statement/data/rows", {}};
  const Invariance invariance{claim.place, claim.radius, claim.method};
  const Examined examined = examine(labelled, data, subject.loss, &invariance);
  const ClassMap map = class_map(labelled, data, 0);
  AffineNetwork result{{}, {}, {}, data.inputs.size(), true, {}};
  for (std::size_t o = 0; o < data.targets.size(); ++o) {
    const AffineRow& row = map.z.back()[o];
    result.matrix.emplace_back();
    for (std::size_t k = 0; k < data.inputs.size(); ++k)
      result.matrix.back().push_back(row.coefficients.empty() // 0
                                         ? Fraction{}
                                         : fraction(row.coefficients[k], row.denominator));
    List<Fraction> sums = examined.classes.front().sums[o].with_inputs;
    sums = scaled(Fraction{-1, 2}, {std::move(sums)}).front(); // the derivatives are 2 (F − y)
    result.shortfalls.push_back(sums.back());
    sums.pop_back();
    result.gradient.push_back(std::move(sums));
    result.risk = result.risk + examined.losses[o];
  }
  result.risk = result.risk * fraction(1, Integer(data.samples.size()));
  for (std::size_t l = 0; l < network.hidden_count(); ++l) {
    std::size_t width = 0;
    for (std::size_t j = 0; j < network.layers[l].units.size(); ++j) {
      const std::size_t piece = map.pieces[l][j];
      width += sign(network.layers[l].activation.slopes[piece]) != 0 ? 1 : 0;
      if (sign(network.layers[l].activation.intercepts[piece]) != 0)
        result.is_homogeneous = false;
    }
    result.rank = std::min(result.rank, width);
  }
  for (const Layer& layer : network.layers)
    if (layer.has_biases)
      result.is_homogeneous = false;
  return result;
}

/// C = Σ ξ_i ξ_iᵀ, ξ_i = x_i − x̄, or x_i if F is homogeneous.
FractionRows moments(const Data& data, bool is_homogeneous) {
  FractionRows inputs(data.inputs.size()); // [k][i]
  for (const Sample& sample : data.samples)
    for (std::size_t k = 0; k < inputs.size(); ++k)
      inputs[k].push_back(fraction(sample.x[k], sample.denominator));
  if (!is_homogeneous)
    for (List<Fraction>& values : inputs) {
      Fraction mean;
      for (const Fraction& value : values)
        mean = mean + value;
      mean = mean * fraction(1, Integer(values.size()));
      for (Fraction& value : values)
        value = value - mean;
    }
  return product_with_transposed(inputs, inputs);
}

/// O283 to O286
void check_best_of_rank(const AffineNetwork& affine, const FractionRows& moments,
                        const BottleneckMinimum& claim) {
  for (std::size_t o = 0; o < affine.shortfalls.size(); ++o)
    if (const Check check{affine.is_homogeneous || sign(affine.shortfalls[o]) == 0})
      check.say({"bottleneck_minimum.mean", "/statement/network",
                 "residuals of output " + std::to_string(o) + " with the sum 0",
                 shown(-affine.shortfalls[o])});
  const FractionRows& m = affine.matrix;
  const FractionRows& b = affine.gradient;
  const FractionRows& q = claim.increments;
  const std::size_t d = moments.size();
  const bool is_solution = is_zero_matrix(difference(product_with_transposed(q, moments), b));
  if (const Check check{is_solution})
    check.say({"bottleneck_minimum.increments", bottleneck_witness + "/increments",
               "a matrix Q with Q C = B", is_solution ? "one" : "another"});
  const FractionRows pulled_back = // C Mᵀ B
      product_with_transposed(moments, product_with_transposed(transposed(b, d), transposed(m, d)));
  const bool is_orthogonal =
      is_zero_matrix(product_with_transposed(m, b)) && is_zero_matrix(pulled_back);
  if (const Check check{is_orthogonal})
    check.say({"bottleneck_minimum.not_orthogonal", "/statement/network", "M Bᵀ = 0 and C Mᵀ B = 0",
               is_orthogonal ? "this" : "another value"});
  const FractionRows lost = product_with_transposed(b, q); // E Eᵀ
  const FractionRows kept = product_with_transposed(product_with_transposed(m, moments), m);
  FractionRows above = scaled(Fraction{-1, 1}, lost);
  for (std::size_t o = 0; o < above.size(); ++o)
    above[o][o] = above[o][o] + claim.level;
  const FractionRows below =
      difference(product_with_transposed(kept, kept), scaled(claim.level, kept));
  const bool separates =
      sign(claim.level) >= 0 && semidefinite_rank(above) && semidefinite_rank(below);
  if (const Check check{separates})
    check.say({"bottleneck_minimum.level", bottleneck_witness + "/level",
               "a number ≥ 0 between the squared singular values that are lost and those that are "
               "kept",
               shown(claim.level)});
  const std::size_t rank = semidefinite_rank(kept).value_or(0);
  if (const Check check{sign(claim.level) == 0 || rank == affine.rank})
    check.say({"bottleneck_minimum.rank", "/statement/network",
               "a matrix on the samples of rank " + std::to_string(affine.rank) +
                   ", that of the narrowest hidden layer",
               "rank " + std::to_string(rank)});
}

} // namespace

std::unique_ptr<Claim> read_bottleneck_minimum(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"radius", "risk"});
  return std::make_unique<BottleneckMinimum>(node.place(), node["radius"].rational(),
                                             node["risk"].rational());
}

void read_bottleneck_minimum_witness(const Node& node, Claim& made, const Subject& subject) {
  node.require_keys({"method", "increments", "level"});
  BottleneckMinimum& claim = dynamic_cast<BottleneckMinimum&>(made);
  claim.method = read_method(node["method"]);
  claim.increments =
      list_of(node["increments"], subject.data.targets.size(), "targets", [&](const Node& row) {
        row.require_size(subject.data.inputs.size(), "inputs");
        return row.rationals();
      });
  claim.level = node["level"].rational();
  claim.witness_json = &node.json();
}

Told BottleneckMinimum::check(const Subject& subject) const {
  const AffineNetwork affine = affine_network(subject, *this);
  check_best_of_rank(affine, moments(subject.data, affine.is_homogeneous), *this);
  if (const Check check{risk == affine.risk}) // O287
    check.say({"bottleneck_minimum.risk", place + "/risk",
               "the empirical risk " + shown(affine.risk), shown(risk)});
  const std::string digest = canonical_digest(*witness_json);
  const List<Layer>& layers = subject.network.layers;
  const bool is_global = std::all_of(layers.begin(), layers.end(), [](const Layer& layer) {
    return layer.activation.breakpoints.empty();
  });
  return {
      "Minimum behind a bottleneck. R(W) = " + number(risk) +
          ". For every W' whose parameters all differ from those of W by at most\n  r = " +
          number(radius) +
          "\n  (zero weights included), R(W') ≥ R(W). Indeed R(W') ≥ R(W) for every W' at " +
          (is_global ? "all: no unit has a breakpoint, so there is only one\n  activation "
                       "pattern. F is an affine function of x"
                     : "which all samples have the pattern\n  that they have at W. There F is "
                       "an affine function of x") +
          " whose matrix has at most rank " + std::to_string(affine.rank) +
          ", that of the\n  narrowest layer, and no such function has a lower risk.\n" +
          "  r is shown by the " + (method == RadiusMethod::interval ? "interval" : "first-order") +
          " bound (witness digest " + digest + ").\n",
      "{" + key("radius") + exact(radius) + "," + key("risk") + exact(risk) + "," + key("rank") +
          std::to_string(affine.rank) + "," + key("witness_digest") + json_literal(digest) + "}"};
}

} // namespace thalweg::verifier
