// SPDX-License-Identifier: GPL-3.0-or-later
//
// Below the first moved layer nothing depends on ε: all samples pass it together.

#include "landscape/risk_along.hpp"

#include "exact/error.hpp"
#include "exact/parallel.hpp"
#include "exact/watched_work.hpp"
#include "landscape/forward_passes.hpp"
#include "network/walk.hpp"

#include <algorithm>

namespace thalweg {

namespace {

constexpr std::size_t most_halvings = 4000;
constexpr std::size_t samples_at_once = 64; ///< on one thread

/// ε_0, halved until every polynomial asked about keeps its sign.
class SignBound {
public:
  void require_one_sign(const Polynomial& p) {
    while (!p.has_one_sign_up_to(epsilon_) && halvings_ <= most_halvings) {
      epsilon_ /= 2;
      ++halvings_;
    }
  }
  const Rational& epsilon() const { return epsilon_; }
  bool is_exhausted() const { return halvings_ > most_halvings; }
  /// What was asked of the other one is as if it had been asked of this one.
  void join(const SignBound& other) {
    if (other.halvings_ > halvings_)
      *this = other;
  }

private:
  Rational epsilon_ = 1;
  std::size_t halvings_ = 0;
};

/// The linear view of D in one layer: the rows and biases that ε multiplies. Empty where D moves
/// nothing.
struct DirectionView {
  std::vector<SparseRow> rows;
  Vector biases;
};

std::vector<DirectionView> direction_views(const Network& network, const Direction& direction) {
  std::vector<DirectionView> result(network.layers.size());
  const auto view = [&](std::size_t l) -> DirectionView& {
    const std::size_t rows = parameter_row_count(network.layers[l]);
    result[l].rows.resize(rows);
    result[l].biases.resize(rows);
    return result[l];
  };
  for (const WeightMove& move : direction.weights)
    view(move.layer).rows[move.unit].emplace_back(move.input, move.change);
  for (const BiasMove& move : direction.biases)
    view(move.layer).biases[move.unit] = move.change;
  for (std::size_t l = 0; l < result.size(); ++l)
    if (network.layers[l].kind == LayerKind::convolution && !result[l].rows.empty()) {
      Layer change = network.layers[l];
      set_parameters(change, std::move(result[l].rows), std::move(result[l].biases));
      result[l] = {std::move(change.weights), std::move(change.biases)};
    }
  return result;
}

/// z = (W + εD) h + (b + εd) of one layer. Not for max pooling.
std::vector<Polynomial> pre_activations(const Layer& layer, const DirectionView& direction,
                                        const std::vector<Polynomial>& h) {
  std::vector<Polynomial> z;
  for (std::size_t unit = 0; unit < layer.unit_count(); ++unit) {
    z.push_back(row_value(Polynomial(layer.biases[unit]), layer.weights[unit], h));
    if (!direction.rows.empty())
      z.back().add_shifted_multiple(
          1, row_value(Polynomial(direction.biases[unit]), direction.rows[unit], h));
  }
  return z;
}

/// The largest entries of all windows right of 0: the first that no other exceeds there.
std::vector<Polynomial> maxima(const Layer& layer, const std::vector<Polynomial>& h,
                               SignBound& bound) {
  const auto lead = [&](std::size_t a, std::size_t b) {
    Polynomial difference = h[a];
    difference.add_multiple(-1, h[b]);
    return difference;
  };
  std::vector<Polynomial> z;
  for (const SparseRow& window : layer.choices) {
    std::size_t selected = window.front().first;
    for (const auto& [input, one] : window)
      if (lead(input, selected).sign_right_of_zero() > 0)
        selected = input;
    for (const auto& [input, one] : window)
      bound.require_one_sign(lead(selected, input));
    z.push_back(h[selected]);
  }
  return z;
}

/// σ(z) right of 0. Only the two breakpoints next to the piece need an argument: the others are
/// farther away.
Polynomial activated(const Activation& activation, const Polynomial& z, SignBound& bound) {
  const auto above = [&](std::size_t q) {
    Polynomial difference = z;
    difference.add_multiple(-activation.breakpoints[q], Polynomial(Rational(1)));
    return difference;
  };
  std::size_t piece = 0;
  while (piece < activation.breakpoints.size() && above(piece).sign_right_of_zero() > 0)
    ++piece;
  if (piece > 0)
    bound.require_one_sign(above(piece - 1));
  if (piece < activation.breakpoints.size())
    bound.require_one_sign(above(piece));
  Polynomial result(activation.intercepts[piece]);
  result.add_multiple(activation.slopes[piece], z);
  return result;
}

/// p − value
Polynomial above(Polynomial p, const Rational& value) {
  p.add_multiple(-value, Polynomial(Rational(1)));
  return p;
}

/// The loss of an output p right of 0: its piece is above as many breakpoints as p is, counted from
/// the lowest; where p is a breakpoint the pieces on both sides have one value.
Polynomial loss_along(const LossPieces& loss, Polynomial p, SignBound& bound) {
  std::size_t piece = 0;
  while (piece < loss.breakpoints.size() &&
         above(p, loss.breakpoints[piece]).sign_right_of_zero() > 0)
    ++piece;
  for (const Rational& breakpoint : loss.breakpoints)
    bound.require_one_sign(above(p, breakpoint));
  const Vector& c = loss.polynomials[piece].coefficients();
  Polynomial result; // c_0 + p (c_1 + p c_2)
  for (std::size_t k = c.size(); k-- > 0;) {
    if (!result.is_zero())
      result = result * p;
    result.add_multiple(1, Polynomial(c[k]));
  }
  return result;
}

/// F(W + εD; x) right of 0 at one sample; `passes` knows the outputs below the first moved layer,
/// which stand still.
std::vector<Polynomial> outputs_along(const Network& network,
                                      const std::vector<DirectionView>& direction,
                                      const ForwardPasses& passes, std::size_t sample,
                                      SignBound& bound) {
  std::vector<std::vector<Polynomial>> outputs;
  for (std::size_t source = 0; source <= passes.layer_count(); ++source) {
    const Vector h = passes.output(source, sample);
    outputs.emplace_back(h.begin(), h.end());
  }
  push(network, outputs, network.layers.size(),
       [&](std::size_t l, const std::vector<Polynomial>& input) {
         const Layer& layer = network.layers[l];
         if (layer.kind == LayerKind::max_pooling)
           return maxima(layer, input, bound);
         std::vector<Polynomial> z = pre_activations(layer, direction[l], input);
         if (l < network.hidden_layer_count())
           for (Polynomial& value : z)
             value = activated(layer.activation, value, bound);
         return z;
       });
  return std::move(outputs.back());
}

/// The losses of some samples.
struct LossesAlong {
  Polynomial sum;
  SignBound bound;

