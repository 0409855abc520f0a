// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reading tables: every accepted shape, and every refusal with its line, column and text.

#include "data/csv.hpp"
#include "exact/error.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace thalweg;

namespace {

Dataset read(std::string_view text, const std::vector<std::string>& targets = {}) {
  return dataset_from_csv(text, "t.csv", targets);
}

/// The message of the InputError that reading must end with.
std::string input_error(std::string_view text, const std::vector<std::string>& targets = {}) {
  try {
    read(text, targets);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no InputError";
}

std::string usage_error(std::string_view text, const std::vector<std::string>& targets) {
  try {
    read(text, targets);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no UsageError";
}

const std::string expected_number = "expected a number such as -1.5e-3 or 3/7, found ";

} // namespace

TEST_CASE("a table with a header", "[data]") {
  const Dataset data = read("x,y\n-1,1\n0.5,1/4\n");
  CHECK(data.columns == std::vector<std::string>{"x", "y"});
  CHECK(data.target_columns == std::vector<std::size_t>{1});
  CHECK(data.inputs == std::vector<Vector>{{-1}, {fraction(1, 2)}});
  CHECK(data.targets == std::vector<Vector>{{1}, {fraction(1, 4)}});
  CHECK(data.sample_count() == 2);
  CHECK(data.input_dimension() == 1);
  CHECK(data.target_dimension() == 1);
}

TEST_CASE("a table without a header names its columns", "[data]") {
  const Dataset data = read("1,2,3\n4,5,6");
  CHECK(data.columns == std::vector<std::string>{"c1", "c2", "c3"});
  CHECK(data.inputs == std::vector<Vector>{{1, 2}, {4, 5}});
  CHECK(data.targets == std::vector<Vector>{{3}, {6}});
}

TEST_CASE("separators in order of preference", "[data]") {
  CHECK(read("a;b\n1;2\n").inputs == std::vector<Vector>{{1}});
  CHECK(read("a\tb\n1\t2\n").targets == std::vector<Vector>{{2}});
  CHECK(read("a, b\n1 ,\t2 \n").targets == std::vector<Vector>{{2}});
  CHECK(read("a,1;b\n1;2\n").columns == std::vector<std::string>{"a,1", "b"});
  CHECK(read("a,1\tb\n1\t2\n").columns == std::vector<std::string>{"a,1", "b"});
  CHECK(read("\"a;1\",b\n1,2\n").columns == std::vector<std::string>{"a;1", "b"});
}

TEST_CASE("byte order mark, CR LF and empty lines at the end", "[data]") {
  const Dataset data = read("\xEF\xBB\xBFx,y\r\n1,2\r\n3,4\r\n\r\n  \r\n");
  CHECK(data.columns == std::vector<std::string>{"x", "y"});
  CHECK(data.targets == std::vector<Vector>{{2}, {4}});
}

TEST_CASE("blanks in quotes belong to the cell", "[data]") {
  CHECK(read("x,\" y \"\n1,2\n").columns == std::vector<std::string>{"x", " y "});
  CHECK(input_error("x,y\n1,\" 2\"\n") ==
        "t.csv: line 2, column 2 (y): " + expected_number + "\" 2\"");
}

TEST_CASE("quoted cells", "[data]") {
  const Dataset data = read("\"x\",\"the \"\"y\"\", really\"\n\"1\", \"3/7\" \n");
  CHECK(data.columns == std::vector<std::string>{"x", "the \"y\", really"});
  CHECK(data.inputs == std::vector<Vector>{{1}});
  CHECK(data.targets == std::vector<Vector>{{fraction(3, 7)}});
}

TEST_CASE("targets by name and by number, in the user's order", "[data]") {
  const std::string text = "a,b,3,d\n1,2,30,4\n";
  const Dataset data = read(text, {"d", "1"});
  CHECK(data.target_columns == std::vector<std::size_t>{3, 0});
  CHECK(data.inputs == std::vector<Vector>{{2, 30}});
  CHECK(data.targets == std::vector<Vector>{{4, 1}});
  CHECK(read(text, {"3"}).targets == std::vector<Vector>{{30}});
  CHECK(read("3,1\n1,2\n", {"2"}).columns == std::vector<std::string>{"c1", "c2"});
  // A name wins over a number: the column called "1" is the second.
  CHECK(read("x2,1\n10,20\n", {"1"}).targets == std::vector<Vector>{{20}});
}

TEST_CASE("repeated inputs and one sample are fine", "[data]") {
  CHECK(read("1,2\n1,3\n").sample_count() == 2);
  CHECK(read("1,2").sample_count() == 1);
}

TEST_CASE("unknown and repeated targets are the user's command", "[data]") {
  CHECK(usage_error("a,b\n1,2\n", {"c"}) ==
        "t.csv: target: expected a column name (a, b) or a number from 1 to 2, found \"c\"");
  CHECK(usage_error("a,b\n1,2\n", {"0"}).find("found \"0\"") != std::string::npos);
  CHECK(usage_error("a,b\n1,2\n", {"3"}).find("found \"3\"") != std::string::npos);
  CHECK(usage_error("a,b\n1,2\n", {""}).find("found \"\"") != std::string::npos);
  CHECK(usage_error("a,b\n1,2\n", {"99999999999999999999"}).find("found \"9999") !=
        std::string::npos);
  CHECK(usage_error("a,b,c\n1,2,3\n", {"b", "2"}) ==
        "t.csv: target: expected distinct columns, found b twice");
}

TEST_CASE("tables without samples or inputs", "[data]") {
  CHECK(input_error("") == "t.csv: line 1: expected a table of numbers, found nothing");
  CHECK(input_error("\n \n") == "t.csv: line 1: expected a table of numbers, found nothing");
  CHECK(input_error("a,b\n\n") ==
        "t.csv: line 2: expected a sample after the header, found the end");
  CHECK(input_error("a\n1\n") ==
        "t.csv: line 1: expected at least 2 columns (an input and a target), found 1");
  CHECK(input_error("a,b\n1,2\n", {"a", "b"}) ==
        "t.csv: expected an input column beside the targets, found 2 targets in 2 columns");
}

TEST_CASE("bad cells are named by line and column", "[data]") {
  CHECK(input_error("x,y\n1,2\n3,abc\n") ==
        "t.csv: line 3, column 2 (y): " + expected_number + "\"abc\"");
  CHECK(input_error("1,2\n,4\n") == "t.csv: line 2, column 1 (c1): " + expected_number + "nothing");
  CHECK(input_error("1,2\n3,1/0\n") ==
        "t.csv: line 2, column 2 (c2): " + expected_number + "\"1/0\"");
  CHECK(input_error("1,2\r\n3,nan\r\n") ==
        "t.csv: line 2, column 2 (c2): " + expected_number + "\"nan\"");
  CHECK(input_error("1;2\n3;4,5\n") == "t.csv: line 2, column 2 (c2): " + expected_number +
                                           "\"4,5\" → write decimals with a point");
  CHECK(input_error(std::string_view("1,2\n3,4\0\n", 9)) ==
        "t.csv: line 2, column 2 (c2): " + expected_number + "\"4\\x00\"");
  CHECK(input_error("1,2\n3,\xFF\x1B\n") ==
        "t.csv: line 2, column 2 (c2): " + expected_number + "\"\\xff\\x1b\"");
  CHECK(input_error("1,2\n3,é\n") == "t.csv: line 2, column 2 (c2): " + expected_number + "\"é\"");
}

TEST_CASE("long cells are cut in messages", "[data]") {
  const std::string message = input_error("1,2\n3," + std::string(1000, 'z') + "\n");
  CHECK(message.size() < 160);
  CHECK(message.find("zzz…\"") != std::string::npos);
}

TEST_CASE("rows of another length", "[data]") {
  CHECK(input_error("x,y\n1,2\n3\n") == "t.csv: line 3: expected 2 cells, found 1");
  CHECK(input_error("x,y\n1,2,3\n") == "t.csv: line 2: expected 2 cells, found 3");
  CHECK(input_error("x,y\n1,2,\n") == "t.csv: line 2: expected 2 cells, found 3");
  CHECK(input_error("x,y\n1,2\n\n3,4\n") == "t.csv: line 3: expected 2 cells, found an empty line");
  CHECK(input_error("x,y\n1,2\n  \n3,4\n") ==
        "t.csv: line 3: expected 2 cells, found an empty line");
}

TEST_CASE("bad headers", "[data]") {
  CHECK(input_error("x,x\n1,2\n") ==
        "t.csv: line 1, column 2: expected distinct column names, found \"x\" again (as column 1)");
  CHECK(input_error("x,,y\n1,2,3\n") == "t.csv: line 1, column 2: expected a column name, found "
                                        "nothing");
  CHECK(input_error("x,\"\"\n1,2\n") == "t.csv: line 1, column 2: expected a column name, found "
                                        "nothing");
  const std::string utf8 = "expected a column name in UTF-8 without control characters, found ";
  CHECK(input_error("x,a\xC0\xAF\n1,2\n") ==
        "t.csv: line 1, column 2: " + utf8 + "\"a\\xc0\\xaf\"");
  CHECK(input_error("x\x01,y\n1,2\n") == "t.csv: line 1, column 1: " + utf8 + "\"x\\x01\"");
  CHECK(input_error("x,\xED\xA0\x80\n1,2\n").find(utf8) != std::string::npos); // a surrogate
  CHECK(input_error("x,\xF4\x90\x80\x80\n1,2\n").find(utf8) != std::string::npos);
  CHECK(input_error("x,\xE2\x82\n1,2\n").find(utf8) != std::string::npos); // cut short
  CHECK(read("x,größe\n1,2\n").columns[1] == "größe");
  CHECK(read("x,\xF0\x9F\x98\x80\n1,2\n").sample_count() == 1);
}

TEST_CASE("a first line of numbers and of what looks like one is no header", "[data]") {
  for (const char* cell : {"nan", "-NaN", "+inf", "Infinity", "1/0", "1e4097", "0x10", "1%", "-.5.",
                           "1 000", "\"1,5\""}) {
    CAPTURE(cell);
    CHECK(input_error("1," + std::string(cell) + "\n3,4\n")
              .starts_with("t.csv: line 1, column 2: expected a number"));
    CHECK(input_error(std::string(cell) + ",1\n3,4\n")
              .starts_with("t.csv: line 1, column 1: expected a number"));
    CHECK(read("x," + std::string(cell) + "\n3,4\n").sample_count() == 1);
  }
  CHECK(input_error("0,nan\n1,2\n") ==
        "t.csv: line 1, column 2: expected a number such as -1.5e-3 or 3/7, or "
        "only names, found \"nan\" → correct it, or write a header");
  for (const char* name : {"y", "-", ".", "e5", "nano", "infinite", "x1"})
    CHECK(read("1," + std::string(name) + "\n3,4\n").columns ==
          std::vector<std::string>{"1", name});
}

TEST_CASE("bad quotes", "[data]") {
  CHECK(input_error("x,\"y\n1,2\n") ==
        "t.csv: line 1, column 2: expected a closing quote, found \"\"y\"");
  CHECK(input_error("x,y\n\"1\"2,3\n") == "t.csv: line 2, column 1: expected a separator after the "
                                          "closing quote, found \"2,3\"");
  CHECK(input_error("x,y\n1,\"2\" \"\n").find("line 2, column 2: expected a separator") !=
        std::string::npos);
  CHECK(input_error("x,y\n1,2\"\n").find("found \"2\"\"") != std::string::npos);
}

TEST_CASE("files", "[data]") {
  const std::filesystem::path folder = std::filesystem::temp_directory_path();
  const std::filesystem::path path = folder / "thalweg_csv_test.csv";
  std::ofstream(path, std::ios::binary) << "x,y\n1,2\n";
  CHECK(dataset_from_csv_file(path, {}).sample_count() == 1);
  std::ofstream(path, std::ios::binary) << "";
  CHECK_THROWS_AS(dataset_from_csv_file(path, {}), InputError);
  std::filesystem::remove(path);
  CHECK_THROWS_AS(dataset_from_csv_file(path, {}), UsageError);
  CHECK_THROWS_AS(dataset_from_csv_file(folder, {}), UsageError);
}
