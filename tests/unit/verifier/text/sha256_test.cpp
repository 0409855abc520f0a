// SPDX-License-Identifier: GPL-3.0-or-later
//
// SHA-256 against the examples published with FIPS 180-4 and the lengths around the padding.

#include "verifier/text/sha256.hpp"

#include <catch2/catch.hpp>

using thalweg::verifier::Sha256;
using thalweg::verifier::sha256;

TEST_CASE("SHA-256 of the published test vectors", "[verifier]") {
  CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
               "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu") ==
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
  CHECK(sha256(std::string(1000000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-256 does not depend on how the text is cut", "[verifier]") {
  for (const std::size_t length : {55U, 56U, 57U, 63U, 64U, 65U, 119U, 120U, 128U}) {
    const std::string text(length, '\xA5');
    Sha256 hash;
    for (const char byte : text)
      hash.update(std::string_view(&byte, 1));
    CHECK(hash.digest() == sha256(text));
  }
}
