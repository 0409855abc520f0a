// SPDX-License-Identifier: Apache-2.0
//
// The independent verifier of Thalweg certificates, as a function from text to verdict.
//
// It reads a certificate (format version 3, certificates/SPECIFICATION.md), recomputes all
// it claims in exact arithmetic and says which theorem it has verified. It does not search, does
// not round except upwards where the specification says so, and keeps no state between calls.

#pragma once

#include "limit/outcome.hpp"

#include <iosfwd>
#include <optional>
#include <string_view>

namespace thalweg::verifier {

/// "VERIFIED", "REJECTED", "MALFORMED", "UNSUPPORTED", "LIMIT", "USAGE"
std::string_view verdict_word(Verdict verdict) noexcept;

struct Options {
  Limits limits;
  bool keeps_checks = false;           ///< for `Outcome::checks`; the verdict does not depend on it
  std::optional<std::string> data_csv; ///< text of the table the samples must be equal to
  std::optional<std::string> statement; ///< JSON text the statement must be equal to
};

/// Verifies one certificate. Never throws and always ends (within the limits, if there are any).
[[nodiscard]] Outcome verify(std::string_view certificate, const Options& options) noexcept;

/// One line: `REJECTED code at place: expected …, found …`, `VERIFIED`, and so on.
std::string verdict_line(const Outcome& outcome);

/// The command line of `thalweg-verify` (arguments without the program's name at 0 ignored).
/// Returns the exit code: the worst verdict of all files.
int verifier_main(int argc, const char* const* argv, std::ostream& out, std::ostream& err) noexcept;

} // namespace thalweg::verifier
