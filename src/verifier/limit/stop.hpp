// SPDX-License-Identifier: Apache-2.0
//
// How a verification ends early: one value with verdict, code, place, expected and found, thrown
// inside and caught by `verify`, which returns it. Nothing else is thrown on purpose.

#pragma once

#include "limit/outcome.hpp"

#include <string_view>

namespace thalweg::verifier {

struct Stop {
  Outcome outcome;
};

[[noreturn]] void stop(Verdict verdict, std::string code, std::string place, std::string expected,
                       std::string found);

/// An obligation does not hold.
[[noreturn]] void reject(std::string code, std::string place, std::string expected,
                         std::string found);

/// A text is not what its grammar asks for; `offset` is where in `text`.
[[noreturn]] void stop_at(Verdict verdict, const char* source, std::string_view text,
                          std::size_t offset, std::string code, std::string place,
                          std::string expected, std::string found);

} // namespace thalweg::verifier
