// SPDX-License-Identifier: GPL-3.0-or-later
//
// From networks to outcomes: the referee of landscape/decision.hpp says what a network is, and the
// answer becomes a certificate. No instance decides anything by itself.

#pragma once

#include "theorems/instance.hpp"

namespace thalweg {

/// The decision on `network` as a document; critical points of deep linear networks that are no
/// minima are saddles. A minimum becomes spurious by `better`, if given, which
/// has the same architecture and lower risk (InternalError otherwise: the construction is wrong).
Outcome decided(Network network, const Problem& problem, std::optional<Network> better = {});

/// A network and one of the same architecture that is meant to have lower risk.
struct NetworkPair {
  Network minimum;
  Network better;
};

inline Outcome decided(NetworkPair pair, const Problem& problem) {
  return decided(std::move(pair.minimum), problem, std::move(pair.better));
}

} // namespace thalweg
