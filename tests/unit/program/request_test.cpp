// SPDX-License-Identifier: GPL-3.0-or-later
//
// Options become a request, and a request becomes the command that makes the same file again.

#include "program/generate.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

Dataset table(std::size_t inputs, std::vector<std::string> targets) {
  Dataset data;
  for (std::size_t k = 0; k < inputs; ++k)
    data.columns.push_back("x" + std::to_string(k + 1));
  for (const std::string& target : targets) {
    data.target_columns.push_back(data.columns.size());
    data.columns.push_back(target);
  }
  return data;
}

GenerateOptions options() {
  GenerateOptions result;
  result.data = "folder/table.csv";
  return result;
}

} // namespace

TEST_CASE("defaults depend on the number of inputs", "[program]") {
  const MinimumRequest on_a_line = request_from(options(), table(1, {"y"}));
  CHECK(on_a_line.groups == 2);
  CHECK(on_a_line.partition == PartitionKind::intervals);
  CHECK_FALSE(on_a_line.direction);
  CHECK(on_a_line.construction == ConstructionKind::lattice);
  CHECK(on_a_line.refinement == RefinementKind::isolate);
  CHECK(request_from(options(), table(2, {"y"})).partition == PartitionKind::tree);
}

TEST_CASE("every option is read", "[program]") {
  GenerateOptions given = options();
  given.groups = "7";
  given.partition = "slabs";
  given.direction = "-1,2/4,1e-1";
  given.construction = "gated";
  given.refinement = "split";
  const Dataset data = table(3, {"y"});
  const MinimumRequest request = request_from(given, data);
  CHECK(request.groups == 7);
  CHECK(request.partition == PartitionKind::slabs);
  CHECK(request.direction == Vector{Rational(-1), fraction(1, 2), fraction(1, 10)});
  CHECK(request.construction == ConstructionKind::gated);
  CHECK(request.refinement == RefinementKind::split);
  CHECK_FALSE(request.max_parameter);
  CHECK(
      normalised_command(given, request, loss_words(given.loss, {}), data) ==
      "thalweg generate table.csv --target y --groups 7 --partition slabs --direction=-1,1/2,1/10 "
      "--construction gated --refine split --loss squared");
}

TEST_CASE("the command names targets by number where a name has a comma", "[program]") {
  const Dataset data = table(1, {"price, net", "it's"});
  const MinimumRequest request = request_from(options(), data);
  CHECK(normalised_command(options(), request, loss_words({}, {}), data) ==
        "thalweg generate table.csv --target '2,it'\\''s' --groups 2 --partition intervals "
        "--construction lattice --refine isolate --loss squared");
}

TEST_CASE("bad option texts are named", "[program]") {
  const auto message = [](auto change) {
    GenerateOptions given = options();
    change(given);
    return [given] { request_from(given, table(1, {"y"})); };
  };
  for (const char* text : {"0", "-1", "two", "2x", "", "99999999999999999999999"})
    CHECK_THROWS_AS(message([text](GenerateOptions& o) { o.groups = text; })(), UsageError);
  CHECK_THROWS_WITH(message([](GenerateOptions& o) { o.partition = "boxes"; })(),
                    "--partition: expected intervals, slabs or tree (power or a file .json: with "
                    "--construction regions), found boxes");
  CHECK_THROWS_AS(message([](GenerateOptions& o) { o.direction = "1,"; })(), UsageError);
}
