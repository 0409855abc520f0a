// SPDX-License-Identifier: Apache-2.0

#include "claim/refinement_of_partitions.hpp"

#include "shape/geometry_nodes.hpp"
#include "shape/group_fits.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

CellFits read_cell_fits(const Node& node, std::size_t cell_count, const Subject& subject) {
  node.require_keys({"cell_of_sample", "fits"});
  const Data& data = subject.data;
  CellFits result;
  result.cell_of_sample =
      read_indices(node["cell_of_sample"], data.samples.size(), "samples", cell_count, "cells");
  result.fits = list_of(node["fits"], cell_count, "cells", [&](const Node& cell) {
    if (cell.is(JsonKind::null))
      return std::optional<List<AffineFunction>>{};
    return std::optional(list_of(cell, data.targets.size(), "targets", [&](const Node& fit) {
      return read_row(fit, data.inputs.size() + 1, "input dimension + 1");
    }));
  });
  return result;
}

/// O52 to O54. Returns the squared residuals of every cell and target.
List<Fraction> check_fits(const Data& data, const Partition& partition, const CellFits& claim,
                          const std::string& place) {
  check_samples(data, partition, claim.cell_of_sample, "refinement_of_partitions.cell",
                place + "/cell_of_sample");
  const auto members = members_of_cells(claim.cell_of_sample, partition.size());
  List<Fraction> squares;
  for (std::size_t m = 0; m < partition.size(); ++m) {
    const std::string at = place + "/fits/" + std::to_string(m);
    if (claim.fits[m].has_value() == members[m].empty())
      reject("refinement_of_partitions.fit", at,
             members[m].empty() ? "null, as the cell has no sample" : "fits",
             members[m].empty() ? "fits" : "null");
    for (std::size_t o = 0; !members[m].empty() && o < data.targets.size(); ++o)
      squares.push_back(check_optimal(data, members[m], o, (*claim.fits[m])[o], m,
                                      "refinement_of_partitions.not_optimal", at));
  }
  return squares;
}

std::string in_words(const PartitionRefinement& claim) {
  return "Refinement of partitions. Every cell of partition " + std::to_string(claim.fine) +
         " lies in a cell of partition " + std::to_string(claim.coarse) +
         "; the samples lie strictly inside the cells of both.\n  The optimal affine fits of the "
         "samples of each cell have the risk " +
         number(claim.risk) + " for partition " + std::to_string(claim.coarse) + " and\n  " +
         number(claim.fine_risk) + " for partition " + std::to_string(claim.fine) +
         "; the drop is " + number(claim.risk - claim.fine_risk) + ".\n";
}

} // namespace

std::unique_ptr<Claim> read_partition_refinement(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"coarse", "fine", "risk", "fine_risk"});
  const std::size_t count = subject.geometry.partitions.size();
  auto claim = std::make_unique<PartitionRefinement>(node.place());
  claim->coarse = node["coarse"].index(count, "partitions");
  claim->fine = node["fine"].index(count, "partitions");
  claim->risk = node["risk"].rational();
  claim->fine_risk = node["fine_risk"].rational();
  return claim;
}

void read_partition_refinement_witness(const Node& node, Claim& made, const Subject& subject) {
  node.require_keys({"cell_of_cell", "multipliers", "coarse", "fine"});
  PartitionRefinement& claim = dynamic_cast<PartitionRefinement&>(made);
  const Partition& coarse = subject.geometry.partitions[claim.coarse];
  const Partition& fine = subject.geometry.partitions[claim.fine];
  claim.cell_of_cell =
      read_indices(node["cell_of_cell"], fine.size(), "cells of the fine partition", coarse.size(),
                   "cells of the coarse partition");
  const Node multipliers = node["multipliers"];
  multipliers.require_size(fine.size(), "cells of the fine partition");
  for (std::size_t m = 0; m < fine.size(); ++m)
    claim.multipliers.push_back(read_proofs(multipliers[m], coarse[claim.cell_of_cell[m]].size(),
                                            "halfspaces of the coarse cell"));
  claim.coarse_fits = read_cell_fits(node["coarse"], coarse.size(), subject);
  claim.fine_fits = read_cell_fits(node["fine"], fine.size(), subject);
}

Told PartitionRefinement::check(const Subject& subject) const {
  const PartitionRefinement& claim = *this;
  const Data& data = subject.data;
  const Partition& coarse = subject.geometry.partitions[claim.coarse];
  const Partition& fine = subject.geometry.partitions[claim.fine];
  const std::string witness = "/witness/refinement_of_partitions";
  for (std::size_t m = 0; m < fine.size(); ++m) { // O51
    const Cell& cell = coarse[claim.cell_of_cell[m]];
    for (std::size_t h = 0; h < cell.size(); ++h)
      check_proof(
          claim.multipliers[m][h], fine[m], cell[h], "refinement_of_partitions.inside",
          [&] { return witness + "/multipliers/" + std::to_string(m) + "/" + std::to_string(h); });
  }
  check_risk(claim.risk, check_fits(data, coarse, claim.coarse_fits, witness + "/coarse"), data,
             "refinement_of_partitions.risk", claim.place + "/risk");
  check_risk(claim.fine_risk, check_fits(data, fine, claim.fine_fits, witness + "/fine"), data,
             "refinement_of_partitions.fine_risk", claim.place + "/fine_risk");
  if (const Check check{claim.fine_risk < claim.risk}) // O56
    check.say({"refinement_of_partitions.not_lower", claim.place + "/fine_risk",
               "a risk below " + shown(claim.risk), shown(claim.fine_risk)});
  return {in_words(claim), "{" + key("coarse") + std::to_string(claim.coarse) + "," + key("fine") +
                               std::to_string(claim.fine) + "," + key("risk") + exact(claim.risk) +
                               "," + key("fine_risk") + exact(claim.fine_risk) + "," + key("drop") +
                               exact(claim.risk - claim.fine_risk) + "}"};
}

} // namespace thalweg::verifier
