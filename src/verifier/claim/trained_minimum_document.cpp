// SPDX-License-Identifier: Apache-2.0

#include "claim/trained_minimum.hpp"

#include "shape/geometry_nodes.hpp"

#include <algorithm>
#include <array>

namespace thalweg::verifier {

namespace {

constexpr std::size_t least_bits_of_balls = 64;
constexpr std::size_t most_bits_of_balls = 4096;

std::optional<Fraction> read_rational_or_null(const Node& node) {
  return node.is(JsonKind::null) ? std::nullopt : std::optional(node.rational());
}

HeldTie read_tie(const Node& node, const Network& network, std::size_t sample_count) {
  node.require_size(4, "layer, unit, sample, breakpoint");
  HeldTie tie{};
  tie.layer = node[0].index(network.layers.size(), "layers");
  const Layer& layer = network.layers[tie.layer];
  tie.unit = node[1].index(layer.units.size(), "units");
  tie.sample = node[2].index(sample_count, "samples");
  tie.breakpoint = layer.is_maximum()
                       ? node[3].index(layer.units[tie.unit].terms.size(), "entries of the window")
                       : node[3].index(layer.activation.breakpoints.size(), "breakpoints");
  return tie;
}

bool is_before(const HeldTie& a, const HeldTie& b) {
  return std::array{a.layer, a.unit, a.sample} < std::array{b.layer, b.unit, b.sample};
}

std::size_t count_of_parameters(const Network& network) {
  std::size_t count = 0;
  for (const Layer& layer : network.layers)
    if (layer.is_parametrised())
      count += layer.parameters().size() * (layer.row_length() + (layer.has_biases ? 1 : 0));
  return count;
}

void read_tie_numbers(const Node& node, List<HeldTie>& ties, Fraction HeldTie::*number) {
  node.require_size(ties.size(), "ties");
  for (std::size_t t = 0; t < ties.size(); ++t)
    ties[t].*number = node[t].rational();
}

/// Steps of the free parameters; 0 for the fixed ones.
List<Fraction> read_steps(const Node& node, const List<std::size_t>& fixed, std::size_t count) {
  node.require_size(count - fixed.size(), "free parameters");
  List<Fraction> steps(count);
  std::size_t next = 0;
  for (std::size_t j = 0; j < count; ++j)
    if (!std::binary_search(fixed.begin(), fixed.end(), j))
      steps[j] = node[next++].rational();
  return steps;
}

// ---- Fields

using FieldKind = NeutralField::Kind;

struct FieldName {
  std::string_view name;
  FieldKind kind;
  List<std::string_view> keys;
  List<std::string_view> extras = {}; ///< of which one may stand there
};

/// The kind of this name, with its keys; or nothing.
std::optional<FieldName> field_name(std::string_view name) {
  for (const FieldName& known :
       {FieldName{"scale", FieldKind::scale, {"unit"}, {"joined", "about", "fold"}},
        {"mix", FieldKind::mix, {"unit", "other"}, {"joined", "fold"}},
        {"rotate", FieldKind::rotate, {"unit", "other"}, {"joined"}},
        {"row", FieldKind::row, {"unit", "basis", "free", "samples"}},
        {"cancel", FieldKind::cancel, {"units", "free_unit", "basis", "free", "samples"}},
        {"shift", FieldKind::shift, {"input"}},
        {"block", FieldKind::block, {"inner", "basis", "free", "observed", "paths"}}})
    if (known.name == name)
      return known;
  return std::nullopt;
}

/// Of a row of the layer, with the bias if there is one.
std::size_t row_entries(const Layer& layer) {
  return layer.row_length() + (layer.has_biases ? 1 : 0);
}

RowKernel read_kernel(const Node& node, const Layer& layer, std::size_t sample_count) {
  const std::size_t entries = row_entries(layer);
  return {node["basis"].increasing_indices(entries, "inputs"),
          node["free"].index(entries, "inputs"),
          node["samples"].increasing_indices(sample_count * layer.positions(), "samples")};
}

/// Layers behind that of the field, with the same rows; may be left out.
List<std::size_t> read_joined(const Node& node, const NeutralField& field, const Network& network) {
  node.size_not_zero("layers");
  List<std::size_t> joined = node.increasing_indices(network.layers.size(), "layers");
  for (std::size_t k = 0; k < joined.size(); ++k) {
    const std::size_t rows = network.layers[joined[k]].parameters().size();
    node[k].require(joined[k] > field.layer && field.unit < rows &&
                        (!field.other || *field.other < rows),
                    "shape.index", "a layer behind, with these rows");
  }
  return joined;
}

RowFold read_fold(const Node& node, const List<Layer>& layers) {
  node.require_keys({"layer", "units"});
  const std::size_t layer = node["layer"].index(layers.size(), "layers");
  node["units"].size_not_zero("units");
  return {layer, node["units"].increasing_indices(layers[layer].parameters().size(), "units")};
}

/// Paths of all ties, empty for those outside.
void read_paths(const Node& node, const TrainedMinimum& claim, const Subject& subject,
                NeutralBlock& block) {
  const Node paths = node["paths"];
  paths.require_size(claim.ties.size(), "ties");
  for (std::size_t t = 0; t < claim.ties.size(); ++t)
    block.paths.push_back(
        paths[t].increasing_indices(count_of_parameters(subject.network), "parameters"));
}

NeutralField read_block(const Node& node, const TrainedMinimum& claim, const Subject& subject) {
  const List<Layer>& layers = subject.network.layers;
  const std::size_t parameters = count_of_parameters(subject.network);
  NeutralBlock block;
  const Node inner = node["inner"];
  for (std::size_t r = 0; r < inner.size(); ++r) {
    inner[r].require_size(2, "layer, row");
    const std::size_t layer = inner[r][0].index(subject.network.hidden_count(), "hidden layers");
    block.inner.emplace_back(layer, inner[r][1].index(layers[layer].parameters().size(), "rows"));
    inner[r].require(r == 0 || block.inner[r - 1] < block.inner[r], "shape.order",
                     "rows in increasing order of layer, row");
  }
  block.basis = node["basis"].increasing_indices(parameters, "parameters");
  block.free = node["free"].increasing_indices(parameters, "parameters");
  const Node observed = node["observed"];
  for (std::size_t k = 0; k < observed.size(); ++k) {
    observed[k].require_size(3, "layer, unit, sample");
    const std::size_t layer = observed[k][0].index(layers.size(), "layers");
    block.observed.push_back({layer, observed[k][1].index(layers[layer].units.size(), "units"),
                              observed[k][2].index(subject.data.samples.size(), "samples")});
  }
  read_paths(node, claim, subject, block);
  NeutralField field{FieldKind::block, 0};
  field.block = std::move(block);
  return field;
}

NeutralField read_field(const Node& node, const TrainedMinimum& claim, const Subject& subject) {
  node.require_key("field");
  std::optional<FieldName> name = field_name(node["field"].text());
  if (!name)
    node["field"].unsupported("unsupported.method", "a kind of neutral field");
  name->keys.push_back("field");
  if (name->kind == FieldKind::block) {
    node.require_keys(name->keys);
    return read_block(node, claim, subject);
  }
  name->keys.push_back("layer");
  const auto extra = std::find_if(name->extras.begin(), name->extras.end(),
                                  [&](std::string_view key) { return node.has(key); });
  const std::string_view given = extra == name->extras.end() ? "" : *extra;
  if (!given.empty())
    name->keys.push_back(given);
  node.require_keys(name->keys);
  const List<Layer>& layers = subject.network.layers;
  NeutralField field{name->kind, node["layer"].index(layers.size(), "layers")};
  const Layer& layer = layers[field.layer];
  const std::size_t units = layer.parameters().size();
  if (field.kind == FieldKind::shift) {
    field.input = node["input"].index(row_entries(layer), "inputs");
  } else if (field.kind == FieldKind::cancel) {
    field.units = node["units"].increasing_indices(units, "units");
    field.unit = node["free_unit"].index(units, "units");
  } else {
    field.unit = node["unit"].index(units, "units");
  }
  if (field.kind == FieldKind::rotate ||
      (field.kind == FieldKind::mix && !node["other"].is(JsonKind::null)))
    field.other = node["other"].index(units, "units");
  if (field.kind == FieldKind::row || field.kind == FieldKind::cancel)
    field.kernel = read_kernel(node, layer, subject.data.samples.size());
  if (!given.empty() && field.kind == FieldKind::mix)
    node[given].require(field.other.has_value(), "document.unknown_key",
                        "nothing more beside the constant 1");
  if (given == "about")
    field.about = node["about"].index(layer.activation.breakpoints.size(), "breakpoints");
  else if (given == "fold")
    field.fold = read_fold(node["fold"], layers);
  else if (given == "joined")
    field.joined = read_joined(node["joined"], field, subject.network);
  return field;
}

/// The block of all hidden rows, in which the free parameters are the basis.
NeutralField read_span(const Node& node, const TrainedMinimum& claim, const Subject& subject) {
  node.require_keys({"rows", "paths"});
  node.require(claim.is_among_all, "shape.scope", R"(fields without any (scope "slice"))");
  NeutralField field{FieldKind::block, 0};
  NeutralBlock& block = field.block;
  const List<Layer>& layers = subject.network.layers;
  for (std::size_t l = 0; l < subject.network.hidden_count(); ++l)
    for (std::size_t row = 0; row < layers[l].parameters().size(); ++row)
      block.inner.emplace_back(l, row);
  block.free = claim.fixed;
  for (std::size_t j = 0; j < claim.steps.size(); ++j)
    if (!std::binary_search(claim.fixed.begin(), claim.fixed.end(), j))
      block.basis.push_back(j);
  const Node rows = node["rows"];
  std::pair<std::size_t, std::size_t> last;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    rows[r].require_size(2, "output, sample");
    const std::pair here{rows[r][0].index(layers.back().units.size(), "outputs"),
                         rows[r][1].index(subject.data.samples.size(), "samples")};
    rows[r].require(r == 0 || last < here, "shape.order",
                    "rows in increasing order of output, sample");
    block.observed.push_back({layers.size() - 1, here.first, here.second});
    last = here;
  }
  for (const HeldTie& tie : claim.ties)
    block.observed.push_back({tie.layer, tie.unit, tie.sample});
  block.key = "/rows";
  read_paths(node, claim, subject, block);
  return field;
}

AsleepUnits read_asleep(const Node& node, const TrainedMinimum& claim, const Subject& subject) {
  node.require_keys({"units", "nodes", "bounds"});
  node.require(claim.is_among_all, "shape.scope", R"(no units asleep (scope "slice"))");
  const Layer& first = subject.network.layers.front();
  AsleepUnits result;
  node["units"].size_not_zero("units");
  result.units = node["units"].increasing_indices(first.parameters().size(), "units");
  result.nodes = read_wall_nodes(node["nodes"], row_entries(first));
  const Node bounds = node["bounds"];
  for (std::size_t k = 0; k < bounds.size(); ++k)
    result.bounds.push_back(
        read_proofs(bounds[k], 2 * subject.network.layers.back().units.size(), "outputs, twice"));
  return result;
}

} // namespace

