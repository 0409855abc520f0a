// SPDX-License-Identifier: Apache-2.0
//
// What claims about a risk speak of: samples, a loss, and a network W.

#pragma once

#include "loss/data.hpp"
#include "loss/loss.hpp"

namespace thalweg::verifier {

/// Sections that no claim needs are empty.
struct Problem {
  Data data;
  Loss loss;
  Network network;
};

} // namespace thalweg::verifier
