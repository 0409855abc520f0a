// SPDX-License-Identifier: Apache-2.0

#include "claim/smooth_minimum.hpp"

#include "loss/risk.hpp"
#include "number/decimal.hpp"
#include "text/digest.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

SmoothActivation read_smooth_activation(const Node& node) {
  node.require_key("name");
  std::optional<SmoothActivation> h = known_smooth_activation(node["name"].text());
  if (!h)
    node["name"].unsupported("unsupported.activation", "a smooth activation of the specification");
  const auto read_positive = [&](std::string_view key) {
    const Fraction value = node[key].rational();
    node[key].require(sign(value) > 0, "smooth_network.parameter", "a positive number");
    return value;
  };
  if (h->kind == SmoothKind::selu)
    node.require_keys({"name", "lambda", "alpha"});
  else if (h->kind == SmoothKind::elu)
    node.require_keys({"name", "alpha"});
  else
    node.require_keys({"name"});
  if (h->is_exponential_unit())
    h->alpha = read_positive("alpha");
  if (h->kind == SmoothKind::selu)
    h->lambda = read_positive("lambda");
  return *h;
}

using Matrix = List<List<Fraction>>;
using IntervalMatrix = List<List<Interval>>;

/// The samples about their means, d_y = 1.
struct Centred {
  Matrix inputs;            ///< ξ_i
  List<Fraction> residuals; ///< r_i = ȳ − y_i
  Fraction mean;            ///< ȳ
};

Fraction mean_of(const List<Fraction>& values) {
  return sum(values) * fraction(1, values.size());
}

Centred centred(const Data& data) {
  const std::size_t n = data.samples.size();
  Centred result{Matrix(n, List<Fraction>(data.inputs.size())), List<Fraction>(n), {}};
  List<Fraction> column(n);
  const auto fill = [&](const auto& numerator) {
    for (std::size_t i = 0; i < n; ++i)
      column[i] = fraction(numerator(data.samples[i]), data.samples[i].denominator);
    return mean_of(column);
  };
  for (std::size_t a = 0; a < data.inputs.size(); ++a) {
    Meter::tick();
    const Fraction mean = fill([a](const Sample& sample) { return sample.x[a]; });
    for (std::size_t i = 0; i < n; ++i)
      result.inputs[i][a] = column[i] - mean;
  }
  result.mean = fill([](const Sample& sample) { return sample.y[0]; });
  for (std::size_t i = 0; i < n; ++i)
    result.residuals[i] = result.mean - column[i];
  return result;
}

/// Σ_i c_i ξ_{i,a} ξ_{i,b}
Matrix moments(const Centred& samples, const List<Fraction>& c, std::size_t d) {
  Meter::require_room(d, d, sizeof(Fraction));
  Matrix result(d, List<Fraction>(d));
  List<Fraction> terms(c.size());
  for (std::size_t a = 0; a < d; ++a)
    for (std::size_t b = 0; b <= a; ++b) {
      Meter::tick();
      for (std::size_t i = 0; i < c.size(); ++i)
        terms[i] = c[i] * samples.inputs[i][a] * samples.inputs[i][b];
      result[a][b] = result[b][a] = sum(terms);
    }
  return result;
}

/// Eliminates with the pivot m_jj > 0 below it.
void eliminate(IntervalMatrix& m, std::size_t j) {
  const Interval inverted = inverse(m[j][j]);
  for (std::size_t a = j + 1; a < m.size(); ++a)
    for (std::size_t b = j + 1; b <= a; ++b) {
      Meter::tick();
      m[a][b] = m[a][b] + exactly(Fraction{-1, 1}) * (m[a][j] * m[b][j] * inverted);
    }
}

/// The inputs whose centred column is no combination of those before it.
List<std::size_t> spanning_inputs(const Matrix& gram) {
  Meter::require_room(gram.size(), gram.size(), sizeof(Interval));
  IntervalMatrix m;
  for (const List<Fraction>& row : gram) {
    List<Interval>& intervals = m.emplace_back();
    for (const Fraction& entry : row)
      intervals.push_back(exactly(entry));
  }
  List<std::size_t> result;
  for (std::size_t a = 0; a < m.size(); ++a)
    if (sign(m[a][a].low) > 0) {
      eliminate(m, a);
      result.push_back(a);
    }
  return result;
}

/// Q over the coordinates (k, a), k first, a one of `inputs`: the part on and below the diagonal.
IntervalMatrix quadratic_form(const SmoothNetwork& network, const Matrix& gram,
                              const Matrix& curved, const List<std::size_t>& inputs) {
  IntervalMatrix result;
  List<Interval> slopes; // u_k h'_k
  for (std::size_t k = 0; k < network.units.size(); ++k) {
    const SmoothDerivatives at = smooth_derivatives(network.activation, network.units[k]);
    const Interval u = exactly(network.output_weights[k]);
    slopes.push_back(u * at.first);
    for (const std::size_t a : inputs) {
      List<Interval>& row = result.emplace_back();
      for (std::size_t l = 0; l <= k; ++l)
        for (const std::size_t b : inputs) {
          Meter::tick();
          Interval entry = slopes[k] * slopes[l] * exactly(gram[a][b]);
          if (l == k)
            entry = entry + u * at.second * exactly(curved[a][b]);
          row.push_back(entry);
        }
    }
  }
  return result;
}

