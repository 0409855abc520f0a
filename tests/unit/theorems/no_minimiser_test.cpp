// SPDX-License-Identifier: GPL-3.0-or-later
//
// liu2021, erratum-no-minimiser: groups without an optimal fit for cross-entropy, and one with it.

#include "certificate/writer.hpp"
#include "theorems/liu2021/no_minimiser.hpp"
#include "verifier/verify.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cmath>

using namespace thalweg;

namespace {

std::string verdict_line_of(const Outcome& outcome) {
  return verifier::verdict_line(verifier::verify(certificate_text(*outcome.document), {}));
}

} // namespace

TEST_CASE("liu2021: groups without an optimal fit are certified", "[theorems]") {
  for (const auto& instance : {separable_group, quasi_separable_group, quasi_separable_classes}) {
    const Outcome outcome = instance();
    CHECK(verdict_of(outcome) == Verdict::no_minimiser);
    CHECK(verdict_line_of(outcome) == "VERIFIED");
  }
}

TEST_CASE("liu2021: along the direction the sum tends to 2 log 2", "[theorems]") {
  const Outcome outcome = quasi_separable_group();
  const auto witness = nlohmann::json::parse(*outcome.document->further.at(0).witness);
  const Rational slope(witness["direction"][0][0].get<std::string>());
  const Rational constant(witness["direction"][0][1].get<std::string>());
  CHECK(constant == 0);
  CHECK(slope > 0);
  double last = 3;
  for (const double t : {0.0, 1.0, 10.0, 30.0}) { // 2 log 2 + log(1 + exp(−t·slope))
    const double sum = 2 * std::log(2.0) + std::log1p(std::exp(-t * slope.get_d()));
    CHECK(sum < last);
    last = sum;
  }
  CHECK(last - 2 * std::log(2.0) < 1e-12);
}

TEST_CASE("liu2021: where the fit exists a spurious minimum is near", "[theorems]") {
  const Outcome outcome = group_with_fit();
  CHECK(verdict_of(outcome) == Verdict::spurious_minimum);
  CHECK(verdict_line_of(outcome) == "VERIFIED");
  // R(W*) = (5 log(8/5) + 3 log(8/3))/8
  const auto claim =
      nlohmann::json::parse("{" + outcome.document->further.at(0).members.substr(1) + "}");
  const double risk = (5 * std::log(1.6) + 3 * std::log(8.0 / 3)) / 8;
  const double lower = Rational(claim["risk_lower"].get<std::string>()).get_d();
  const double upper = Rational(claim["risk_upper"].get<std::string>()).get_d();
  CHECK(lower < risk + 1e-15);
  CHECK(risk < upper + 1e-15);
  CHECK(upper - lower < 1e-11);
}
