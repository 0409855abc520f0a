// SPDX-License-Identifier: GPL-3.0-or-later
//
// The exit code of `thalweg reproduce`: 0 only if every verdict is the expected one.

#include "program/reproduce_table.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

Outcome global_minimum() {
  Outcome outcome;
  outcome.document.emplace().global_minimum.emplace();
  return outcome;
}

/// The exit code for one case with this expectation and outcome.
ExitCode code(Verdict expected, const Outcome& outcome) {
  const Instance instance{"paper", "name", "statement", {}, {}};
  InstanceCase one;
  one.expected = expected;
  ReproduceTable table;
  table.add(instance);
  table.add(CaseCounts{verdict_of(outcome), one.expected, 0});
  return table.exit_code();
}

} // namespace

TEST_CASE("reproduce: exit codes", "[program]") {
  CHECK(code(Verdict::global_minimum, global_minimum()) == ExitCode::done);
  CHECK(code(Verdict::local_minimum, global_minimum()) == ExitCode::claim_does_not_hold);
  CHECK(code(Verdict::undecided, global_minimum()) == ExitCode::claim_does_not_hold);
  CHECK(code(Verdict::local_minimum, Outcome{}) == ExitCode::undecided);
  CHECK(code(Verdict::undecided, Outcome{}) == ExitCode::done);
  const Instance missing{"paper", "name", "statement", {}, {}, "a loss"};
  ReproduceTable table;
  table.add(missing);
  CHECK(table.exit_code() == ExitCode::undecided);
  CHECK(ReproduceTable().exit_code() == ExitCode::done);
}

TEST_CASE("reproduce: another verdict is told beside the expected one", "[program]") {
  const Instance instance{"paper", "name", "statement", {}, {}};
  InstanceCase one;
  one.expected = Verdict::local_minimum;
  const std::string text = report_text({instance, one, global_minimum(), "a.json", 7});
  CHECK(text.find("global minimum, EXPECTED: local minimum, global in its cell\n") !=
        std::string::npos);
  const std::string undecided = report_text({instance, one, {{}, "too hard"}, {}, 0});
  CHECK(undecided.find("note         too hard\n") != std::string::npos);
  CHECK(undecided.find("certificate") == std::string::npos);
}
