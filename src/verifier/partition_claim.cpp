// SPDX-License-Identifier: Apache-2.0
//
// Convex partitions of a domain Ω: every cell lies in Ω and has interior points, two cells are
// separated by a hyperplane, and a tree of hyperplanes leads every point of Ω to a cell that holds
// it.

#include "geometry_claims.hpp"

namespace thalweg::verifier {

namespace {

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

} // namespace

void check_convex_partition(const Certificate& certificate) {
  const ConvexPartition& claim = *certificate.convex_partition;
  const Geometry& geometry = certificate.geometry;
  List<std::size_t> counts;
  for (const Partition& partition : geometry.partitions)
    counts.push_back(partition.size());
  if (claim.cells != counts)
    reject("convex_partition.count", claim.place + "/cells",
           "the numbers of cells of the partitions", "others");
  for (std::size_t p = 0; p < counts.size(); ++p)
    check_partition(claim.witness[p], geometry.partitions[p], geometry.domain,
                    "/witness/convex_partition/" + std::to_string(p));
}

} // namespace thalweg::verifier
