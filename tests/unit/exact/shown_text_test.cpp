// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a message shows of a file.

#include "exact/shown_text.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

TEST_CASE("text is shown on one line", "[exact]") {
  CHECK(on_one_line("a\nb\tc") == "a\\x0ab\\x09c");
  CHECK(on_one_line("Größe \xE2\x86\x92 2") == "Größe → 2");
  CHECK(on_one_line("\xC3") == "\\xc3");
  CHECK(on_one_line("\x1B[2J") == "\\x1b[2J");
  CHECK(on_one_line(std::string_view("\0x", 2)) == "\\x00x");
  CHECK(on_one_line("").empty());
}

TEST_CASE("long text is cut between characters", "[exact]") {
  CHECK(excerpt(std::string(40, 'x')) == std::string(40, 'x'));
  CHECK(excerpt(std::string(41, 'x')) == std::string(40, 'x') + "…");
  std::string umlauts;
  for (int k = 0; k < 30; ++k)
    umlauts += "ü";
  CHECK(excerpt(umlauts) == umlauts.substr(0, 40) + "…");
  CHECK(excerpt("x" + umlauts) == "x" + umlauts.substr(0, 40) + "…");
}

TEST_CASE("encodings of several bytes are recognised by their mark", "[exact]") {
  CHECK(is_wide_text(std::string_view("\xFF\xFEx\0", 4)));
  CHECK(is_wide_text("\xFE\xFF"));
  CHECK_FALSE(is_wide_text("\xEF\xBB\xBFx"));
  CHECK_FALSE(is_wide_text(""));
}
