// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which construction is asked for, and the check that pieces and partition fit together.

#include "constructions/construction.hpp"

#include "constructions/gated_network.hpp"
#include "constructions/lattice_network.hpp"
#include "constructions/steep_lattice.hpp"
#include "exact/error.hpp"

namespace thalweg {

Network constructed_network(ConstructionKind kind, const Dataset& data, const Partition& partition,
                            const std::vector<AffineMap>& pieces, const Slack& slack) {
  require(pieces.size() == cell_count(partition),
          "construction: expected one affine map per cell of the partition");
  for (const AffineMap& piece : pieces)
    require(piece.size() == data.target_dimension(),
            "construction: expected pieces with one component per target");
  if (kind != ConstructionKind::lattice)
    return gated_network(data, partition, pieces,
                         {slack.steepness, slack.shift,
                          kind == ConstructionKind::hinged ? GateKind::hinges : GateKind::ramps});
  return lattice_network(
      steep_lattices(data, partition, pieces, {slack.steepness, slack.delta_unit}), data.inputs,
      data.input_dimension(), slack.shift);
}

} // namespace thalweg