TrainedMinimum::TrainedMinimum(std::string pointer, const Node& node, const Network& network,
                               std::size_t sample_count)
    : MinimumClaim(std::move(pointer)), distance(node["distance"].rational()),
      radius(node["radius"].rational()), risk_lower(node["risk_lower"].rational()),
      risk_upper(node["risk_upper"].rational()),
      strict_radius(read_rational_or_null(node["strict_radius"])),
      is_among_all(node["scope"].text() == "all"),
      fixed(node["fixed"].increasing_indices(count_of_parameters(network), "parameters")) {
  const Node scope = node["scope"];
  scope.require(is_among_all || scope.text() == "slice", "shape.scope", R"("all" or "slice")");
  const Node held = node["ties"];
  for (std::size_t t = 0; t < held.size(); ++t) {
    ties.push_back(read_tie(held[t], network, sample_count));
    held[t].require(t == 0 || is_before(ties[t - 1], ties[t]), "shape.order",
                    "ties in increasing order of layer, unit, sample");
  }
}

std::unique_ptr<Claim> read_trained_minimum(const Node& node, const Subject& subject) {
  require_own_keys(node, subject,
                   {"distance", "radius", "strict_radius", "risk_lower", "risk_upper", "scope",
                    "ties", "fixed"});
  return std::make_unique<TrainedMinimum>(node.place(), node, subject.network,
                                          subject.data.samples.size());
}