  void add(std::vector<Polynomial> outputs, const Vector& targets, const WeightedLoss& loss,
           std::size_t sample) {
    for (std::size_t o = 0; o < outputs.size(); ++o)
      if (is_plain_squared(loss)) {
        const Polynomial residual = above(std::move(outputs[o]), targets[o]);
        sum.add_multiple(1, residual * residual);
      } else {
        sum.add_multiple(
            loss.sample_weight(sample) * loss.output_weight(o),
            loss_along(loss_pieces(loss.loss, targets[o]), std::move(outputs[o]), bound));
      }
  }
};

/// Σ κ (w + εd)², d ≠ 0 the change of w.
Polynomial decay_along(const WeightDecay& decay, const Network& network,
                       const Direction& direction) {
  Polynomial result(decay_of(decay, network));
  const auto move = [&result](const Rational& factor, const Rational& from, const Rational& by) {
    result.add_multiple(factor, Polynomial(Vector{0, 2 * from * by, by * by}));
  };
  if (decay.empty())
    return result;
  for (const WeightMove& weight : direction.weights) {
    const SparseRow& row = parameter_rows(network.layers[weight.layer])[weight.unit];
    const auto term =
        std::find_if(row.begin(), row.end(), [&](auto& t) { return t.first == weight.input; });
    move(decay[weight.layer].weights, term == row.end() ? Rational(0) : term->second,
         weight.change);
  }
  for (const BiasMove& bias : direction.biases)
    move(decay[bias.layer].biases, parameter_biases(network.layers[bias.layer])[bias.unit],
         bias.change);
  return result;
}

} // namespace

RiskAlong risk_along(const Network& network, const Problem& problem, const Direction& direction,
                     const WeightDecay& decay) {
  const Dataset& data = problem.data;
  require(data.sample_count() > 0, "ray: expected at least one sample, found none");
  const std::vector<DirectionView> views = direction_views(network, direction);
  std::size_t first_moved = 0;
  while (first_moved < network.hidden_layer_count() && views[first_moved].rows.empty())
    ++first_moved;
  const ForwardPasses passes(network, data.inputs, first_moved);
  SignBound bound;
  Polynomial losses;
  std::vector<LossesAlong> runs((data.sample_count() + samples_at_once - 1) / samples_at_once);
  in_parallel(runs.size(), [&](std::size_t run) {
    const std::size_t end = std::min(data.sample_count(), (run + 1) * samples_at_once);
    for (std::size_t i = run * samples_at_once; i < end; ++i) {
      require_time();
      runs[run].add(outputs_along(network, views, passes, i, runs[run].bound), data.targets[i],
                    problem.loss, i);
    }
  });
  for (const LossesAlong& run : runs) {
    losses.add_multiple(1, run.sum);
    bound.join(run.bound);
  }
  RiskAlong risk;
  risk.difference.add_multiple(
      fraction(1, Integer(static_cast<unsigned long>(data.sample_count()))), losses);
  risk.difference.add_multiple(1, decay_along(decay, network, direction));
  risk.at_zero = risk.difference.constant();
  risk.difference.add_multiple(-1, Polynomial(risk.at_zero));
  bound.require_one_sign(risk.difference);
  if (!bound.is_exhausted())
    risk.epsilon = bound.epsilon();
  return risk;
}

} // namespace thalweg
