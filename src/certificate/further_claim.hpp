// SPDX-License-Identifier: GPL-3.0-or-later
//
// A claim of format version 2 that stands on its own, as the writer sees it: its kind and the texts
// of what it adds to the file. Each kind has a function of its own that makes one from typed values
// (with the writers of json_text.hpp); the document keeps them in the order of the specification.

#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace thalweg {

struct FurtherClaim {
  std::string kind;                   ///< its name
  std::string members;                ///< `,"key":value` for each further key of the claim
  std::optional<std::string> witness; ///< the JSON value, if the kind has a witness
  bool needs_data = true;
  bool needs_network = true;
  /// Sections of the statement that only such claims have: name and JSON value.
  std::vector<std::pair<std::string, std::string>> sections = {};
  bool needs_domain = false;
};

} // namespace thalweg
