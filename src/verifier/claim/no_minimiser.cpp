// SPDX-License-Identifier: Apache-2.0

#include "claim/nearby_theorem.hpp"
#include "lemma/classes.hpp"
#include "limit/stop.hpp"
#include "number/decimal.hpp"

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

} // namespace

Told NoMinimiser::check(const Certificate& certificate) const {
  const Loss& loss = certificate.loss;
  const Data& data = certificate.data;
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
