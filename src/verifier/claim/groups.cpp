// SPDX-License-Identifier: Apache-2.0

#include "claim/groups.hpp"

#include "shape/geometry_nodes.hpp"
#include "shape/group_fits.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

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

std::string in_words(const Groups& claim, const List<std::size_t>& auxiliary) {
  return "Groups. The samples lie strictly inside cells of partition " +
         std::to_string(claim.partition) + ", in " + counted(claim.count, "group", "groups") +
         " (one for each cell with samples).\n  Around the samples of a group every output of f is "
         "one affine function, an optimal affine fit of the group.\n  The risk of f is " +
         number(claim.risk) +
         ". Cells without samples in the partition of each output: " + listed(auxiliary) + ".\n";
}

} // namespace

std::unique_ptr<Claim> read_groups(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"partition", "count", "risk"});
  auto claim = std::make_unique<Groups>(node.place());
  claim->partition = node["partition"].index(subject.geometry.partitions.size(), "partitions");
  claim->count = node["count"].count();
  claim->risk = node["risk"].rational();
  return claim;
}

void read_groups_witness(const Node& node, Claim& made, const Subject& subject) {
  node.require_keys({"cell_of_sample", "function_cells"});
  const Geometry& geometry = subject.geometry;
  const std::size_t samples = subject.data.samples.size();
  Groups& groups = dynamic_cast<Groups&>(made);
  groups.cell_of_sample = read_indices(node["cell_of_sample"], samples, "samples",
                                       geometry.partitions[groups.partition].size(), "cells");
  const Node outputs = node["function_cells"];
  outputs.require_size(geometry.cpwl.size(), "outputs");
  for (std::size_t o = 0; o < outputs.size(); ++o)
    groups.function_cells.push_back(read_indices(
        outputs[o], samples, "samples", geometry.partition_of(geometry.cpwl[o]).size(), "cells"));
}

Told Groups::check(const Subject& subject) const {
  const Groups& claim = *this;
  const Geometry& geometry = subject.geometry;
  const Data& data = subject.data;
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
  return {in_words(claim, auxiliary),
          "{" + key("partition") + std::to_string(claim.partition) + "," + key("count") +
              std::to_string(claim.count) + "," + key("risk") + exact(claim.risk) + "," +
              key("cells_without_samples") + indices_as_json(auxiliary) + "}"};
}

} // namespace thalweg::verifier
