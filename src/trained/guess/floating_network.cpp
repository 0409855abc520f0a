// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/floating_network.hpp"

#include "exact/error.hpp"
#include "trained/guess/floating_algebra.hpp"

#include <numeric>

namespace thalweg {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::MatrixXi;
using Eigen::VectorXd;

FloatingNetwork::FloatingNetwork(const Network& network, MatrixXd points)
    : wiring_(wiring(network)), points_(std::move(points)) {
  std::vector<double> parameters;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    FloatingLayer& here = layers_.emplace_back();
    here.unit_count = static_cast<Index>(layer.unit_count());
    here.input_count = static_cast<Index>(layer.input_count);
    add_pieces(layer, here);
    if (layer.kind != LayerKind::max_pooling)
      add_linear_view(layer, here);
    if (has_parameters(layer))
      add_parameters(layer, here, parameters);
    layer_of_.resize(parameters.size(), l);
  }
  set_parameters(VectorXd::Map(parameters.data(), static_cast<Index>(parameters.size())));
}

void FloatingNetwork::add_pieces(const Layer& layer, FloatingLayer& here) {
  for (const Rational& breakpoint : layer.activation.breakpoints)
    here.breakpoints.push_back(breakpoint.get_d());
  for (const Rational& slope : layer.activation.slopes)
    here.slopes.push_back(slope.get_d());
  for (const Rational& intercept : layer.activation.intercepts)
    here.intercepts.push_back(intercept.get_d());
  for (const SparseRow& row : layer.choices) {
    here.windows.emplace_back();
    for (const Term& term : row)
      here.windows.back().push_back(static_cast<Index>(term.first));
  }
}

void FloatingNetwork::add_linear_view(const Layer& layer, FloatingLayer& here) {
  here.matrix = MatrixXd::Zero(here.unit_count, here.input_count);
  here.biases = Eigen::RowVectorXd::Zero(here.unit_count);
  for (std::size_t unit = 0; unit < layer.unit_count(); ++unit)
    for (const auto& [input, weight] : layer.weights[unit])
      here.matrix(static_cast<Index>(unit), static_cast<Index>(input)) = weight.get_d();
}

void FloatingNetwork::add_parameters(const Layer& layer, FloatingLayer& here,
                                     std::vector<double>& parameters) {
  const std::size_t first = parameters.size(), columns = parameter_column_count(layer);
  const std::size_t biases = first + parameter_row_count(layer) * columns;
  parameters.resize(first + thalweg::parameter_count(layer));
  is_bias_.resize(parameters.size());
  for (std::size_t row = 0; row < parameter_row_count(layer); ++row) {
    for (const auto& [column, weight] : parameter_rows(layer)[row])
      parameters[first + row * columns + column] = weight.get_d();
    if (layer.has_biases) {
      parameters[biases + row] = parameter_biases(layer)[row].get_d();
      is_bias_[biases + row] = true;
    }
  }
  for (std::size_t unit = 0; unit < layer.unit_count(); ++unit) {
    const std::size_t row = parameter_row_of(layer, unit);
    visit_field(layer, unit, [&](std::size_t input, std::size_t column) {
      here.uses.push_back({static_cast<Index>(unit), static_cast<Index>(input),
                           static_cast<Index>(first + row * columns + column)});
    });
    if (layer.has_biases)
      here.bias_of.push_back(static_cast<Index>(biases + row));
  }
}

void FloatingNetwork::set_parameters(const VectorXd& parameters) {
  parameters_ = parameters;
  for (FloatingLayer& layer : layers_) {
    for (const Use& use : layer.uses)
      layer.matrix(use.unit, use.input) = parameters[use.parameter];
    for (std::size_t unit = 0; unit < layer.bias_of.size(); ++unit)
      layer.biases[static_cast<Index>(unit)] = parameters[layer.bias_of[unit]];
  }
}

MatrixXd FloatingNetwork::input(const FloatingPass& pass, std::size_t layer) const {
  return layer_input(wiring_, layer, pass.h);
}

std::vector<Index> FloatingNetwork::row_parameters(std::size_t layer, Index unit) const {
  const FloatingLayer& here = layers_[layer];
  std::vector<Index> result(static_cast<std::size_t>(here.input_count), -1);
  for (const Use& use : here.uses)
    if (use.unit == unit)
      result[static_cast<std::size_t>(use.input)] = use.parameter;
  if (!here.bias_of.empty())
    result.push_back(here.bias_of[static_cast<std::size_t>(unit)]);
  const bool is_dense = static_cast<Index>(here.uses.size()) == here.unit_count * here.input_count;
  return is_dense ? result : std::vector<Index>();
}

