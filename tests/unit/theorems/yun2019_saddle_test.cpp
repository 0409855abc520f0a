// SPDX-License-Identifier: GPL-3.0-or-later
//
// yun2019, Theorem 4, by hand: x = (1, 0), (0, 1), (1, 1), y = 1, 0, 1. G = Σ y x = (2, 1),
// w = (−1/2, 1) is orthogonal to it; w·x = −1/2, 1, 1/2, m = 3/2, |G|² = 5, m/|G|² = 3/10, t = 1/2.
// Two layers: F = ε w·x + ε² t G·x, G·x = 2, 1, 3:
//   3 (R − 2/3) = ε² (3/2 − 2·1/2·5) + 2·1/2·ε³ Σ (w·x)(G·x) + 1/4·14 ε⁴
//               = −7/2 ε² + (−1 + 1 + 3/2) ε³ + 7/2 ε⁴.

#include "exact/error.hpp"
#include "landscape/saddle.hpp"
#include "theorems/sampled_data.hpp"
#include "theorems/yun2019/theorem4.hpp"
#include "unit/theorems/verified.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using samples::verified;

namespace {

Dataset three_samples() {
  return dataset_of({{1, 0}, {0, 1}, {1, 1}}, {{1}, {0}, {1}});
}

} // namespace

TEST_CASE("yun2019 theorem 4: a saddle by hand", "[theorems]") {
  const Outcome outcome = yun_theorem4_saddle(three_samples(), 2);
  CHECK(verdict_of(outcome) == Verdict::saddle);
  const CertificateDocument& document = *outcome.document;
  CHECK(document.network.layers[0].weights ==
        std::vector<SparseRow>{{{0, Rational(-1, 2)}, {1, 1}}});
  CHECK(document.network.layers[1].weights == std::vector<SparseRow>{{}});
  CHECK(document.not_local_minimum->risk_difference ==
        Polynomial({0, 0, Rational(-7, 6), Rational(1, 2), Rational(7, 6)}));
  CHECK(verifier::verdict_line(verified(outcome)) == "VERIFIED");
}

TEST_CASE("yun2019 theorem 4: saddles of random data are accepted", "[theorems]") {
  for (std::uint64_t seed = 1; seed <= 6; ++seed)
    for (const std::size_t depth : {2, 3, 5}) {
      CAPTURE(seed, depth);
      InstanceParameters sizes;
      sizes.seed = seed;
      sizes.samples = 7;
      sizes.outputs = 1 + seed % 3;
      sizes.dimension = *sizes.outputs + 1 + seed % 2;
      const Outcome outcome = yun_theorem4_saddle(pseudo_random_data(sizes), depth);
      CHECK(verifier::verdict_line(verified(outcome)) == "VERIFIED");
    }
}

TEST_CASE("yun2019 theorem 4: degenerate data", "[theorems]") {
  // all samples on a line through 0: w·x = 0, m = 0
  const Dataset line = dataset_of({{1, 2}, {2, 4}}, {{1}, {0}});
  CHECK(verifier::verdict_line(verified(yun_theorem4_saddle(line, 3))) == "VERIFIED");
  const Dataset zero = dataset_of({{1, 2}, {2, 4}}, {{0}, {0}});
  CHECK_THROWS_AS(yun_theorem4_saddle(zero, 2), ClaimError);
  CHECK_THROWS_AS(yun_theorem4_saddle(dataset_of({{1}, {2}}, {{1}, {1}}), 2), UsageError);
}

TEST_CASE("what is no saddle is not called one", "[theorems]") {
  const Dataset data = three_samples();
  const CertificateDocument document = *yun_theorem4_saddle(data, 2).document;
  const Direction& down = document.not_local_minimum->direction;
  CHECK_THROWS_WITH(saddle(document.network, data, down, down), Catch::Contains("rises"));
  CHECK_THROWS_WITH(saddle(document.network, data, {{{1, 0, 0, 1}}, {}}, down),
                    Catch::Contains("falls"));
  Network other = document.network;
  other.layers[0].weights[0][0].second = 1;
  CHECK_THROWS_WITH(saddle(other, data, down, down), Catch::Contains("gradient"));
  other = document.network;
  other.layers[0].activation = relu();
  other.layers[0].weights[0] = {};
  CHECK_THROWS_WITH(saddle(other, data, down, down), Catch::Contains("on a wall"));
}
