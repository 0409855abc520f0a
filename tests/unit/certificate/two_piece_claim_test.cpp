// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bounds for two pieces as certificates: the verifier accepts those of random data for every loss,
// and no larger bound.

#include "certificate/two_piece_claim.hpp"
#include "certificate/writer.hpp"
#include "verifier/verify.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace thalweg;

namespace {

verifier::Outcome verified(const Problem& problem, const TwoPieceBound& bound) {
  CertificateDocument document;
  document.provenance = {"test", "none"};
  document.data = problem.data;
  document.loss = problem.loss;
  document.further = {two_piece_claim(bound, problem.loss)};
  return verifier::verify(certificate_text(document), {});
}

} // namespace

TEST_CASE("bounds for two pieces are accepted, larger ones are not", "[certificate]") {
  const unsigned seed = 31;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  for (const char* name : {"squared", "absolute", "huber:1/2", "epsilon:1/3", "quantile:1/4",
                           "hinge", "squared-hinge"})
    for (int trial = 0; trial < 8; ++trial) {
      const WeightedLoss unweighted = loss_of_text(name);
      Dataset data;
      data.columns = {"x", "y", "z"};
      data.target_columns = {1, 2};
      for (std::size_t n = 1 + random() % 6; data.inputs.size() < n;) {
        data.inputs.push_back({static_cast<int>(random() % 4)});
        const auto target = [&]() -> Rational {
          return has_labels(unweighted.loss) ? 2 * static_cast<int>(random() % 2) - 1
                                             : static_cast<int>(random() % 5);
        };
        data.targets.push_back({target(), target()});
      }
      WeightedLoss loss = unweighted;
      if (trial % 2 == 1)
        loss.output_weights = {Rational(1, 2), 3};
      TwoPieceBound bound = two_piece_bound({data, loss});
      const verifier::Outcome outcome = verified({data, loss}, bound);
      INFO(name << ", trial " << trial << ": " << verifier::verdict_line(outcome));
      CHECK(outcome.verdict == verifier::Verdict::accepted);
      bound.bound += Rational(1, 1000000);
      CHECK(verified({data, loss}, bound).code == "two_piece_bound.bound");
    }
}
