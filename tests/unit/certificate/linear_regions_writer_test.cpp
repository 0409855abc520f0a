// SPDX-License-Identifier: GPL-3.0-or-later
//
// The text of a certificate of linear regions, byte for byte.

#include "certificate/linear_regions_writer.hpp"

#include "certificate/writer.hpp"
#include "exact/error.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

/// F(x) = [x]_+ + [2x − 3]_+ + [x + 2]_+ on [−1, 1]: two regions, x ≤ 0 and x ≥ 0. At the root 2x −
/// 3 ≤ 0 is twice x ≤ 1, and −x ≤ 2 follows from −x ≤ 1.
Network three_units() {
  DenseLayer hidden{1, {{{0, 1}}, {{0, 2}}, {{0, 1}}}, {0, -3, 2}, relu()};
  DenseLayer output{3, {{{0, 1}, {1, 1}, {2, 1}}}, {0}, identity_activation()};
  return {{hidden, output}};
}

CertificateDocument small_document() {
  const Network network = three_units();
  return certificate_document(network, linear_regions(network, box({-1}, {1})),
                              {"thalweg 0.1.0", "none"});
}

} // namespace

TEST_CASE("the whole text of a certificate of linear regions", "[certificate]") {
  CHECK(certificate_text(small_document()) ==
        R"({"format":"thalweg-certificate","version":3,
"provenance":{"tool":"thalweg 0.1.0","command":"none"},
"statement":{"networks":{"W":{"layers":[{"kind":"dense","activation":"relu","weights":[
[[0,"1"]],
[[0,"2"]],
[[0,"1"]]
],"biases":["0","-3","2"]},
{"kind":"dense","activation":"identity","weights":[
[[0,"1"],[1,"1"],[2,"1"]]
],"biases":["0"]}]}},
"domain":[["1","1"],
["-1","1"]],
"claims":[
{"claim":"linear_regions","network":"W","count":2}
]},
"witness":{"linear_regions":{"nodes":[{"sides":[[0,1,0,"below",[[0,"2"]]],[0,2,0,"above",[[1,"1"]]]],"split":[0,0,0]},
{"sides":[],"point":["-1/2"]},
{"sides":[],"point":["1/2"]}]}}}
)");
}

TEST_CASE("inconsistent linear regions are a bug of ours", "[certificate]") {
  CertificateDocument document = small_document();
  SECTION("a domain without a claim on it") {
    document.linear_regions.reset();
  }
  SECTION("no domain") {
    document.domain.reset();
  }
  SECTION("a point too few") {
    document.linear_regions->interior_points.pop_back();
  }
  SECTION("a point too many") {
    document.linear_regions->interior_points.push_back({0});
  }
  SECTION("a leaf twice") {
    document.linear_regions->nodes.push_back(document.linear_regions->nodes.back());
  }
  SECTION("samples that no claim is about") {
    document.data.columns = {"x", "y"};
    document.data.target_columns = {1};
    document.data.inputs = {{0}};
    document.data.targets = {{0}};
  }
  CHECK_THROWS_AS(certificate_text(document), InternalError);
}

TEST_CASE("the text of regions in cells", "[certificate]") {
  JsonText text;
  put_network_function_witness(
      text, {{0, {{{1, Rational(1)}}, {{0, fraction(1, 2)}, {2, 3}}}}, {1, {{}}}});
  CHECK(text.take() == R"({"leaves":[[0,[[[1,"1"]],[[0,"1/2"],[2,"3"]]]],
[1,[[]]]]})");
}
