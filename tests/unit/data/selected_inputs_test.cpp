// SPDX-License-Identifier: GPL-3.0-or-later
//
// A table with columns a, y, b, z, c of which y and z are targets, in the order z, y.

#include "data/selected_inputs.hpp"

#include "exact/error.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

Dataset table() {
  return {{"a", "y", "b", "z", "c"}, {3, 1}, {{1, 2, 3}, {4, 5, 6}}, {{7, 8}, {9, 10}}};
}

std::string message(const std::vector<std::string>& inputs) {
  try {
    with_selected_inputs(table(), inputs);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

} // namespace

TEST_CASE("inputs are selected by name and number, in the order of the table", "[data]") {
  const Dataset selected = with_selected_inputs(table(), {"c", "1"});
  CHECK(selected.columns == std::vector<std::string>{"a", "y", "z", "c"});
  CHECK(selected.target_columns == std::vector<std::size_t>{2, 1});
  CHECK(selected.inputs == std::vector<Vector>{{1, 3}, {4, 6}});
  CHECK(selected.targets == table().targets);
  CHECK(selected.input_dimension() == 2);
}

TEST_CASE("no selection changes nothing", "[data]") {
  const Dataset selected = with_selected_inputs(table(), {});
  CHECK(selected.columns == table().columns);
  CHECK(selected.inputs == table().inputs);
}

TEST_CASE("a name wins over a number", "[data]") {
  Dataset data = table();
  data.columns[4] = std::string(1, '1');
  CHECK(with_selected_inputs(data, {"1"}).inputs == std::vector<Vector>{{3}, {6}});
}

TEST_CASE("wrong selections name the column", "[data]") {
  CHECK(message({"d"}) == "--inputs: expected column names or numbers from 1 to 5, found \"d\"");
  CHECK(message({"6"}) == "--inputs: expected column names or numbers from 1 to 5, found \"6\"");
  CHECK(message({"0"}).find("found \"0\"") != std::string::npos);
  CHECK(message({""}).find("found \"\"") != std::string::npos);
  CHECK(message({"a", "1"}) == "--inputs: expected distinct columns, found a twice");
  CHECK(message({"4"}) == "--inputs: expected columns that are no targets, found z");
}
