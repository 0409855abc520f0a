// SPDX-License-Identifier: GPL-3.0-or-later
//
// Is what a certificate states false? Decided from the definitions alone, without a line of the
// verifier: risks are computed again, parameters near W are tried, counts are counted. It knows
// dense networks and the squared loss without weights; what it does not know it says so.

#pragma once

#include <nlohmann/json.hpp>

#include <random>
#include <string>

namespace thalweg::fuzz {

using Json = nlohmann::json;

struct Judgement {
  std::string falsehood;    ///< why the statement is false; empty if nothing was found
  bool is_complete = false; ///< was every claim of the statement looked at?
};

/// Looks at the statement of a certificate that a verifier has accepted (so that it has the form
/// of one).
Judgement judgement(const Json& certificate, std::mt19937_64& random);

/// What differs between two statements, if only numbers do that the rest determines (risks of given
/// networks, numbers of groups and of cells): then at most one of the two is true.
bool differ_only_in_determined_numbers(const Json& one, const Json& other);

} // namespace thalweg::fuzz
