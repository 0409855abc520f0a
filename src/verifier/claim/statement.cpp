// SPDX-License-Identifier: Apache-2.0
//
// Which claims a format version knows and in which order, what each of them needs, and which
// sections and witnesses a file must therefore have: exactly these.

#include "claim/bottleneck_minimum.hpp"
#include "claim/cell_components.hpp"
#include "claim/cells_of_box.hpp"
#include "claim/census.hpp"
#include "claim/certificate.hpp"
#include "claim/convex_partition.hpp"
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
#include "claim/network_computes_lattice.hpp"
#include "claim/no_minimiser.hpp"
#include "claim/not_local_minimum.hpp"
#include "claim/parameter_cells.hpp"
#include "claim/pattern_flip.hpp"
#include "claim/population_minimum.hpp"
#include "claim/reachable_minimum.hpp"
#include "claim/refinement.hpp"
#include "claim/refinement_of_partitions.hpp"
#include "claim/saddle.hpp"
#include "claim/segment_of_minima.hpp"
#include "claim/separate_minima.hpp"
#include "claim/smooth_minimum.hpp"
#include "claim/smooth_zero_loss.hpp"
#include "claim/spurious.hpp"
#include "claim/trained_minimum.hpp"
#include "claim/trap.hpp"
#include "claim/two_piece_bound.hpp"
#include "claim/valleys_of_cells.hpp"
#include "claim/vanishing_risk.hpp"
#include "claim/wall_kinks.hpp"
#include "layer/network_document.hpp"
#include "loss/cross_entropy.hpp"
#include "loss/loss_document.hpp"

#include <algorithm>
#include <array>

