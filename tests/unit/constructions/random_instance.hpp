// SPDX-License-Identifier: GPL-3.0-or-later
//
// Random partitions of random rational samples for the property tests, biased to repeated inputs,
// ties of pieces, empty cells and inert nodes.

#pragma once

#include "exact/affine_function.hpp"
#include "partition/partition.hpp"

#include <random>

namespace thalweg::test {

struct Instance {
  Dataset data;
  Partition partition;
  std::vector<AffineMap> pieces;
};

/// Draws by remainders: the same numbers on every platform.
class Draw {
public:
  explicit Draw(unsigned seed) : engine_(seed) {}
  int integer(int low, int high) {
    return low + static_cast<int>(engine_() % static_cast<unsigned>(high - low + 1));
  }
  Rational rational(int size) {
    return fraction(integer(-size, size), integer(0, 2) == 0 ? 3 : integer(1, 2));
  }
  Vector vector(std::size_t dimension, int size) {
    Vector result;
    for (std::size_t a = 0; a < dimension; ++a)
      result.push_back(rational(size));
    return result;
  }

private:
  std::mt19937 engine_;
};

inline Dataset random_data(Draw& draw, std::size_t samples, std::size_t inputs,
                           std::size_t outputs) {
  Dataset data;
  for (std::size_t a = 0; a < inputs + outputs; ++a)
    data.columns.push_back("c" + std::to_string(a));
  for (std::size_t o = 0; o < outputs; ++o)
    data.target_columns.push_back(inputs + o);
  for (std::size_t i = 0; i < samples; ++i) {
    const bool repeats = i > 0 && draw.integer(0, 4) == 0;
    data.inputs.push_back(
        repeats ? data.inputs[static_cast<std::size_t>(draw.integer(0, static_cast<int>(i) - 1))]
                : draw.vector(inputs, 6));
    data.targets.push_back(draw.vector(outputs, 6));
  }
  return data;
}

/// Is some sample on the hyperplane?
inline bool meets_sample(const Dataset& data, const Hyperplane& hyperplane) {
  for (const Vector& x : data.inputs)
    if (hyperplane.height(x) == 0)
      return true;
  return false;
}

/// A hyperplane that no sample meets; sometimes inert (zero normal, offset −1), sometimes beyond
/// all samples.
inline Hyperplane random_hyperplane(Draw& draw, const Dataset& data) {
  Hyperplane result{draw.vector(data.input_dimension(), 3), draw.rational(8)};
  const int kind = draw.integer(0, 5);
  if (kind == 0)
    result = {Vector(data.input_dimension()), Rational(-1)};
  if (kind == 1)
    result.offset = 1000;
  while (meets_sample(data, result))
    result.offset += Rational(1, 7);
  return result;
}

inline HyperplaneTree random_tree(Draw& draw, const Dataset& data, std::size_t cells) {
  HyperplaneTree tree;
  std::vector<int*> open;
  int root = 0;
  open.push_back(&root);
  tree.nodes.reserve(cells); // pointers into it stay valid
  while (tree.nodes.size() + 1 < cells) {
    const auto at = static_cast<std::size_t>(draw.integer(0, static_cast<int>(open.size()) - 1));
    *open[at] = static_cast<int>(tree.nodes.size());
    tree.nodes.push_back({random_hyperplane(draw, data), 0, 0});
    open[at] = &tree.nodes.back().negative;
    open.push_back(&tree.nodes.back().positive);
  }
  for (std::size_t k = 0; k < open.size(); ++k)
    *open[k] = leaf(k);
  return tree;
}

inline Slabs random_slabs(Draw& draw, const Dataset& data, std::size_t cells) {
  Slabs slabs{draw.vector(data.input_dimension(), 3), {}};
  Rational threshold = -draw.integer(1, 20);
  while (slabs.thresholds.size() + 1 < cells) {
    while (meets_sample(data, {slabs.direction, threshold}))
      threshold += Rational(1, 7);
    slabs.thresholds.push_back(threshold);
    threshold += draw.integer(0, 5) == 0 ? Rational(1000) : fraction(draw.integer(1, 9), 2);
  }
  return slabs;
}

/// Pieces with small coefficients, often equal to one another or zero.
inline std::vector<AffineMap> random_pieces(Draw& draw, std::size_t cells, std::size_t inputs,
                                            std::size_t outputs) {
  std::vector<AffineMap> pieces;
  for (std::size_t k = 0; k < cells; ++k) {
    if (k > 0 && draw.integer(0, 3) == 0) {
      pieces.push_back(pieces.back());
      continue;
    }
    AffineMap piece;
    for (std::size_t o = 0; o < outputs; ++o)
      piece.push_back(draw.integer(0, 3) == 0
                          ? zero_function(inputs)
                          : AffineFunction{draw.vector(inputs, 4), draw.rational(9)});
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

inline Instance random_instance(unsigned seed) {
  Draw draw(seed);
  const std::size_t dimensions[] = {0, 1, 1, 2, 5};
  const std::size_t inputs = dimensions[draw.integer(0, 4)];
  const auto outputs = static_cast<std::size_t>(draw.integer(1, 3));
  const auto cells = static_cast<std::size_t>(draw.integer(1, 6));
  Instance result;
  result.data = random_data(draw, static_cast<std::size_t>(draw.integer(1, 14)), inputs, outputs);
  if (draw.integer(0, 1) == 0)
    result.partition = random_slabs(draw, result.data, cells);
  else
    result.partition = random_tree(draw, result.data, cells);
  result.pieces = random_pieces(draw, cells, inputs, outputs);
  return result;
}

} // namespace thalweg::test
