// SPDX-License-Identifier: GPL-3.0-or-later
//
// One builder for both shapes: the pieces are carried as values through every layer before the leaf
// units, gates as forms over the layer finished last.

#include "constructions/gated_network.hpp"

#include "constructions/network_builder.hpp"
#include "constructions/split_heights.hpp"
#include "partition/short_number.hpp"

#include <algorithm>

namespace thalweg {
namespace {

const Rational one_half(1, 2);

/// A value ≥ bound·slack, short.
Rational slack_above(const Rational& bound, const Rational& slack) {
  return bound == 0 ? slack : short_upper_bound(slack * bound * Rational(9, 8));
}

class GatedBuilder {
public:
  GatedBuilder(const Dataset& data, const Partition& partition,
               const std::vector<AffineMap>& pieces, const GateChoice& choice)
      : choice_(choice), builder_(data.input_dimension()) {
    const ScreenedInputs inputs(data.inputs, data.input_dimension());
    heights_ = split_heights(inputs, data, partition);
    for (std::size_t output = 0; output < data.target_dimension(); ++output)
      piece_shifts_.push_back(
          slack_above(greatest_piece_magnitude(inputs, pieces, output), choice.shift));
    for (const AffineMap& piece : pieces) {
      pieces_.emplace_back();
      for (const AffineFunction& component : piece)
        pieces_.back().push_back(NetworkBuilder::over_inputs(component));
    }
    for (SplitHeight& split : heights_)
      normalise(split);
  }

  Network slabs() && {
    if (has_hinges())
      return std::move(*this).hinged_slabs();
    std::vector<UnitForm> ramps;
    for (const SplitHeight& split : heights_) {
      const UnitForm z = NetworkBuilder::over_inputs(split.height);
      ramps.push_back(builder_.relu(z + one_half) - builder_.relu(z + Rational(-one_half)));
    }
    carry_pieces();
    builder_.finish_layer();
    for (std::size_t k = 0; k < pieces_.size(); ++k) {
      UnitForm gate = k == 0 ? UnitForm{{}, Rational(1)} : ramps[k - 1];
      if (k < ramps.size())
        gate = gate - ramps[k];
      gates_.push_back(std::move(gate));
    }
    return std::move(*this).with_leaf_units();
  }

  Network tree(const HyperplaneTree& tree) && {
    gates_.resize(pieces_.size());
    for (const SplitHeight& split : heights_)
      node_heights_.push_back(NetworkBuilder::over_inputs(split.height));
    std::vector<Open> level = {
        {tree.nodes.empty() ? leaf(0) : 0, UnitForm{{}, Rational(has_hinges() ? 0 : 1)}}};
    bool is_first_layer = true;
    while (is_first_layer || std::any_of(level.begin(), level.end(),
                                         [](const Open& open) { return !is_leaf(open.child); })) {
      level = next_level(tree, level);
      carry_pieces();
      builder_.finish_layer();
      is_first_layer = false;
    }
    for (const Open& open : level)
      gates_[leaf_index(open.child)] = open.gate;
    return std::move(*this).with_leaf_units();
  }

private:
  bool has_hinges() const { return choice_.kind == GateKind::hinges; }

  Network hinged_slabs() && {
    std::vector<UnitForm> below, above; // how far below and above each threshold
    for (const SplitHeight& split : heights_) {
      const UnitForm z = NetworkBuilder::over_inputs(split.height);
      above.push_back(builder_.relu(z));
      below.push_back(builder_.relu(Rational(-1) * z));
    }
    carry_pieces();
    builder_.finish_layer();
    for (std::size_t k = 0; k < pieces_.size(); ++k) {
      UnitForm outside;
      if (k > 0)
        outside = outside + below[k - 1];
      if (k < above.size())
        outside = outside + above[k];
      gates_.push_back(std::move(outside));
    }
    return std::move(*this).with_leaf_units();
  }

  /// A subtree whose root is not yet ramped, or a leaf, with the gate that says it is reached (with
  /// hinges: how far outside a sample is).
  struct Open {
    int child;
    UnitForm gate;
  };

  /// From here on heights are z_v.
  void normalise(SplitHeight& split) {
    const Rational factor = short_upper_bound(choice_.steepness / split.margin);
    split.height = factor * split.height;
    split.greatest *= factor;
  }

