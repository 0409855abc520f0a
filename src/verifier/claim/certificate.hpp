// SPDX-License-Identifier: Apache-2.0
//
// From JSON to a certificate as typed values (specification, section "Syntax"). Everything that can
// be said without arithmetic is decided here: kinds, keys, sizes, indices, grammar of numbers,
// which claims and witnesses go together. Violations stop with `malformed`; names this version does
// not know (version, loss, layer kind, activation, claim, method) stop with `unsupported`.

#pragma once

#include "claim/claim.hpp"
#include "loss/problem.hpp"
#include "shape/geometry.hpp"

namespace thalweg::verifier {

/// Sections that no claim needs are empty; `data_json` or `network_json` is null then.
struct Certificate : Problem {
  std::size_t version;
  std::string_view tool;
  std::string_view command;
  Geometry geometry;
  Claims claims;            ///< in their order
  std::size_t first_claims; ///< how many of them are of version 1, about W and W2
  const Json* statement_json;
  const Json* data_json;
  const Json* network_json;
};

/// A network with the inputs of the data and the outputs of the loss.
Network read_network(const Node& node, const Certificate& certificate);

/// Views into `document`, which must outlive the result.
Certificate read_certificate(const JsonDocument& document);

} // namespace thalweg::verifier
