// SPDX-License-Identifier: GPL-3.0-or-later
//
// Both programs mean the same by a layer: a network with layers of all kinds fits the values that
// the generator computes exactly, says the verifier, and does not fit others.

#include "certificate/writer.hpp"
#include "unit/network/random_network.hpp"
#include "verifier/verify.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

/// The claim that the risk of `network` is 0 on samples whose targets are its own values.
CertificateDocument fitted_document(std::mt19937& random, const Network& network) {
  CertificateDocument document;
  document.provenance = {"thalweg test", "none"};
  document.network = network;
  document.global_minimum.emplace();
  for (std::size_t column = 0; column <= network.input_dimension(); ++column)
    document.data.columns.push_back("c" + std::to_string(column));
  document.data.target_columns = {network.input_dimension()};
  for (int sample = 0; sample < 4; ++sample) {
    document.data.inputs.push_back(drawn_vector(random, network.input_dimension()));
    document.data.targets.push_back(network(document.data.inputs.back()));
  }
  return document;
}

} // namespace

TEST_CASE("the verifier computes what the generator computes, with layers of all kinds",
          "[integration]") {
  for (unsigned seed = 0; seed < 150; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Network network = drawn_network(random);
    CAPTURE(architecture(network));
    CertificateDocument document = fitted_document(random, network);
    const std::string text = certificate_text(document);
    const verifier::Outcome outcome = verifier::verify(text, {});
    CAPTURE(verifier::verdict_line(outcome));
    CHECK(outcome.verdict == verifier::Verdict::accepted);
    document.data.targets[drawn(random, 4)][0] += fraction(1, 1000);
    CHECK(verifier::verify(certificate_text(document), {}).verdict == verifier::Verdict::rejected);
  }
}
