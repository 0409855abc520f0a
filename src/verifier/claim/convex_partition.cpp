// SPDX-License-Identifier: Apache-2.0

#include "claim/convex_partition.hpp"

#include "shape/geometry_nodes.hpp"
#include "text/digest.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

Separation read_separation(const Node& node, std::size_t dimension) {
  node.require_keys({"halfspace", "below", "above"});
  return {read_halfspace(node["halfspace"], dimension), read_multipliers(node["below"]),
          read_multipliers(node["above"])};
}

CoverNode read_cover_node(const Node& node, const Partition& partition, std::size_t dimension) {
  if (has_key(node, "split")) {
    node.require_keys({"split"});
    return {read_halfspace(node["split"], dimension), 0, {}};
  }
  node.require_keys({"cell", "multipliers"});
  const std::size_t cell = node["cell"].index(partition.size(), "cells");
  return {std::nullopt, cell,
          read_proofs(node["multipliers"], partition[cell].size(), "halfspaces of the cell")};
}

PartitionWitness read_partition_witness(const Node& node, const Partition& partition,
                                        const Geometry& geometry) {
  node.require_keys({"interior_points", "separations", "inside", "cover"});
  const std::size_t count = partition.size();
  PartitionWitness witness;
  witness.interior_points =
      read_points(node["interior_points"], count, "cells", geometry.dimension);
  witness.separations =
      list_of(node["separations"], count * (count - 1) / 2, "pairs of cells",
              [&](const Node& entry) { return read_separation(entry, geometry.dimension); });
  witness.inside = list_of(node["inside"], count, "cells", [&](const Node& entry) {
    return read_proofs(entry, geometry.domain.size(), "halfspaces of the domain");
  });
  witness.cover = list_of(node["cover"], [&](const Node& entry) {
    return read_cover_node(entry, partition, geometry.dimension);
  });
  return witness;
}

/// O28
void check_interior_points(const PartitionWitness& witness, const Partition& partition,
                           const std::string& place) {
  for (std::size_t m = 0; m < partition.size(); ++m) {
    const Point& point = witness.interior_points[m];
    check_inside(
        partition[m], point.numerators, point.denominator, "convex_partition.interior_point",
        [&] { return place + "/interior_points/" + std::to_string(m); },
        "a point strictly inside the cell");
  }
}

/// O29
void check_separation(const Separation& separation, const Cell& first, const Cell& second,
                      const std::string& place, std::size_t number) {
  const auto at = [&](const char* key) {
    return place + "/separations/" + std::to_string(number) + key;
  };
  const Halfspace& halfspace = separation.halfspace;
  if (std::all_of(halfspace.coefficients.begin(), halfspace.coefficients.end() - 1, is_zero))
    reject("convex_partition.zero_normal", at("/halfspace"), "a normal that is not 0", "0");
  check_proof(separation.below, first, halfspace, "convex_partition.below",
              [&] { return at("/below"); });
  check_proof(separation.above, second, opposite(halfspace), "convex_partition.above",
              [&] { return at("/above"); });
}

/// O30: all proofs of the halfspaces of `cell`, from the premises.
void check_cell(const List<Multipliers>& proofs, const Premises& premises, const Cell& cell,
                const char* code, const std::string& place) {
  for (std::size_t h = 0; h < cell.size(); ++h)
    check_proof(proofs[h], premises, cell[h], code,
                [&] { return place + "/" + std::to_string(h); });
}

/// O31
void check_cover(const PartitionWitness& witness, const Partition& partition,
                 const List<Halfspace>& domain, const std::string& place) {
  walk_tree(
      witness.cover, [](const CoverNode& node) { return node.split; },
      [&](std::size_t n, const List<Halfspace>& sides) {
        check_cell(witness.cover[n].proofs, Premises(domain, sides),
                   partition[witness.cover[n].cell], "convex_partition.cover",
                   place + "/cover/" + std::to_string(n) + "/multipliers");
      },
      "convex_partition.tree", place + "/cover");
}

void check_partition(const PartitionWitness& witness, const Partition& partition,
                     const List<Halfspace>& domain, const std::string& place) {
  check_interior_points(witness, partition, place);
  std::size_t number = 0;
  for (std::size_t i = 0; i < partition.size(); ++i)
    for (std::size_t j = i + 1; j < partition.size(); ++j, ++number)
      check_separation(witness.separations[number], partition[i], partition[j], place, number);
  for (std::size_t m = 0; m < partition.size(); ++m)
    check_cell(witness.inside[m], Premises(partition[m], {}), domain, "convex_partition.inside",
               place + "/inside/" + std::to_string(m));
  check_cover(witness, partition, domain, place);
}

std::string in_words(const Subject& subject, const ConvexPartition& claim) {
  return "Convex partitions. " + counted(claim.cells.size(), "partition", "partitions") +
         " of Ω (numbered from 0; digest " +
         canonical_digest(*member_of(subject.statement, "partitions")) +
         ")\n  into this many cells: " + listed(claim.cells) +
         ". The cells of each lie in Ω and cover it; every cell has interior points,\n"
         "  and no two of one partition have an interior point in common.\n";
}

/// The section `cpwl`, if another claim needs it.
std::string function_in_words(const Subject& subject) {
  const List<CpwlFunction>& cpwl = subject.geometry.cpwl;
  if (cpwl.empty())
    return "";
  std::string result = "Function. f (digest " +
                       canonical_digest(*member_of(subject.statement, "cpwl")) + ") has " +
                       counted(cpwl.size(), "output", "outputs") + ":";
  for (std::size_t o = 0; o < cpwl.size(); ++o)
    result += std::string(o == 0 ? "" : ";") + "\n  output " + std::to_string(o) + " is one of " +
              counted(cpwl[o].functions.size(), "affine function", "affine functions") +
              " p_j on each cell of partition " + std::to_string(cpwl[o].partition);
  return result + ".\n";
}

} // namespace

std::unique_ptr<Claim> read_convex_partition(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"cells"});
  auto claim = std::make_unique<ConvexPartition>(node.place());
  claim->cells = list_of(node["cells"], [](const Node& entry) { return entry.count(); });
  return claim;
}

void read_convex_partition_witness(const Node& node, Claim& made, const Subject& subject) {
  const Geometry& geometry = subject.geometry;
  ConvexPartition& claim = dynamic_cast<ConvexPartition&>(made);
  node.require_size(geometry.partitions.size(), "partitions");
  for (std::size_t p = 0; p < node.size(); ++p)
    claim.proofs.push_back(read_partition_witness(node[p], geometry.partitions[p], geometry));
}

Told ConvexPartition::check(const Subject& subject) const {
  const ConvexPartition& claim = *this;
  const Geometry& geometry = subject.geometry;
  List<std::size_t> counts;
  for (const Partition& partition : geometry.partitions)
    counts.push_back(partition.size());
  if (claim.cells != counts)
    reject("convex_partition.count", claim.place + "/cells",
           "the numbers of cells of the partitions", "others");
  for (std::size_t p = 0; p < counts.size(); ++p)
    check_partition(claim.proofs[p], geometry.partitions[p], geometry.domain,
                    "/witness/convex_partition/" + std::to_string(p));
  return {in_words(subject, claim) + function_in_words(subject),
          "{" + key("cells") + indices_as_json(claim.cells) + "}"};
}

} // namespace thalweg::verifier
