// SPDX-License-Identifier: GPL-3.0-or-later
//
// Refinements of partitions and documents that say too much or too little.

#include "certificate/partition_proof.hpp"

#include "certificate/lattice_document.hpp"
#include "certificate/writer.hpp"
#include "exact/error.hpp"
#include "verifier/verify.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

Polytope interval(long low, long high) {
  return box({Rational(low)}, {Rational(high)});
}

/// y = 0, 1, 0, 4 at x = −3, −1, 1, 3.
Dataset four_samples() {
  Dataset data;
  data.columns = {"x", "y"};
  data.target_columns = {1};
  data.inputs = {{-3}, {-1}, {1}, {3}};
  data.targets = {{0}, {1}, {0}, {4}};
  return data;
}

/// One cell, refined into two: the fit of four samples has residuals, those of two have none.
CertificateDocument refinement_document() {
  CertificateDocument document;
  document.provenance = {"thalweg test", "none"};
  document.data = four_samples();
  document.domain = interval(-4, 4);
  document.partitions = {{interval(-4, 4)}, {interval(-4, 0), interval(0, 4)}};
  document.convex_partition.emplace();
  for (const Cells& cells : document.partitions)
    document.convex_partition->witnesses.push_back(
        partition_witness(*document.domain, cells, "test"));
  document.partition_refinement =
      partition_refinement(document.data, document.partitions, 0, 1, "test");
  return document;
}

/// |x| on [−1, 1]
CertificateDocument absolute_value() {
  LatticeRequest request;
  request.functions = {function_of_pieces(interval(-1, 1), {interval(-1, 0), interval(0, 1)},
                                          {{{-1}, 0}, {{1}, 0}})};
  return lattice_document(request, {"thalweg test", "none"});
}

} // namespace

TEST_CASE("a partition is refined with lower risk", "[certificate]") {
  // mean 5/4; slope Σ x y / Σ x² = (−1 + 12) / 20 = 11/20; residual squares Σ(y − 5/4)² − 20
  // (11/20)² = (25 + 1 + 25 + 121)/16 − 121/20 = 43/4 − 121/20 = 47/10, a quarter of it is 47/40
  const CertificateDocument document = refinement_document();
  CHECK(document.partition_refinement->risk == fraction(47, 40));
  CHECK(document.partition_refinement->fine_risk == 0);
  CHECK(document.partition_refinement->cell_of_cell == std::vector<std::size_t>{0, 0});
  const verifier::Outcome outcome = verifier::verify(certificate_text(document), {});
  INFO(verifier::verdict_line(outcome));
  CHECK(outcome.verdict == verifier::Verdict::accepted);
}

TEST_CASE("what is no refinement is refused", "[certificate]") {
  const Cells whole{interval(-4, 4)}, halves{interval(-4, 0), interval(0, 4)},
      others{interval(-4, 2), interval(2, 4)};
  CHECK_THROWS_AS(partition_refinement(four_samples(), {halves, others}, 0, 1, "test"), InputError);
  CHECK_THROWS_AS(partition_refinement(four_samples(), {whole, whole}, 0, 1, "test"), ClaimError);
  Dataset on_facet = four_samples();
  on_facet.inputs[1] = {0};
  CHECK_THROWS_AS(partition_refinement(on_facet, {whole, halves}, 0, 1, "test"), InputError);
}

TEST_CASE("a cell beyond the domain is named with a point", "[certificate]") {
  CHECK_THROWS_WITH(
      partition_witness(interval(-1, 1), {interval(-1, 2)}, "test"),
      "test: cell 0: expected a subset of the domain, found the point (2) outside it");
}

TEST_CASE("the statement of a certificate of a function", "[certificate]") {
  const std::string text = certificate_text(absolute_value());
  const std::size_t begin = text.find("\"domain\""), end = text.find("},\n\"witness\"");
  CHECK(text.substr(begin, end - begin) == R"("domain":[["1","1"],
["-1","1"]],
"partitions":[[[["1","0"],["-1","1"]],
[["1","1"],["-1","0"]]]],
"cpwl":[{"partition":0,"functions":[["-1","0"],
["1","0"]],
"pieces":[0,1],
"rows":[[0],
[1]]}],
"claims":[
{"claim":"convex_partition","cells":[2]},
{"claim":"lattice_identity"},
{"claim":"network_computes_form","network":"W"}
])");
}

TEST_CASE("inconsistent documents of functions are a bug of ours", "[certificate]") {
  CertificateDocument document = absolute_value();
  SECTION("no partition claim") {
    document.convex_partition.reset();
  }
  SECTION("no identity") {
    document.lattice_identity.reset();
  }
  SECTION("no network claim, but a network") {
    document.further.clear();
  }
  SECTION("no functions") {
    document.cpwl.clear();
  }
  SECTION("no rows") {
    document.cpwl.front().rows.clear();
  }
  SECTION("no such partition") {
    document.cpwl.front().partition = 1;
  }
  SECTION("a piece too few") {
    document.cpwl.front().pieces.pop_back();
  }
  SECTION("a witness too many") {
    document.convex_partition->witnesses.push_back(document.convex_partition->witnesses.front());
  }
  SECTION("samples that no claim is about") {
    document.data = four_samples();
  }
  SECTION("a covering that is no tree") {
    document.convex_partition->witnesses.front().covering.nodes.front().inside = 0;
  }
  CHECK_THROWS_AS(certificate_text(document), InternalError);
}
