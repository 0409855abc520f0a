// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/liu2021/any_loss.hpp"

#include "certificate/piece_claims.hpp"
#include "certificate/wall_claims.hpp"
#include "exact/error.hpp"
#include "network/named_activation.hpp"
#include "risk/table_fit.hpp"
#include "theorems/kink_step.hpp"
#include "theorems/liu2021/minimal.hpp"
#include "theorems/sampled_data.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

using Cases = std::vector<InstanceCase>;

/// The best of p + e h(q); nothing if none has a lower sum.
std::optional<KinkFit> table_kink(const LossTable& loss, const Dataset& data, std::size_t output,
                                  const AffineFunction& p, const Corner& corner) {
  const Vector margins = residuals_of(p, data, output);
  std::optional<KinkFit> best;
  Rational least = table_step(loss, margins, Vector(margins.size(), 0)).sum;
  for (const AffineFunction& q : kink_arguments(data.inputs)) {
    Vector feature;
    for (const Vector& x : data.inputs)
      feature.push_back(corner(q(x)));
    TableStep step = table_step(loss, margins, feature);
    if (step.sum >= least)
      continue;
    least = std::move(step.sum);
    best = KinkFit{p, q, step.factor};
  }
  return best;
}

std::string piece_counts(const LossTable& loss, const Network& network, const Dataset& data) {
  std::array<std::size_t, 3> counts{}; // downwards, affine, upwards
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    const Vector outputs = network(data.inputs[i]);
    for (std::size_t o = 0; o < outputs.size(); ++o)
      ++counts[static_cast<std::size_t>(
          sgn(loss.pieces[loss.piece_at(outputs[o] - data.targets[i][o])][0]) + 1)];
  }
  return fmt::format("residuals in pieces that curve upwards: {}, affine ones: {}, that curve "
                     "downwards: {}",
                     counts[2], counts[1], counts[0]);
}

Cases any_loss_cases(const InstanceParameters& given) {
  Cases cases;
  for (const std::string& text : values_or(given.loss, {"hampel:1:2:4", "truncated:5/2"}))
    for (const std::size_t dimension : values_or(given.dimension, {1, 2})) {
      LossTable loss;
      try {
        loss = loss_table_of_text(text);
      } catch (const InputError& error) {
        throw UsageError(std::string("--") + error.what()); // "loss hampel: expected …"
      }
      InstanceParameters p = with_data_sizes(given, 16, dimension);
      p.outputs = given.outputs.value_or(1);
      p.loss = text;
      if (*p.outputs == 0)
        throw UsageError("--outputs: expected at least 1, found 0");
      cases.push_back({fmt::format("{}-x{}-y{}", file_word(text), dimension, *p.outputs), p,
                       Verdict::spurious_minimum,
                       [p, loss] { return any_loss_outcome(pseudo_random_data(p), loss); }});
    }
  return cases;
}

} // namespace

Outcome any_loss_outcome(const Dataset& data, const LossTable& loss) {
  const Corner corner = chosen_corner(relu());
  AffineMap fit;
  std::vector<std::optional<KinkFit>> kinks;
  for (std::size_t o = 0; o < data.target_dimension(); ++o) {
    const auto p = table_fit(loss, data, o);
    if (!p)
      throw ClaimError("any loss: expected a locally optimal affine function inside pieces of the "
                       "loss, found none");
    kinks.push_back(table_kink(loss, data, o, *p, corner));
    fit.push_back(*p);
  }
  NetworkPair pair = liu_minimal(data, relu(), fit, kinks);
  const MinimumInPieces minimum = minimum_in_pieces(loss, pair.minimum, data);
  const Rational better = empirical_risk(loss, pair.better, data);
  require(better < minimum.risk, "any loss: the better point is not better");
  Outcome outcome;
  CertificateDocument& document = outcome.document.emplace();
  document.data = data;
  document.loss = loss;
  document.network = std::move(pair.minimum);
  document.further = {minimum_in_pieces_claim(minimum, data.sample_count())};
  document.lower_risk = LowerRiskClaim{better, std::move(pair.better), minimum.risk};
  outcome.note = piece_counts(loss, document.network, data);
  return outcome;
}

Instance liu2021_any_loss() {
  using enum Parameter;
  return {"liu2021",
          "theorem1-any-loss",
          "Theorem 1 at its minimal size with losses that are continuous but not convex: Hampel's "
          "and the truncated squared loss",
          {seed, samples, dimension, outputs, loss},
          any_loss_cases};
}

} // namespace thalweg
