// SPDX-License-Identifier: Apache-2.0

#include "claim/kinds.hpp"

#include "claim/bottleneck_minimum.hpp"
#include "claim/cell_components.hpp"
#include "claim/convex_partition.hpp"
#include "claim/distinct_risks.hpp"
#include "claim/escape.hpp"
#include "claim/family_of_minima.hpp"
#include "claim/global_minimum.hpp"
#include "claim/groups.hpp"
#include "claim/lattice_failure.hpp"
#include "claim/lattice_identity.hpp"
#include "claim/linear_regions.hpp"
#include "claim/local_minimum.hpp"
#include "claim/lower_risk.hpp"
#include "claim/minima_off_walls.hpp"
#include "claim/minimum_in_pieces.hpp"
#include "claim/minimum_on_walls.hpp"
#include "claim/nearby_minimum.hpp"
#include "claim/network_computes_form.hpp"
#include "claim/network_computes_function.hpp"
#include "claim/no_minimiser.hpp"
#include "claim/not_local_minimum.hpp"
#include "claim/parameter_cells.hpp"
#include "claim/pattern_flip.hpp"
#include "claim/population_minimum.hpp"
#include "claim/refinement.hpp"
#include "claim/refinement_of_partitions.hpp"
#include "claim/saddle.hpp"
#include "claim/smooth_minimum.hpp"
#include "claim/smooth_zero_loss.hpp"
#include "claim/trained_minimum.hpp"
#include "claim/trap.hpp"
#include "claim/two_piece_bound.hpp"
#include "claim/valleys_of_cells.hpp"
#include "claim/vanishing_risk.hpp"

#include <algorithm>

namespace thalweg::verifier {

namespace {

/// In the order in which the specification has them.
const auto& claim_kinds() {
  using enum section::Needed;
  static constexpr std::array kinds = std::to_array<ClaimKind>(
      {{"local_minimum", {}, data | network, read_local_minimum, read_local_minimum_witness},
       {"pattern_flip", {}, any_loss | pieces | decay | network, read_pattern_flip, nullptr},
       {"lower_risk", {}, any_loss | pieces | decay | network | better, read_lower_risk, nullptr},
       {"refinement",
        {"local_minimum", "lower_risk"},
        data | network,
        read_refinement,
        read_refinement_witness},
       {"convex_partition",
        {},
        domain | partitions,
        read_convex_partition,
        read_convex_partition_witness},
       {"groups", {"convex_partition"}, squared | cpwl, read_groups, read_groups_witness},
       {"lattice_identity",
        {"convex_partition"},
        cpwl | rows,
        read_lattice_identity,
        read_lattice_identity_witness},
       {"lattice_failure",
        {"convex_partition"},
        cpwl,
        read_lattice_failure,
        read_lattice_failure_witness},
       {"refinement_of_partitions",
        {"convex_partition"},
        squared,
        read_partition_refinement,
        read_partition_refinement_witness},
       {"linear_regions", {}, domain | dense, read_linear_regions, read_linear_regions_witness},
       {"network_computes_function",
        {"convex_partition", "linear_regions"},
        dense | cpwl,
        read_network_function,
        read_network_function_witness},
       {"global_minimum", {}, data | network, read_global_minimum, nullptr},
       {"not_local_minimum", {}, data | decay | network, read_ray, read_ray_witness},
       {"nearby_minimum",
        {},
        cross_entropy | network,
        read_nearby_minimum,
        read_nearby_minimum_witness},
       {"no_minimiser", {}, cross_entropy, read_no_minimiser, read_no_minimiser_witness},
       {"smooth_minimum", {}, squared | smooth, read_smooth_minimum, nullptr},
       {"smooth_zero_loss",
        {"smooth_minimum"},
        squared | smooth,
        read_smooth_zero_loss,
        read_smooth_zero_loss_witness},
       {"two_piece_bound", {}, data, read_two_piece_bound, read_two_piece_bound_witness},
       {"saddle", {"not_local_minimum"}, data | network, read_saddle, read_saddle_witness},
       {"parameter_cells", {}, data | dense, read_parameter_cells, read_parameter_cells_witness},
       {"distinct_risks", {"local_minimum"}, data, read_distinct_risks, nullptr},
       {"minimum_on_walls",
        {},
        data | network,
        read_minimum_on_walls,
        read_minimum_on_walls_witness},
       {"vanishing_risk",
        {},
        cross_entropy | network,
        read_vanishing_risk,
        read_vanishing_risk_witness},
       {"trained_minimum",
        {},
        any_loss | decay | network,
        read_trained_minimum,
        read_trained_minimum_witness},
       {"population_minimum", {}, population, read_population_minimum, nullptr},
       {"network_computes_form",
        {"lattice_identity"},
        domain | dense,
        read_computed_form,
        read_computed_form_witness,
        "outputs"},
       {"escape", {}, data | network, read_escape, read_escape_witness},
       {"cell_components", {}, squared | dense, read_components, read_components_witness},
       {"minima_off_walls", {}, squared, read_minima_off_walls, read_minima_off_walls_witness},
       {"trap", {"trained_minimum"}, any_loss | decay | network, read_trap, nullptr},
       {"minimum_in_pieces",
        {},
        data | pieces | network,
        read_minimum_in_pieces,
        read_minimum_in_pieces_witness},
       {"family_of_minima", {"local_minimum"}, data | dense, read_family, read_family_witness},
       {"valleys_of_cells",
        {"minima_off_walls"},
        squared,
        read_valleys_of_cells,
        read_valleys_of_cells_witness},
       {"bottleneck_minimum",
        {},
        squared | dense,
        read_bottleneck_minimum,
        read_bottleneck_minimum_witness}});
  return kinds;
}

} // namespace

const ClaimKind* find_kind(std::string_view name) {
  const auto& kinds = claim_kinds();
  const auto* const kind = std::find_if(kinds.begin(), kinds.end(),
                                        [&](const ClaimKind& known) { return known.name == name; });
  return kind == kinds.end() ? nullptr : kind;
}

} // namespace thalweg::verifier
