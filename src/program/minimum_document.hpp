// SPDX-License-Identifier: GPL-3.0-or-later
//
// Certificates about a trained network (judge, snap).

#pragma once

#include "certificate/document.hpp"
#include "program/trained_input.hpp"
#include "trained/better_network.hpp"
#include "trained/snap.hpp"

namespace thalweg {

/// The document without claims, about a network on the data and the loss of the input; `command` is
/// what makes it again.
CertificateDocument trained_document(const TrainedInput& input, const std::string& command,
                                     Network network);

/// That `lower` has a lower risk than the network of the document, whose risk is at least `risk`;
/// of logistic and softmax loss rounded outwards.
void add_lower_risk(CertificateDocument& document, const Rational& risk, const Network& lower,
                    const RiskBounds& lower_risk);

/// The same of a better network, if there is one that is below the network of the document.
void add_better(CertificateDocument& document, const TrainingProblem& problem,
                const std::optional<BetterNetwork>& better);

/// The certificate of a minimum, spurious if there is a better network.
CertificateDocument minimum_document(const TrainedInput& input, const std::string& command,
                                     const FoundMinimum& minimum,
                                     const std::optional<BetterNetwork>& better);

/// What the independent verifier has against a certificate; nothing: an empty text.
std::string refusal_of(const CertificateDocument& document);

/// The same of the certificate of a minimum.
std::string refusal(const TrainedInput& input, const FoundMinimum& minimum);

} // namespace thalweg