namespace thalweg::verifier {

namespace {

/// Sections of the statement, the rows in the section `cpwl`, a network of dense layers, data with
/// the squared loss without weights, the sections `smooth_network` and `population`. Claims with
/// data know the losses of section 17, unless they need one of section 18 or know both; those with
/// `pieces`, and no others, know tables of pieces; those with `decay`, and no others, weight decay.
enum Section : unsigned {
  data = 1,
  network = 2,
  domain = 4,
  partitions = 8,
  cpwl = 16,
  rows = 32,
  dense = 64 | network,
  squared = 128 | data,
  smooth = 256,
  cross_entropy = 512 | data,
  any_loss = 1024 | data,
  decay = 2048,
  population = 4096,
  pieces = 8192
};

struct ClaimKind {
  std::string_view name;
  std::size_t version;                   ///< the first one that knows it
  std::array<std::string_view, 2> needs; ///< claims that must come before it
  unsigned sections;                     ///< needed, beside those of these claims
  void (*read)(const Node&, Certificate&);
  void (*read_witness)(const Node&, Certificate&); ///< null if it has none
};

/// The kinds of claims in the order in which a certificate has them.
constexpr std::array claim_kinds = std::to_array<ClaimKind>(
    {{"local_minimum", 1, {}, data | network, read_local_minimum, read_local_minimum_witness},
     {"pattern_flip", 1, {}, any_loss | pieces | decay | network, read_pattern_flip, nullptr},
     {"spurious", 1, {"local_minimum"}, data | network, read_spurious, read_spurious_witness},
     {"refinement", 1, {"spurious"}, data | network, read_refinement, nullptr},
     {"convex_partition",
      2,
      {},
      domain | partitions,
      read_convex_partition,
      read_convex_partition_witness},
     {"groups", 2, {"convex_partition"}, squared | cpwl, read_groups, read_groups_witness},
     {"lattice_identity",
      2,
      {"convex_partition"},
      cpwl | rows,
      read_lattice_identity,
      read_lattice_identity_witness},
     {"lattice_failure",
      2,
      {"convex_partition"},
      cpwl,
      read_lattice_failure,
      read_lattice_failure_witness},
     {"network_computes_lattice",
      2,
      {"lattice_identity"},
      dense,
      read_network_lattice,
      read_network_lattice_witness},
     {"refinement_of_partitions",
      2,
      {"convex_partition"},
      squared,
      read_partition_refinement,
      read_partition_refinement_witness},
     {"linear_regions", 2, {}, domain | dense, read_linear_regions, read_linear_regions_witness},
     {"network_computes_function",
      2,
      {"convex_partition", "linear_regions"},
      dense | cpwl,
      read_network_function,
      read_network_function_witness},
     {"global_minimum", 2, {}, data | network, read_global_minimum, nullptr},
     {"not_local_minimum", 2, {}, data | decay | network, read_ray, read_ray_witness},
     {"nearby_minimum",
      2,
      {},
      cross_entropy | dense,
      read_nearby_minimum,
      read_nearby_minimum_witness},
     {"reachable_minimum",
      2,
      {},
      cross_entropy | network,
      read_reachable_minimum,
      read_reachable_minimum_witness},
     {"lower_risk",
      2,
      {},
      any_loss | pieces | decay | network,
      read_lower_risk,
      read_lower_risk_witness},
     {"no_minimiser", 2, {}, cross_entropy, read_no_minimiser, read_no_minimiser_witness},
     {"smooth_minimum", 2, {}, squared | smooth, read_smooth_minimum, nullptr},
     {"smooth_zero_loss",
      2,
      {"smooth_minimum"},
      squared | smooth,
      read_smooth_zero_loss,
      read_smooth_zero_loss_witness},
     {"two_piece_bound", 2, {}, data, read_two_piece_bound, read_two_piece_bound_witness},
     {"saddle", 2, {"not_local_minimum"}, data | network, read_saddle, read_saddle_witness},
     {"segment_of_minima", 2, {"local_minimum"}, data | dense, read_segment, read_segment_witness},
     {"separate_minima",
      2,
      {"local_minimum"},
      squared | dense,
      read_separate_minima,
      read_separate_minima_witness},
     {"parameter_cells", 2, {}, data | dense, read_parameter_cells, read_parameter_cells_witness},
     {"census", 2, {}, data | network, read_census, read_census_witness},
     {"minimum_on_walls",
      2,
      {},
      data | network,
      read_minimum_on_walls,
      read_minimum_on_walls_witness},
     {"vanishing_risk",
      2,
      {},
      cross_entropy | network,
      read_vanishing_risk,
      read_vanishing_risk_witness},
     {"trained_minimum",
      2,
      {},
      any_loss | decay | network,
      read_trained_minimum,
      read_trained_minimum_witness},
     {"population_minimum", 2, {}, population, read_population_minimum, nullptr},
     {"network_computes_form",
      2,
      {},
      domain | dense,
      read_computed_form,
      read_computed_form_witness},
     {"escape", 2, {}, data | network, read_escape, read_escape_witness},
     {"cell_components", 2, {}, squared | dense, read_components, read_components_witness},
     {"minima_off_walls", 2, {}, squared, read_minima_off_walls, read_minima_off_walls_witness},
     {"trap", 2, {"trained_minimum"}, any_loss | decay | network, read_trap, nullptr},
     {"minimum_in_pieces",
      2,
      {},
      data | pieces | network,
      read_minimum_in_pieces,
      read_minimum_in_pieces_witness},
     {"family_of_minima", 2, {"local_minimum"}, data | dense, read_family, read_family_witness},
     {"valleys_of_cells",
      2,
      {"minima_off_walls"},
      squared,
      read_valleys_of_cells,
      read_valleys_of_cells_witness},
     {"bottleneck_minimum",
      2,
      {},
      squared | dense,
      read_bottleneck_minimum,
      read_bottleneck_minimum_witness},
     {"wall_kinks", 2, {"parameter_cells"}, data | dense, read_wall_kinks, read_wall_kinks_witness},
     {"cells_of_box", 2, {}, data | dense, read_cells_of_box, read_cells_of_box_witness}});

/// The kinds of the claims made, in their order.
List<const ClaimKind*> read_kinds(const Node& node, std::size_t version) {
  List<const ClaimKind*> made;
  const std::size_t count = node.size_not_zero("claim");
  for (std::size_t i = 0; i < count; ++i) {
    const Node claim = node[i];
    claim.require_key("claim");
    const Node name = claim["claim"];
    const ClaimKind* const kind =
        std::find_if(claim_kinds.begin(), claim_kinds.end(),
                     [&](const ClaimKind& known) { return known.name == name.text(); });
    if (kind == claim_kinds.end() || kind->version > version)
      name.unsupported("unsupported.claim", "a claim of the format version of the file");
    name.require(made.empty() || kind > made.back(), "document.claim_order",
                 "each claim once, in the order of the specification");
    for (const std::string_view need : kind->needs)
      claim.require(
          need.empty() || std::any_of(made.begin(), made.end(),
                                      [&](const ClaimKind* other) { return other->name == need; }),
          "document.claim_needs", "the claim \"" + std::string(need) + "\" before", "none");
    made.push_back(kind);
  }
  return made;
}

void require_sections(const Node& node, unsigned sections) {
  List<std::string_view> keys{"claims"};
  for (const auto& [section, key] : {std::pair(data, "data"),
                                     {data, "loss"},
                                     {network, "network"},
                                     {domain, "domain"},
                                     {partitions, "partitions"},
                                     {cpwl, "cpwl"},
                                     {smooth, "smooth_network"},
                                     {population, "population"}})
    if ((sections & section) != 0)
      keys.emplace_back(key);
  node.require_keys(keys);
}

/// The domain says the dimension d, the data say d_x and d_y; they agree with each other and with
/// the functions and the network.
void read_sections(const Node& node, unsigned sections, Certificate& certificate) {
  const bool has_data = (sections & data) != 0;
  if (has_data) {
    certificate.data_json = &node["data"].json();
    certificate.data = read_data(node["data"]);
    certificate.loss = read_loss(node, certificate.data, certificate.version);
    if ((sections & squared) == squared)
      require_plain_squared(node, certificate.loss);
  }
  if ((sections & domain) != 0) {
    read_domain(node["domain"], certificate.geometry);
    const std::size_t dimension = certificate.geometry.dimension;
    node["domain"].require(!has_data || dimension == certificate.data.inputs.size(),
                           "shape.dimension", "as many dimensions as inputs of the data",
                           std::to_string(dimension));
  }
  if ((sections & partitions) != 0)
    read_partitions(node["partitions"], certificate.geometry);
  if ((sections & cpwl) != 0) {
    read_cpwl(node["cpwl"], (sections & rows) != 0, certificate.geometry);
    if (has_data)
      node["cpwl"].require_size(certificate.data.targets.size(), "targets");
  }
  if ((sections & network) != 0) {
    certificate.network_json = &node["network"].json();
    certificate.network = has_data ? read_network(node["network"], certificate)
                                   : read_network(node["network"], certificate.geometry.dimension,
                                                  certificate.version);
    if ((sections & dense) == dense)
      require_dense_layers(node["network"]);
    if ((sections & cpwl) != 0)
      require_outputs(node["network"], certificate.geometry.cpwl.size(), "outputs in cpwl");
    if (has_data && node["loss"].has("decay"))
      read_decay(node["loss"], certificate.network, certificate.loss);
  }
}

/// Every claim about the loss knows it, and the weight decay if there is one.
void require_loss(const Node& node, const ClaimKind& kind, const Certificate& certificate) {
  if ((kind.sections & data) != 0 && (kind.sections & decay) == 0 && node["loss"].has("decay"))
    node["loss"]["decay"].unsupported("unsupported.decay", "no weight decay beside such a claim");
  if ((kind.sections & data) != 0 && (kind.sections & pieces) == 0 && certificate.loss.is_table())
    node["loss"].unsupported("unsupported.loss", "another loss than a table beside such a claim");
  const bool has = certificate.loss.cross_entropy.has_value();
  const bool wants = (kind.sections & cross_entropy) == cross_entropy;
  if ((kind.sections & data) != 0 && (kind.sections & any_loss) != any_loss && has != wants)
    node["loss"].unsupported("unsupported.loss", wants ? "the logistic or the softmax loss"
                                                       : "a loss made of quadratic pieces");
}

List<const ClaimKind*> read_statement(const Node& node, Certificate& certificate) {
  node.require_key("claims");
  certificate.statement_json = &node.json();
  const List<const ClaimKind*> made = read_kinds(node["claims"], certificate.version);
  unsigned sections = 0;
  for (const ClaimKind* kind : made)
    sections |= kind->sections;
  require_sections(node, sections);
  read_sections(node, sections, certificate);
  for (std::size_t i = 0; i < made.size(); ++i) {
    require_loss(node, *made[i], certificate);
    made[i]->read(node["claims"][i], certificate);
    if (made[i]->version == 1)
      ++certificate.first_claims;
  }
  if ((sections & smooth) != 0)
    read_smooth_network(node["smooth_network"], certificate);
  if ((sections & population) != 0)
    read_population(node["population"], certificate);
  return made;
}

/// Exactly one entry for each claim made that has a witness.
void read_witness(const Node& node, const List<const ClaimKind*>& made, Certificate& certificate) {
  List<std::string_view> keys;
  for (const ClaimKind* kind : made)
    if (kind->read_witness != nullptr)
      keys.push_back(kind->name);
  node.require_keys(keys);
  for (const ClaimKind* kind : made)
    if (kind->read_witness != nullptr)
      kind->read_witness(node[kind->name], certificate);
}

} // namespace

Network read_network(const Node& node, const Certificate& certificate) {
  const Data& data = certificate.data;
  Network network = read_network(node, data.inputs.size(), certificate.version);
  require_outputs(node, output_count(certificate.loss, data), "outputs of the loss");
  return network;
}

Certificate read_certificate(const JsonDocument& document) {
  const Node root(document);
  if (root.has("format") && root.has("version")) { // another format or version explains the rest
    root["format"].require(root["format"].text() == "thalweg-certificate", "document.format",
                           "\"thalweg-certificate\"");
    if (root["version"].count() != 1 && root["version"].count() != 2)
      root["version"].unsupported("unsupported.version", "version 1 or 2");
  }
  root.require_keys({"format", "version", "provenance", "statement", "witness"});
  const Node provenance = root["provenance"];
  provenance.require_keys({"tool", "command"});
  Certificate certificate{};
  certificate.version = root["version"].count();
  certificate.tool = provenance["tool"].text();
  certificate.command = provenance["command"].text();
  const List<const ClaimKind*> made = read_statement(root["statement"], certificate);
  read_witness(root["witness"], made, certificate);
  return certificate;
}

} // namespace thalweg::verifier
