// SPDX-License-Identifier: Apache-2.0
//
// The theorem that was verified, in words and numbers for a reader and as JSON for a machine.
// Nothing is decided here. Digests are recomputed from what was read (specification, "Digests").

#pragma once

#include "claim/certificate.hpp"

namespace thalweg::verifier {

/// The version printed by the programs.
inline constexpr std::string_view verifier_version = "0.1.0";

/// What both forms of the theorem name; data may be long, so it is hashed once. "" if absent.
struct Digests {
  std::string statement;
  std::string data;
};
Digests digests_of(const Certificate& certificate);

/// What each claim tells, in their order, with what all have in common. Several lines, the last one
/// ending with a line feed.
std::string theorem_in_words(const Certificate& certificate, const List<Told>& told,
                             const Digests& digests);

/// One JSON object on one line; all numbers of mathematics exact, as strings.
std::string theorem_as_json(const Certificate& certificate, const List<Told>& told,
                            const Digests& digests);

} // namespace thalweg::verifier
