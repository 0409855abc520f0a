// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/family_claims.hpp"

#include "certificate/minimum_writer.hpp"
#include "certificate/network_writer.hpp"
#include "certificate/wall_writer.hpp"
#include "exact/error.hpp"

#include <fmt/format.h>

#include <span>

namespace thalweg {

namespace {

std::string cells_member(const Rational& cells) {
  return rational_members({{"cells", &cells}});
}

/// To the end of the witness.
void put_kinks(JsonText& text, const std::vector<WallKink>& kinks) {
  text.put("\"kinks\":");
  text.list(kinks, ",\n", [&](const WallKink& kink) {
    text.list(kink, ",", [&](const Vector& biases) { text.rationals(biases); });
  });
  text.put("}");
}

} // namespace

std::vector<Halfspace> parameter_walls(const Dataset& data, const Activation& activation) {
  std::vector<Halfspace> walls;
  for (const Vector& x : inputs_once(data))
    for (const Rational& beta : activation.breakpoints) {
      walls.push_back({x, beta});
      walls.back().normal.push_back(1);
    }
  return walls;
}

FurtherClaim parameter_cells_claim(const std::vector<WallNode>& tree, std::size_t unit_count,
                                   const std::vector<WallKink>& kinks) {
  Integer cells = 1;
  for (std::size_t k = 0; k < unit_count; ++k)
    cells *= Integer(static_cast<unsigned long>(cell_count(tree)));
  JsonText text;
  text.put("{\"nodes\":");
  put_wall_nodes(text, tree);
  text.put(",\n");
  put_kinks(text, kinks);
  return {"parameter_cells", cells_member(cells), text.take()};
}

FurtherClaim parameter_cells_claim(const CellsOfBox& cells) {
  JsonText members;
  members.put(",\"radii\":");
  members.list(cells.radii, ",", [&](const LayerRadii& radii) {
    members.rationals(Vector{radii.weights, radii.biases});
  });
  JsonText text;
  text.put("{");
  put_kinks(text, cells.kinks);
  return {"parameter_cells", members.take() + cells_member(cells.cells), text.take()};
}

std::vector<FurtherClaim> census_claims(const std::vector<CensusMinimum>& minima) {
  require(!minima.empty(), "census: expected a minimum");
  std::vector<FurtherClaim> claims;
  JsonText names;
  names.put(",\"minima\":[");
  for (std::size_t k = 0; k < minima.size(); ++k) {
    const LocalMinimumClaim& minimum = minima[k].claim;
    JsonText witness;
    put_minimum_witness(witness, minimum);
    FurtherClaim& claim = claims.emplace_back(FurtherClaim{
        "local_minimum", rational_members({{"radius", &minimum.radius}, {"risk", &minimum.risk}}),
        witness.take()});
    if (k > 0) {
      claim.name = fmt::format("local_minimum {}", k + 1);
      claim.network = fmt::format("minimum {}", k + 1);
      claim.own = minima[k].network;
    }
    names.put(k == 0 ? "\"local_minimum\"" : ",\"" + claim.name + "\"");
  }
  names.put("]");
  FurtherClaim risks{"distinct_risks", names.take(), std::nullopt};
  risks.needs_network = false;
  claims.push_back(std::move(risks));
  return claims;
}

} // namespace thalweg
