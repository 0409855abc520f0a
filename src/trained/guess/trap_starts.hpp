// SPDX-License-Identifier: GPL-3.0-or-later
//
// Random networks with one hidden layer of ReLU units, to walk down from.

#pragma once

#include "data/dataset.hpp"
#include "network/network.hpp"

#include <random>

namespace thalweg {

/// Mean and spread of numbers; the spread of equal ones is 1.
struct Spread {
  double mean = 0, spread = 0;

  Spread(const std::vector<Vector>& rows, std::size_t column);
};

/// Networks whose units have their breakpoints near samples. Keeps a reference to the data.
class TrapStarts {
public:
  TrapStarts(const Dataset& data, std::size_t unit_count);

  Network next();

private:
  double uniform();

  const Dataset& data_;
  std::size_t unit_count_;
  std::vector<Spread> inputs_, targets_;
  std::mt19937_64 source_; // its default seed
};

} // namespace thalweg
