// SPDX-License-Identifier: GPL-3.0-or-later
//
// Random moves away from a network, to look for another minimum.

#pragma once

#include "network/network.hpp"

#include <random>

namespace thalweg {

/// The same moves in every run; their sizes are 1/20, 1/10, …, 16/5 times the length of a row,
/// again and again.
class Hops {
public:
  Network next(const Network& from);

private:
  std::mt19937_64 source_; // its default seed
  std::size_t count_ = 0;
};

} // namespace thalweg
