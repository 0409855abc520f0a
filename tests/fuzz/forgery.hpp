// SPDX-License-Identifier: GPL-3.0-or-later
//
// Forgeries: certificates damaged on purpose. Most stay well-formed JSON, so that they get past the
// reader: numbers nudged, scaled, exchanged; entries left out, repeated, reordered; parts of the
// witness taken from another claim or another certificate; the radius set to the upper bound; texts
// lengthened, values nested deeply; a few are damaged as bytes.

#pragma once

#include <nlohmann/json.hpp>

#include <random>
#include <string>
#include <vector>

namespace thalweg::fuzz {

using Json = nlohmann::json;
using Random = std::mt19937_64;

/// A certificate to damage, with the places of its leaves and of its arrays and objects.
struct Original {
  std::string name;
  std::string text;
  Json document;
  std::vector<Json::json_pointer> leaves;
  std::vector<Json::json_pointer> inner;
};

Original original_of(std::string name, std::string text);

struct Forgery {
  std::string kinds; ///< what was done, for messages
  std::string text;
};

/// One to three kinds of damage; `all` lends parts.
Forgery forgery(const Original& original, const std::vector<Original>& all, Random& random);

} // namespace thalweg::fuzz