std::vector<Index> FloatingNetwork::column_parameters(std::size_t layer, Index unit) const {
  const FloatingLayer& next = layers_[layer + 1];
  if (static_cast<Index>(next.uses.size()) != next.unit_count * next.input_count)
    return {};
  std::vector<Index> result(static_cast<std::size_t>(next.unit_count));
  for (const Use& use : next.uses)
    if (use.input == unit)
      result[static_cast<std::size_t>(use.unit)] = use.parameter;
  return result;
}

MatrixXd FloatingNetwork::pre_activations(std::size_t layer, const MatrixXd& input,
                                          const MatrixXi& pieces) const {
  const FloatingLayer& here = layers_[layer];
  if (!is_max_pooling(layer)) {
    MatrixXd z = product_transposed(input, here.matrix);
    z.rowwise() += here.biases;
    return z;
  }
  MatrixXd z(input.rows(), here.unit_count);
  for (Index unit = 0; unit < here.unit_count; ++unit)
    for (Index i = 0; i < input.rows(); ++i)
      z(i, unit) = input(i, here.windows[unit][pieces(i, unit)]);
  return z;
}

void FloatingNetwork::activate(std::size_t layer, const MatrixXi& pieces, const MatrixXd& z,
                               MatrixXd& h) const {
  const FloatingLayer& here = layers_[layer];
  h = z;
  if (is_max_pooling(layer) || here.slopes.size() == 1)
    return;
  for (Index unit = 0; unit < z.cols(); ++unit)
    for (Index i = 0; i < z.rows(); ++i)
      h(i, unit) = here.slopes[pieces(i, unit)] * z(i, unit) + here.intercepts[pieces(i, unit)];
}

FloatingPass FloatingNetwork::pass(const FloatingPieces& pieces) const {
  FloatingPass result;
  result.h.push_back(points_);
  push(wiring_, result.h, hidden_layer_count(), [&](std::size_t l, const MatrixXd& entering) {
    MatrixXd h;
    activate(l, pieces[l], result.z.emplace_back(pre_activations(l, entering, pieces[l])), h);
    return h;
  });
  result.z.push_back(pre_activations(hidden_layer_count(), result.h.back(), {}));
  return result;
}

void FloatingNetwork::select_largest(std::size_t layer, const MatrixXd& input,
                                     MatrixXi& pieces) const {
  for (Index unit = 0; unit < layers_[layer].unit_count; ++unit) {
    const std::vector<Index>& window = layers_[layer].windows[unit];
    for (Index i = 0; i < input.rows(); ++i)
      for (std::size_t k = 1; k < window.size(); ++k)
        if (input(i, window[k]) > input(i, window[pieces(i, unit)]))
          pieces(i, unit) = static_cast<int>(k);
  }
}

FloatingPieces FloatingNetwork::pieces_in_use() const {
  FloatingPieces result;
  std::vector<MatrixXd> outputs{points_};
  push(wiring_, outputs, hidden_layer_count(), [&](std::size_t l, const MatrixXd& entering) {
    const FloatingLayer& here = layers_[l];
    MatrixXi& pieces = result.emplace_back(MatrixXi::Zero(points_.rows(), here.unit_count));
    if (is_max_pooling(l))
      select_largest(l, entering, pieces);
    const MatrixXd z = pre_activations(l, entering, pieces);
    if (!is_max_pooling(l))
      for (Index unit = 0; unit < pieces.cols(); ++unit)
        for (Index i = 0; i < pieces.rows(); ++i)
          for (const double breakpoint : here.breakpoints)
            pieces(i, unit) += breakpoint < z(i, unit) ? 1 : 0;
    MatrixXd h;
    activate(l, pieces, z, h);
    return h;
  });
  return result;
}

/// Derivatives on their way down, to which the seeds of every layer are added.
struct FloatingNetwork::Down {
  using Derivative = MatrixXd;
  const FloatingNetwork& network;
  const FloatingPieces& pieces;
  const std::vector<MatrixXd>& seeds;

  MatrixXd by_input(std::size_t l, const MatrixXd& derivative) const {
    const FloatingLayer& here = network.layers_[l];
    MatrixXd result = MatrixXd::Zero(derivative.rows(), here.input_count);
    if (!network.is_max_pooling(l)) {
      add_product(result, derivative, here.matrix);
      return result;
    }
    for (Index unit = 0; unit < derivative.cols(); ++unit)
      for (Index i = 0; i < derivative.rows(); ++i)
        result(i, here.windows[unit][pieces[l](i, unit)]) += derivative(i, unit);
    return result;
  }
  void take_slopes(std::size_t l, MatrixXd& derivative) const {
    const FloatingLayer& here = network.layers_[l];
    if (!network.is_max_pooling(l) && here.slopes.size() > 1)
      for (Index unit = 0; unit < derivative.cols(); ++unit)
        for (Index i = 0; i < derivative.rows(); ++i)
          derivative(i, unit) *= here.slopes[pieces[l](i, unit)];
    if (seeds[l].size() > 0)
      derivative += seeds[l];
  }
  static void add(MatrixXd& sum, const MatrixXd& terms) { sum += terms; }
};

