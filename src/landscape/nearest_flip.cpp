// SPDX-License-Identifier: GPL-3.0-or-later
//
// An upper bound of the pattern radius by example. For a sample and a unit (l,j) every parameter of
// layers m ≤ l moves by t·sign(β − z)·sign(∂z/∂W). In a dense layer ∂z/∂W_m[a,b] = J[a] h_b, so the
// moved layer is W' h' + b' = W h' + b + t·sign(β − z)·sign(J[a])·([1] + Σ_b sign(h_b) h'_b): of
// rank one, and an exact forward pass costs no more than one of the sparse network. In a
// convolution the derivatives are summed over the positions of a filter first.
//
// The linear guess t = |z − β| / ‖∂z/∂W‖_1 orders the candidates and starts each exact search. A
// smallest t is found by bisection; that a flip occurs at t itself is exact, that none occurs at
// any smaller t is not claimed.

#include "exact/error.hpp"
#include "landscape/class_jacobian.hpp"
#include "landscape/grid.hpp"
#include "landscape/screen/radius_problem.hpp"
#include "network/walk.hpp"

#include <algorithm>

namespace thalweg {

namespace {

constexpr std::size_t candidates_per_unit = 3;
constexpr std::size_t candidate_count = 50;
constexpr GridIndex farthest_flip = (1024 - 9) * 512; // 2^1024

/// The derivatives of z_{layer,unit} by the parameters of one layer, and how they move it.
class MovedLayer {
public:
  /// `derivatives`: by the pre-activations of the layer; `inputs` of the layer at W.
  MovedLayer(const Layer& layer, Vector derivatives, Vector inputs)
      : layer_(layer), derivatives_(std::move(derivatives)), inputs_(std::move(inputs)) {
    if (layer.kind == LayerKind::convolution)
      sum_over_positions();
  }

  /// ‖∂z/∂W‖_1 over the parameters of this layer.
  Rational norm() const {
    Rational sum = 0;
    if (layer_.kind == LayerKind::dense) {
      Rational input_norm = layer_.has_biases ? 1 : 0;
      for (const Rational& h : inputs_)
        input_norm += abs(h);
      for (const Rational& derivative : derivatives_)
        sum += abs(derivative);
      sum *= input_norm;
    }
    for (const Vector& row : by_weight_)
      for (const Rational& derivative : row)
        sum += abs(derivative);
    for (const Rational& derivative : by_bias_)
      sum += abs(derivative);
    return sum;
  }

  /// Adds to z what the moves of the parameters by step·sign(derivative) contribute at `moved`, the
  /// inputs at the moved parameters.
  void add_moves(Vector& z, const Rational& step, const Vector& moved) const {
    if (layer_.kind == LayerKind::dense)
      add_dense_moves(z, step, moved);
    if (layer_.kind != LayerKind::convolution)
      return;
    for (std::size_t unit = 0; unit < z.size(); ++unit) {
      const std::size_t row = parameter_row_of(layer_, unit);
      Rational sum = layer_.has_biases ? sgn(by_bias_[row]) : 0;
      visit_field(layer_, unit, [&](std::size_t input, std::size_t column) {
        const int sign = sgn(by_weight_[row][column]);
        if (sign > 0)
          sum += moved[input];
        else if (sign < 0)
          sum -= moved[input];
      });
      z[unit] += step * sum;
    }
  }

private:
  void sum_over_positions() {
    by_weight_.assign(parameter_row_count(layer_), Vector(parameter_column_count(layer_)));
    by_bias_.resize(parameter_row_count(layer_));
    visit_partials(layer_, derivatives_, inputs_,
                   [&](std::size_t row, std::size_t column, const Rational& partial) {
                     (column < by_weight_[row].size() ? by_weight_[row][column] : by_bias_[row]) +=
                         partial;
                   });
  }

  void add_dense_moves(Vector& z, const Rational& step, const Vector& moved) const {
    Rational sum = layer_.has_biases ? 1 : 0;
    for (std::size_t b = 0; b < moved.size(); ++b)
      sum += sgn(inputs_[b]) * moved[b];
    const Rational shift = step * sum;
    for (std::size_t a = 0; a < z.size(); ++a)
      if (derivatives_[a] != 0)
        z[a] += sgn(derivatives_[a]) * shift;
  }

  const Layer& layer_;
  Vector derivatives_, inputs_;
  std::vector<Vector> by_weight_; ///< convolution: [filter][column]
  Vector by_bias_;                ///< convolution: [filter]
};

/// The documented perturbation of one sample and one unit, for any distance t.
class Perturbation {
public:
  Perturbation(const Network& network, const PatternClass& c, const Vector& x, std::size_t layer,
               std::size_t unit)
      : network_(network), class_(c), x_(x) {
    for (std::size_t m = 0; m < network.hidden_layer_count(); ++m)
      constants_.push_back(network.layers[m].kind == LayerKind::max_pooling
                               ? constant_outputs(network, m, c.pieces)
                               : std::vector<bool>{});
    std::vector<Vector> jacobian = unit_jacobian(network, c, layer, unit);
    const auto [z, h] = network_values(network, x, layer + 1);
    for (std::size_t m = 0; m <= layer; ++m)
      layers_.emplace_back(network.layers[m], std::move(jacobian[m]), layer_input(network, m, h));
    const Rational& here = z[layer][unit];
    const Rational breakpoint = *network.layers[layer].activation.nearest_breakpoint(here);
    const Rational gap = breakpoint - here;
    direction_ = sgn(gap);
    distance_ = abs(gap);
  }

