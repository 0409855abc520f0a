// SPDX-License-Identifier: Apache-2.0
//
// A direction D is a change of parameters, and W + tD the line through W. As long as all pieces are
// known, every value at a sample is a polynomial in t: a row of coefficients over one denominator,
// the constant one last. Which pieces these are is for the claims to say (right of 0, or on a whole
// segment); a degree is at most the number of layers in which something moves.

#pragma once

#include "layer/network.hpp"
#include "text/node.hpp"

namespace thalweg::verifier {

/// A parameter that moves: weight of `input`, or the bias if there is none; by t·change, not 0.
struct ParameterMove {
  std::size_t unit;
  std::optional<std::size_t> input;
  Fraction change;
};

/// The moves of each layer, increasing by unit and input.
using Direction = List<List<ParameterMove>>;

/// {"weights": [[layer, unit, input, "change"], …], "biases": [[layer, unit, "change"], …]}
Direction read_direction(const Node& node, const Network& network);

/// The number of parameters that move.
std::size_t move_count(const Direction& direction);

/// W + tD. Holds a reference to the network.
class Line {
public:
  Line(const Network& network, const Direction& direction);

  const Network& network() const { return network_; }
  /// One more than the number of layers that move: no polynomial has more coefficients.
  std::size_t width() const { return width_; }
  /// Coordinates as constant polynomials.
  List<AffineRow> constants(const List<Fraction>& x) const;
  /// z of layer l from x and the outputs of the layers before; `pieces` are needed for maxima.
  List<AffineRow> pre_activations(std::size_t l, const List<List<AffineRow>>& h,
                                  const List<std::size_t>& pieces) const;
  /// z − β
  AffineRow minus(const AffineRow& z, const Fraction& breakpoint) const {
    return activated(z, Fraction{1, 1}, -breakpoint, width_);
  }
  /// a − b
  AffineRow difference(const AffineRow& a, const AffineRow& b) const {
    return sum_of(a, activated(b, Fraction{-1, 1}, Fraction{}, width_));
  }

private:
  const Network& network_;
  List<std::optional<Layer>> moving_; ///< of each layer, if something moves
  std::size_t width_ = 1;
};

} // namespace thalweg::verifier
