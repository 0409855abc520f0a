// SPDX-License-Identifier: Apache-2.0
//
// Which claims a format version knows and in which order, what each of them needs, and which
// sections and witnesses a file must therefore have: exactly these.

#include "claim/bottleneck_minimum.hpp"
#include "claim/cell_components.hpp"
#include "claim/cells_of_box.hpp"
#include "claim/certificate.hpp"
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
#include "text/text.hpp"

#include <algorithm>
#include <array>

namespace thalweg::verifier {

namespace {

/// Sections of the statement, the rows in the section `cpwl`, a network of dense layers, data with
/// the squared loss without weights, the sections `smooth_network` and `population`. Claims with
/// data know the losses of section 17, unless they need one of section 18 or know both; those with
/// `pieces`, and no others, know tables of pieces; those with `decay`, and no others, weight decay.
/// Claims with `better` are about two networks.
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
  pieces = 8192,
  better = 16384
};

struct ClaimKind {
  std::string_view name;
  std::array<std::string_view, 2> needs; ///< claims that must come before it
  unsigned sections;                     ///< needed, beside those of these claims
  std::unique_ptr<Claim> (*read)(const Node&, const Subject&);
  void (*read_witness)(const Node&, Claim&, const Subject&); ///< null if it has none
};

/// The kinds of claims in the order in which a certificate has them.
constexpr std::array claim_kinds = std::to_array<ClaimKind>(
    {{"local_minimum", {}, data | network, read_local_minimum, read_local_minimum_witness},
     {"pattern_flip", {}, any_loss | pieces | decay | network, read_pattern_flip, nullptr},
     {"spurious", {"local_minimum"}, data | network | better, read_spurious, read_spurious_witness},
     {"refinement", {"spurious"}, data | network, read_refinement, nullptr},
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
     {"network_computes_lattice",
      {"lattice_identity"},
      dense,
      read_network_lattice,
      read_network_lattice_witness},
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
      cross_entropy | dense,
      read_nearby_minimum,
      read_nearby_minimum_witness},
     {"reachable_minimum",
      {},
      cross_entropy | network,
      read_reachable_minimum,
      read_reachable_minimum_witness},
     {"lower_risk",
      {},
      any_loss | pieces | decay | network | better,
      read_lower_risk,
      read_lower_risk_witness},
     {"no_minimiser", {}, cross_entropy, read_no_minimiser, read_no_minimiser_witness},
     {"smooth_minimum", {}, squared | smooth, read_smooth_minimum, nullptr},
     {"smooth_zero_loss",
      {"smooth_minimum"},
      squared | smooth,
      read_smooth_zero_loss,
      read_smooth_zero_loss_witness},
     {"two_piece_bound", {}, data, read_two_piece_bound, read_two_piece_bound_witness},
     {"saddle", {"not_local_minimum"}, data | network, read_saddle, read_saddle_witness},
     {"segment_of_minima", {"local_minimum"}, data | dense, read_segment, read_segment_witness},
     {"separate_minima",
      {"local_minimum"},
      squared | dense,
      read_separate_minima,
      read_separate_minima_witness},
     {"parameter_cells", {}, data | dense, read_parameter_cells, read_parameter_cells_witness},
     {"distinct_risks", {"local_minimum"}, data, read_distinct_risks, nullptr},
     {"minimum_on_walls", {}, data | network, read_minimum_on_walls, read_minimum_on_walls_witness},
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
     {"network_computes_form", {}, domain | dense, read_computed_form, read_computed_form_witness},
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
      read_bottleneck_minimum_witness},
     {"wall_kinks", {"parameter_cells"}, data | dense, read_wall_kinks, read_wall_kinks_witness},
     {"cells_of_box", {}, data | dense, read_cells_of_box, read_cells_of_box_witness}});

/// A claim of the file before its numbers are read.
struct Made {
  const ClaimKind* kind;
  std::string name;
  std::size_t about;  ///< index of W; none if it is not about a network
  std::size_t better; ///< index of W2, or none
};
constexpr std::size_t none = static_cast<std::size_t>(-1);

