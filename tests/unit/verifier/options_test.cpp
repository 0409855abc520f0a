// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the user may ask besides: equality with a table (O1), equality with a trusted statement
// (O2), and limits. Tables follow section 62.2 of the specification.

#include "unit/verifier/hand_example.hpp"

using namespace thalweg::tests;
using thalweg::verifier::Options;
using thalweg::verifier::Outcome;
using thalweg::verifier::Verdict;

namespace {

const std::string rows = "-3,2\n-2,4\n-1,0\n1,0\n2,4\n3,2\n";

Options with_table(const std::string& csv) {
  Options options;
  options.data_csv = csv;
  return options;
}

void check_table_rejected(const std::string& csv, const std::string& code,
                          const std::string& place) {
  INFO(csv);
  check_rejected(hand_example(), code, "/statement/data" + place, with_table(csv));
}

void check_table_malformed(const std::string& csv, const std::string& code, std::size_t line,
                           std::size_t column) {
  INFO(csv);
  const Outcome outcome = verdict_of(hand_example(), with_table(csv));
  check_outcome(outcome, Verdict::malformed, code, "");
  CHECK(outcome.source == "data");
  CHECK(outcome.line == line);
  CHECK(outcome.column == column);
}

Options with_statement(const std::string& text) {
  Options options;
  options.statement = text;
  return options;
}

} // namespace

TEST_CASE("O1: the user's table in all its forms", "[verifier]") {
  for (const char* csv :
       {"x,y\n-3,2\n-2,4\n-1,0\n1,0\n2,4\n3,2\n",
        "x;y\r\n-3;2\r\n-2;4\r\n-1;0\r\n1;0\r\n2;4\r\n3;2",
        "\xEF\xBB\xBFx\ty\n-3\t2\n-2\t4\n-1\t0\n1\t0\n2\t4\n3\t2\n\n  \n",
        "\"x\" , \"y\" \n -3.0, 2e0\n-.2e+1,4.\n-10E-1,0.000\n+1,-0\n4/2,8/2\n\"3\",\"20e-1\"\n"})
    check_accepted(hand_example(), with_table(csv));
  Json nameless = hand_example();
  nameless["statement"]["data"]["columns"] = {"c1", "c2"};
  check_accepted(nameless, with_table(rows));
  Json odd = hand_example();
  odd["statement"]["data"]["columns"] = {"a;\"b\"", "y"};
  check_accepted(odd, with_table("\"a;\"\"b\"\"\",y\n" + rows));
}

TEST_CASE("O1: columns of the table that are not used are named", "[verifier]") {
  const std::string csv = "v,x,w,y\n7,-3,0,2\n7,-2,0,4\n7,-1,0,0\n7,1,0,0\n7,2,0,4\n7,3,0,2\n";
  CHECK(verify(hand_example().dump(), with_table(csv)).unused_columns ==
        std::vector<std::string>{"v", "w"});
  const Outcome outcome = verify(hand_example().dump(), with_table(csv));
  CHECK(outcome.verdict == Verdict::accepted);
  CHECK(outcome.theorem.find("Data file. Its columns \"v\", \"w\" are not used.\n") == 0);
  CHECK(verify(hand_example().dump(), with_table("x,y\n" + rows)).theorem.find("Data file") ==
        std::string::npos);
}

TEST_CASE("O1: every difference is found", "[verifier]") {
  check_table_rejected("z,y\n" + rows, "data.column", "/columns/0");
  check_table_rejected(rows, "data.column", "/columns/0");
  check_table_rejected("x\n-3\n", "data.column", "/columns/1");
  check_table_rejected("y,x\n2,-3\n", "data.column", "/columns/1");
  check_table_rejected("x,y,z\n1,2,3\n", "data.cell", "/rows/0/0");
  check_table_rejected("x,y\n" + rows + "4,4\n", "data.row_count", "/rows");
  check_table_rejected("x,y\n-3,2\n", "data.row_count", "/rows");
  check_table_rejected("x,y\n", "data.row_count", "/rows");
  check_table_rejected("x,y\n-3,2\n-2,4\n-1,1e-4096\n1,0\n2,4\n3,2\n", "data.cell", "/rows/2/1");
  check_table_rejected("x,y\n-2,4\n-3,2\n-1,0\n1,0\n2,4\n3,2\n", "data.cell", "/rows/0/0");
}

