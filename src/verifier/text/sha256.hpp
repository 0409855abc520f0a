// SPDX-License-Identifier: Apache-2.0
//
// SHA-256 (FIPS 180-4), for the digests printed with a theorem.

#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace thalweg::verifier {

/// Takes the text piece by piece.
class Sha256 {
public:
  void update(std::string_view text);
  /// 64 lower-case hexadecimal digits; the object is used up.
  std::string digest();

private:
  void compress(const unsigned char* block);

  std::array<std::uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<unsigned char, 64> block_ = {};
  std::uint64_t length_ = 0; ///< bytes taken so far
};

std::string sha256(std::string_view text);

} // namespace thalweg::verifier
