// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/yun2019/theorem1.hpp"

#include "exact/error.hpp"
#include "risk/affine_fit.hpp"
#include "theorems/pair_step.hpp"
#include "theorems/sampled_data.hpp"
#include "theorems/sampled_network.hpp"

namespace thalweg {

namespace {

Network affine_point(SampledNetwork network, const AffineFunction& fit, std::size_t width) {
  const SampledForm prediction = network.over_inputs(fit);
  const Rational eta = low_shift({prediction});
  const SampledForm carried = network.carried(prediction, eta);
  for (std::size_t unit = 1; unit < width; ++unit)
    network.kinked(network.constant(-eta));
  network.finish_layer();
  return std::move(network).network({carried});
}

Network paired_point(SampledNetwork network, const PairStep& step, const Corner& corner,
                     std::size_t width) {
  const SampledForm centred = network.over_inputs(step.tilted) + Rational(-step.cut);
  const SampledForm above = network.kinked(centred + step.gamma);
  const SampledForm below = network.kinked(Rational(-1) * centred + step.gamma);
  for (std::size_t unit = 2; unit < width; ++unit)
    network.kinked(network.constant(0));
  network.finish_layer();
  return std::move(network).network(
      {Rational(1 / Rational(corner.above + corner.below)) * (above - below) + step.cut});
}

} // namespace

Activation two_piece_activation(const std::string& name) {
  const Activation activation = theorem_activation(name);
  const Corner corner = chosen_corner(activation);
  if (corner.reach || corner.breakpoint != 0 || corner.value != 0 || corner.orientation != 1 ||
      corner.above <= 0 || corner.below < 0)
    throw UsageError("--activation: expected relu or leaky_relu:a with a ≥ 0, found " + name);
  return activation;
}

NetworkPair yun_theorem1(const Dataset& data, const Activation& activation, std::size_t width) {
  require(width >= 2 && data.target_dimension() == 1, "yun2019: expected two units, one target");
  const AffineFunction fit = group_fits(data, one_group(data)).pieces.front().front();
  const Corner corner = chosen_corner(activation);
  const PairStep step = pair_step(fit, data.inputs, residuals_of(fit, data, 0), corner);
  const SampledNetwork empty(data.inputs, data.input_dimension(), activation, corner);
  return {affine_point(empty, fit, width), paired_point(empty, step, corner, width)};
}

Dataset equal_predictions_on_line() {
  return dataset_of({{-1}, {0}, {1}}, {{0}, {1}, {0}});
}

Dataset equal_predictions_in_plane() {
  const Rational half(1, 2);
  return dataset_of({{1, 0}, {0, 1}, {half, half}}, {{0}, {0}, {1}});
}

Dataset levelled_data(std::size_t levels, std::uint64_t seed) {
  if (levels == 0)
    throw UsageError("--groups: expected at least 1, found 0");
  SeededSource source(seed);
  std::vector<Vector> inputs, targets;
  for (std::size_t level = 0; level < levels; ++level) {
    const Rational l(static_cast<unsigned long>(level));
    const Rational c = fraction(source.integer(1, 8), 4);
    for (const int offset : {-1, 0, 1}) {
      inputs.push_back({l, offset});
      targets.push_back({offset == 0 ? Rational(l + 2 * c) : Rational(l - c)});
    }
  }
  return dataset_of(std::move(inputs), std::move(targets));
}

} // namespace thalweg
