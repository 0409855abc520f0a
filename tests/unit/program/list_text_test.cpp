// SPDX-License-Identifier: GPL-3.0-or-later
//
// Small texts of the command line.

#include "program/list_text.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

TEST_CASE("lists are split at every comma", "[program]") {
  using List = std::vector<std::string>;
  CHECK(comma_separated("").empty());
  CHECK(comma_separated("a") == List{"a"});
  CHECK(comma_separated("a,b") == List{"a", "b"});
  CHECK(comma_separated(",") == List{"", ""});
  CHECK(comma_separated("a,,b,") == List{"a", "", "b", ""});
}

TEST_CASE("words are quoted as the shell reads them", "[program]") {
  CHECK(shell_word("data-1.csv") == "data-1.csv");
  CHECK(shell_word("") == "''");
  CHECK(shell_word("my data.csv") == "'my data.csv'");
  CHECK(shell_word("it's; rm -rf $HOME") == "'it'\\''s; rm -rf $HOME'");
  CHECK(shell_word("größe") == "'größe'");
  CHECK(shell_word("\xff") == "'?'");
}

TEST_CASE("counts have their plural and digits in groups", "[program]") {
  CHECK(counted(0, "sample") == "0 samples");
  CHECK(counted(1, "class") == "1 class");
  CHECK(counted(2, "class") == "2 classes");
  CHECK(grouped_digits(0) == "0");
  CHECK(grouped_digits(999) == "999");
  CHECK(grouped_digits(1000) == "1,000");
  CHECK(grouped_digits(1234567) == "1,234,567");
}