bool is_about_network(const ClaimKind& kind) {
  return (kind.sections & network) != 0;
}

const ClaimKind& read_kind(const Node& claim) {
  claim.require_key("claim");
  const Node name = claim["claim"];
  const auto* const kind =
      std::find_if(claim_kinds.begin(), claim_kinds.end(),
                   [&](const ClaimKind& known) { return known.name == name.text(); });
  if (kind == claim_kinds.end())
    name.unsupported("unsupported.claim", "a claim of the specification");
  return *kind;
}

/// The kind, or that, a blank and more.
std::string read_name(const Node& claim, const ClaimKind& kind, const List<Made>& before) {
  std::string name(kind.name);
  if (claim.has("name")) {
    const std::string_view stated = claim["name"].text();
    claim["name"].require(stated.starts_with(name + " "), "document.claim_name",
                          "the kind of the claim, a blank and more");
    name = stated;
  }
  claim.require(
      std::none_of(before.begin(), before.end(), [&](const Made& m) { return m.name == name; }),
      "document.claim_name", "a name that no claim before has", "\"" + name + "\" again");
  return name;
}

/// The index of the network that a claim names under this key, a new one if it is the first to do
/// so.
std::size_t named_network(const Node& claim, std::string_view key, Certificate& certificate) {
  claim.require_key(key);
  const std::string_view name = claim[key].text();
  auto& networks = certificate.networks;
  for (std::size_t k = 0; k < networks.size(); ++k)
    if (networks[k]->name == name)
      return k;
  networks.push_back(std::make_unique<NamedNetwork>(NamedNetwork{name, nullptr, {}}));
  return networks.size() - 1;
}

/// Each claim that this one stands on is before it, and about the same network if both are about
/// one.
void require_needs(const Node& claim, const Made& made, const List<Made>& before) {
  for (const std::string_view need : made.kind->needs)
    claim.require(need.empty() || std::any_of(before.begin(), before.end(),
                                              [&](const Made& other) {
                                                return other.kind->name == need &&
                                                       (other.about == none || made.about == none ||
                                                        other.about == made.about);
                                              }),
                  "document.claim_needs", "the claim \"" + std::string(need) + "\" before", "none");
}

List<Made> read_kinds(const Node& node, Certificate& certificate) {
  List<Made> made;
  const std::size_t count = node.size_not_zero("claim");
  for (std::size_t i = 0; i < count; ++i) {
    Meter::tick();
    const Node claim = node[i];
    const ClaimKind& kind = read_kind(claim);
    Made next{&kind, read_name(claim, kind, made), none, none};
    if (is_about_network(kind))
      next.about = named_network(claim, "network", certificate);
    if ((kind.sections & better) != 0)
      next.better = named_network(claim, "better", certificate);
    require_needs(claim, next, made);
    made.push_back(std::move(next));
  }
  return made;
}