/// O103
List<Interval> positive_pivots(IntervalMatrix m) {
  List<Interval> pivots;
  for (std::size_t j = 0; j < m.size(); ++j) {
    if (const Check check{sign(m[j][j].low) > 0})
      check.say({"smooth_minimum.not_positive_definite", "/statement/smooth_network/output_weights",
                 "a positive definite form",
                 "pivot " + std::to_string(j) + " of at least " + shown(m[j][j].low)});
    pivots.push_back(m[j][j]);
    eliminate(m, j);
  }
  return pivots;
}

/// O100, O101
void check_network(const SmoothNetwork& network, const Fraction& mean) {
  const std::string section = "/statement/smooth_network";
  for (std::size_t k = 0; k < network.units.size(); ++k)
    if (const Check check{is_smooth_value(network.activation, network.units[k], false)})
      check.say({"smooth_minimum.value", section + "/units/" + std::to_string(k),
                 "a value near which the activation is smooth", shown(network.units[k])});
  if (!network.output_bias)
    return;
  List<Fraction> terms{*network.output_bias};
  for (std::size_t k = 0; k < network.units.size(); ++k)
    terms.push_back(network.output_weights[k] *
                    smooth_value(network.activation, network.units[k]).low);
  const Fraction output = sum(terms);
  if (const Check check{output == mean})
    check.say({"smooth_minimum.mean", section + "/output_bias",
               "the mean of the targets, " + shown(mean), "the output " + shown(output)});
}

/// O102
void check_best_fit_is_constant(const Centred& samples, std::size_t d) {
  List<Fraction> terms(samples.residuals.size());
  for (std::size_t a = 0; a < d; ++a) {
    for (std::size_t i = 0; i < terms.size(); ++i)
      terms[i] = samples.residuals[i] * samples.inputs[i][a];
    const Fraction total = sum(terms);
    if (const Check check{sign(total) == 0})
      check.say({"smooth_minimum.not_orthogonal", "/statement/data/rows",
                 "residuals of the mean that are orthogonal to the inputs",
                 "a sum of " + shown(total) + " with input " + std::to_string(a)});
  }
}

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
  return "{" + key("activation") + json_literal(claim.network.activation.name) + "," +
         key("units") + std::to_string(claim.network.units.size()) + "," + key("risk") +
         exact(claim.risk) + "," + key("pivots") + "[" + listed(pivots, interval, pivots.size()) +
         "]," + key("network_digest") + json_literal(canonical_digest(*claim.network.json)) + "}";
}

} // namespace

std::unique_ptr<Claim> read_smooth_minimum(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"risk"});
  return std::make_unique<SmoothMinimum>(node.place(), node["risk"].rational());
}

void SmoothMinimum::read_section(const Node& statement, const Subject& subject) {
  const Node node = statement["smooth_network"];
  const Data& data = subject.data;
  node.require_keys({"activation", "units", "output_weights", "output_bias"});
  node.require(data.targets.size() == 1, "shape.length", "data with one target",
               std::to_string(data.targets.size()));
  network.json = &node.json();
  network.activation = read_smooth_activation(node["activation"]);
  const Node units = node["units"];
  const std::size_t count = units.size_not_zero("unit");
  const std::string_view given = network.activation.is_given_by_argument() ? "argument" : "value";
  for (std::size_t k = 0; k < count; ++k) {
    const Node unit = units[k];
    unit.require_keys({given});
    network.units.push_back(unit[given].rational());
  }
  node["output_weights"].require_size(count, "units");
  network.output_weights = node["output_weights"].rationals();
  const Node bias = node["output_bias"];
  if (network.activation.has_real_values())
    bias.require_kind(JsonKind::null, "null (the values of this activation are not rational)");
  else
    network.output_bias = bias.rational();
}

Told SmoothMinimum::check(const Subject& subject) const {
  const Data& data = subject.data;
  const std::size_t d = data.inputs.size();
  const Centred samples = centred(data);
  check_network(network, samples.mean);
  check_best_fit_is_constant(samples, d);
  const Matrix gram = moments(samples, List<Fraction>(data.samples.size(), Fraction{1, 1}), d);
  const Matrix curved = moments(samples, samples.residuals, d);
  const List<Interval> pivots =
      positive_pivots(quadratic_form(network, gram, curved, spanning_inputs(gram)));
  List<Fraction> squares;
  for (const Fraction& r : samples.residuals)
    squares.push_back(r * r);
  const Fraction constant = mean_of(squares);
  if (const Check check{risk == constant}) // O104
    check.say({"smooth_minimum.risk", place + "/risk", "the empirical risk " + shown(constant),
               shown(risk)});
  return {in_words(*this, pivots), as_json(*this, pivots)};
}

} // namespace thalweg::verifier
