// SPDX-License-Identifier: GPL-3.0-or-later
//
// All minima off the walls: at random, biased to ties, against linear programs from the definition;
// what is found is written and verified; the bytes of pieces do not depend on what is done first.

#include "certificate/cell_claims.hpp"
#include "certificate/writer.hpp"
#include "exact/error.hpp"
#include "support/leaf_mutations.hpp"
#include "unit/search/naive_cells.hpp"
#include "unit/search/one_hidden_layer.hpp"
#include "verifier/verify.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

FinishedPieces finished(const CellCensus& census) {
  FinishedPieces pieces(census);
  for (std::size_t k = 0; k < census.piece_count(); ++k)
    pieces.take(piece_bytes(census.piece(k)));
  return pieces;
}

CertificateDocument document_of(const FinishedPieces& pieces, const Dataset& data) {
  CertificateDocument document;
  document.provenance = {"thalweg", "test"};
  document.data = data;
  document.further = {pieces.claim()};
  return document;
}

/// Small numbers, so that samples are equal, collinear, or have equal targets.
Dataset tied_samples(std::mt19937& source, std::size_t dimension, std::size_t count) {
  Dataset data;
  for (std::size_t k = 0; k < dimension; ++k)
    data.columns.push_back("x" + std::to_string(k));
  data.columns.push_back("y");
  data.target_columns = {dimension};
  const auto small = [&](long limit) {
    return Rational(static_cast<long>(source() % (2 * limit + 1)) - limit);
  };
  for (std::size_t i = 0; i < count; ++i) {
    data.inputs.emplace_back();
    for (std::size_t k = 0; k < dimension; ++k)
      data.inputs.back().push_back(small(2));
    data.targets.push_back({small(2)});
  }
  return data;
}

void check_against_definition(const Dataset& data, const TwoSlopeNetworks& networks,
                              std::size_t units) {
  const CellCensus census(data, networks, units);
  const FinishedPieces pieces = finished(census);
  const std::vector<CellTally>& found = pieces.tallies();
  REQUIRE(found.size() == units);
  for (std::size_t m = 1; m <= units; ++m) {
    INFO("units " << m);
    const CellTally right = naive_cells::tally({data, networks}, m);
    CHECK(found[m - 1].cells == right.cells);
    CHECK(found[m - 1].cells_with_minima == right.cells_with_minima);
    CHECK(found[m - 1].risks == right.risks);
  }
  const verifier::Outcome outcome =
      verifier::verify(certificate_text(document_of(pieces, data)), {});
  CHECK(verifier::verdict_line(outcome) == "VERIFIED");
}

} // namespace

TEST_CASE("three samples by hand", "[search]") { // tests/unit/verifier/claim/cell_examples.hpp
  const Dataset data{{"x", "y"}, {1}, {{-1}, {1}, {0}}, {{1}, {1}, {0}}};
  const CellCensus census(data, {0, 1, true, false}, 2);
  CHECK(census.cell_count_of_unit() == 6);
  const FinishedPieces pieces = finished(census);
  const std::vector<CellTally>& found = pieces.tallies();
  CHECK(found[0].cells == 6);
  CHECK(found[0].cells_with_minima == 4);
  CHECK(found[0].risks == std::set<Rational>{{2, 9}, {1, 3}, {2, 3}});
  CHECK(found[1].cells == 21);
  CHECK(found[1].cells_with_minima == 12);
  CHECK(found[1].risks == std::set<Rational>{0, {2, 9}, {1, 3}, {2, 3}});
  CHECK(tests::unnoticed_mutations(certificate_text(document_of(pieces, data))) ==
        std::vector<std::string>{});
}

TEST_CASE("random data have the minima of the definition", "[search]") {
  const unsigned seed = 27;
  INFO("seed " << seed);
  std::mt19937 source(seed);
  for (int round = 0; round < 200; ++round) {
    const std::size_t dimension = source() % 3;
    const Dataset data = source() % 3 == 0 ? one_hidden_layer::random_samples(source, dimension,
                                                                              1 + source() % 3, 100)
                                           : tied_samples(source, dimension, 1 + source() % 4);
    TwoSlopeNetworks networks;
    const long slopes[][2] = {{0, 1}, {-4, 1}, {1, 0}, {-2, 3}, {1, 1}};
    const auto& chosen = slopes[source() % 5];
    networks.below = fraction(chosen[0], 4);
    networks.above = chosen[1];
    networks.has_output_bias = source() % 3 != 0;
    networks.has_hidden_biases = source() % 4 != 0;
    const bool has_zero_input =
        !networks.has_hidden_biases &&
        std::any_of(data.inputs.begin(), data.inputs.end(),
                    [&](const Vector& x) { return x == Vector(dimension, 0); });
    INFO("round " << round);
    if (has_zero_input)
      CHECK_THROWS_AS(CellCensus(data, networks, 1), UsageError);
    else
      check_against_definition(data, networks, data.sample_count() > 3 ? 1 : 2);
  }
}

TEST_CASE("three units on equal and collinear samples", "[search]") {
  const Dataset data{{"x", "z", "y"}, {2}, {{0, 0}, {1, 1}, {1, 1}}, {{0}, {1}, {3}}};
  check_against_definition(data, {}, 3);
}

TEST_CASE("in general position the number of cells is known", "[search]") {
  std::mt19937 source(5);
  for (const auto& [dimension, samples, cells] :
       {std::tuple(1, 6, 12), std::tuple(2, 5, 22), std::tuple(3, 4, 16)}) {
    const Dataset data = one_hidden_layer::random_samples(
        source, static_cast<std::size_t>(dimension), static_cast<std::size_t>(samples), 1000);
    CHECK(CellCensus(data, {}, 1).cell_count_of_unit() == static_cast<std::size_t>(cells));
  }
}

TEST_CASE("pieces are the cells in order, whatever is done first", "[search]") {
  std::mt19937 source(9);
  const Dataset data = tied_samples(source, 1, 5);
  const CellCensus census(data, {}, 3);
  std::vector<std::string> backwards(census.piece_count());
  for (std::size_t k = backwards.size(); k-- > 0;)
    backwards[k] = piece_bytes(census.piece(k));
  for (std::size_t k = 0; k < backwards.size(); ++k)
    CHECK(piece_bytes(census.piece(k)) == backwards[k]);
  CHECK(backwards.size() == census.cell_count_of_unit() * (census.cell_count_of_unit() + 1) / 2);
  FinishedPieces pieces(census);
  CHECK_THROWS_AS(pieces.take(backwards.front().substr(0, 3)), InputError);
}

TEST_CASE("data and networks that do not fit are refused", "[search]") {
  const Dataset data{{"x", "y"}, {1}, {{0}, {1}}, {{0}, {1}}};
  CHECK_THROWS_AS(CellCensus(data, {}, 0), UsageError);
  CHECK_THROWS_AS(CellCensus(data, {}, 13), UsageError);
  CHECK_THROWS_AS(CellCensus(data, {1, 1, true, true}, 1), UsageError);
  CHECK_THROWS_AS(CellCensus(data, {0, 1, false, true}, 1), UsageError);
  const Dataset two{{"y", "z"}, {0, 1}, {{}}, {{0, 1}}};
  CHECK_THROWS_AS(CellCensus(two, {}, 1), UsageError);
}
