// SPDX-License-Identifier: Apache-2.0

#include "claim/no_minimiser.hpp"

#include "limit/stop.hpp"
#include "loss/cross_entropy.hpp"
#include "number/decimal.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

/// D at a sample, by output.
List<Fraction> values_of(const List<List<Fraction>>& direction, const List<Fraction>& x) {
  List<Fraction> values;
  for (const List<Fraction>& function : direction) {
    Fraction& value = values.emplace_back(function.back());
    for (std::size_t k = 0; k < x.size(); ++k)
      value = value + function[k] * x[k];
  }
  return values;
}

Told told(const NoMinimiser& claim) {
  std::string rows;
  for (const List<Fraction>& function : claim.direction) {
    std::string row;
    for (const Fraction& entry : function)
      row += (row.empty() ? "" : ",") + exact(entry);
    rows += (rows.empty() ? "[" : ",[") + row + "]";
  }
  return {
      "No minimiser. On the samples " + ranges(claim.samples) +
          " no affine map minimises the sum of the losses:\n  with D = [" + rows +
          "] (coefficients of x, then the constant, by output), f + D\n  has a smaller sum than "
          "f for every affine map f.\n",
      "{" + key("samples") + indices_as_json(claim.samples) + "," + key("direction") + "[" + rows +
          "]}"};
}

} // namespace

std::unique_ptr<Claim> read_no_minimiser(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"samples"});
  node["samples"].size_not_zero("sample");
  return std::make_unique<NoMinimiser>(
      node.place(), node["samples"].increasing_indices(subject.data.samples.size(), "samples"));
}

void read_no_minimiser_witness(const Node& node, Claim& made, const Subject& subject) {
  node.require_keys({"direction"});
  dynamic_cast<NoMinimiser&>(made).direction =
      read_matrix(node["direction"], output_count(subject.loss, subject.data),
                  subject.data.inputs.size() + 1, "outputs, entries of (x, 1)");
}

Told NoMinimiser::check(const Subject& subject) const {
  const Loss& loss = subject.loss;
  const Data& data = subject.data;
  bool is_strict = false;
  for (std::size_t k = 0; k < samples.size(); ++k) {
    Meter::tick();
    const Sample& sample = data.samples[samples[k]];
    const List<Fraction> outputs = values_of(direction, point(sample));
    for (std::size_t o = 0; o < block_count(loss, data); ++o) {
      List<Fraction> v = scores(loss, o, outputs);
      v.emplace_back();
      const Fraction own = v[class_of(loss, sample, o)];
      for (const Fraction& other : v) {
        if (own < other) // O93
          reject("no_minimiser.order", place + "/samples/" + std::to_string(k),
                 "a direction that raises no class above that of the sample",
                 "one by " + shown(other - own));
        is_strict = is_strict || other < own;
      }
    }
  }
  if (!is_strict) // O94
    reject("no_minimiser.not_strict", "/witness/no_minimiser/direction",
           "a direction that sets apart the class of some sample", "none");
  return told(*this);
}

} // namespace thalweg::verifier
