// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/partition_file.hpp"

#include "exact/error.hpp"
#include "geometry/power_diagram.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

std::string message(const std::string& text, std::size_t dimension) {
  try {
    given_partition_from_text(text, "p.json", dimension);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

} // namespace

TEST_CASE("cells on a line, without and with a domain", "[certificate]") {
  const GivenPartition given = given_partition_from_text(
      R"({"cells": [[["1", "0.5"], [-1, 1]], [[-1, "-1/2"], [1, 2]]]})", "p.json", 1);
  CHECK(is_same_set(*given.domain, box({-1}, {2})));
  const auto cells = power_cells(given.partition.functions, *given.domain);
  CHECK(is_same_set(cells[0].polytope, box({-1}, {Rational(1, 2)})));
  CHECK(is_same_set(cells[1].polytope, box({Rational(1, 2)}, {2})));
  const GivenPartition cut = given_partition_from_text(
      R"({"domain": [[1, 3], [-1, 4]], "cells": [[[1, 0]], [[-1, 0]]]})", "p.json", 1);
  CHECK(is_same_set(*cut.domain, box({-4}, {3})));
}

TEST_CASE("sites with weights", "[certificate]") {
  // |x|² against |x − 2|² − 1: equal at x = 3/4
  const GivenPartition given =
      given_partition_from_text(R"({"sites": [[0], [2]], "weights": [0, "1"]})", "p.json", 1);
  CHECK_FALSE(given.domain);
  CHECK(lead_at(given.partition, {Rational(3, 4)}).margin == Rational(0));
  CHECK(lead_at(given.partition, {Rational(1)}).group == 1);
}

TEST_CASE("what is no partition gets one line with its place", "[certificate]") {
  CHECK(message(R"({"cells": []})", 1) == "p.json /cells: expected at least one cell, found none");
  CHECK(message(R"({"cells": [[[1, 0], [-1, 1]], [[-1, -1], [1, 2]]]})", 1)
            .find("p.json /cells: expected a power diagram") == 0);
  CHECK(message(R"({"cells": [[[1, 0]]]})", 1).find("p.json /cells/0: expected a bounded cell") ==
        0);
  CHECK(message(R"({"cells": [[[1, 0], [-1, 0]]]})", 1)
            .find("p.json /cells/0: expected a cell with interior points") == 0);
  CHECK(message(R"({"cells": [[[1, 0, 2]]]})", 1).find("p.json /cells/0/0: expected 2 numbers") ==
        0);
  CHECK(message(R"({"sites": [[1], [1]]})", 1) ==
        "p.json /sites/1: expected different sites, found site 0 again with its weight");
  CHECK(message(R"({"sites": [[1], [2]], "weights": [1]})", 1)
            .find("p.json /weights: expected 2 numbers (one per site)") == 0);
  CHECK(message(R"({"sites": []})", 1) == "p.json /sites: expected at least one site, found none");
  CHECK(message(R"({"places": []})", 1).find("p.json") == 0);
  CHECK_THROWS_AS(given_partition_from_file("/nowhere/p.json", 1), UsageError);
}
