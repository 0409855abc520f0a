// SPDX-License-Identifier: Apache-2.0

#include "claim/smooth_theorem.hpp"

#include "text/digest.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

std::string in_words(const Interval& value) {
  return value.low == value.high ? shown(value.low) : "≈ " + decimal(value.low, 12);
}

/// The texts of the items; for a reader, after twenty only how many more.
template <class Items, class Word>
std::string listed(const Items& items, const Word& word, std::size_t most = 20) {
  std::string result;
  for (std::size_t k = 0; k < std::min(items.size(), most); ++k)
    result += (k == 0 ? "" : ", ") + word(items[k]);
  if (items.size() > most)
    result += " and " + std::to_string(items.size() - most) + " more";
  return result;
}

std::string network_in_words(const SmoothNetwork& network) {
  const SmoothActivation& h = network.activation;
  std::string parameters = h.kind == SmoothKind::selu ? ", lambda = " + shown(h.lambda) : "";
  if (h.is_exponential_unit())
    parameters += ", alpha = " + shown(h.alpha);
  return "Smooth networks. F(W; x) = Σ_k u_k h(w_k·x + b_k) + b, " +
         counted(network.units.size(), "hidden unit", "hidden units") +
         ", h(v) = " + std::string(h.formula) + " (" + std::string(h.name) + ")" + parameters +
         ",\n  digest " + canonical_digest(*network.json) + ".\n";
}

std::string in_words(const SmoothMinimum& claim, const List<Interval>& pivots) {
  const SmoothNetwork& network = claim.network;
  const auto plain = [](const Fraction& value) { return shown(value); };
  return network_in_words(network) + "Local minimum. R(W) = " + number(claim.risk) +
         " for every smooth network W whose hidden units have on all samples the same\n  " +
         (network.activation.is_given_by_argument() ? "pre-activations v_k = "
                                                    : "values h(v_k) = ") +
         listed(network.units, plain) + " (for instance w_k = 0, b_k = v_k), with u = (" +
         listed(network.output_weights, plain) + "), b " +
         (network.output_bias ? "= " + shown(*network.output_bias)
                              : std::string("such that F(W; x_i) = ȳ")) +
         ".\n  Each such W is a local minimum of R over all weights and biases; near it R(W') = "
         "R(W) only where\n  F(W'; x_i) is the mean ȳ of the targets for every i. For with ξ_i = "
         "x_i − x̄ the form\n  Q(e) = Σ_i (Σ_k u_k h'(v_k) e_k·ξ_i)² + Σ_i (ȳ − y_i) Σ_k u_k "
         "h''(v_k) (e_k·ξ_i)²\n  is positive definite in (e_k·ξ_i)" +
         (pivots.empty()
              ? std::string(", of which there is only 0")
              : "; pivots: " +
                    listed(pivots, [](const Interval& pivot) { return in_words(pivot); })) +
         ".\n";
}

std::string as_json(const SmoothMinimum& claim, const List<Interval>& pivots) {
  const auto interval = [](const Interval& value) {
    return "[" + exact(value.low) + "," + exact(value.high) + "]";
  };
  return "," + key("smooth_minimum") + "{" + key("activation") +
         json_literal(claim.network.activation.name) + "," + key("units") +
         std::to_string(claim.network.units.size()) + "," + key("risk") + exact(claim.risk) + "," +
         key("pivots") + "[" + listed(pivots, interval, pivots.size()) + "]," +
         key("network_digest") + json_literal(canonical_digest(*claim.network.json)) + "}";
}

std::string shown_given(const SmoothActivation& h, const Fraction& given) {
  return shown(h.has_real_values() ? given : smooth_value(h, given).low);
}

std::string in_words(const SmoothZeroLoss& claim, const SmoothMinimum& minimum) {
  const SmoothNetwork& network = minimum.network;
  std::string units;
  for (std::size_t k = 0; k < 2; ++k)
    units += "  Unit " + std::to_string(k) + " has the " +
             (network.activation.has_real_values() ? "pre-activations " : "values ") +
             shown_given(network.activation, claim.given[k][0]) + " and " +
             shown_given(network.activation, claim.given[k][1]) +
             " at the first two samples, at the third one a value from\n  " +
             shown(claim.midpoints[k].low) + " to " + shown(claim.midpoints[k].high) + ".\n";
  return "Spurious. Some smooth network W2 as wide as these W fits every sample: R(W2) = 0 < R(W); "
         "the drop is " +
         number(minimum.risk) + ".\n" + units + "  The digest of these values is " +
         canonical_digest(*claim.witness_json) + ".\n";
}

std::string as_json(const SmoothZeroLoss& claim, const SmoothMinimum& minimum) {
  return "," + key("smooth_zero_loss") + "{" + key("better_risk") + "\"0\"," + key("drop") +
         exact(minimum.risk) + "," + key("witness_digest") +
         json_literal(canonical_digest(*claim.witness_json)) + "}";
}

} // namespace

Told told(const SmoothMinimum& claim, const List<Interval>& pivots) {
  return {in_words(claim, pivots), as_json(claim, pivots)};
}

Told told(const SmoothZeroLoss& claim, const SmoothMinimum& minimum) {
  return {in_words(claim, minimum), as_json(claim, minimum)};
}

} // namespace thalweg::verifier
