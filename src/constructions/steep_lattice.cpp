// SPDX-License-Identifier: GPL-3.0-or-later
//
// Slopes M first (they do not depend on the output unless its pieces do), then the trees.

#include "constructions/steep_lattice.hpp"

#include "constructions/split_heights.hpp"
#include "partition/short_number.hpp"

#include <algorithm>

namespace thalweg {
namespace {

using Range = std::pair<std::size_t, std::size_t>;

/// The smallest short number that makes slope·margin larger than `bound`, times the steepness.
Rational steep_slope(const Rational& bound, const Rational& margin, const Rational& steepness) {
  return short_upper_bound(steepness * bound / margin * Rational(17, 16));
}

/// The maximum of rows [from, to) as a balanced tournament of adjacent blocks.
std::size_t tournament(LatticeTree& tree, const std::vector<std::size_t>& rows, Range range) {
  const auto [from, to] = range;
  if (to - from == 1)
    return rows[from];
  const std::size_t middle = from + (to - from + 1) / 2;
  const std::size_t left = tournament(tree, rows, {from, middle});
  const std::size_t right = tournament(tree, rows, {middle, to});
  return tree.add_maximum(left, right);
}

LatticeTree slab_lattice(const std::vector<SplitHeight>& heights,
                         const std::vector<AffineMap>& pieces, std::size_t output,
                         const Rational& slope) {
  LatticeTree tree;
  std::vector<std::size_t> rows;
  for (std::size_t k = 0; k < pieces.size(); ++k) {
    std::size_t row = tree.add_affine(pieces[k][output]);
    if (k > 0)
      row = tree.add_minimum(row, tree.add_affine(slope * heights[k - 1].height));
    if (k + 1 < pieces.size())
      row = tree.add_minimum(row, tree.add_affine(Rational(-slope) * heights[k].height));
    rows.push_back(row);
  }
  tournament(tree, rows, {0, rows.size()});
  return tree;
}

/// The rows of a hyperplane tree and their maximum along it, for one output.
class TreeLattice {
public:
  TreeLattice(const HyperplaneTree& tree, const std::vector<SplitHeight>& heights,
              const std::vector<AffineMap>& pieces, std::size_t output)
      : tree_(tree), heights_(heights), pieces_(pieces), output_(output) {}

  /// The least slopes, from the deepest level up: children have larger indices than parents.
  void choose_slopes(const Rational& piece_bound, const SteepnessChoice& choice) {
    delta_ = choice.delta_unit;
    const Rational gap = Rational(2 * pieces_.size() + 1) * delta_;
    slopes_.assign(tree_.nodes.size(), Rational());
    Vector below(tree_.nodes.size()); // bounds of |c_w| and |p|, w in the subtree of v
    for (std::size_t v = tree_.nodes.size(); v-- > 0;) {
      Rational bound = piece_bound;
      for (int child : {tree_.nodes[v].negative, tree_.nodes[v].positive})
        if (!is_leaf(child))
          bound = std::max(bound, below[static_cast<std::size_t>(child)]);
      slopes_[v] = steep_slope(bound + gap, heights_[v].margin, choice.steepness);
      below[v] = std::max(bound, Rational(slopes_[v] * heights_[v].greatest + gap));
    }
  }

  LatticeTree lattice() {
    if (tree_.nodes.empty())
      result_.add_affine(pieces_[0][output_]);
    else
      maximum_of_subtree(0, {});
    return std::move(result_);
  }

private:
  /// An ancestor and the side on which the chain continues.
  struct Step {
    std::size_t node;
    int sign;
  };

  std::size_t constraint(const Step& step, std::size_t leaf_number) {
    AffineFunction c = Rational(step.sign * slopes_[step.node]) * heights_[step.node].height;
    c.constant -= delta_ * Rational(leaf_number);
    return result_.add_affine(std::move(c));
  }

  /// min(c_root, …, c_parent, p) from the root down; the later operand is carried: it is smaller.
  std::size_t row(std::size_t leaf_number, const std::vector<Step>& ancestors) {
    std::size_t chain = constraint(ancestors.front(), leaf_number);
    for (std::size_t depth = 1; depth < ancestors.size(); ++depth)
      chain = result_.add_minimum(constraint(ancestors[depth], leaf_number), chain);
    return result_.add_minimum(result_.add_affine(pieces_[leaf_number][output_]), chain);
  }

  std::size_t maximum_of_subtree(int child, std::vector<Step> ancestors) {
    if (is_leaf(child))
      return row(leaf_index(child), ancestors);
    const auto v = static_cast<std::size_t>(child);
    ancestors.push_back({v, -1});
    const std::size_t negative = maximum_of_subtree(tree_.nodes[v].negative, ancestors);
    ancestors.back().sign = 1;
    const std::size_t positive = maximum_of_subtree(tree_.nodes[v].positive, ancestors);
    return result_.add_maximum(negative, positive);
  }

  const HyperplaneTree& tree_;
  const std::vector<SplitHeight>& heights_;
  const std::vector<AffineMap>& pieces_;
  std::size_t output_;
  Vector slopes_;
  Rational delta_;
  LatticeTree result_;
};

} // namespace

std::vector<LatticeTree> steep_lattices(const Dataset& data, const Partition& partition,
                                        const std::vector<AffineMap>& pieces,
                                        const SteepnessChoice& choice) {
  const ScreenedInputs inputs(data.inputs, data.input_dimension());
  const std::vector<SplitHeight> heights = split_heights(inputs, data, partition);
  std::vector<LatticeTree> lattices;
  for (std::size_t output = 0; output < data.target_dimension(); ++output) {
    const Rational piece_bound = greatest_piece_magnitude(inputs, pieces, output);
    if (const auto* tree = std::get_if<HyperplaneTree>(&partition)) {
      TreeLattice lattice(*tree, heights, pieces, output);
      lattice.choose_slopes(piece_bound, choice);
      lattices.push_back(lattice.lattice());
      continue;
    }
    Rational slope = 1;
    for (const SplitHeight& split : heights)
      slope = std::max(slope, steep_slope(piece_bound, split.margin, choice.steepness));
    lattices.push_back(slab_lattice(heights, pieces, output, slope));
  }
  return lattices;
}

} // namespace thalweg
