// SPDX-License-Identifier: GPL-3.0-or-later
//
// `thalweg generate DATA.csv --construction regions`: the literal construction of liu2021 with a
// certificate of every step: convex partition, groups, max-min forms, network on the whole domain,
// and, where it is one, the local minimum and a better point.

#pragma once

#include "constructions/region_minimum.hpp"
#include "program/generate.hpp"
#include "program/time_limit.hpp"

namespace thalweg {

/// Do the options ask for this construction? (--partition power can only mean it.)
bool is_region_request(const GenerateOptions& options);

/// Throws UsageError naming the option, Unsupported for an unknown loss.
RegionRequest region_request_from(const GenerateOptions& options, const Dataset& data);

/// Constructs, writes the certificate to `output`, prints a summary on `out`. Exit codes: done for
/// a certified local minimum; claim_does_not_hold if the certificate holds a descent ray; undecided
/// if neither is found. In all three cases the certificate is written.
ExitCode generate_regions(const GenerateOptions& options, const Dataset& data,
                          const std::filesystem::path& output, TimeLimit& limit, std::ostream& out);

} // namespace thalweg
