// SPDX-License-Identifier: GPL-3.0-or-later
//
// The plain walk over a tree of linear regions that decides whether it is a proof, as a reader of
// the certificate would do it: compose, multiply, compare. Nothing of the search is used.

#pragma once

#include "landscape/linear_regions.hpp"

namespace thalweg {

/// Do the nodes form a tree in preorder whose proofs hold, in which every leaf leaves one piece to
/// every unit and has its interior point strictly inside Ω and all sides taken, and are pattern,
/// map and halfspaces of every region those of its leaf? Then the leaves are exactly the linear
/// regions of the network on Ω, each once. Ill-formed values prove nothing; Ω's boundedness is not
/// looked at.
bool is_proof(const LinearRegions& regions, const Network& network);

} // namespace thalweg