void read_trained_minimum_witness(const Node& node, Claim& made, const Subject& subject) {
  TrainedMinimum& claim = dynamic_cast<TrainedMinimum&>(made);
  List<std::string_view> keys{"bits",
                              "near",
                              "box",
                              "strict_box",
                              "share",
                              "curvature",
                              "steps",
                              "multipliers",
                              "bounds",
                              "penalties",
                              node.has("span") ? "span" : "fields"};
  if (node.has("asleep"))
    keys.push_back("asleep");
  node.require_keys(keys);
  claim.witness_json = &node.json();
  claim.bits = node["bits"].count();
  node["bits"].require(least_bits_of_balls <= claim.bits && claim.bits <= most_bits_of_balls,
                       "shape.bits", "a number of bits from 64 to 4096");
  claim.near = node["near"].rational();
  claim.box = node["box"].rational();
  claim.strict_box = read_rational_or_null(node["strict_box"]);
  node["strict_box"].require(claim.strict_box.has_value() == claim.strict_radius.has_value(),
                             "document.type", claim.strict_radius ? "a rational" : "null");
  claim.share = node["share"].rational();
  claim.curvature = node["curvature"].rational();
  claim.steps = read_steps(node["steps"], claim.fixed, count_of_parameters(subject.network));
  read_tie_numbers(node["multipliers"], claim.ties, &HeldTie::multiplier);
  read_tie_numbers(node["bounds"], claim.ties, &HeldTie::bound);
  read_tie_numbers(node["penalties"], claim.ties, &HeldTie::penalty);
  if (node.has("asleep"))
    claim.asleep = read_asleep(node["asleep"], claim, subject);
  if (node.has("span")) {
    claim.is_span = true;
    claim.fields.push_back(read_span(node["span"], claim, subject));
    return;
  }
  const Node fields = node["fields"];
  fields.require(claim.is_among_all || fields.size() == 0, "shape.length", "no fields (scope)");
  for (std::size_t f = 0; f < fields.size(); ++f)
    claim.fields.push_back(read_field(fields[f], claim, subject));
}

} // namespace thalweg::verifier
