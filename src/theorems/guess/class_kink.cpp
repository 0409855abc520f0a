// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/guess/class_kink.hpp"

#include "exact/error.hpp"
#include "exact/finite.hpp"
#include "risk/score_functions.hpp"

#include <set>

namespace thalweg {

namespace {

constexpr std::size_t guide_bits = 64;
constexpr int factor_bits = 16;

/// g by score (of all blocks) and sample.
std::vector<std::vector<double>> score_gradients(const LabelledData& labelled, const AffineMap& p) {
  const std::size_t scores_per_block = labelled.scores_per_block();
  std::vector<std::vector<double>> result(labelled.block_count() * scores_per_block);
  for (std::size_t i = 0; i < labelled.data.sample_count(); ++i) {
    Vector outputs;
    for (const AffineFunction& f : p)
      outputs.push_back(f(labelled.data.inputs[i]));
    for (std::size_t o = 0; o < labelled.block_count(); ++o) {
      const BlockEnclosure at = block_enclosure(scores(labelled, o, outputs), guide_bits);
      for (std::size_t a = 0; a < scores_per_block; ++a)
        result[o * scores_per_block + a].push_back(
            fraction(at.probabilities[a].lower, Integer(1) << guide_bits).get_d() -
            (labelled.classes[i][o] == a ? 1 : 0));
    }
  }
  return result;
}

/// The steps along [q]_+ and how far they lower Σ ℓ.
struct Steps {
  std::vector<double> factors; ///< by score
  double drop = 0;
};

Steps steps_along(const std::vector<std::vector<double>>& gradients,
                  const std::vector<double>& feature) {
  double square = 0;
  for (const double value : feature)
    square += value * value;
  Steps steps;
  for (const std::vector<double>& g : gradients) {
    double product = 0;
    for (std::size_t i = 0; i < feature.size(); ++i)
      product += g[i] * feature[i];
    steps.factors.push_back(-2 * product / square);
    steps.drop += product * product / square;
  }
  return steps;
}

} // namespace

std::vector<std::optional<KinkFit>> class_kink(const LabelledData& labelled, const AffineMap& p) {
  const std::vector<Vector>& inputs = labelled.data.inputs;
  const std::vector<std::vector<double>> gradients = score_gradients(labelled, p);
  const std::size_t dimension = labelled.data.input_dimension();
  Steps best;
  AffineFunction best_argument;
  for (std::size_t k = 0; k < dimension; ++k) {
    std::set<Rational> places;
    for (const Vector& x : inputs)
      places.insert(x[k]);
    for (auto next = places.begin(); std::next(next) != places.end(); ++next) {
      const Rational threshold = (*next + *std::next(next)) / 2;
      for (const int sign : {1, -1}) {
        std::vector<double> feature;
        for (const Vector& x : inputs)
          feature.push_back(std::max(0.0, sign * Rational(x[k] - threshold).get_d()));
        Steps steps = steps_along(gradients, feature);
        if (!(steps.drop > best.drop))
          continue;
        best = std::move(steps);
        best_argument = zero_function(dimension);
        best_argument.linear[k] = sign;
        best_argument.constant = -sign * threshold;
      }
    }
  }
  if (best.factors.empty())
    throw ClaimError("cross-entropy: expected a kink that lowers the risk, found none");
  std::vector<std::optional<KinkFit>> kinks(p.size());
  for (std::size_t o = 0; o < best.factors.size(); ++o) // of softmax the last output stays
    if (const Rational factor = short_value(best.factors[o], factor_bits); factor != 0)
      kinks[o] = KinkFit{p[o], best_argument, factor};
  return kinks;
}

} // namespace thalweg
