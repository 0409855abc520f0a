// SPDX-License-Identifier: GPL-3.0-or-later
//
// A network on many inputs at once in floating point, with the piece of every unit given: then all
// pre-activations are polynomials in the parameters. Values, adjoints and derivatives by matrix
// products; a row stands for an input (a *point*), a column for a unit. For guesses only.

#pragma once

#include "network/walk.hpp"

#include <Eigen/Core>

namespace thalweg {

/// [hidden layer](point, unit) the piece in use, as in PatternClass::pieces.
using FloatingPieces = std::vector<Eigen::MatrixXi>;

/// [layer](point, unit) z, and [source](point, entry) the outputs h_0 = x, h_1, ….
struct FloatingPass {
  std::vector<Eigen::MatrixXd> z, h;
};

/// [layer](point, unit) the derivative of some number by z, and [source] by the outputs.
struct FloatingAdjoints {
  std::vector<Eigen::MatrixXd> z, h;
};

/// Entries side by side.
template <> struct Joining<Eigen::MatrixXd> {
  static void append(Eigen::MatrixXd& output, const Eigen::MatrixXd& other) {
    output.conservativeResize(Eigen::NoChange, output.cols() + other.cols());
    output.rightCols(other.cols()) = other;
  }
};

class FloatingNetwork {
public:
  /// `points`: one row per point. The parameters are those of the network.
  FloatingNetwork(const Network& network, Eigen::MatrixXd points);

  Eigen::Index point_count() const { return points_.rows(); }
  Eigen::Index parameter_count() const { return parameters_.size(); }
  Eigen::Index output_count() const { return layers_.back().unit_count; }
  std::size_t layer_count() const { return layers_.size(); }
  std::size_t hidden_layer_count() const { return layers_.size() - 1; }
  Eigen::Index unit_count(std::size_t layer) const { return layers_[layer].unit_count; }

  /// In the ParameterOrder (landscape/parameter_order.hpp).
  const Eigen::VectorXd& parameters() const { return parameters_; }
  void set_parameters(const Eigen::VectorXd& parameters);
  /// [parameter] its layer, and is it a bias?
  std::size_t layer_of(Eigen::Index parameter) const { return layer_of_[parameter]; }
  bool is_bias(Eigen::Index parameter) const { return is_bias_[parameter]; }

  /// The parameters of a unit of a dense layer, by input, its bias behind them; else none.
  std::vector<Eigen::Index> row_parameters(std::size_t layer, Eigen::Index unit) const;
  /// Those with which the next layer reads it, if that is dense and reads nothing else; else none.
  std::vector<Eigen::Index> column_parameters(std::size_t layer, Eigen::Index unit) const;

  // ---- Activations: piece q of a layer with breakpoints lies below breakpoint q. Max pooling has
  // none.
  bool is_max_pooling(std::size_t layer) const { return !layers_[layer].windows.empty(); }
  const std::vector<double>& breakpoints(std::size_t layer) const {
    return layers_[layer].breakpoints;
  }
  double slope(std::size_t layer, int piece) const {
    return layers_[layer].slopes[is_max_pooling(layer) ? 0 : piece];
  }
  /// The entries of a max pooling window, as indices of the input of the layer.
  const std::vector<Eigen::Index>& window(std::size_t layer, Eigen::Index unit) const {
    return layers_[layer].windows[unit];
  }
  /// What enters the layer: (point, input).
  Eigen::MatrixXd input(const FloatingPass& pass, std::size_t layer) const;

  // ---- Passes
  /// With given pieces.
  FloatingPass pass(const FloatingPieces& pieces) const;
  /// The pieces that the network uses: the lower one at a breakpoint, the first of the largest
  /// entries of a window.
  FloatingPieces pieces_in_use() const;
  /// Backwards from ∂/∂z: `seeds` has an entry for every layer, empty where there are no seeds.
  FloatingAdjoints adjoints(const FloatingPieces& pieces,
                            const std::vector<Eigen::MatrixXd>& seeds) const;
  /// Σ over points of the derivative by the parameters.
  Eigen::VectorXd gradient(const FloatingPass& pass, const FloatingAdjoints& adjoints) const;
  /// ∂z_{layer,unit}/∂W at the given points, one row each.
  Eigen::MatrixXd unit_derivatives(const FloatingPass& pass, const FloatingPieces& pieces,
                                   std::size_t layer, Eigen::Index unit,
                                   const std::vector<Eigen::Index>& points) const;
  /// The second derivative of the number whose adjoints are given, without the part that comes from
  /// its own second derivative by the outputs: parameters of two layers along a path.
  Eigen::MatrixXd path_curvature(const FloatingPass& pass, const FloatingPieces& pieces,
                                 const FloatingAdjoints& adjoints) const;

private:
  struct Use {
    Eigen::Index unit, input, parameter;
  };
  struct FloatingLayer {
    Eigen::Index unit_count = 0, input_count = 0;
    Eigen::MatrixXd matrix;                         ///< (unit, input) the linear view
    Eigen::RowVectorXd biases;                      ///< by unit
    std::vector<Use> uses;                          ///< of weights
    std::vector<Eigen::Index> bias_of;              ///< by unit; empty without biases
    std::vector<std::vector<Eigen::Index>> windows; ///< of max pooling
    std::vector<double> breakpoints, slopes, intercepts;
  };

  static void add_pieces(const Layer& layer, FloatingLayer& here);
  static void add_linear_view(const Layer& layer, FloatingLayer& here);
  void add_parameters(const Layer& layer, FloatingLayer& here, std::vector<double>& parameters);
  void activate(std::size_t layer, const Eigen::MatrixXi& pieces, const Eigen::MatrixXd& z,
                Eigen::MatrixXd& h) const;
  Eigen::MatrixXd pre_activations(std::size_t layer, const Eigen::MatrixXd& input,
                                  const Eigen::MatrixXi& pieces) const;
  void select_largest(std::size_t layer, const Eigen::MatrixXd& input,
                      Eigen::MatrixXi& pieces) const;

  struct Down;

  Wiring wiring_;
  std::vector<FloatingLayer> layers_;
  Eigen::MatrixXd points_;
  Eigen::VectorXd parameters_;
  std::vector<std::size_t> layer_of_;
  std::vector<bool> is_bias_;
};

} // namespace thalweg
