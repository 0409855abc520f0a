// SPDX-License-Identifier: GPL-3.0-or-later
//
// From CPWL functions to certificates: the independent verifier accepts them, their numbers are
// those found by hand, and what is no continuous function on a convex partition is refused with
// cells and a point.

#include "certificate/lattice_document.hpp"

#include "certificate/function_file.hpp"
#include "certificate/writer.hpp"
#include "exact/error.hpp"
#include "verifier/verify.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

using namespace thalweg;
using Rows = std::vector<std::vector<std::size_t>>;

namespace {

const Provenance provenance{"thalweg test", "none"};

CpwlFunction function_from(const std::string& text) {
  return cpwl_function_from_text(text, "f.json");
}

CertificateDocument document_of(const std::vector<CpwlFunction>& functions) {
  LatticeRequest request;
  request.functions = functions;
  request.place = "f.json";
  return lattice_document(request, provenance);
}

/// Writes the certificate and lets the verifier judge it.
void check_accepted(const CertificateDocument& document) {
  const std::string text = certificate_text(document);
  const verifier::Outcome outcome = verifier::verify(text, {});
  INFO(verifier::verdict_line(outcome));
  CHECK(outcome.verdict == verifier::Verdict::accepted);
  CHECK(certificate_text(document) == text);
}

std::string message_of(const std::string& text) {
  try {
    document_of({function_from(text)});
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

Rows sorted(Rows rows) {
  std::sort(rows.begin(), rows.end());
  return rows;
}

/// liu2021 fig. 2 on [−2, 6].
const char* const figure2 =
    R"({"domain":[[1,6],[-1,2]],"cells":[[[1,1]],[[-1,-1],[1,2]],[[-1,-2]]],
        "pieces":[[2,1],[-2,5],["1/2",0]]})";

/// papers.md, erratum-lattice-regions.
std::string erratum(const std::string& domain) {
  return R"({"domain":)" + domain +
         R"(,"cells":[[[1,0,0]],[[-1,0,0],[0,1,0]],[[0,-1,0],[-1,0,0],[1,-1,1]],
            [[0,-1,0],[-1,1,-1],[1,-2,1]],[[0,-1,0],[-1,2,-1]]],
            "pieces":[[0,0,0],[-1,0,0],[-1,0,0],[-2,1,1],[-1,-1,0]]})";
}

} // namespace

TEST_CASE("figure 2 of liu2021: three pieces, two rows", "[certificate]") {
  // min(2x + 1, 5 − 2x) for x ≤ 2, and x/2, which is below it only between −2/3 and 2: the maximum
  // of the two on [−2/3, 6] is f; on [−2, −2/3] x/2 must be cut off by 2x + 1.
  const CertificateDocument document = document_of({function_from(figure2)});
  const StatedFunction& f = document.cpwl.front();
  CHECK(sorted(f.rows) == Rows{{0, 1}, {0, 2}});
  CHECK(f.pieces == std::vector<std::size_t>{0, 1, 2});
  CHECK_FALSE(document.lattice_failure);
  check_accepted(document);
  for (long x = -2; x <= 6; ++x)
    CHECK(document.network({Rational(x)})[0] == function_from(figure2)({Rational(x)}));
}

TEST_CASE("the absolute value is a maximum of two", "[certificate]") {
  const CertificateDocument document = document_of(
      {function_from(R"({"cells":[[[1,0],[-1,1]],[[-1,0],[1,"3/2"]]],"pieces":[[-1,0],[1,0]]})")});
  CHECK(*document.domain == box({-1}, {fraction(3, 2)}));
  CHECK(sorted(document.cpwl.front().rows) == Rows{{0}, {1}});
  CHECK(architecture(document.network) == "1-2-1");
  check_accepted(document);
}

