// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/floating_lagrangian.hpp"

#include "trained/guess/floating_algebra.hpp"

#include <map>
#include <numeric>

namespace thalweg {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

MatrixXd point_matrix(const Dataset& data, const SamplePoints& inputs) {
  MatrixXd result(static_cast<Index>(inputs.count()), static_cast<Index>(data.input_dimension()));
  for (std::size_t point = 0; point < inputs.count(); ++point)
    for (std::size_t k = 0; k < data.input_dimension(); ++k)
      result(static_cast<Index>(point), static_cast<Index>(k)) =
          data.inputs[inputs.members[point].front()][k].get_d();
  return result;
}

VectorXd decay_curvature(const FloatingNetwork& network, const WeightDecay& decay) {
  VectorXd result = VectorXd::Zero(network.parameter_count());
  for (Index j = 0; j < result.size() && !decay.empty(); ++j) {
    const LayerDecay& here = decay[network.layer_of(j)];
    result[j] = 2 * (network.is_bias(j) ? here.biases : here.weights).get_d();
  }
  return result;
}

} // namespace

FloatingLagrangian::FloatingLagrangian(const Network& network, const TrainingProblem& problem)
    : inputs_(sample_points(problem.data)), network_(network, point_matrix(problem.data, inputs_)),
      loss_(problem, inputs_, network_.output_count()),
      decay_(decay_curvature(network_, problem.decay)) {}

FloatingPass FloatingLagrangian::pass(const WalkPlace& place) {
  network_.set_parameters(place.parameters);
  return network_.pass(place.pieces);
}

double FloatingLagrangian::risk(const WalkPlace& place) {
  return loss_.value(pass(place).z.back()) + 0.5 * place.parameters.cwiseAbs2().dot(decay_);
}

FloatingPieces FloatingLagrangian::pieces_in_use(const VectorXd& parameters) {
  network_.set_parameters(parameters);
  return network_.pieces_in_use();
}

double FloatingLagrangian::risk_in_use(const VectorXd& parameters) {
  return risk({parameters, pieces_in_use(parameters), {}});
}

RiskSlope FloatingLagrangian::slope_in_use(const VectorXd& parameters) {
  const FloatingPieces pieces = pieces_in_use(parameters);
  const FloatingPass pass = network_.pass(pieces);
  const LossDerivatives loss = loss_.derivatives(pass.z.back(), false);
  std::vector<MatrixXd> seeds(network_.layer_count());
  seeds.back() = loss.slopes;
  const VectorXd gradient = network_.gradient(pass, network_.adjoints(pieces, seeds));
  return {loss.value + 0.5 * parameters.cwiseAbs2().dot(decay_),
          gradient + decay_.cwiseProduct(parameters)};
}

namespace {

/// Q of a held pair is Σ factor · z of units at its point, less a constant.
struct WallPart {
  std::size_t layer;
  Index unit;
  double factor;
};

/// At max pooling h of the held entry less h of the chosen one.
std::vector<WallPart> wall_parts(const FloatingNetwork& network, const WalkPlace& place,
                                 const HeldPoint& pair) {
  if (pair.entry < 0)
    return {{pair.layer, pair.unit, 1}};
  const std::vector<Index>& window = network.window(pair.layer, pair.unit);
  const std::size_t below = pair.layer - 1; // inputs are never held
  const auto part = [&](int entry, double sign) {
    const Index unit = window[static_cast<std::size_t>(entry)];
    return WallPart{below, unit,
                    sign * network.slope(below, place.pieces[below](pair.point, unit))};
  };
  return {part(pair.entry, 1), part(place.pieces[pair.layer](pair.point, pair.unit), -1)};
}

} // namespace

VectorXd FloatingLagrangian::offsets(const WalkPlace& place, const FloatingPass& pass) const {
  VectorXd result(static_cast<Index>(place.held.size()));
  for (std::size_t t = 0; t < place.held.size(); ++t) {
    const auto& [layer, unit, point, entry] = place.held[t];
    const double z = pass.z[layer](point, unit);
    double& offset = result[static_cast<Index>(t)];
    if (entry < 0)
      offset = z - network_.breakpoints(layer)[place.pieces[layer](point, unit)];
    else
      offset = pass.h[layer](point, network_.window(layer, unit)[entry]) - z;
  }
  return result;
}

