// SPDX-License-Identifier: Apache-2.0
//
// From JSON to a certificate as typed values (specification, sections 4 to 12). Everything that can
// be said without arithmetic is decided here: kinds, keys, sizes, indices, grammar of numbers,
// which claims and witnesses go together. Violations stop with `malformed`; names this version does
// not know (version, loss, layer kind, activation, claim, method) stop with `unsupported`.

#pragma once

#include "claim/claim.hpp"

namespace thalweg::verifier {

/// What no claim needs is empty; `data_json` is null then.
struct Certificate {
  std::string_view tool;
  std::string_view command;
  Data data;
  Loss loss;
  List<std::unique_ptr<NamedNetwork>> networks; ///< in the order in which claims name them
  Geometry geometry;
  Claims claims; ///< in their order
  const Json* statement_json;
  const Json* data_json;

  /// W and W2 of each claim, or null.
  List<std::pair<const NamedNetwork*, const NamedNetwork*>> subjects;

  Subject subject_of(std::size_t claim) const;
};

/// Views into `document`, which must outlive the result.
Certificate read_certificate(const JsonDocument& document);

} // namespace thalweg::verifier
