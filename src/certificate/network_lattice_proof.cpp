// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/network_lattice_proof.hpp"

#include "cpwl/lattice_order.hpp"
#include "cpwl/short_multipliers.hpp"
#include "exact/error.hpp"
#include "geometry/faces.hpp"
#include "partition/short_number.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// The least value of f on the domain, from its vertices, with its proof.
LowerBound lower_bound(const AffineFunction& f, const Polytope& domain,
                       const std::vector<Vector>& corners) {
  LowerBound result{f(corners.front()), {}};
  for (const Vector& corner : corners)
    result.bound = std::min(result.bound, f(corner));
  AffineFunction below = Rational(-1) * f;
  below.constant += result.bound;
  std::optional<Multipliers> proof = short_multipliers(domain, where_not_positive(below));
  require(proof.has_value(), "network lattice: a least value without proof");
  result.multipliers = *std::move(proof);
  return result;
}

/// Lower bounds of all nodes from those of the functions: as the verifier finds them.
Vector node_bounds(const LatticeTree& tree, const std::vector<LowerBound>& lower) {
  Vector bounds;
  for (const LatticeTree::Node& node : tree.nodes)
    switch (node.operation) {
    case LatticeTree::Operation::affine:
      bounds.push_back(lower[node.left].bound);
      break;
    case LatticeTree::Operation::minimum:
      bounds.push_back(std::min(bounds[node.left], bounds[node.right]));
      break;
    case LatticeTree::Operation::maximum:
      bounds.push_back(std::max(bounds[node.left], bounds[node.right]));
      break;
    }
  return bounds;
}

/// B with bound > −B (bound ≥ −B where no shift is needed): a short number.
Rational shift_for(const Rational& bound) {
  if (bound > 0)
    return 0;
  return bound == 0 ? Rational(1) : short_upper_bound(Rational(-bound * Rational(9, 8)));
}

/// The functions whose lower bounds the carried nodes rest on. The greater bound suffices for a
/// maximum; the left operand wins ties.
std::vector<bool> needed_functions(const LatticeTree& tree, std::size_t output,
                                   const Vector& bounds,
                                   const std::vector<std::vector<CarriedNode>>& carried) {
  std::vector<bool> is_needed(tree.nodes.size(), false), result(tree.functions.size(), false);
  for (const std::vector<CarriedNode>& layer : carried)
    for (const CarriedNode& unit : layer)
      if (unit.output == output)
        is_needed[unit.node] = true;
  for (std::size_t v = tree.nodes.size(); v-- > 0;) {
    if (!is_needed[v])
      continue;
    const LatticeTree::Node& node = tree.nodes[v];
    if (node.operation == LatticeTree::Operation::affine)
      result[node.left] = true;
    else if (node.operation == LatticeTree::Operation::minimum)
      is_needed[node.left] = is_needed[node.right] = true;
    else
      is_needed[bounds[node.left] < bounds[node.right] ? node.right : node.left] = true;
  }
  return result;
}

/// Lower bounds of the functions and of the nodes of one tree.
struct TreeBounds {
  std::vector<LowerBound> functions;
  Vector nodes;
};

TreeBounds tree_bounds(const LatticeTree& tree, const Polytope& domain,
                       const std::vector<Vector>& corners) {
  TreeBounds bounds;
  for (const AffineFunction& f : tree.functions)
    bounds.functions.push_back(lower_bound(f, domain, corners));
  bounds.nodes = node_bounds(tree, bounds.functions);
  return bounds;
}

/// The tree with the lower bounds that its carried nodes rest on, by function of the form.
ComputedLattice computed_lattice(const MaxMinForm& form, const LatticeTree& tree,
                                 const TreeBounds& bounds, std::size_t output,
                                 const std::vector<std::vector<CarriedNode>>& carried) {
  for (const std::vector<CarriedNode>& layer : carried)
    for (const CarriedNode& unit : layer)
      require(unit.output != output || bounds.nodes.at(unit.node) >= -unit.shift,
              "network lattice: a shift is too small");
  const std::vector<bool> is_needed = needed_functions(tree, output, bounds.nodes, carried);
  ComputedLattice result{tree, {}};
  result.lower.resize(form.functions.size());
  for (std::size_t t = 0; t < tree.functions.size(); ++t)
    if (is_needed[t]) {
      const auto found = std::find(form.functions.begin(), form.functions.end(), tree.functions[t]);
      result.lower.at(static_cast<std::size_t>(found - form.functions.begin())) =
          bounds.functions[t];
    }
  return result;
}

} // namespace

std::vector<std::vector<CarriedNode>> carried_units(const LabelledNetwork& labelled) {
  std::vector<std::vector<CarriedNode>> result;
  for (const std::vector<UnitMeaning>& layer : labelled.units) {
    std::vector<CarriedNode>& carried = result.emplace_back();
    for (std::size_t j = 0; j < layer.size(); ++j)
      if (layer[j].shift)
        carried.push_back({j, layer[j].output, layer[j].node, *layer[j].shift});
  }
  return result;
}

ComputedForms computed_forms(const std::vector<MaxMinForm>& forms,
                             const std::vector<LatticeTree>& trees,
                             std::vector<std::vector<CarriedNode>> carried,
                             const Polytope& domain) {
  require(forms.size() == trees.size(), "network lattice: one tree per form");
  ComputedForms result{{}, std::move(carried)};
  if (std::all_of(result.carried.begin(), result.carried.end(),
                  [](const auto& layer) { return layer.empty(); })) {
    for (std::size_t o = 0; o < forms.size(); ++o)
      result.outputs.push_back(
          {trees[o], std::vector<std::optional<LowerBound>>(forms[o].functions.size())});
    return result;
  }
  const std::vector<Vector> corners = vertices(domain);
  for (std::size_t o = 0; o < forms.size(); ++o)
    result.outputs.push_back(computed_lattice(
        forms[o], trees[o], tree_bounds(trees[o], domain, corners), o, result.carried));
  return result;
}

ProvenLatticeNetwork proven_lattice_network(const std::vector<MaxMinForm>& forms,
                                            const Polytope& domain) {
  const std::vector<Vector> corners = vertices(domain);
  std::vector<LatticeTree> trees;
  std::vector<TreeBounds> bounds;
  std::vector<Vector> shifts;
  for (const MaxMinForm& form : forms) {
    trees.push_back(tree_of_lattice(form));
    bounds.push_back(tree_bounds(trees.back(), domain, corners));
    shifts.emplace_back();
    for (const Rational& bound : bounds.back().nodes)
      shifts.back().push_back(shift_for(bound));
  }
  LabelledNetwork labelled = labelled_lattice_network(trees, shifts, domain.dimension);
  ProvenLatticeNetwork result{std::move(labelled.network), {{}, carried_units(labelled)}};
  for (std::size_t o = 0; o < forms.size(); ++o)
    result.forms.outputs.push_back(
        computed_lattice(forms[o], trees[o], bounds[o], o, result.forms.carried));
  return result;
}

} // namespace thalweg
