// SPDX-License-Identifier: GPL-3.0-or-later
//
// `thalweg generate --trap`: a spurious minimum on the data that no path leaves without climbing.
// The constructions are asked first; as they leave something flat, a network with one hidden layer
// is looked for by walks (trained/trap_search.hpp).

#pragma once

#include "program/generate.hpp"
#include "program/time_limit.hpp"

namespace thalweg {

/// Prints what was found on `out`; writes the certificate to `output` if there is a trap: done,
/// else undecided.
ExitCode generate_trap(const GenerateOptions& options, const Problem& problem,
                       const std::filesystem::path& output, TimeLimit& limit, std::ostream& out);

} // namespace thalweg