FloatingAdjoints FloatingNetwork::adjoints(const FloatingPieces& pieces,
                                           const std::vector<MatrixXd>& seeds) const {
  FloatingAdjoints result;
  result.z.resize(layers_.size());
  result.h.resize(layers_.size());
  std::size_t top = hidden_layer_count();
  while (top > 0 && seeds[top].size() == 0)
    --top;
  for (Pull<Down, Wiring> pull(wiring_, {*this, pieces, seeds}, top, seeds[top]);; pull.step()) {
    result.z[pull.layer()] = pull.derivative();
    if (pull.layer() == 0)
      return result;
    result.h[pull.layer()] = pull.by_previous_output();
  }
}

VectorXd FloatingNetwork::gradient(const FloatingPass& pass,
                                   const FloatingAdjoints& adjoints) const {
  VectorXd result = VectorXd::Zero(parameters_.size());
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const FloatingLayer& here = layers_[l];
    if ((here.uses.empty() && here.bias_of.empty()) || adjoints.z[l].size() == 0)
      continue;
    const MatrixXd by_matrix = transposed_product(adjoints.z[l], input(pass, l));
    for (const Use& use : here.uses)
      result[use.parameter] += by_matrix(use.unit, use.input);
    for (std::size_t unit = 0; unit < here.bias_of.size(); ++unit)
      result[here.bias_of[unit]] += adjoints.z[l].col(static_cast<Index>(unit)).sum();
  }
  return result;
}

namespace {

MatrixXd chosen_rows(const MatrixXd& matrix, const std::vector<Index>& rows) {
  return matrix(rows, Eigen::all);
}

} // namespace

MatrixXd FloatingNetwork::unit_derivatives(const FloatingPass& pass, const FloatingPieces& pieces,
                                           std::size_t layer, Index unit,
                                           const std::vector<Index>& points) const {
  const Index rows = static_cast<Index>(points.size());
  FloatingPieces chosen;
  for (const MatrixXi& of_layer : pieces)
    chosen.push_back(of_layer(points, Eigen::all));
  std::vector<MatrixXd> seeds(layers_.size());
  seeds[layer] = MatrixXd::Zero(rows, layers_[layer].unit_count);
  seeds[layer].col(unit).setOnes();
  const FloatingAdjoints adjoint = adjoints(chosen, seeds);
  MatrixXd result = MatrixXd::Zero(rows, parameters_.size());
  for (std::size_t l = 0; l <= layer; ++l) {
    const FloatingLayer& here = layers_[l];
    if (here.uses.empty() && here.bias_of.empty())
      continue;
    const MatrixXd entering = chosen_rows(input(pass, l), points);
    for (const Use& use : here.uses)
      if (l < layer || use.unit == unit)
        result.col(use.parameter) +=
            adjoint.z[l].col(use.unit).cwiseProduct(entering.col(use.input));
    for (std::size_t u = 0; u < here.bias_of.size(); ++u)
      result.col(here.bias_of[u]) += adjoint.z[l].col(static_cast<Index>(u));
  }
  return result;
}

MatrixXd FloatingNetwork::path_curvature(const FloatingPass& pass, const FloatingPieces& pieces,
                                         const FloatingAdjoints& adjoints) const {
  std::vector<Index> all(static_cast<std::size_t>(points_.rows()));
  std::iota(all.begin(), all.end(), Index{0});
  MatrixXd half = MatrixXd::Zero(parameters_.size(), parameters_.size());
  for (std::size_t source = 1; source < layers_.size(); ++source)
    for (Index entry = 0; entry < layers_[source - 1].unit_count; ++entry) {
      // the parameters that read this entry, with the units that they lead to
      std::vector<Use> readers;
      for (const Use& use : layers_[source].uses)
        if (use.input == entry)
          readers.push_back(use);
      if (readers.empty())
        continue;
      MatrixXd derivatives = unit_derivatives(pass, pieces, source - 1, entry, all);
      for (Index i = 0; i < points_.rows(); ++i)
        derivatives.row(i) *= slope(source - 1, pieces[source - 1](i, entry));
      MatrixXd weights(points_.rows(), static_cast<Index>(readers.size()));
      for (std::size_t k = 0; k < readers.size(); ++k)
        weights.col(static_cast<Index>(k)) = adjoints.z[source].col(readers[k].unit);
      const MatrixXd products = transposed_product(weights, derivatives);
      for (std::size_t k = 0; k < readers.size(); ++k)
        half.row(readers[k].parameter) += products.row(static_cast<Index>(k));
    }
  return half + half.transpose();
}

} // namespace thalweg
