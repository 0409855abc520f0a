// SPDX-License-Identifier: GPL-3.0-or-later
//
// The parameters that a minimum on walls is solved for: the rows of a hidden layer, some of whose
// coordinates keep the unit on its breakpoint at its ties, and the bias of the output.

#pragma once

#include "network/network.hpp"
#include "trained/wall_multipliers.hpp"

namespace thalweg {

class TiedLayer {
public:
  /// The first layer of a network of two, moved onto the walls: θ_u·x̃_i = 0 for the samples i in
  /// `ties[u]`. `extended`: x̃ = (x, 1), or x where the layer has no biases.
  TiedLayer(const Network& network, const std::vector<Vector>& extended,
            const std::vector<std::vector<std::size_t>>& ties);

  const Vector& row(std::size_t unit) const { return rows_[unit]; } ///< θ
  const std::vector<std::size_t>& pivots(std::size_t unit) const {
    return coordinates_[unit].pivots;
  }
  const Rational& output_bias() const { return output_bias_; }

  /// ∂(Σ_u factors_u θ_u·x̃ + a_0) by the free coordinates of all units, and by a_0 if the output
  /// has a bias.
  Vector derivatives(const Vector& factors, const Vector& extended) const;
  /// Moves these.
  void move_by(const Vector& change);
  Network network() const;

private:
  void set_pivots(std::size_t unit);

  Network network_; ///< all the other parameters
  std::vector<UnitCoordinates> coordinates_;
  std::vector<Vector> rows_;
  Rational output_bias_;
};

} // namespace thalweg
