// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every leaf of a certificate matters: if one number, name or index of an accepted certificate is
// changed, the verdict or the stated theorem must change; else the leaf should not exist.

#pragma once

#include "exact/rational.hpp"
#include "support/verified_text.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace thalweg::tests {

/// One changed copy of a certificate.
struct LeafMutation {
  std::string place;  ///< JSON pointer of the leaf
  std::string change; ///< "1/8 -> 9/8"
  std::string text;   ///< the changed certificate
};

/// Other values for one leaf. Rationals: q + 1, −q, q/2, q + 2^−80, 0; integers: + 1, − 1, 0, null;
/// null: 0, 1; names: the other names of the format and one that is none.
inline std::vector<nlohmann::json> other_values(const nlohmann::json& leaf) {
  using Json = nlohmann::json;
  std::vector<Json> values;
  if (leaf.is_string()) {
    const std::string text = leaf;
    const std::optional<Rational> q = parse_number(text);
    if (q && to_string(*q) == text) {
      const Rational tiny = fraction(1, Integer(1) << 80);
      for (const Rational& other :
           {Rational(*q + 1), Rational(-*q), Rational(*q / 2), Rational(*q + tiny), Rational(0)})
        values.push_back(to_string(other));
    } else {
      values = {text + "x", "relu", "identity", "first_order", "interval"};
    }
  } else if (leaf.is_number()) {
    const std::size_t count = leaf;
    values = {Json(count + 1), Json(count == 0 ? 2 : count - 1), Json(0), Json(nullptr)};
  } else {
    values = {Json(0), Json(1)};
  }
  values.erase(std::remove(values.begin(), values.end(), leaf), values.end());
  return values;
}

/// All mutations of every `stride`-th leaf, starting with the leaf number `first`.
inline std::vector<LeafMutation> leaf_mutations(const std::string& certificate,
                                                std::size_t stride = 1, std::size_t first = 0) {
  const nlohmann::json document = nlohmann::json::parse(certificate);
  const nlohmann::json leaves = document.flatten();
  std::vector<LeafMutation> mutations;
  std::size_t number = 0;
  for (const auto& leaf : leaves.items()) {
    if (leaf.value().is_structured() || number++ % stride != first % stride)
      continue;
    for (const nlohmann::json& value : other_values(leaf.value())) {
      nlohmann::json changed = document;
      changed.at(nlohmann::json::json_pointer(leaf.key())) = value;
      mutations.push_back(
          {leaf.key(), leaf.value().dump() + " -> " + value.dump(), changed.dump()});
    }
  }
  return mutations;
}

/// The mutations that change neither verdict nor theorem, as "place: change". Must be empty; the
/// certificate itself must be accepted.
inline std::vector<std::string> unnoticed_mutations(const std::string& certificate,
                                                    std::size_t stride = 1, std::size_t first = 0) {
  const verifier::Outcome original = verified_text(certificate);
  if (original.verdict != verifier::Verdict::accepted)
    return {"not accepted: " + verifier::verdict_line(original)};
  std::vector<std::string> unnoticed;
  for (const LeafMutation& mutation : leaf_mutations(certificate, stride, first)) {
    const verifier::Outcome outcome = verified_text(mutation.text);
    if (outcome.verdict == verifier::Verdict::accepted && outcome.theorem == original.theorem)
      unnoticed.push_back(mutation.place + ": " + mutation.change);
  }
  return unnoticed;
}

} // namespace thalweg::tests