MatrixXd FloatingLagrangian::normals(const WalkPlace& place, const FloatingPass& pass) const {
  MatrixXd result(static_cast<Index>(place.held.size()), network_.parameter_count());
  result.setZero();
  std::map<std::pair<std::size_t, Index>, std::vector<std::pair<std::size_t, double>>> by_unit;
  for (std::size_t t = 0; t < place.held.size(); ++t)
    for (const WallPart& part : wall_parts(network_, place, place.held[t]))
      by_unit[{part.layer, part.unit}].emplace_back(t, part.factor);
  for (const auto& [where, pairs] : by_unit) {
    std::vector<Index> points;
    for (const auto& [t, factor] : pairs)
      points.push_back(place.held[t].point);
    const MatrixXd rows =
        network_.unit_derivatives(pass, place.pieces, where.first, where.second, points);
    for (std::size_t k = 0; k < pairs.size(); ++k)
      result.row(static_cast<Index>(pairs[k].first)) +=
          pairs[k].second * rows.row(static_cast<Index>(k));
  }
  return result;
}

FirstOrder FloatingLagrangian::evaluated(const WalkPlace& place, const VectorXd* multipliers) {
  FirstOrder at;
  at.pass = pass(place);
  at.loss = loss_.derivatives(at.pass.z.back());
  at.risk = at.loss.value + 0.5 * place.parameters.cwiseAbs2().dot(decay_);
  at.offsets = offsets(place, at.pass);
  at.normals = normals(place, at.pass);
  std::vector<MatrixXd> seeds(network_.layer_count());
  seeds.back() = at.loss.slopes;
  at.adjoints = network_.adjoints(place.pieces, seeds);
  at.gradient = network_.gradient(at.pass, at.adjoints) + decay_.cwiseProduct(place.parameters);
  at.multipliers = at.jumps = VectorXd::Zero(at.offsets.size());
  if (place.held.empty())
    return at;
  at.multipliers =
      multipliers != nullptr ? *multipliers : least_squares(at.normals.transpose(), at.gradient);
  at.gradient -= transposed_image(at.normals, at.multipliers);
  for (std::size_t t = 0; t < place.held.size(); ++t) {
    for (const WallPart& part : wall_parts(network_, place, place.held[t])) {
      MatrixXd& seed = seeds[part.layer];
      if (seed.size() == 0)
        seed = MatrixXd::Zero(network_.point_count(), network_.unit_count(part.layer));
      seed(place.held[t].point, part.unit) -= part.factor * at.multipliers[static_cast<Index>(t)];
    }
  }
  at.adjoints = network_.adjoints(place.pieces, seeds);
  for (std::size_t t = 0; t < place.held.size(); ++t) {
    const auto& [layer, unit, point, entry] = place.held[t];
    const int below = place.pieces[layer](point, unit);
    const double jump =
        entry < 0 ? network_.slope(layer, below + 1) - network_.slope(layer, below) : 1.0;
    at.jumps[static_cast<Index>(t)] = jump * at.adjoints.h[layer + 1](point, unit);
  }
  return at;
}

FirstOrder FloatingLagrangian::first_order(const WalkPlace& place) {
  return evaluated(place, nullptr);
}

FirstOrder FloatingLagrangian::first_order(const WalkPlace& place, const VectorXd& multipliers) {
  return evaluated(place, &multipliers);
}

MatrixXd FloatingLagrangian::loss_rows(const WalkPlace& place, const FirstOrder& at) {
  network_.set_parameters(place.parameters);
  std::vector<Index> all(static_cast<std::size_t>(network_.point_count()));
  std::iota(all.begin(), all.end(), Index{0});
  const Index n = network_.point_count(), outputs = network_.output_count();
  MatrixXd result = MatrixXd::Zero(n * outputs, network_.parameter_count());
  for (Index o = 0; o < outputs; ++o) {
    const MatrixXd derivatives =
        network_.unit_derivatives(at.pass, place.pieces, network_.hidden_layer_count(), o, all);
    for (Index r = 0; r < outputs; ++r)
      for (Index i = 0; i < n; ++i)
        if (const double root = at.loss.curvature_roots[r](i, o); root != 0)
          result.row(r * n + i) += root * derivatives.row(i);
  }
  return result;
}

MatrixXd FloatingLagrangian::path_part(const WalkPlace& place, const FirstOrder& at) {
  network_.set_parameters(place.parameters);
  return network_.path_curvature(at.pass, place.pieces, at.adjoints);
}

} // namespace thalweg
