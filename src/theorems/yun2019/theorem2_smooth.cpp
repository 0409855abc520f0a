// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/yun2019/theorem2_smooth.hpp"

#include "certificate/smooth_claims.hpp"
#include "exact/error.hpp"
#include "theorems/sampled_data.hpp"
#include "theorems/yun2019/theorem1.hpp"

#include <algorithm>

namespace thalweg {

namespace {

constexpr SmoothKind kinds[] = {SmoothKind::logistic, SmoothKind::tanh,  SmoothKind::quadratic,
                                SmoothKind::elu,      SmoothKind::selu,  SmoothKind::arctan,
                                SmoothKind::softplus, SmoothKind::swish, SmoothKind::gelu};

[[noreturn]] void refuse(const std::string& expected, const std::string& found) {
  throw UsageError("--activation: expected " + expected + ", found " + found);
}

Rational positive(const std::string& text, const std::string& name) {
  const std::optional<Rational> value = parse_number(text);
  if (!value || *value <= 0)
    refuse("positive parameters", name);
  return *value;
}

/// "elu:1/2" as the end of a file name: "alpha-1-2".
std::string case_name(const SmoothActivation& h) {
  if (!h.is_exponential_unit())
    return "";
  std::string name = h.kind == SmoothKind::selu ? "lambda-" + to_string(h.lambda) + "-" : "";
  name += "alpha-" + to_string(h.alpha);
  std::replace(name.begin(), name.end(), '/', '-');
  return name;
}

std::vector<InstanceCase> cases_of(SmoothKind kind, const InstanceParameters& given) {
  const std::string name = given.activation.value_or(smooth_name(kind));
  const SmoothActivation h = smooth_activation_of(name);
  if (h.kind != kind)
    refuse(smooth_name(kind) + (kind == SmoothKind::elu ? ":alpha" : ":lambda,alpha"), name);
  InstanceParameters other = given;
  other.seed = given.seed.value_or(1);
  other.dimension = given.dimension.value_or(3);
  if (*other.dimension < 1)
    throw UsageError("--dimension: expected at least 1, found 0");
  const std::string paper = case_name(h);
  std::vector<InstanceCase> cases;
  if (!given.seed && !given.dimension)
    cases.push_back(
        {paper, given, Verdict::spurious_minimum, [h] { return yun_theorem2_smooth(h); }});
  cases.push_back({paper.empty() ? "other-data" : paper + "-other-data", other,
                   Verdict::spurious_minimum, [h, other] {
                     return yun_theorem2_smooth(h, other_smooth_data(*other.seed, *other.dimension),
                                                4);
                   }});
  return cases;
}

} // namespace

SmoothPoints yun_smooth_points(const SmoothActivation& h) {
  const Rational half(1, 2), third(1, 3), quarter(1, 4), eighth(1, 8);
  if (h.kind == SmoothKind::quadratic) {
    const Rational u(1, 6);
    return {{h, {1, 1}, {u, u}, 0}, {{{-1, 1}, {1, 1}}}};
  }
  if (h.is_exponential_unit()) {
    const Rational c = -h.scale(); // h(log q) = c (1 − q)
    return {{h,
             {Rational(h.lambda * third), Rational(c * third)},
             {Rational(2 / h.lambda), Rational(1 / h.scale())},
             0},
            {{{c * half, c * quarter}, {c * quarter, c * eighth}}}};
  }
  if (h.has_real_values())
    return {{h, {h.kind == SmoothKind::swish ? Rational(-3, 2) : Rational(-1), 1}, {half, half}, 0},
            {{{1, 0}, {2, 0}}}};
  const Rational two_thirds(2, 3);
  if (h.kind == SmoothKind::softplus)
    return {{h, {quarter, quarter}, {two_thirds, two_thirds}, 0}, {{{1, half}, {half, quarter}}}};
  const bool is_logistic = h.kind == SmoothKind::logistic;
  return {{h,
           {quarter, is_logistic ? quarter : half},
           is_logistic ? Vector{two_thirds, two_thirds} : Vector{2, -third},
           0},
          {{{half, quarter}, {quarter, eighth}}}};
}

SmoothActivation smooth_activation_of(const std::string& name) {
  const std::size_t colon = std::min(name.find(':'), name.size());
  const auto* const kind = std::find_if(std::begin(kinds), std::end(kinds), [&](SmoothKind one) {
    return smooth_name(one) == name.substr(0, colon);
  });
  if (kind == std::end(kinds))
    refuse(
        "logistic, tanh, quadratic, arctan, softplus, swish, gelu, elu:alpha or selu:lambda,alpha",
        name);
  SmoothActivation h{*kind, 1, 1};
  if (h.kind == SmoothKind::selu) {
    h.lambda = fraction(10507, 10000);
    h.alpha = fraction(16732, 10000);
  }
  if (colon == name.size())
    return h;
  const std::string parameters = name.substr(colon + 1);
  const std::size_t comma = parameters.find(',');
  if (!h.is_exponential_unit() || (comma != parameters.npos) != (h.kind == SmoothKind::selu))
    refuse("elu:alpha, selu:lambda,alpha, or no parameter", name);
  if (h.kind == SmoothKind::selu)
    h.lambda = positive(parameters.substr(0, comma), name);
  h.alpha = positive(parameters.substr(comma == parameters.npos ? 0 : comma + 1), name);
  return h;
}

SmoothData yun_smooth_data() {
  return {equal_predictions_in_plane(), 0, 1};
}

SmoothData other_smooth_data(std::uint64_t seed, std::size_t dimension) {
  SeededSource source(seed);
  std::vector<Vector> inputs(3, Vector(dimension));
  for (std::size_t k = 0; k < dimension; ++k) {
    inputs[0][k] = fraction(source.integer(-8, 8), 4);
    inputs[1][k] = inputs[0][k] + fraction(source.integer(1, 8), 4);
    inputs[2][k] = (inputs[0][k] + inputs[1][k]) / 2;
  }
  const Rational low = fraction(source.integer(-8, 8), 4);
  const Rational high = low + fraction(source.integer(1, 8) * (seed % 2 == 0 ? 1 : -1), 4);
  return {dataset_of(std::move(inputs), {{low}, {low}, {high}}), low, high};
}

namespace {

/// For the targets a, a, b, and with as many units.
SmoothNetwork adapted(SmoothNetwork network, const SmoothData& data, std::size_t units) {
  for (Rational& weight : network.output_weights)
    weight *= data.high - data.low;
  network.output_bias = data.low;
  const auto copies = static_cast<unsigned long>(units - network.units.size() + 1);
  network.output_weights.back() /= copies;
  while (network.units.size() < units) {
    network.units.push_back(network.units.back());
    network.output_weights.push_back(network.output_weights.back());
  }
  return network;
}

} // namespace

Outcome yun_theorem2_smooth(const SmoothActivation& h, const SmoothData& data, std::size_t units) {
  SmoothPoints points = yun_smooth_points(h);
  points.minimum = adapted(std::move(points.minimum), data, units);
  Outcome outcome;
  CertificateDocument& document = outcome.document.emplace();
  document.data = data.data;
  const SmoothMinimum minimum = smooth_minimum(points.minimum, document.data);
  document.further = {
      smooth_minimum_claim(points.minimum, minimum.risk),
      smooth_zero_loss_claim(h, smooth_zero_loss(h, points.zero_loss, document.data))};
  outcome.note = "risk " + to_string(minimum.risk) + " and 0";
  if (data.data.inputs != equal_predictions_in_plane().inputs || units != 2) {
    outcome.note += "; " + std::to_string(units) + " units";
    return outcome;
  }
  const Interval left = Interval{2, 2} * minimum.pivots[0];
  const Interval gap = Interval{2, 2} * left * minimum.pivots[1];
  const auto word = [](const Interval& value) {
    return value.low == value.high ? to_string(value.low) : "≈ " + decimal(value.low, 5);
  };
  outcome.note += "; C2.6: " + word(left) + ", gap of C2.7: " + word(gap);
  return outcome;
}

std::vector<Instance> yun_theorem2_smooth_instances() {
  std::vector<Instance> instances;
  for (const SmoothKind kind : kinds) {
    const bool has_parameters = kind == SmoothKind::elu || kind == SmoothKind::selu;
    instances.push_back(
        {"yun2019", "theorem2-" + smooth_name(kind),
         "Theorem 2 for the activation " + smooth_name(kind) +
             ": a minimum of constant output, by second derivatives, and a point "
             "of risk 0",
         has_parameters ? std::vector{Parameter::seed, Parameter::dimension, Parameter::activation}
                        : std::vector{Parameter::seed, Parameter::dimension},
         [kind](const InstanceParameters& given) { return cases_of(kind, given); }});
  }
  return instances;
}

} // namespace thalweg
