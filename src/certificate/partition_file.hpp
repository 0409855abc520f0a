// SPDX-License-Identifier: GPL-3.0-or-later
//
// Partitions from JSON files, as a user writes them. Either cells, which must be a power diagram,
//   {"domain":[H,…], "cells":[[H,…],…]}
// or sites with weights, cell k being where |x − s_k|² − w_k is smallest (weights may be left out:
// all 0),
//   {"domain":[H,…], "sites":[["s1",…,"sd"],…], "weights":["w",…]}
// H = ["a1",…,"ad","b"] is the halfspace a·x ≤ b. The domain may be left out: then it is the least
// box around the cells, or for sites chosen around the data. Numbers are strings or JSON numbers,
// read exactly.

#pragma once

#include "geometry/polytope.hpp"
#include "partition/power.hpp"

#include <filesystem>

namespace thalweg {

struct GivenPartition {
  PowerPartition partition;
  std::optional<Polytope> domain;
};

/// InputError "name /place: expected …, found …", also if the cells are no power diagram.
GivenPartition given_partition_from_text(std::string_view text, const std::string& text_name,
                                         std::size_t dimension);

/// The same for a file; UsageError if it cannot be read.
GivenPartition given_partition_from_file(const std::filesystem::path& path, std::size_t dimension);

} // namespace thalweg
