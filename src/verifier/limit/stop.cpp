// SPDX-License-Identifier: Apache-2.0

#include "limit/stop.hpp"

#include <utility>

namespace thalweg::verifier {

void stop(Verdict verdict, std::string code, std::string place, std::string expected,
          std::string found) {
  throw Stop{{verdict, std::move(code), std::move(place), std::move(expected), std::move(found), "",
              0, 0, "", ""}};
}

void reject(std::string code, std::string place, std::string expected, std::string found) {
  stop(Verdict::rejected, std::move(code), std::move(place), std::move(expected), std::move(found));
}

void stop_at(Verdict verdict, const char* source, std::string_view text, std::size_t offset,
             std::string code, std::string place, std::string expected, std::string found) {
  std::size_t line = 1;
  std::size_t column = 1;
  for (const char byte : text.substr(0, offset)) {
    const bool ends_line = byte == '\n';
    const bool begins_character = (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
    line += ends_line ? 1 : 0;
    column = ends_line ? 1 : column + (begins_character ? 1 : 0);
  }
  throw Stop{{verdict, std::move(code), std::move(place), std::move(expected), std::move(found),
              source, line, column, "", ""}};
}

} // namespace thalweg::verifier
