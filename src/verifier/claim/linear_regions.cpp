// SPDX-License-Identifier: Apache-2.0

#include "claim/linear_regions.hpp"

#include "shape/geometry_nodes.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

RegionSide read_side(const Node& node) {
  node.require_size(5, "layer, unit, breakpoint, side, multipliers");
  const Node side = node[3];
  side.require(side.text() == "below" || side.text() == "above", "shape.side",
               "\"below\" or \"above\"");
  return {{node[std::size_t{0}].count(), node[1].count(), node[2].count()},
          side.text() == "above",
          read_multipliers(node[4])};
}

RegionNode read_region_node(const Node& node, std::size_t dimension) {
  const bool is_inner = has_key(node, "split");
  node.require_keys({"sides", is_inner ? "split" : "point"});
  RegionNode result{list_of(node["sides"], read_side), std::nullopt, {}};
  if (!is_inner) {
    result.point = read_point(node["point"], dimension);
    return result;
  }
  const Node split = node["split"];
  split.require_size(3, "layer, unit, breakpoint");
  result.split = {split[std::size_t{0}].count(), split[1].count(), split[2].count()};
  return result;
}

/// The pieces first … last of a unit that are left.
struct PiecesLeft {
  std::size_t first = 0;
  std::size_t last = 0;
};

/// What is known at the current node. Changes are remembered, so that it can go back.
class RegionState {
public:
  RegionState(const Network& network, std::size_t dimension)
      : network_(network), width_(dimension + 1), z_(network.layers.size()),
        left_(network.layers.size()), undecided_(network.layers.size()) {
    enter(0, coordinates(dimension, width_));
    advance();
  }

  std::size_t layer() const { return layer_; }
  const List<AffineFunction>& z() const { return z_[layer_]; }

  /// Does the unit of the current layer still have pieces on both sides of the breakpoint?
  bool is_undecided(const UnitBreakpoint& at) const {
    return at.layer == layer_ && at.unit < left_[layer_].size() &&
           left_[layer_][at.unit].first <= at.breakpoint &&
           at.breakpoint < left_[layer_][at.unit].last;
  }

  /// { z ≤ β } for a unit of the current layer.
  Halfspace below(const UnitBreakpoint& at) const {
    const Fraction& beta = network_.layers[layer_].activation.breakpoints[at.breakpoint];
    AffineFunction bound{List<Integer>(width_), beta.denominator};
    bound.coefficients.back() = beta.numerator;
    return where_at_most(z_[layer_][at.unit], bound);
  }

  /// From now on the unit is on one side of the breakpoint.
  void take(const UnitBreakpoint& at, bool is_above) {
    PiecesLeft& left = left_[layer_][at.unit];
    changes_.push_back({layer_, at.unit, left});
    if (is_above)
      left.first = at.breakpoint + 1;
    else
      left.last = at.breakpoint;
    if (left.first == left.last)
      --undecided_[layer_];
    advance();
  }

  std::size_t change_count() const { return changes_.size(); }

  /// Undoes all changes after the first `count`, back to `layer`.
  void go_back(std::size_t count, std::size_t layer) {
    for (; changes_.size() > count; changes_.pop_back()) {
      const Change& change = changes_.back();
      PiecesLeft& left = left_[change.layer][change.unit];
      if (left.first == left.last)
        ++undecided_[change.layer];
      left = change.before;
    }
    layer_ = layer;
  }

private:
  struct Change {
    std::size_t layer;
    std::size_t unit;
    PiecesLeft before;
  };

  void enter(std::size_t layer, const List<AffineRow>& inputs) {
    layer_ = layer;
    const Layer& entered = network_.layers[layer];
    z_[layer] = affine_images(entered, inputs, width_, Biases::added);
    for (AffineRow& row : z_[layer])
      row.coefficients.resize(width_); // the function 0 has no coefficients
    const std::size_t breakpoints = entered.activation.breakpoints.size();
    left_[layer].assign(entered.units.size(), {0, breakpoints});
    undecided_[layer] = breakpoints == 0 ? 0 : entered.units.size();
  }

  void advance() {
    while (undecided_[layer_] == 0 && layer_ + 1 < network_.layers.size()) {
      const Activation& activation = network_.layers[layer_].activation;
      List<AffineRow> h;
      for (std::size_t j = 0; j < z_[layer_].size(); ++j) {
        const std::size_t piece = left_[layer_][j].first;
        h.push_back(activated(z_[layer_][j], activation.slopes[piece], activation.intercepts[piece],
                              width_));
      }
      enter(layer_ + 1, h);
    }
  }

  const Network& network_;
  std::size_t width_;
  std::size_t layer_ = 0;
  List<List<AffineFunction>> z_; ///< [layer up to the current one][unit]
  List<List<PiecesLeft>> left_;  ///< the same
  List<std::size_t> undecided_;  ///< units with several pieces left, the same
  List<Change> changes_;
};

const std::string region_nodes_place = "/witness/linear_regions/nodes";

