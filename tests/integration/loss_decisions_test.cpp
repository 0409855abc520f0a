// SPDX-License-Identifier: GPL-3.0-or-later
//
// Decisions and generated minima with every loss, through certificate and verifier. The generator
// finds subgradients by linear programs and rays by one-sided derivatives; the verifier shares none
// of it.

#include "certificate/decision_claims.hpp"
#include "certificate/reader.hpp"
#include "certificate/writer.hpp"
#include "constructions/spurious_minimum.hpp"
#include "support/leaf_mutations.hpp"
#include "unit/landscape/layers.hpp"
#include "verifier/verify.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::samples;

namespace {

/// Targets at which samples are settled, at kinks, above and below, by turns; or labels.
void set_targets(std::mt19937& random, Dataset& data, const Network& network, const Loss& loss) {
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    const Vector output = network(data.inputs[i]);
    for (std::size_t o = 0; o < output.size(); ++o) {
      const long side = static_cast<long>(drawn(random, 3)) - 1;
      data.targets[i][o] = has_labels(loss) ? Rational(drawn(random, 2) == 0 ? -1 : 1)
                                            : Rational(output[o] + side * fraction(1, 2));
    }
  }
}

void put(CertificateDocument& document, const Decision& answer) {
  if (const auto* minimum = std::get_if<CertifiedMinimum>(&answer))
    add_claims(document, *minimum);
  else if (const auto* ray = std::get_if<DescentRay>(&answer))
    document.not_local_minimum = *ray;
  else if (std::holds_alternative<GlobalMinimum>(answer))
    document.global_minimum.emplace();
}

void require_accepted(const std::string& text) {
  const verifier::Outcome outcome = verifier::verify(text, {});
  CAPTURE(verifier::verdict_line(outcome), text);
  REQUIRE(outcome.verdict == verifier::Verdict::accepted);
}

} // namespace

TEST_CASE("decisions with every loss about layers of all kinds are accepted", "[integration]") {
  std::size_t minima = 0, with_kinks = 0, refuted = 0, undecided = 0;
  for (unsigned seed = 1; seed <= 700; ++seed) {
    std::mt19937 random(seed);
    const Network network = seed % 3 == 0 ? random_network(random, 1 + drawn(random, 2), 1)
                                          : layered_network(random, seed % 2 == 0);
    CertificateDocument document;
    WeightedLoss loss(all_losses()[seed % 7]);
    CAPTURE(seed, architecture(network), to_string(loss.loss));
    document.provenance = {"thalweg test", "none"};
    document.network = network;
    document.data = layered_data(random, network, 1 + drawn(random, 5), seed % 2 == 0);
    set_targets(random, document.data, network, loss.loss);
    if (seed % 4 == 0)
      loss.output_weights.assign(network.output_dimension(), fraction(3, 4));
    if (seed % 5 == 0)
      for (std::size_t i = 0; i < document.data.sample_count(); ++i)
        loss.sample_weights.push_back(fraction(1 + static_cast<long>(drawn(random, 3)), 2));
    document.loss = loss;
    const Decision answer = decision(network, document.problem(), 100);
    if (std::holds_alternative<Undecided>(answer)) {
      ++undecided;
      continue;
    }
    refuted += std::holds_alternative<DescentRay>(answer) ? 1 : 0;
    if (std::holds_alternative<CertifiedMinimum>(answer)) {
      ++minima;
      with_kinks += has_kinks(loss) ? 1 : 0;
    }
    put(document, answer);
    const std::string text = certificate_text(document);
    require_accepted(text);
    CHECK(certificate_text(certificate_from_text(text, "again")) == text);
    if (seed % 16 == 0)
      CHECK(tests::unnoticed_mutations(text, 5, seed % 5) == std::vector<std::string>{});
  }
  CAPTURE(minima, with_kinks, refuted, undecided);
  CHECK(minima > 20);
  CHECK(with_kinks > 10);
  CHECK(refuted > 250);
  CHECK(undecided < 130);
}

TEST_CASE("generated minima with every loss are accepted, and no leaf goes unnoticed",
          "[integration]") {
  for (std::size_t k = 0; k < all_losses().size(); ++k) {
    Dataset data = dataset({{0}, {1}, {2}, {3}, {4}, {5}}, {{0}, {2}, {0}, {10}, {12}, {10}});
    MinimumRequest request;
    request.partition = PartitionKind::intervals;
    WeightedLoss loss(all_losses()[k]);
    CAPTURE(to_string(loss.loss));
    if (has_labels(loss.loss))
      for (std::size_t i = 0; i < data.sample_count(); ++i)
        data.targets[i][0] = i % 2 == 0 ? 1 : -1;
    if (k % 2 == 0)
      loss.sample_weights = {1, 1, 2, 2, 1, 1};
    const std::string text = certificate_text(certificate_document(
        data, spurious_minimum({data, loss}, request), {"thalweg test", "none"}));
    require_accepted(text);
    CHECK(certificate_text(certificate_from_text(text, "again")) == text);
    CHECK(tests::unnoticed_mutations(text, 3, k % 3) == std::vector<std::string>{});
  }
}
