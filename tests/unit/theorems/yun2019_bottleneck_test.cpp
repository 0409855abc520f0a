// SPDX-License-Identifier: GPL-3.0-or-later
//
// What yun2019, Theorem 4, excludes: the minima behind bottlenecks are accepted, and no leaf of one
// goes unnoticed.

#include "landscape/bottleneck.hpp"
#include "support/leaf_mutations.hpp"
#include "theorems/yun2019/bottlenecks.hpp"
#include "unit/theorems/verified.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using samples::verified;

TEST_CASE("minima behind bottlenecks are accepted", "[theorems]") {
  for (std::uint64_t seed = 1; seed <= 2; ++seed)
    for (const std::size_t outputs : {2, 3}) {
      InstanceParameters p;
      p.seed = seed;
      p.outputs = outputs;
      for (const InstanceCase& one : yun_bottlenecks().cases(p)) {
        CAPTURE(seed, outputs, one.name);
        const Outcome outcome = one.outcome();
        CHECK(verdict_of(outcome) == one.expected);
        CHECK(verifier::verdict_line(verified(outcome)) == "VERIFIED");
      }
    }
}

TEST_CASE("no leaf of a minimum behind a bottleneck goes unnoticed", "[theorems]") {
  CertificateDocument document = *yun_bottlenecks().cases({}).back().outcome().document;
  document.provenance = {"test", "none"};
  CHECK(tests::unnoticed_mutations(certificate_text(document)) == std::vector<std::string>{});
}

TEST_CASE("the widths that Theorem 4 allows are no bottlenecks", "[theorems]") {
  const CertificateDocument document = *yun_bottlenecks().cases({}).front().outcome().document;
  REQUIRE(bottleneck_minimum(document.network, document.data));
  CHECK(bottleneck_minimum(document.network, document.data)->rank == 1);
  Network turned = document.network; // another filter of the inputs: no longer critical
  turned.layers.front().weights.front().front().second += 1;
  CHECK_FALSE(bottleneck_minimum(turned, document.data));
  Network wide = document.network; // rank 3 could be had
  for (Layer& layer : wide.layers) {
    const bool is_last = &layer == &wide.layers.back();
    layer.input_count = is_last ? 3 : layer.input_count;
    if (!is_last) {
      layer.weights.resize(3);
      layer.biases.resize(3);
    }
  }
  CHECK_FALSE(bottleneck_minimum(wide, document.data));
}
