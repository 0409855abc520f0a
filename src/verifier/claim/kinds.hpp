// SPDX-License-Identifier: Apache-2.0
//
// The kinds of claims that the format knows, and what each of them needs (specification, "All
// claims").

#pragma once

#include "claim/claim.hpp"

#include <array>

namespace thalweg::verifier {

/// Sections of the statement, the rows in the section `cpwl`, a network of dense layers, data with
/// the squared loss without weights, the sections `smooth_network` and `population`. Claims with
/// data know the losses of section 6.1, unless they need one of section 6.2 or know both; those
/// with `pieces`, and no others, know tables of pieces; those with `decay`, and no others, weight
/// decay. Claims with `better` are about two networks.
namespace section {
enum Needed : unsigned {
  data = 1,
  network = 2,
  domain = 4,
  partitions = 8,
  cpwl = 16,
  rows = 32,
  dense = 64 | network,
  squared = 128 | data,
  smooth = 256,
  cross_entropy = 512 | data,
  any_loss = 1024 | data,
  decay = 2048,
  population = 4096,
  pieces = 8192,
  better = 16384
};
} // namespace section

struct ClaimKind {
  std::string_view name;
  std::array<std::string_view, 2> needs; ///< claims that must come before it
  unsigned sections;                     ///< needed, beside those of these claims
  std::unique_ptr<Claim> (*read)(const Node&, const Subject&);
  void (*read_witness)(const Node&, Claim&, const Subject&); ///< null if it has none
  std::string_view instead = {}; ///< a key of the claim with which it needs no other

  bool asks_for(unsigned wanted) const { return (sections & wanted) == wanted; }
};

/// Null if nobody knows the name.
const ClaimKind* find_kind(std::string_view name);

} // namespace thalweg::verifier