  std::vector<Open> next_level(const HyperplaneTree& tree, const std::vector<Open>& level) {
    std::vector<Open> next;
    std::vector<UnitForm> carried_heights(node_heights_.size());
    for (const Open& open : level) {
      if (is_leaf(open.child)) {
        next.push_back({open.child, carried_gate(open.gate)});
        continue;
      }
      const auto v = static_cast<std::size_t>(open.child);
      auto [negative, positive] = has_hinges() ? hinges(v, open.gate) : ramps(v, open.gate);
      next.push_back({tree.nodes[v].negative, std::move(negative)});
      next.push_back({tree.nodes[v].positive, std::move(positive)});
      carry_heights_below(tree, v, carried_heights);
    }
    node_heights_ = std::move(carried_heights);
    return next;
  }

  /// The gates of the negative and the positive child.
  std::pair<UnitForm, UnitForm> ramps(std::size_t v, const UnitForm& gate) {
    UnitForm z = node_heights_[v];
    if (!gate.weights.empty()) {
      const Rational barrier = slack_above(heights_[v].greatest + 1, choice_.shift);
      z = z + barrier * gate + Rational(-barrier);
    }
    const UnitForm upper = builder_.relu(z + one_half);
    const UnitForm positive = upper - builder_.relu(z + Rational(-one_half));
    return {carried_gate(gate) - positive, positive};
  }

  /// How far outside the negative and the positive child a sample is, given that for the node.
  std::pair<UnitForm, UnitForm> hinges(std::size_t v, const UnitForm& outside) {
    const Rational barrier = slack_above(heights_[v].greatest, choice_.shift);
    const UnitForm closed = Rational(-barrier) * outside;
    const UnitForm above = builder_.relu(node_heights_[v] + closed);
    const UnitForm below = builder_.relu(Rational(-1) * node_heights_[v] + closed);
    const UnitForm carried = carried_gate(outside);
    return {carried + above, carried + below};
  }

  /// Gates are 0 or 1; the gate of the root is the constant 1 and needs no unit.
  UnitForm carried_gate(const UnitForm& gate) {
    return gate.weights.empty() ? gate : builder_.carried(gate, choice_.shift);
  }

  void carry_heights_below(const HyperplaneTree& tree, std::size_t v,
                           std::vector<UnitForm>& carried) {
    for (int child : {tree.nodes[v].negative, tree.nodes[v].positive}) {
      if (is_leaf(child))
        continue;
      const auto w = static_cast<std::size_t>(child);
      carried[w] =
          builder_.carried(node_heights_[w], slack_above(heights_[w].greatest, choice_.shift));
      carry_heights_below(tree, w, carried);
    }
  }

  void carry_pieces() {
    for (std::vector<UnitForm>& piece : pieces_)
      for (std::size_t output = 0; output < piece.size(); ++output)
        piece[output] = builder_.carried(piece[output], piece_shifts_[output]);
  }

  Network with_leaf_units() && {
    std::vector<UnitForm> outputs;
    for (const Rational& shift : piece_shifts_)
      outputs.push_back({{}, Rational(-shift)});
    for (std::size_t k = 0; k < pieces_.size(); ++k)
      for (std::size_t output = 0; output < outputs.size(); ++output) {
        const Rational barrier = short_upper_bound(choice_.shift * 2 * piece_shifts_[output]);
        const UnitForm leaf_unit =
            has_hinges()
                ? pieces_[k][output] + Rational(-barrier) * gates_[k] + piece_shifts_[output]
                : pieces_[k][output] + barrier * gates_[k] +
                      Rational(piece_shifts_[output] - barrier);
        outputs[output] = outputs[output] + builder_.relu(leaf_unit);
      }
    builder_.finish_layer();
    return std::move(builder_).network(outputs);
  }

  std::vector<SplitHeight> heights_;
  GateChoice choice_;
  NetworkBuilder builder_;
  Vector piece_shifts_;                       ///< B per output
  std::vector<std::vector<UnitForm>> pieces_; ///< p_k over the layer finished last
  std::vector<UnitForm> node_heights_;        ///< z_v over the layer finished last, if still needed
  std::vector<UnitForm> gates_;               ///< per cell
};

} // namespace

Network gated_network(const Dataset& data, const Partition& partition,
                      const std::vector<AffineMap>& pieces, const GateChoice& choice) {
  GatedBuilder builder(data, partition, pieces, choice);
  if (const auto* tree = std::get_if<HyperplaneTree>(&partition))
    return std::move(builder).tree(*tree);
  return std::move(builder).slabs();
}

} // namespace thalweg