  /// |z − β| / ‖∂z/∂W‖_1; nothing if no parameter moves z.
  std::optional<Rational> linear_guess() const {
    Rational norm = 0;
    for (const MovedLayer& layer : layers_)
      norm += layer.norm();
    return norm == 0 ? std::nullopt : std::optional<Rational>(distance_ / norm);
  }

  /// Has some unit left its piece, or some window its selected entry, at the parameters moved by t?
  bool flips(const Rational& t) const {
    const Rational step = t * direction_;
    std::vector<Vector> outputs{x_};
    return !push_while(network_, outputs, network_.hidden_layer_count(),
                       [&](std::size_t m, const Vector& input) {
                         Vector z = pre_activations(network_.layers[m], input);
                         if (m < layers_.size())
                           layers_[m].add_moves(z, step, input);
                         return activated(std::move(z), m, input);
                       });
  }

private:
  /// h; nothing if some piece is not that of the class.
  std::optional<Vector> activated(Vector z, std::size_t m, const Vector& input) const {
    const Layer& layer = network_.layers[m];
    for (std::size_t a = 0; a < z.size(); ++a) {
      const std::optional<std::size_t> piece = layer.kind == LayerKind::max_pooling
                                                   ? selected_entry(layer, a, input, constants_[m])
                                                   : layer.activation.piece_of(z[a]);
      if (piece != class_.pieces[m][a])
        return std::nullopt;
      z[a] = layer.activation(z[a]);
    }
    return z;
  }

  const Network& network_;
  const PatternClass& class_;
  const Vector& x_;
  std::vector<std::vector<bool>> constants_; ///< [max pooling layer][input], see constant_outputs
  std::vector<MovedLayer> layers_;           ///< those up to the layer of the unit
  int direction_;                            ///< sign(β − z)
  Rational distance_;                        ///< |z − β|
};

/// The smallest grid index ≤ `limit` at which the perturbation flips, by galloping from the linear
/// guess; nothing if it does not flip at `limit`.
std::optional<GridIndex> flip_index(const Perturbation& perturbation, GridIndex limit) {
  if (!perturbation.flips(grid_value(limit)))
    return std::nullopt;
  const std::optional<Rational> linear_guess = perturbation.linear_guess();
  if (!linear_guess) // then nothing moves far enough
    return std::nullopt;
  const GridIndex guess = grid_index_below(*linear_guess);
  const GridIndex lowest = std::min(guess, limit) - GridIndex(512) * 4000;
  return 1 + last_holding(lowest, limit - 1, guess,
                          [&](GridIndex index) { return !perturbation.flips(grid_value(index)); });
}

} // namespace

std::optional<PatternFlip> nearest_flip_if_any(const RadiusProblem& problem, const Network& network,
                                               const Dataset& data, const PatternClasses& classes,
                                               const Rational& radius) {
  const Rational near = grid_value(grid_index_below(radius));
  const std::vector<EndangeredUnit> candidates = problem.endangered_units(
      near, RadiusMethod::first_order, candidates_per_unit, candidate_count);
  std::optional<PatternFlip> best;
  GridIndex limit = farthest_flip;
  for (const EndangeredUnit& candidate : candidates) {
    const Perturbation perturbation(network, classes.classes[candidate.class_index],
                                    data.inputs[candidate.sample], candidate.layer, candidate.unit);
    if (const std::optional<GridIndex> index = flip_index(perturbation, limit)) {
      best = PatternFlip{candidate.sample, candidate.layer, candidate.unit, grid_value(*index)};
      limit = *index - 1;
    }
  }
  return best;
}

PatternFlip nearest_flip(const RadiusProblem& problem, const Network& network, const Dataset& data,
                         const PatternClasses& classes, const Rational& radius) {
  const std::optional<PatternFlip> flip =
      nearest_flip_if_any(problem, network, data, classes, radius);
  if (!flip)
    throw ClaimError("pattern flip: expected a perturbation that changes a pattern, found none "
                     "(no unit with a breakpoint, or no sample in a class)");
  return *flip;
}

PatternFlip nearest_flip(const Network& network, const Dataset& data,
                         const PatternClasses& classes) {
  const RadiusProblem problem(network, data, classes);
  return nearest_flip(problem, network, data, classes,
                      largest_radius(problem, RadiusMethod::first_order));
}

} // namespace thalweg
