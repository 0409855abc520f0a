// SPDX-License-Identifier: GPL-3.0-or-later
//
// `thalweg generate --loss logistic|softmax`: a local minimum near the network, or a group without
// a minimiser.

#pragma once

#include "program/generate.hpp"
#include "program/time_limit.hpp"
#include "risk/cross_entropy.hpp"

namespace thalweg {

/// Writes the certificate in any case. `done` if it holds a minimum, `claim_does_not_hold` if it
/// only holds a group without a minimiser. Throws what `nearby_minimum` throws; then nothing is
/// written.
ExitCode generate_cross_entropy(const GenerateOptions& options, const CrossEntropyLoss& loss,
                                const Dataset& data, const std::filesystem::path& output,
                                TimeLimit& limit, std::ostream& out);

} // namespace thalweg
