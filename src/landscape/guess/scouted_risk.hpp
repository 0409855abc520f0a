// SPDX-License-Identifier: GPL-3.0-or-later
//
// R(W), its gradient and products with its Hessian in floating point, for any parameters of one
// architecture: a scout for directions, never a proof. The parameters are a row in the order of
// `ParameterOrder` (parameter_order.hpp). Derivatives are those of the piece in use, the lower one
// at a breakpoint; of the loss the mean of both sides. The Hessian is that of the cell: pieces
// stand still, and second derivatives across walls do not exist.

#pragma once

#include "landscape/tangent.hpp"
#include "landscape/weight_decay.hpp"
#include "network/linear_view.hpp"
#include "risk/cross_entropy.hpp"

#include <array>
#include <variant>

namespace thalweg {

class ScoutedRisk {
public:
  /// Refers to the network. At least one sample.
  ScoutedRisk(const Network& network, const Dataset& data,
              const std::variant<WeightedLoss, CrossEntropyLoss>& loss,
              const WeightDecay& decay = {});

  /// W itself.
  const std::vector<double>& parameters() const { return parameters_; }

  double risk(const std::vector<double>& parameters) const;
  std::vector<double> gradient(const std::vector<double>& parameters) const;
  /// H(parameters) direction.
  std::vector<double> hessian_product(const std::vector<double>& parameters,
                                      const std::vector<double>& direction) const;

  /// [sample] what enters the layer.
  std::vector<std::vector<double>> inputs(const std::vector<double>& parameters,
                                          std::size_t layer) const;

  /// Multiplications of one gradient, about.
  double work() const;

private:
  template <class Number> friend class ScoutPass;

  /// Where the numbers of a unit of a layer with parameters come from.
  struct UnitParameters {
    std::vector<std::size_t> of_row; ///< by entry of its row, zeros included
    std::optional<std::size_t> bias;
  };
  /// value = constant + linear o + square o², on the piece below each breakpoint.
  struct LossView {
    std::vector<double> breakpoints;
    std::vector<std::array<double, 3>> pieces;
  };
  /// Blocks of scores with a class each: of logistic loss one per output, of softmax one.
  struct ClassView {
    bool is_softmax;
    std::vector<std::size_t> classes; ///< softmax: the class; logistic: 0 for label 1, 1 for −1
  };
  const Network& network_;
  std::vector<double> parameters_;
  std::vector<LinearView<double>> views_; ///< [layer] zeros included; parameters are filled in
  std::vector<std::vector<UnitParameters>> units_; ///< [layer][unit]; none without parameters
  std::vector<std::vector<double>> inputs_;        ///< [sample]
  std::vector<std::vector<LossView>> losses_;      ///< [sample][output]; of cross-entropy none
  std::vector<ClassView> classes_;                 ///< [sample]; of cross-entropy only
  std::vector<double> decay_;                      ///< κ of each parameter; empty: none

  void add_parameters(const Network& network);
  void add_losses(const Problem& problem);
  void add_classes(const Dataset& data, const CrossEntropyLoss& loss);
};

} // namespace thalweg
