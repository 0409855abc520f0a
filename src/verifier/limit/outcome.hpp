// SPDX-License-Identifier: Apache-2.0
//
// What a verification may use and what comes out of it, as values: limits, and the verdict with its
// code, place and words.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace thalweg::verifier {

/// The verdict; its number is the exit code of the program. Only `accepted` means that every claim
/// was checked and holds.
enum class Verdict : int {
  accepted = 0,
  rejected = 1,    ///< well-formed, but some obligation does not hold
  malformed = 2,   ///< not a certificate of this format
  unsupported = 3, ///< a version, claim, layer, loss or method this verifier does not know
  limit = 4,       ///< a limit of memory, time or size was reached: nothing is decided
  usage = 5        ///< the command line or a file is at fault
};

/// Limits of one verification; 0 means no limit.
struct Limits {
  std::uint64_t max_memory = std::uint64_t{4} << 30; ///< bytes held by texts, numbers and lists
  std::uint64_t max_seconds = 0;                     ///< looked at inside everything that is long
  std::uint64_t max_bits = 4'000'000;                ///< bits of any integer, read or computed
  /// Asked wherever the clock is looked at: does the user want it to end? Throws nothing. May be
  /// empty.
  std::function<bool()> is_interrupted = {};
};

/// A check that held: the words that it would have been rejected with, `found` being what was
/// expected. Of the checks with one code (`count` of them) the first, or where sizes are compared
/// that which was the nearest to fail.
struct HeldCheck {
  std::string code, place, expected, found;
  std::size_t count = 0;
};

/// What came out. `code` is one of the stable words of the specification (empty if accepted),
/// `place` a JSON pointer into the certificate; `line` and `column` (from 1; 0 if unknown) belong
/// to `source`: "certificate", "data" or "statement".
struct Outcome {
  Verdict verdict = Verdict::limit;
  std::string code;
  std::string place;
  std::string expected;
  std::string found;
  std::string source;
  std::size_t line = 0;
  std::size_t column = 0;
  std::string theorem;      ///< the verified theorem in words, several lines; empty if not accepted
  std::string theorem_json; ///< the same as one JSON object; empty if not accepted
  std::vector<std::string> unused_columns = {}; ///< of the table, if accepted
  std::vector<HeldCheck> checks = {};           ///< by code, if they are kept
};

} // namespace thalweg::verifier