/// O57
void check_undecided(const RegionState& state, const UnitBreakpoint& at, const std::string& place) {
  if (!state.is_undecided(at))
    reject("linear_regions.unit", place,
           "a breakpoint inside the pieces left to a unit of layer " +
               std::to_string(state.layer()),
           unit_in_words(at.layer, at.unit) + ", breakpoint " + std::to_string(at.breakpoint));
}

/// O57, O58
void take_sides(RegionState& state, const List<RegionSide>& sides, const Premises& premises,
                bool is_checked, const std::string& place) {
  for (std::size_t s = 0; s < sides.size(); ++s) {
    const RegionSide& side = sides[s];
    const std::string at = place + "/sides/" + std::to_string(s);
    check_undecided(state, side.at, at);
    Halfspace halfspace = state.below(side.at);
    if (side.is_above)
      halfspace = opposite(std::move(halfspace));
    if (!is_checked)
      check_proof(side.multipliers, premises, halfspace, "linear_regions.side",
                  [&] { return at + "/4"; });
    state.take(side.at, side.is_above);
  }
}

/// O59, O60
void check_leaf(const RegionState& state, const Network& network, const List<Halfspace>& domain,
                const List<Halfspace>& path, const Point& point, const std::string& place) {
  if (state.layer() + 1 != network.layers.size())
    reject("linear_regions.undecided", place, "one piece left to every hidden unit",
           "several in layer " + std::to_string(state.layer()));
  for (const List<Halfspace>* halfspaces : {&domain, &path})
    check_inside(
        *halfspaces, point.numerators, point.denominator, "linear_regions.point",
        [&] { return place + "/point"; }, "a point strictly inside the region");
}

std::string in_words(const LinearRegions& claim) {
  return "Linear regions. On Ω exactly " +
         counted(claim.count, "activation pattern of the network has",
                 "activation patterns of the "
                 "network have") +
         " interior points.\n  The closures of their sets of inputs cover Ω, their interiors are "
         "disjoint, and on each the network is one affine map.\n  (A unit that is constant on a "
         "region with its value on a breakpoint counts as using a piece of its own there.)\n";
}

/// Goes through the tree, checking it or not, and gives the number of its leaves.
std::size_t walk(const LinearRegions& claim, const Subject& subject, bool is_checked,
                 const LinearRegions::AtLeaf& visit) {
  const List<Halfspace>& domain = subject.geometry.domain;
  struct Split {
    UnitBreakpoint at;
    std::size_t change_count;
  };
  RegionState state(subject.network, subject.geometry.dimension);
  SplitPath path;
  List<Split> pending; // splits of which the second part is to come
  std::size_t leaves = 0;
  bool is_open = true;
  for (std::size_t n = 0; n < claim.nodes.size(); ++n) {
    const RegionNode& node = claim.nodes[n];
    const std::string place = region_nodes_place + "/" + std::to_string(n);
    if (!is_open) // O61
      reject("linear_regions.tree", place, "the end of the tree", "another node");
    take_sides(state, node.sides, Premises(domain, path.sides()), is_checked, place);
    if (node.split) {
      check_undecided(state, *node.split, place + "/split");
      pending.push_back({*node.split, state.change_count()});
      path.split(state.below(*node.split));
      state.take(*node.split, false);
      continue;
    }
    if (!is_checked)
      check_leaf(state, subject.network, domain, path.sides(), node.point, place);
    if (visit)
      visit(state.z(), Premises(domain, path.sides()), leaves);
    ++leaves;
    is_open = path.next_part();
    if (is_open) {
      state.go_back(pending.back().change_count, pending.back().at.layer);
      state.take(pending.back().at, true);
      pending.pop_back();
    }
  }
  if (is_open) // O61
    reject("linear_regions.tree", region_nodes_place, "a complete tree", "the end of the list");
  return leaves;
}

} // namespace

std::unique_ptr<Claim> read_linear_regions(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"count"});
  auto claim = std::make_unique<LinearRegions>(node.place());
  claim->count = node["count"].count();
  return claim;
}

void read_linear_regions_witness(const Node& node, Claim& made, const Subject& subject) {
  node.require_keys({"nodes"});
  dynamic_cast<LinearRegions&>(made).nodes = list_of(node["nodes"], [&](const Node& entry) {
    return read_region_node(entry, subject.geometry.dimension);
  });
}

void LinearRegions::visit_leaves(const Subject& subject, const AtLeaf& visit) const {
  walk(*this, subject, true, visit);
}

Told LinearRegions::check(const Subject& subject) const {
  const LinearRegions& claim = *this;
  const std::size_t leaves = walk(claim, subject, false, {});
  if (const Check check{leaves == claim.count}) // O62
    check.say({"linear_regions.count", claim.place + "/count", std::to_string(leaves),
               std::to_string(claim.count)});
  return {in_words(claim), "{" + key("count") + std::to_string(claim.count) + "}"};
}

} // namespace thalweg::verifier