void require_sections(const Node& node, unsigned sections) {
  List<std::string_view> keys{"claims"};
  for (const auto& [section, key] : {std::pair(data, "data"),
                                     {data, "loss"},
                                     {network, "networks"},
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
/// the functions.
void read_sections(const Node& node, unsigned sections, Certificate& certificate) {
  const bool has_data = (sections & data) != 0;
  if (has_data) {
    certificate.data_json = &node["data"].json();
    certificate.data = read_data(node["data"]);
    certificate.loss = read_loss(node, certificate.data);
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
}

/// Exactly the networks that claims name, with the inputs and outputs of data and functions.
void read_networks(const Node& statement, unsigned sections, Certificate& certificate) {
  const Node node = statement["networks"];
  const bool has_data = (sections & data) != 0;
  List<std::string_view> names;
  for (const auto& named : certificate.networks)
    names.push_back(named->name);
  node.require_keys(names);
  for (const auto& named : certificate.networks) {
    const Node entry = node[named->name];
    named->json = &entry.json();
    named->network = has_data ? read_network(entry, Problem{certificate.data, certificate.loss, {}})
                              : read_network(entry, certificate.geometry.dimension);
    if ((sections & cpwl) != 0)
      require_outputs(entry, certificate.geometry.cpwl.size(), "outputs in cpwl");
  }
}

/// What a claim asks of its network: dense layers, as many layers as there are factors of decay.
void require_network(const Node& statement, const Made& made, Certificate& certificate) {
  if (made.about == none)
    return;
  const NamedNetwork& named = *certificate.networks[made.about];
  if ((made.kind->sections & dense) == dense)
    require_dense_layers(statement["networks"][named.name]);
  if ((made.kind->sections & data) != 0 && statement["loss"].has("decay")) {
    certificate.loss.decay.clear();
    read_decay(statement["loss"], named.network, certificate.loss);
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

/// The claims in their order, each with what it speaks of.
void read_claims(const Node& statement, const List<Made>& made, Certificate& certificate) {
  for (std::size_t k = 0; k < made.size(); ++k) {
    require_network(statement, made[k], certificate);
    require_loss(statement, *made[k].kind, certificate);
    const auto network_at = [&](std::size_t index) -> const NamedNetwork* {
      return index == none ? nullptr : certificate.networks[index].get();
    };
    certificate.subjects.push_back({network_at(made[k].about), network_at(made[k].better)});
    std::unique_ptr<Claim> claim =
        made[k].kind->read(statement["claims"][k], certificate.subject_of(k));
    claim->name = made[k].name;
    claim->witness = "/witness" + pointer_step(claim->name);
    if (made[k].about != none)
      claim->about = &network_at(made[k].about)->network;
    certificate.claims.push_back(std::move(claim));
  }
}

List<Made> read_statement(const Node& node, Certificate& certificate) {
  node.require_key("claims");
  certificate.statement_json = &node.json();
  List<Made> made = read_kinds(node["claims"], certificate);
  unsigned sections = 0;
  for (const Made& claim : made)
    sections |= claim.kind->sections;
  require_sections(node, sections);
  read_sections(node, sections, certificate);
  if ((sections & network) != 0)
    read_networks(node, sections, certificate);
  read_claims(node, made, certificate);
  for (const std::unique_ptr<Claim>& claim : certificate.claims) {
    if (auto* const minimum = dynamic_cast<SmoothMinimum*>(claim.get()))
      read_smooth_network(node["smooth_network"], certificate.data, minimum->network);
    if (auto* const minimum = dynamic_cast<PopulationMinimum*>(claim.get()))
      read_population(node["population"], minimum->network);
  }
  return made;
}

/// Exactly one entry for each claim that has a witness, under its name.
void read_witness(const Node& node, const List<Made>& made, Certificate& certificate) {
  List<std::string_view> keys;
  for (const Made& claim : made)
    if (claim.kind->read_witness != nullptr)
      keys.push_back(claim.name);
  node.require_keys(keys);
  for (std::size_t k = 0; k < made.size(); ++k)
    if (made[k].kind->read_witness != nullptr)
      made[k].kind->read_witness(node[made[k].name], *certificate.claims[k],
                                 certificate.subject_of(k));
}

} // namespace

Subject Certificate::subject_of(std::size_t claim) const {
  static const Network no_network;
  const auto& [about, better_one] = subjects[claim];
  return {{data, loss, about == nullptr ? no_network : about->network},
          geometry,
          {claims.data(), std::min(claim, claims.size())},
          about,
          better_one,
          *statement_json};
}

Certificate read_certificate(const JsonDocument& document) {
  const Node root(document);
  if (root.has("format") && root.has("version")) { // another format or version explains the rest
    root["format"].require(root["format"].text() == "thalweg-certificate", "document.format",
                           "\"thalweg-certificate\"");
    if (root["version"].count() != 3)
      root["version"].unsupported("unsupported.version",
                                  "version 3; make the certificate again with its command");
  }
  root.require_keys({"format", "version", "provenance", "statement", "witness"});
  const Node provenance = root["provenance"];
  provenance.require_keys({"tool", "command"});
  Certificate certificate{};
  certificate.tool = provenance["tool"].text();
  certificate.command = provenance["command"].text();
  const List<Made> made = read_statement(root["statement"], certificate);
  read_witness(root["witness"], made, certificate);
  return certificate;
}

} // namespace thalweg::verifier
