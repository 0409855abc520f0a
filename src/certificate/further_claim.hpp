// SPDX-License-Identifier: GPL-3.0-or-later
//
// A claim that stands on its own, as the writer sees it: its kind and the texts of what it adds to
// the file. Each kind has a function of its own that makes one from typed values
// (with the writers of json_text.hpp); the document keeps them in the order of the specification.

#pragma once

#include "network/network.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace thalweg {

/// The names of the network of a document and of the better one.
inline constexpr const char* name_of_network = "W";
inline constexpr const char* name_of_better = "W2";

struct FurtherClaim {
  std::string kind;
  std::string members;                ///< `,"key":value` for each further key of the claim
  std::optional<std::string> witness; ///< the JSON value, if the kind has a witness
  bool needs_data = true;
  bool needs_network = true;
  /// Sections of the statement that only such claims have: name and JSON value.
  std::vector<std::pair<std::string, std::string>> sections = {};
  bool needs_domain = false;
  std::string name = {};                 ///< if there are several of its kind
  std::string network = name_of_network; ///< that it is about, if it needs one
  std::optional<Network> own = {};       ///< that network, if it is not the one of the document
};

} // namespace thalweg
