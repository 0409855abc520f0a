// SPDX-License-Identifier: GPL-3.0-or-later
//
// The valleys of all cells of small networks, against the definition cell by cell, and as the
// verifier says them.

#include "certificate/cell_claims.hpp"
#include "certificate/writer.hpp"
#include "search/cell_valleys.hpp"
#include "unit/search/naive_cells.hpp"
#include "verifier/verify.hpp"

#include <catch2/catch.hpp>

#include <functional>
#include <map>
#include <random>

using namespace thalweg;

namespace {

/// One to three samples with small integers, distinct or not.
Dataset few_samples(std::mt19937& source, std::size_t dimension) {
  Dataset data{{}, {dimension}, {}, {}};
  for (std::size_t k = 0; k <= dimension; ++k)
    data.columns.push_back("c" + std::to_string(k));
  const auto value = [&] { return Rational(static_cast<int>(source() % 5) - 2); };
  for (std::size_t i = 0; i < 1 + source() % 3; ++i) {
    data.inputs.emplace_back();
    for (std::size_t k = 0; k < dimension; ++k)
      data.inputs.back().push_back(value());
    data.targets.push_back({value()});
  }
  return data;
}

/// [units − 1][components]: how many cells, by trying all choices of signs of each.
std::vector<std::vector<std::size_t>> counted_by_definition(const CellCensus& census) {
  const TwoSlopeNetworks& networks = census.networks();
  const naive_cells::Networks naive{
      census.data(),
      {networks.below, networks.above, networks.has_hidden_biases, networks.has_output_bias}};
  std::vector<std::vector<std::size_t>> counts(census.unit_count());
  std::vector<naive_cells::Sides> cell;
  const std::function<void(std::size_t)> visit = [&](std::size_t first) {
    for (std::size_t c = first; c < census.patterns().size(); ++c) {
      naive_cells::Sides& sides = cell.emplace_back();
      for (const bool above : census.patterns()[c].is_above)
        sides.push_back(above ? 1 : -1);
      const std::size_t components =
          naive_cells::component_count(naive_cells::had_signs(naive, cell));
      std::vector<std::size_t>& count = counts[cell.size() - 1];
      count.resize(std::max(count.size(), components + 1));
      ++count[components];
      if (cell.size() < census.unit_count())
        visit(c);
      cell.pop_back();
    }
  };
  visit(0);
  return counts;
}

verifier::Outcome verified(const CellCensus& census, const CellValleys& valleys) {
  FinishedPieces pieces(census);
  for (std::size_t k = 0; k < census.piece_count(); ++k)
    pieces.take(piece_bytes(census.piece(k)));
  CertificateDocument document;
  document.provenance = {"thalweg", "test"};
  document.data = census.data();
  document.further = {pieces.claim(), valleys_of_cells_claim(valleys)};
  return verifier::verify(certificate_text(document), {});
}

} // namespace

TEST_CASE("valleys of all cells are those of the definition", "[search]") {
  const unsigned seed = 31;
  INFO("seed " << seed);
  std::mt19937 source(seed);
  std::map<std::size_t, std::size_t> cells; // by components
  for (int round = 0; round < 24; ++round) {
    INFO("round " << round);
    const Dataset data = few_samples(source, 1 + source() % 2);
    const TwoSlopeNetworks networks{source() % 2 == 0 ? 0 : -1, 1, true, source() % 2 == 0};
    const CellCensus census(data, networks, 1 + source() % 2);
    const CellValleys valleys = cell_valleys(census);
    CHECK(valleys.counts == counted_by_definition(census));
    const verifier::Outcome outcome = verified(census, valleys);
    CHECK(verifier::verdict_line(outcome) == "VERIFIED");
    for (const std::vector<std::size_t>& counts : valleys.counts)
      for (std::size_t k = 0; k < counts.size(); ++k)
        cells[k] += counts[k];
  }
  CHECK(cells[0] > 10);
  CHECK(cells[1] > 100);
}

TEST_CASE("two valleys in a cell of two units", "[search]") {
  // the four samples of he2020's erratum: the cell in which both units are on at −1, 0, 1 is one
  const Dataset data{{"x", "y"}, {1}, {{-1}, {0}, {1}, {5}}, {{0}, {-2}, {2}, {0}}};
  const CellCensus census(data, {}, 2);
  const CellValleys valleys = cell_valleys(census);
  REQUIRE(valleys.counts.size() == 2);
  REQUIRE(valleys.counts.back().size() == 3);
  CHECK(valleys.counts.back()[2] > 0);
  CellValleys wrong = valleys;
  std::swap(wrong.counts.back()[1], wrong.counts.back()[2]);
  CHECK(verified(census, valleys).verdict == verifier::Verdict::accepted);
  CHECK(verified(census, wrong).code == "valleys_of_cells.count");
}
