// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the pictures of networks on data look at: the certificate, and what several of them need
// from it.

#pragma once

#include "certificate/document.hpp"
#include "landscape/forward_passes.hpp"

#include <optional>

namespace thalweg {

struct Subject {
  const CertificateDocument& document; ///< with data and a network; must outlive the subject
  std::optional<Network> better;       ///< W2 of `lower_risk`
  ForwardPasses passes;                ///< of W, all layers
  std::vector<Vector> outputs;         ///< of W, per sample
  std::vector<Vector> better_outputs;  ///< of W2; empty without it
};

Subject subject_of(const CertificateDocument& document);

/// F(W; x_i) of all samples.
std::vector<Vector> outputs_on(const Network& network, const Dataset& data);

/// The risk with these outputs, decay included; of logistic and softmax loss a number just below
/// it.
Rational risk_with(const CertificateDocument& document, const Network& network,
                   const std::vector<Vector>& outputs);

/// 0, …, count − 1, or `most` of them, evenly chosen, the first and the last included.
std::vector<std::size_t> chosen_indices(std::size_t count, std::size_t most);

/// "" or " Shown are 60 of 442 samples, evenly chosen."
std::string choice_note(std::size_t shown, std::size_t count, const std::string& noun);

/// The name of input `input`, on one line and not too long.
std::string input_name(const Dataset& data, std::size_t input);
std::string target_name(const Dataset& data, std::size_t output);

} // namespace thalweg
