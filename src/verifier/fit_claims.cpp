// SPDX-License-Identifier: Apache-2.0
//
// Samples in the cells of convex partitions, optimal affine fits on them, and their risks: the
// claims `groups` and `refinement_of_partitions`. A fit is optimal if its residuals are orthogonal
// to (x, 1).

#include "geometry_claims.hpp"

#include "decimal.hpp"
#include "obligation.hpp"
#include "risk.hpp"

namespace thalweg::verifier {

namespace {

/// O32, O33, O52
void check_samples(const Data& data, const Partition& partition,
                   const List<std::size_t>& cell_of_sample, const char* code,
                   const std::string& place) {
  for (std::size_t i = 0; i < data.samples.size(); ++i) {
    Meter::tick();
    const Sample& sample = data.samples[i];
    check_inside(
        partition[cell_of_sample[i]], sample.x, sample.denominator, code,
        [&] { return place + "/" + std::to_string(i); },
        "a sample strictly inside cell " + std::to_string(cell_of_sample[i]));
  }
}

List<List<std::size_t>> members_of_cells(const List<std::size_t>& cell_of_sample,
                                         std::size_t cell_count) {
  List<List<std::size_t>> members(cell_count);
  for (std::size_t i = 0; i < cell_of_sample.size(); ++i)
    members[cell_of_sample[i]].push_back(i);
  return members;
}

/// O36, O54: residuals orthogonal to (x, 1). Returns the sum of their squares.
Fraction check_optimal(const Data& data, const List<std::size_t>& members, std::size_t output,
                       const AffineFunction& fit, std::size_t cell, const char* code,
                       const std::string& place) {
  ClassSums sums = residual_sums(data, members, output, fit);
  for (const Fraction& entry : sums.with_inputs)
    if (const Check check{sign(entry) == 0})
      check.say({code, place,
                 "residuals orthogonal to (x, 1) on the samples of cell " + std::to_string(cell),
                 "a sum of " + shown(entry)});
  return std::move(sums.losses);
}

void check_risk(const Fraction& claimed, const List<Fraction>& squares, const Data& data,
                const char* code, const std::string& place) {
  const Fraction risk = sum(squares) * fraction(1, data.samples.size());
  if (const Check check{claimed == risk})
    check.say({code, place, "the risk " + shown(risk), shown(claimed)});
}

/// O35: the piece that all samples of a group have in common.
std::size_t common_piece(const Groups& claim, const CpwlFunction& f, std::size_t output,
                         const List<std::size_t>& members) {
  const List<std::size_t>& cells = claim.function_cells[output];
  const std::size_t piece = f.pieces[cells[members.front()]];
  for (const std::size_t i : members)
    if (f.pieces[cells[i]] != piece)
      reject("groups.piece",
             "/witness/groups/function_cells/" + std::to_string(output) + "/" + std::to_string(i),
             "a cell with the function " + std::to_string(piece) + " of its group",
             "function " + std::to_string(f.pieces[cells[i]]));
  return piece;
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

} // namespace

List<std::size_t> check_groups(const Certificate& certificate) {
  const Groups& claim = *certificate.groups;
  const Geometry& geometry = certificate.geometry;
  const Data& data = certificate.data;
  const Partition& partition = geometry.partitions[claim.partition];
  check_samples(data, partition, claim.cell_of_sample, "groups.cell",
                "/witness/groups/cell_of_sample");
  const auto members = members_of_cells(claim.cell_of_sample, partition.size());
  const auto empty = std::count(members.begin(), members.end(), List<std::size_t>{});
  if (const Check check{claim.count + static_cast<std::size_t>(empty) == partition.size()})
    check.say({"groups.count", claim.place + "/count", "the number of cells with samples",
               std::to_string(claim.count)});
  List<Fraction> squares;
  List<std::size_t> auxiliary;
  for (std::size_t o = 0; o < geometry.cpwl.size(); ++o) {
    const CpwlFunction& f = geometry.cpwl[o];
    const Partition& cells = geometry.partitions[f.partition];
    check_samples(data, cells, claim.function_cells[o], "groups.function_cell",
                  "/witness/groups/function_cells/" + std::to_string(o));
    for (std::size_t m = 0; m < partition.size(); ++m)
      if (!members[m].empty())
        squares.push_back(check_optimal(
            data, members[m], o, f.functions[common_piece(claim, f, o, members[m])], m,
            "groups.not_optimal", "/statement/cpwl/" + std::to_string(o) + "/functions"));
    const auto in_function = members_of_cells(claim.function_cells[o], cells.size());
    auxiliary.push_back(static_cast<std::size_t>(
        std::count(in_function.begin(), in_function.end(), List<std::size_t>{})));
  }
  check_risk(claim.risk, squares, data, "groups.risk", claim.place + "/risk");
  return auxiliary;
}

void check_partition_refinement(const Certificate& certificate) {
  const PartitionRefinement& claim = *certificate.partition_refinement;
  const Data& data = certificate.data;
  const Partition& coarse = certificate.geometry.partitions[claim.coarse];
  const Partition& fine = certificate.geometry.partitions[claim.fine];
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
}

} // namespace thalweg::verifier
