// SPDX-License-Identifier: GPL-3.0-or-later
//
// What `thalweg reproduce` tells: the list of instances, the report of each case, and the table at
// the end.

#pragma once

#include "exact/error.hpp"
#include "theorems/instance.hpp"

#include <filesystem>

namespace thalweg {

/// One case that was built. The references must outlive it.
struct CaseReport {
  const Instance& instance;
  const InstanceCase& one;
  Outcome outcome;
  std::filesystem::path certificate; ///< empty if undecided
  std::size_t bytes;
};

/// What of a case is counted.
struct CaseCounts {
  Verdict verdict, expected;
  std::size_t bytes;
};

/// Names, statements and parameters, one paper after the other.
std::string list_text(const std::vector<const Instance*>& instances);

/// The instance and its statement, and what is missing if it cannot be built.
std::string heading_text(const Instance& instance);

/// Verdict, risks, radius, certificate.
std::string report_text(const CaseReport& report);

/// Counts the verdicts of each instance.
class ReproduceTable {
public:
  /// Begins the row of an instance.
  void add(const Instance& instance);
  /// A case of the instance added last.
  void add(const CaseCounts& counts);

  std::string text() const;
  ExitCode exit_code() const;

private:
  struct Row {
    const Instance* instance;
    std::size_t as_expected = 0, otherwise = 0, undecided = 0, bytes = 0;
  };
  std::vector<Row> rows_;
};

} // namespace thalweg
