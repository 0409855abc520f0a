// SPDX-License-Identifier: GPL-3.0-or-later
//
// Decisions about random networks with layers of all kinds, through certificate and verifier. Where
// a minimum is certified, both programs draw the line between radii that they accept and those that
// they do not at the same place, to the last bit.

#include "certificate/writer.hpp"
#include "landscape/decision.hpp"
#include "landscape/screen/radius_problem.hpp"
#include "unit/landscape/layers.hpp"
#include "verifier/verify.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::samples;

namespace {

CertificateDocument document_of(const Network& network, const Dataset& data) {
  CertificateDocument document;
  document.provenance = {"thalweg test", "none"};
  document.network = network;
  document.data = data;
  return document;
}

verifier::Outcome verified(const CertificateDocument& document) {
  return verifier::verify(certificate_text(document), {});
}

LocalMinimumClaim claim_of(const CertifiedMinimum& minimum, const Dataset& data) {
  return {minimum.radius, minimum.risk, RadiusMethod::first_order,
          minimum.classes.class_of_sample(data.sample_count())};
}

/// A convolution without or with breakpoints, and maxima over pairs of its positions.
Network pooled_network(std::mt19937& random) {
  Network network;
  network.input_shape = {1, 2 + drawn(random, 5)};
  const Activation activation =
      std::vector<Activation>{identity_activation(), leaky_relu(), relu()}[drawn(random, 3)];
  const auto number = [&] { return fraction(static_cast<long>(drawn(random, 81)) - 40, 23); };
  network.layers.push_back(convolution_layer(network.input_shape, {{1}}, 1,
                                             {{{0, number() + fraction(1, 97)}}},
                                             Vector{number() + 2}, activation, "test"));
  network.layers.push_back(max_pooling_layer(network.input_shape, {{2}}, "test"));
  network.layers.push_back(
      drawn_dense_layer(random, network.layers.back().unit_count(), 1, identity_activation()));
  return network;
}

Rational successor(const Rational& radius) {
  Rational unit = 1;
  for (; radius / unit < 512; unit /= 2) {
  }
  for (; radius / unit >= 1024; unit *= 2) {
  }
  return radius + unit;
}

} // namespace

TEST_CASE("certified minima of layers of all kinds are accepted, and no larger radius",
          "[integration]") {
  std::size_t minima = 0, bounded = 0, pooled = 0;
  for (unsigned seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Network network = seed % 2 == 0 ? pooled_network(random) : layered_network(random, true);
    CAPTURE(architecture(network));
    const std::optional<Dataset> data = stationary_data(random, network, 2 + drawn(random, 5));
    if (!data)
      continue;
    const Decision answer = decision(network, *data, 100);
    const auto* minimum = std::get_if<CertifiedMinimum>(&answer);
    if (minimum == nullptr)
      continue;
    ++minima;
    CertificateDocument document = document_of(network, *data);
    document.local_minimum = claim_of(*minimum, *data);
    document.pattern_flip = minimum->flip;
    const verifier::Outcome outcome = verified(document);
    CAPTURE(verifier::verdict_line(outcome));
    REQUIRE(outcome.verdict == verifier::Verdict::accepted);
    if (minimum->radius == Rational(Integer(1) << 64))
      continue;
    ++bounded;
    document.pattern_flip.reset();
    const RadiusProblem problem(network, *data, minimum->classes);
    for (const RadiusMethod method : {RadiusMethod::first_order, RadiusMethod::interval}) {
      document.local_minimum->method = method;
      Rational low = largest_radius(problem, method), high = successor(low);
      for (int step = 0; step < (seed % 8 == 0 ? 50 : 6); ++step) {
        const Rational middle = (low + high) / 2; // at most 60 bits, so that ⌈r⌉ = r
        const bool holds = problem.is_invariant(middle, method);
        document.local_minimum->radius = middle;
        const verifier::Outcome at = verified(document);
        REQUIRE((at.verdict == verifier::Verdict::accepted) == holds);
        if (!holds)
          pooled += at.code == "local_minimum.pooling" ? 1 : 0;
        (holds ? low : high) = middle;
      }
    }
  }
  CHECK(minima > 40);
  CHECK(bounded > 30);
  CHECK(pooled > 5);
}

TEST_CASE("refuted networks with layers of all kinds stay refuted", "[integration]") {
  std::size_t refuted = 0;
  for (unsigned seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Network network = layered_network(random, seed % 2 == 0);
    CAPTURE(architecture(network));
    const Dataset data = layered_data(random, network, 1 + drawn(random, 4), seed % 2 == 0);
    const Decision answer = decision(network, data, 100);
    CertificateDocument document = document_of(network, data);
    if (const auto* ray = std::get_if<DescentRay>(&answer)) {
      document.not_local_minimum = *ray;
      ++refuted;
    } else if (std::holds_alternative<GlobalMinimum>(answer)) {
      document.global_minimum.emplace();
    } else {
      continue;
    }
    const verifier::Outcome outcome = verified(document);
    CAPTURE(verifier::verdict_line(outcome));
    REQUIRE(outcome.verdict == verifier::Verdict::accepted);
  }
  CHECK(refuted > 80);
}
