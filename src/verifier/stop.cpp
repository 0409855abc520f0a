// SPDX-License-Identifier: Apache-2.0

#include "stop.hpp"

namespace thalweg::verifier {

void stop_at(Verdict verdict, const char* source, std::string_view text, std::size_t offset,
             std::string code, std::string place, std::string expected, std::string found) {
  Outcome outcome;
  outcome.verdict = verdict;
  outcome.code = std::move(code);
  outcome.place = std::move(place);
  outcome.expected = std::move(expected);
  outcome.found = std::move(found);
  outcome.source = source;
  outcome.line = outcome.column = 1;
  for (const char byte : text.substr(0, offset)) {
    if (byte == '\n') {
      ++outcome.line;
      outcome.column = 1;
    } else if ((static_cast<unsigned char>(byte) & 0xC0) != 0x80) {
      ++outcome.column; // characters, not bytes
    }
  }
  throw Stop{std::move(outcome)};
}

} // namespace thalweg::verifier