TEST_CASE("tables that are none", "[verifier]") {
  check_table_malformed("", "csv.empty", 1, 1);
  check_table_malformed("\n \n", "csv.empty", 1, 1);
  check_table_malformed("x,y\n1\n", "csv.cell_count", 2, 1);
  check_table_malformed("x,y\n1,2,3\n", "csv.cell_count", 2, 1);
  check_table_malformed("x,y\n1,2\n\n3,4\n", "csv.cell_count", 3, 1);
  for (const char* cell :
       {"", "a", "1 2", "1,5", "--1", "1e", "1e+", "1e4097", "1e99999999999999999", "1/0", "1/-2",
        "1.5/2", "1/2.0", ".", "e5", "0x1", "inf", "nan", "1/2e3"})
    check_table_malformed("x;y\n1;2\n3;" + std::string(cell) + "\n", "csv.cell", 3, 2);
  check_table_malformed("x,y\n1,\" 2\"\n", "csv.cell", 2, 2); // blanks in quotes belong to it
  check_table_malformed(std::string("x,y\n1,2\0\n", 9), "csv.cell", 2, 2);
  check_table_malformed(std::string("x,y\n1,2\n\0\n", 10), "csv.cell_count", 3, 1);
  check_table_malformed("x,y\n\"1,2\n", "csv.quote", 2, 1);
  check_table_malformed("x,y\n1,\"2\"3\n", "csv.quote", 2, 2);
}

TEST_CASE("every column of a table has a name of its own", "[verifier]") {
  check_table_malformed("x,y,y\n" + rows, "csv.header", 1, 3);
  check_table_malformed("y,\"y\"\n" + rows, "csv.header", 1, 2);
  check_table_malformed("x,,y\n" + rows, "csv.header", 1, 2);
  check_table_malformed("x,\"\"\n" + rows, "csv.header", 1, 2);
  check_table_malformed("x,y\xE9\n" + rows, "csv.header", 1, 2);
  check_table_malformed(std::string("x,y\0\n", 6) + rows, "csv.header", 1, 2);
  check_table_malformed("x,y\r\r\n" + rows, "csv.header", 1, 2);
  check_table_rejected("x,\" y \"\n" + rows, "data.column", "/columns/1");
}

TEST_CASE("a first line of numbers and of what looks like one is no header", "[verifier]") {
  for (const char* cell : {"nan", "-NaN", "+inf", "Infinity", "1/0", "1e4097", "0x10", "1%", "-.5.",
                           "1 000", "\"1,5\""}) {
    check_table_malformed("1," + std::string(cell) + "\n" + rows, "csv.header", 1, 2);
    check_table_malformed(std::string(cell) + ",1\n" + rows, "csv.header", 1, 1);
    check_table_rejected("x," + std::string(cell) + "\n" + rows, "data.column", "/columns/1");
  }
  for (const char* name : {"y", "-", ".", "e5", "nano", "infinite", "x1"})
    check_table_rejected("1," + std::string(name) + "\n" + rows, "data.column", "/columns/0");
}

TEST_CASE("O2: the statement is the trusted one", "[verifier]") {
  const Json good = hand_example();
  check_accepted(good, with_statement(good["statement"].dump()));
  check_accepted(good, with_statement(good["statement"].dump(2)));
  const auto check_differs = [&](const Json& trusted, const std::string& place) {
    check_rejected(good, "statement.differs", place, with_statement(trusted.dump()));
  };
  check_differs(with(good, "/statement/data/rows/4/1", "5")["statement"],
                "/statement/data/rows/4/1");
  check_differs(with(good, "/statement/claims/3/finer_groups", 1)["statement"],
                "/statement/claims/3/finer_groups");
  check_differs(with(good, "/statement/data/rows/4", {"2"})["statement"], "/statement/data/rows/4");
  check_differs(with(good, "/statement/loss/name", nullptr)["statement"], "/statement/loss/name");
  check_differs(with_first_claims(good, 2)["statement"], "/statement/claims");
  Json missing = good["statement"];
  missing.erase("loss");
  check_differs(missing, "/statement/loss");
  Json more = good["statement"];
  more["loss"]["weight"] = "1";
  check_differs(more, "/statement/loss/weight");
  check_differs(Json::array(), "/statement");
  const Outcome outcome = verdict_of(good, with_statement("{\"data\":1.5}"));
  check_outcome(outcome, Verdict::malformed, "json.fraction", "/data");
  CHECK(outcome.source == "statement");
}

TEST_CASE("limits end with the verdict limit", "[verifier]") {
  const auto check_limit = [](const Options& options, const std::string& code) {
    check_outcome(verdict_of(hand_example(), options), Verdict::limit, code, "");
  };
  Options memory;
  memory.limits.max_memory = 10000;
  check_limit(memory, "limit.memory");
  memory.limits.max_memory = 1000000;
  check_accepted(hand_example(), memory);
  Options bits;
  bits.limits.max_bits = 3;
  check_limit(bits, "limit.bits");
  bits.limits.max_bits = 300;
  check_accepted(hand_example(), bits);
  Options none;
  none.limits = {0, 0, 0};
  check_accepted(hand_example(), none);
}

TEST_CASE("a huge number is stopped before it is converted", "[verifier]") {
  const Json huge =
      with(hand_example(), "/statement/claims/0/risk", "1" + std::string(30000000, '0'));
  check_outcome(verdict_of(huge), Verdict::limit, "limit.bits", "");
  const Outcome table =
      verdict_of(hand_example(), with_table("x,y\n1," + std::string(30000000, '1')));
  check_outcome(table, Verdict::limit, "limit.bits", "");
}
