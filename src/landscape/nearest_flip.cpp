// SPDX-License-Identifier: GPL-3.0-or-later
//
// An upper bound of the pattern radius by example. For a sample and a unit (l,j) every parameter of
// layers m ≤ l moves by t·sign(β − z)·sign(∂z/∂W_m[a,b]), ∂z/∂W_m[a,b] = J_{l,m}[j,a] h_{m−1,b}.
// The moved layer is W' h' + b' = W h' + b + t·sign(β − z)·sign(J[a])·(1 + Σ_b sign(h_b) h'_b):
// dense, but of rank one, so an exact forward pass costs no more than one of the sparse network.
//
// The linear guess t = |z − β| / ‖∂z/∂W‖_1 orders the candidates and starts each exact search. A
// smallest t is found by bisection; that a flip occurs at t itself is exact, that none occurs at
// any smaller t is not claimed.

#include "exact/error.hpp"
#include "landscape/class_jacobian.hpp"
#include "landscape/grid.hpp"
#include "landscape/radius_problem.hpp"

#include <algorithm>

namespace thalweg {

namespace {

constexpr std::size_t candidates_per_unit = 3;
constexpr std::size_t candidate_count = 50;
constexpr GridIndex farthest_flip = (1024 - 9) * 512; // 2^1024

/// The documented perturbation of one sample and one unit, for any distance t.
class Perturbation {
public:
  Perturbation(const Network& network, const PatternClass& c, const Vector& x, std::size_t layer,
               std::size_t unit)
      : network_(network), class_(c), x_(x), layer_(layer),
        jacobian_(unit_jacobian(network, c, layer, unit)) {
    const std::vector<Vector> z = network.pre_activations(x);
    inputs_.push_back(x);
    for (std::size_t m = 0; m < layer; ++m) {
      Vector& h = inputs_.emplace_back();
      for (const Rational& value : z[m])
        h.push_back(network.layers[m].activation(value));
    }
    const Rational& here = z[layer][unit];
    const Rational breakpoint = *network.layers[layer].activation.nearest_breakpoint(here);
    const Rational gap = breakpoint - here;
    direction_ = sgn(gap);
    distance_ = abs(gap);
  }

  /// |z − β| / ‖∂z/∂W‖_1
  Rational linear_guess() const {
    Rational norm = 0;
    for (std::size_t m = 0; m <= layer_; ++m) {
      Rational input_norm = 1, row_sum = 0;
      for (const Rational& h : inputs_[m])
        input_norm += abs(h);
      for (const Rational& entry : jacobian_[m])
        row_sum += abs(entry);
      norm += row_sum * input_norm;
    }
    return distance_ / norm;
  }

  /// Has some unit left the open interval of its piece at the parameters moved by t?
  bool flips(const Rational& t) const {
    Vector h = x_;
    for (std::size_t m = 0; m < network_.hidden_layer_count(); ++m) {
      const DenseLayer& layer = network_.layers[m];
      const Rational shift =
          m <= layer_ ? Rational(t * direction_ * moved_norm(m, h)) : Rational(0);
      Vector next(layer.unit_count());
      for (std::size_t a = 0; a < layer.unit_count(); ++a) {
        Rational z = row_dot(layer.weights[a], h) + layer.biases[a];
        if (m <= layer_ && jacobian_[m][a] != 0)
          z += sgn(jacobian_[m][a]) * shift;
        const std::optional<std::size_t> piece = layer.activation.piece_of(z);
        if (piece != class_.pieces[m][a])
          return true;
        next[a] = layer.activation(z);
      }
      h = std::move(next);
    }
    return false;
  }

private:
  /// 1 + Σ_b sign(h_b) h'_b, h the inputs of layer m at W and h' those at the moved parameters.
  Rational moved_norm(std::size_t m, const Vector& moved) const {
    Rational sum = 1;
    for (std::size_t b = 0; b < moved.size(); ++b)
      sum += sgn(inputs_[m][b]) * moved[b];
    return sum;
  }

  const Network& network_;
  const PatternClass& class_;
  const Vector& x_;
  std::size_t layer_;
  std::vector<Vector> jacobian_; ///< [m] the row of J_{layer,m} that belongs to the unit
  std::vector<Vector> inputs_;   ///< [m] the inputs of layer m at W, m ≤ layer
  int direction_;                ///< sign(β − z)
  Rational distance_;            ///< |z − β|
};

/// The smallest grid index ≤ `limit` at which the perturbation flips, by galloping from the linear
/// guess; nothing if it does not flip at `limit`.
std::optional<GridIndex> flip_index(const Perturbation& perturbation, GridIndex limit) {
  if (!perturbation.flips(grid_value(limit)))
    return std::nullopt;
  const GridIndex guess = grid_index_below(perturbation.linear_guess());
  const GridIndex lowest = std::min(guess, limit) - GridIndex(512) * 4000;
  return 1 + last_holding(lowest, limit - 1, guess,
                          [&](GridIndex index) { return !perturbation.flips(grid_value(index)); });
}

} // namespace

PatternFlip nearest_flip(const RadiusProblem& problem, const Network& network, const Dataset& data,
                         const PatternClasses& classes, const Rational& radius) {
  const long double near = floating_grid_value(grid_index_below(radius));
  std::vector<EndangeredUnit> candidates =
      problem.endangered_units(near, RadiusMethod::first_order, candidates_per_unit);
  if (candidates.size() > candidate_count)
    candidates.resize(candidate_count);
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
  if (!best)
    throw ClaimError("pattern flip: expected a perturbation that changes a pattern, found none "
                     "(no unit with a breakpoint, or no sample in a class)");
  return *best;
}

PatternFlip nearest_flip(const Network& network, const Dataset& data,
                         const PatternClasses& classes) {
  const RadiusProblem problem(network, data, classes);
  return nearest_flip(problem, network, data, classes,
                      largest_radius(problem, RadiusMethod::first_order));
}

} // namespace thalweg
