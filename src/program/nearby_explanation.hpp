// SPDX-License-Identifier: GPL-3.0-or-later
//
// Prose about minima near a network for logistic and softmax loss (certificates/SPECIFICATION.md,
// sections 39 and 42). Each takes the claim as the reader leaves it.

#pragma once

#include "certificate/further_claim.hpp"
#include "risk/cross_entropy.hpp"

namespace thalweg {

std::string nearby_minimum_section(const FurtherClaim& claim);

std::string no_minimiser_section(const FurtherClaim& claim);

/// What R(W) is.
std::string risk_in_words(const CrossEntropyLoss& loss);

} // namespace thalweg
