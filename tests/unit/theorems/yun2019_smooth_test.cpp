// SPDX-License-Identifier: GPL-3.0-or-later
//
// yun2019, Theorem 2, for smooth activations: the printed points are what the verifier accepts, and
// both numbers of the paper's table come out. By hand in
// unit/verifier/claim/smooth_minimum_test.cpp.

#include "exact/error.hpp"
#include "support/leaf_mutations.hpp"
#include "theorems/yun2019/theorem1.hpp"
#include "theorems/yun2019/theorem2_smooth.hpp"
#include "unit/theorems/verified.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using samples::verified;

TEST_CASE("yun2019 theorem 2: every smooth activation is accepted", "[theorems]") {
  for (const char* name :
       {"logistic", "tanh", "quadratic", "arctan", "elu", "elu:1/2", "elu:1000", "elu:1/1000",
        "selu", "selu:3,1/2", "selu:1/7,9", "softplus", "swish", "gelu"}) {
    CAPTURE(name);
    const Outcome made = yun_theorem2_smooth(smooth_activation_of(name));
    CHECK(verdict_of(made) == Verdict::spurious_minimum);
    const verifier::Outcome outcome = verified(made);
    CHECK(verifier::verdict_line(outcome) == "VERIFIED");
  }
}

TEST_CASE("yun2019 theorem 2: other data and more units", "[theorems]") {
  for (const char* name :
       {"logistic", "tanh", "quadratic", "arctan", "elu:2", "selu", "softplus", "swish", "gelu"})
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
      CAPTURE(name, seed);
      const SmoothData data = other_smooth_data(seed, seed);
      CHECK((data.low < data.high) == (seed % 2 == 0));
      const Outcome made = yun_theorem2_smooth(smooth_activation_of(name), data, 2 + seed % 3);
      CHECK(verdict_of(made) == Verdict::spurious_minimum);
      CHECK(verifier::verdict_line(verified(made)) == "VERIFIED");
    }
}

TEST_CASE("yun2019 theorem 2: generator and verifier have the same pivots", "[theorems]") {
  for (const char* name : {"logistic", "arctan", "selu", "softplus", "swish", "gelu"}) {
    CAPTURE(name);
    const SmoothActivation h = smooth_activation_of(name);
    const SmoothMinimum minimum =
        smooth_minimum(yun_smooth_points(h).minimum, equal_predictions_in_plane());
    CHECK(minimum.risk == Rational(2, 9));
    const nlohmann::json pivots = nlohmann::json::parse(
        verified(yun_theorem2_smooth(h)).theorem_json)["smooth_minimum"]["pivots"];
    REQUIRE(pivots.size() == minimum.pivots.size());
    for (std::size_t j = 0; j < pivots.size(); ++j) {
      CHECK(pivots[j][0] == to_string(minimum.pivots[j].low));
      CHECK(pivots[j][1] == to_string(minimum.pivots[j].high));
    }
  }
}

TEST_CASE("yun2019 theorem 2: the notes say the numbers of the table", "[theorems]") {
  const auto note = [](const char* name) {
    return yun_theorem2_smooth(smooth_activation_of(name)).note;
  };
  CHECK(note("logistic") == "risk 2/9 and 0; C2.6: 7/192, gap of C2.7: 5/4608");
  CHECK(note("tanh") == "risk 2/9 and 0; C2.6: 205/64, gap of C2.7: 95/384");
  CHECK(note("quadratic") == "risk 2/9 and 0; C2.6: 2/9, gap of C2.7: 1/27");
  CHECK(note("elu:3") == "risk 2/9 and 0; C2.6: 4, gap of C2.7: 8/9");
  CHECK(note("selu") == "risk 2/9 and 0; C2.6: 4, gap of C2.7: 8/9");
  CHECK(note("arctan") == "risk 2/9 and 0; C2.6: ≈ 3.2253, gap of C2.7: ≈ 0.21247");
}

TEST_CASE("yun2019 theorem 2: conditions that do not hold are named", "[theorems]") {
  const Dataset data = equal_predictions_in_plane();
  const SmoothPoints points = yun_smooth_points({});
  SmoothNetwork network = points.minimum;
  network.output_bias = 1;
  CHECK_THROWS_WITH(smooth_minimum(network, data), Catch::Contains("the mean of the targets"));
  network = points.minimum;
  network.units[0] = 1;
  CHECK_THROWS_WITH(smooth_minimum(network, data), Catch::Contains("values near which"));
  network = points.minimum;
  network.output_weights = {Rational(-1, 2), Rational(11, 6)};
  CHECK_THROWS_WITH(smooth_minimum(network, data), Catch::Contains("positive definite"));
  Dataset tilted = data;
  tilted.targets[0] = {Rational(1, 10)};
  network = points.minimum;
  network.output_bias = Rational(1, 30);
  CHECK_THROWS_WITH(smooth_minimum(network, tilted), Catch::Contains("orthogonal"));
  auto given = points.zero_loss;
  given[1][1] = Rational(1, 9);
  CHECK_THROWS_WITH(smooth_zero_loss({}, given, data), Catch::Contains("C2.1"));
  given[1] = given[0];
  CHECK_THROWS_WITH(smooth_zero_loss({}, given, data), Catch::Contains("C2.2"));
  CHECK_THROWS_WITH(smooth_zero_loss({}, points.zero_loss, tilted), Catch::Contains("target"));
}

TEST_CASE("yun2019 theorem 2: activations of another kind are refused", "[theorems]") {
  for (const char* name : {"relu", "elu:", "elu:0", "elu:-1", "elu:1,2", "selu:1", "tanh:2", "",
                           "selu:1,0", "logistic:"}) {
    CAPTURE(name);
    CHECK_THROWS_AS(smooth_activation_of(name), UsageError);
  }
  const Instance* elu = find_instance("theorem2-elu");
  REQUIRE(elu != nullptr);
  InstanceParameters parameters;
  parameters.activation = "selu:1,1";
  CHECK_THROWS_AS(elu->cases(parameters), UsageError);
}

TEST_CASE("no leaf of a certificate of theorem 2 goes unnoticed", "[theorems]") {
  CertificateDocument document = *yun_theorem2_smooth(smooth_activation_of("quadratic")).document;
  document.provenance = {"test", "none"};
  CHECK(tests::unnoticed_mutations(certificate_text(document)) == std::vector<std::string>{});
}