TEST_CASE("a pyramid is a minimum of four", "[certificate]") {
  const CertificateDocument document =
      document_of({function_from(R"({"domain":[[1,0,1],[-1,0,1],[0,1,1],[0,-1,1]],
        "cells":[[[-1,1,0],[-1,-1,0]],[[1,1,0],[1,-1,0]],[[1,-1,0],[-1,-1,0]],[[1,1,0],[-1,1,0]]],
        "pieces":[[-1,0,1],[1,0,1],[0,-1,1],[0,1,1]]})")});
  CHECK(document.cpwl.front().rows == Rows{{0, 1, 2, 3}});
  check_accepted(document);
}

TEST_CASE("liu2021 (14) fails at (4, 1) and is repaired", "[certificate]") {
  const CertificateDocument document =
      document_of({function_from(erratum("[[1,0,4],[-1,0,1],[0,1,1],[0,-1,2]]"))});
  REQUIRE(document.lattice_failure);
  CHECK(document.lattice_failure->point == Vector{4, 1});
  CHECK(document.lattice_failure->cell == 4);
  REQUIRE(document.lattice_identity);
  check_accepted(document);
  // on a larger box another point shows it
  const CertificateDocument larger =
      document_of({function_from(erratum("[[1,0,6],[-1,0,6],[0,1,6],[0,-1,6]]"))});
  REQUIRE(larger.lattice_failure);
  check_accepted(larger);
}

TEST_CASE("constant functions, dimension 0 and one cell", "[certificate]") {
  check_accepted(
      document_of({function_from(R"({"cells":[[[1,1],[-1,1]]],"pieces":[[0,"-7/3"]]})")}));
  check_accepted(document_of({function_from(R"({"cells":[[]],"pieces":[["5"]]})")}));
}

TEST_CASE("two outputs share equal cells", "[certificate]") {
  CpwlFunction first = function_from(figure2), second = first;
  for (AffineFunction& f : second.functions)
    f = Rational(-1) * f;
  const CpwlFunction third =
      function_from(R"({"domain":[[1,6],[-1,2]],"cells":[[]],"pieces":[[1,0]]})");
  const CertificateDocument document = document_of({first, second, third});
  CHECK(document.partitions.size() == 2);
  CHECK(document.cpwl[1].partition == 0);
  CHECK(document.cpwl[2].partition == 1);
  check_accepted(document);
}

TEST_CASE("samples in cells with their optimal fits make groups", "[certificate]") {
  // |x|: residuals (−1, 2, −1) at −3, −2, −1 are orthogonal to 1 and x; exact at 1 and 2
  LatticeRequest request;
  request.functions = {
      function_from(R"({"cells":[[[1,0],[-1,4]],[[-1,0],[1,4]]],"pieces":[[-1,0],[1,0]]})")};
  Dataset data;
  data.columns = {"x", "y"};
  data.target_columns = {1};
  data.inputs = {{-3}, {-2}, {-1}, {1}, {2}};
  data.targets = {{4}, {0}, {2}, {1}, {2}};
  request.data = data;
  const CertificateDocument document = lattice_document(request, provenance);
  REQUIRE(document.groups);
  CHECK(document.groups->count == 2);
  CHECK(document.groups->risk == fraction(6, 5));
  check_accepted(document);
  SECTION("a sample on a facet") {
    request.data->inputs[4] = {0};
    CHECK_THROWS_AS(lattice_document(request, provenance), InputError);
  }
  SECTION("not optimal") {
    request.data->targets[0] = {3};
    CHECK_THROWS_AS(lattice_document(request, provenance), ClaimError);
  }
}

TEST_CASE("what is no function is refused with cells and a point", "[certificate]") {
  CHECK(message_of(R"({"cells":[[[1,0],[-1,1]],[[-1,0],[1,1]]],"pieces":[[-1,0],[1,"1/2"]]})") ==
        "f.json: cells 0 and 1: expected equal values at (0), found 0 and 1/2");
  CHECK(message_of(R"({"cells":[[[1,0],[-1,1]],[[-1,-1],[1,2]]],"pieces":[[-1,0],[1,0]]})") ==
        "f.json: expected cells that cover the domain, found the point (1/2) in none");
  CHECK(message_of(R"({"cells":[[[1,2],[-1,1]],[[-1,0],[1,3]]],"pieces":[[1,0],[1,1]]})") ==
        "f.json: cells 0 and 1: expected disjoint interiors, found the point (1) in both");
  CHECK(message_of(R"({"cells":[[[1,0]]],"pieces":[[1,0]]})") ==
        "f.json /cells/0: expected a bounded cell, found an unbounded one → give a domain");
  CHECK(message_of(R"({"cells":[[[1,0],[-1,0]]],"pieces":[[1,0]]})") ==
        "f.json /cells/0: expected a cell with interior points, found one without");
  CHECK(message_of(R"({"cells":[[[1,1],[-1,1]]],"pieces":[[1,0],[2,0]]})") ==
        "f.json /pieces: expected 1 pieces (one per cell), found 2");
  CHECK(message_of(R"({"cells":[[[1,1],[-1]]],"pieces":[[1,0]]})") ==
        "f.json /cells/0/1: expected 2 numbers (input dimension + 1), found an array of length 1");
  CHECK(message_of(R"({"cells":[[[1,1],[-1,"x"]]],"pieces":[[1,0]]})") ==
        "f.json /cells/0/1/1: expected a number (3, 0.25, \"-3/7\"), found \"x\"");
  CHECK(message_of(R"({"domain":[[1,1]],"cells":[[[1,1]]],"pieces":[[1,0]]})") ==
        "f.json /domain: expected a bounded domain with interior points, found an unbounded one");
  CHECK(message_of(R"({"cells":[[]],"pieces":[[]]})") ==
        "f.json /pieces/0: expected numbers (input dimension + 1), found none");
}

TEST_CASE("the function of a network is proven region by region", "[certificate]") {
  // max(0, 1 − |x| − |y|) on [−1, 1]² and, as second output, |x| + |y| (outputs are affine in the
  // last hidden layer, which carries it)
  const DenseLayer first{2, {{{0, 1}}, {{0, -1}}, {{1, 1}}, {{1, -1}}}, {0, 0, 0, 0}, relu()};
  const DenseLayer second{
      4, {{{0, -1}, {1, -1}, {2, -1}, {3, -1}}, {{0, 1}, {1, 1}, {2, 1}, {3, 1}}}, {1, 0}, relu()};
  const DenseLayer last{2, {{{0, 1}}, {{1, 1}}}, {0, 0}, identity_activation()};
  const Network network{{first, second, last}};
  const CertificateDocument document = network_function_document(
      network, linear_regions(network, box({-1, -1}, {1, 1})), provenance);
  CHECK(document.linear_regions->count() == 8);
  CHECK(document.cpwl[1].pieces.size() == 4);
  check_accepted(document);
}

TEST_CASE("random functions of one variable are certified", "[certificate]") {
  for (unsigned seed = 0; seed < 40; ++seed) {
    INFO("seed " << seed);
    std::mt19937 random(seed);
    const auto draw = [&](int low, int high) {
      return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
    };
    std::vector<Polytope> cells;
    std::vector<AffineFunction> pieces;
    Rational end = draw(-5, 5), value = draw(-3, 3);
    const Rational start = end;
    for (int piece = draw(1, 6); piece > 0; --piece) {
      const Rational next = end + fraction(draw(1, 5), draw(1, 3));
      const Rational slope = fraction(draw(-2, 2), draw(1, 2));
      pieces.push_back({{slope}, Rational(value - slope * end)});
      cells.push_back(box({end}, {next}));
      value += slope * (next - end);
      end = next;
    }
    check_accepted(document_of({function_of_pieces(box({start}, {end}), cells, pieces)}));
  }
}
