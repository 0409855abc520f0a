// SPDX-License-Identifier: Apache-2.0
//
// What claims about a risk speak of: samples, a loss, and a network W.

#pragma once

#include "loss/data.hpp"
#include "loss/loss.hpp"

namespace thalweg::verifier {

/// What no claim needs is empty.
struct Problem {
  const Data& data;
  const Loss& loss;
  const Network& network;
};

} // namespace thalweg::verifier
