// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/liu2021/minimal.hpp"

#include "exact/error.hpp"
#include "risk/affine_fit.hpp"
#include "theorems/kink_fit.hpp"
#include "theorems/kink_step.hpp"
#include "theorems/sampled_data.hpp"
#include "theorems/sampled_network.hpp"

#include <algorithm>

namespace thalweg {

namespace {

using Forms = std::vector<SampledForm>;

std::vector<Vector> all_residuals(const AffineMap& fit, const Dataset& data) {
  std::vector<Vector> residuals;
  for (std::size_t o = 0; o < fit.size(); ++o)
    residuals.push_back(residuals_of(fit[o], data, o));
  return residuals;
}

bool is_zero(const Vector& vector) {
  return std::all_of(vector.begin(), vector.end(),
                     [](const Rational& value) { return value == 0; });
}

/// The pieces of one output: min(u, v) or max(u, v).
struct TwoPieces {
  AffineFunction u, v;
  bool is_maximum;
};

TwoPieces single_piece(const AffineFunction& p) {
  AffineFunction above = p;
  above.constant += 1;
  return {p, above, false};
}

TwoPieces bent(const AffineFunction& p, const Vector& residuals, const Dataset& data,
               const Corner& corner) {
  if (is_zero(residuals))
    return single_piece(p);
  const KinkStep step = kink_step(data.inputs, {residuals}, corner);
  const Rational& factor = step.factors.front();
  return {p, p + factor * step.q, factor > 0};
}

/// All forms carried with one shift.
Forms carried(SampledNetwork& network, const Forms& forms) {
  const Rational shift = low_shift(forms);
  Forms result;
  for (const SampledForm& form : forms)
    result.push_back(network.carried(form, shift));
  return result;
}

Network two_piece_network(SampledNetwork network, const std::vector<TwoPieces>& pieces,
                          const std::vector<Rational>& constants) {
  Forms first;
  for (const TwoPieces& of_output : pieces)
    for (const AffineFunction& piece : {of_output.u, of_output.v})
      first.push_back(network.over_inputs(piece));
  first = carried(network, first);
  network.finish_layer();
  const Rational shift = low_shift(first);
  Forms outputs;
  for (std::size_t o = 0; o < pieces.size(); ++o) {
    const SampledForm &u = first[2 * o], &v = first[2 * o + 1];
    const SampledForm carried_u = network.carried(u, shift);
    outputs.push_back((pieces[o].is_maximum ? carried_u + network.kinked(v - u)
                                            : carried_u - network.kinked(u - v)) +
                      constants[o]);
  }
  network.finish_layer();
  return std::move(network).network(outputs);
}

/// x and the feature through two layers; outputs p + e φ.
Network shared_network(SampledNetwork network, const AffineMap& fit, const AffineFunction& argument,
                       const Vector& factors) {
  const std::size_t dimension = argument.linear.size();
  Forms coordinates;
  for (std::size_t k = 0; k < dimension; ++k) {
    AffineFunction coordinate = zero_function(dimension);
    coordinate.linear[k] = 1;
    coordinates.push_back(network.over_inputs(coordinate));
  }
  const SampledForm t = network.over_inputs(argument);
  Forms features = carried(network, coordinates);
  features.push_back(network.kinked(t));
  network.finish_layer();
  features = carried(network, features);
  network.finish_layer();
  Forms outputs;
  for (std::size_t o = 0; o < fit.size(); ++o) {
    SampledForm output = network.constant(fit[o].constant) + factors[o] * features.back();
    for (std::size_t k = 0; k < dimension; ++k)
      output = output + fit[o].linear[k] * features[k];
    outputs.push_back(std::move(output));
  }
  return std::move(network).network(outputs);
}

NetworkPair squared_minimal(const Dataset& data, const Activation& activation) {
  const AffineMap fit = group_fits(data, one_group(data)).pieces.front();
  const std::vector<Vector> residuals = all_residuals(fit, data);
  const Corner corner = chosen_corner(activation);
  std::vector<TwoPieces> single, two;
  Vector single_constants, two_constants;
  for (std::size_t o = 0; o < fit.size(); ++o) {
    single.push_back(single_piece(fit[o]));
    two.push_back(bent(fit[o], residuals[o], data, corner));
    single_constants.push_back(corner(-1));
    two_constants.push_back(is_zero(residuals[o]) ? corner(-1) : Rational(0));
  }
  const SampledNetwork empty(data.inputs, data.input_dimension(), activation, corner);
  return {two_piece_network(empty, single, single_constants),
          two_piece_network(empty, two, two_constants)};
}

} // namespace

NetworkPair liu_minimal(const Problem& problem, const Activation& activation) {
  if (is_plain_squared(problem.loss))
    return squared_minimal(problem.data, activation);
  const ConvexFit fit = convex_fit(problem, one_group(problem.data).members().front());
  const Corner corner = chosen_corner(activation);
  std::vector<std::optional<KinkFit>> kinks;
  for (std::size_t o = 0; o < fit.p.size(); ++o)
    kinks.push_back(kink_fit(problem, o, fit, corner));
  return liu_minimal(problem.data, activation, fit.p, kinks);
}

NetworkPair liu_minimal(const Dataset& data, const Activation& activation, const AffineMap& fit,
                        const std::vector<std::optional<KinkFit>>& kinks) {
  const Corner corner = chosen_corner(activation);
  std::vector<TwoPieces> single, two;
  Vector single_constants, two_constants;
  bool is_bent = false;
  for (std::size_t o = 0; o < fit.size(); ++o) {
    single.push_back(single_piece(fit[o]));
    single_constants.push_back(corner(-1));
    const std::optional<KinkFit>& kink = kinks[o];
    is_bent = is_bent || kink;
    two.push_back(kink ? TwoPieces{kink->p, kink->p + kink->factor * kink->q, kink->factor > 0}
                       : single.back());
    two_constants.push_back(kink ? Rational(0) : single_constants.back());
  }
  if (!is_bent)
    throw ClaimError("two pieces: expected a kink that lowers the risk, found none");
  const SampledNetwork empty(data.inputs, data.input_dimension(), activation, corner);
  return {two_piece_network(empty, single, single_constants),
          two_piece_network(empty, two, two_constants)};
}

NetworkPair liu_narrow(const Dataset& data, const Activation& activation) {
  const AffineMap fit = group_fits(data, one_group(data)).pieces.front();
  const Corner corner = chosen_corner(activation);
  const KinkStep step = kink_step(data.inputs, all_residuals(fit, data), corner);
  const SampledNetwork empty(data.inputs, data.input_dimension(), activation, corner);
  AffineFunction one = zero_function(data.input_dimension());
  one.constant = 1;
  return {shared_network(empty, fit, one, Vector(fit.size(), 0)),
          shared_network(empty, fit, step.q, step.factors)};
}

} // namespace thalweg
