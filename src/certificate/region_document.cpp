// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/region_document.hpp"

#include "certificate/lattice_document.hpp"
#include "certificate/partition_proof.hpp"
#include "constructions/cut_cells.hpp"
#include "geometry/power_diagram.hpp"

namespace thalweg {

namespace {

Cells cells_on(const std::vector<AffineFunction>& functions, const Polytope& domain) {
  Cells cells;
  for (PowerCell& cell : power_cells(functions, domain))
    cells.push_back(std::move(cell.polytope));
  return cells;
}

/// Finer cells as a partition of the document's domain: those of the better point if they are
/// nested in the cells, else the best cut of one cell. Nothing is added if no cut lowers the risk.
void add_partition_refinement(CertificateDocument& document, const RegionMinimum& minimum,
                              const std::string& place) {
  std::optional<Cells> finer;
  if (minimum.better && minimum.better->is_nested)
    finer = cells_on(minimum.better->construction.partition.functions, *document.domain);
  else
    finer = cut_cells(document.data, document.partitions[0], minimum.construction.groups);
  if (!finer)
    return;
  const Cells& cells = *finer;
  document.convex_partition->witnesses.push_back(partition_witness(*document.domain, cells, place));
  document.partitions.push_back(cells);
  document.partition_refinement = partition_refinement(document.data, document.partitions, 0,
                                                       document.partitions.size() - 1, place);
}

void add_minimum_claims(CertificateDocument& document, const RegionMinimum& minimum) {
  const std::size_t n = document.data.sample_count();
  document.local_minimum =
      LocalMinimumClaim{*minimum.radius, minimum.risk, RadiusMethod::first_order,
                        minimum.report.classes.class_of_sample(n)};
  document.pattern_flip = minimum.flip;
  if (!minimum.better)
    return;
  const BetterRegionPoint& better = *minimum.better;
  document.lower_risk = LowerRiskClaim{better.risk, better.network, minimum.risk};
  if (better.is_nested && better.is_uniform && minimum.report.verdict == RegionVerdict::certified)
    document.refinement =
        RefinementClaim{better.classes.classes.size(), better.classes.class_of_sample(n)};
}

} // namespace

CertificateDocument region_document(const Dataset& data, const RegionMinimum& minimum,
                                    const std::string& place, Provenance provenance) {
  LatticeRequest request;
  request.functions = minimum.construction.functions;
  request.data = data;
  request.data_cells = minimum.construction.cells;
  request.place = place;
  request.network = minimum.construction.labelled;
  request.trees = minimum.construction.trees;
  CertificateDocument document = lattice_document(request, std::move(provenance));
  if (minimum.radius)
    add_minimum_claims(document, minimum);
  document.not_local_minimum = minimum.ray;
  add_partition_refinement(document, minimum, place);
  return document;
}

} // namespace thalweg
