// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/decision_report.hpp"

#include "certificate/writer.hpp"
#include "landscape/guess/gradient_steps.hpp"
#include "landscape/ray_drop.hpp"
#include "program/list_text.hpp"
#include "program/summary.hpp"
#include "trained/judgement.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

/// What the rows of parameters of a layer belong to.
const char* row_word(const Network& network, std::size_t layer) {
  return network.layers[layer].kind == LayerKind::convolution ? "filter" : "unit";
}

/// Exactly if that is short.
std::string change_in_words(const Rational& change) {
  constexpr std::size_t longest = 12;
  const std::string exact = to_string(change);
  return exact.size() <= longest ? exact : decimal(change);
}

std::string direction_in_words(const Network& network, const Direction& direction) {
  std::vector<std::string> moves;
  for (const WeightMove& move : direction.weights)
    moves.push_back(fmt::format("weight {} of layer {}, {} {}: {}", move.input, move.layer,
                                row_word(network, move.layer), move.unit,
                                change_in_words(move.change)));
  for (const BiasMove& move : direction.biases)
    moves.push_back(fmt::format("bias of layer {}, {} {}: {}", move.layer,
                                row_word(network, move.layer), move.unit,
                                change_in_words(move.change)));
  constexpr std::size_t most = 3;
  const bool is_long = moves.size() > most;
  moves.resize(std::min(moves.size(), most));
  return fmt::format("{}{}", fmt::join(moves, "; "), is_long ? "; …" : "");
}

std::string polynomial_in_words(const Polynomial& p) {
  const std::string exact = to_string(p);
  constexpr std::size_t longest = 80;
  if (exact.size() <= longest)
    return "(" + exact + ")";
  const std::size_t k = *p.lowest_index();
  return fmt::format("({} ε^{} + …)", decimal(p.coefficients()[k]), k);
}

nlohmann::ordered_json json_of_direction(const Direction& direction) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const WeightMove& move : direction.weights)
    json.push_back({{"layer", move.layer},
                    {"row", move.unit},
                    {"input", move.input},
                    {"change", to_string(move.change)}});
  for (const BiasMove& move : direction.biases)
    json.push_back({{"layer", move.layer}, {"row", move.unit}, {"change", to_string(move.change)}});
  return json;
}

} // namespace

std::string drop_in_words(const Rational& drop, const Rational& risk) {
  return fmt::format("{:.3g}, {:.3g} % of the risk", drop.get_d(),
                     100 * Rational(drop / risk).get_d());
}

void tell_network(DecisionReport& report, const Network& network) {
  report.text +=
      summary_line("network", fmt::format("{}, {}", architecture(network),
                                          counted(parameter_count(network), "parameter")));
  report.json["architecture"] = architecture(network);
  report.json["parameters"] = parameter_count(network);
}

void tell_global_minimum(DecisionReport& report, const WeightedLoss& loss) {
  report.text +=
      summary_line("verdict", is_plain_squared(loss)
                                  ? "global minimum: every sample is fitted exactly, the risk is 0"
                                  : "global minimum: every loss is 0, the least possible");
  report.json["verdict"] = "global_minimum";
  report.json["risk"] = json_number(0);
}

void tell_minimum(DecisionReport& report, const CertifiedMinimum& minimum,
                  const CertificateDocument& document) {
  const Rational& radius = document.local_minimum->radius;
  const bool is_by_interval = document.local_minimum->method == RadiusMethod::interval;
  report.text += summary_line("verdict", "local minimum, and no lower risk with the same patterns");
  if (!is_plain_squared(document.weighted_loss()))
    report.text += summary_line("loss", to_string(document.weighted_loss().loss));
  report.text += summary_line("risk", exact_and_decimal(minimum.risk));
  report.text += summary_line(
      "radius",
      exact_and_decimal(radius) +
          (is_by_interval ? std::string(" (interval bound)")
                          : fmt::format(", {} × the interval bound",
                                        decimal(Rational(radius / minimum.interval_radius), 4))));
  report.json["verdict"] = "local_minimum";
  report.json["loss"] = to_string(document.weighted_loss().loss);
  report.json["risk"] = json_number(minimum.risk);
  report.json["radius"] = json_number(radius);
  if (!minimum.flip)
    return;
  const Rational tightness = radius / minimum.flip->distance;
  report.text += summary_line("upper bound", flip_in_words(*minimum.flip) + "; tightness " +
                                                 decimal(tightness, 4));
  report.json["flip"] = json_flip(*minimum.flip);
}

void tell_ray(DecisionReport& report, const DescentRay& ray, const CertificateDocument& document) {
  const Rational drop = drop_at_end(ray);
  const bool is_rounding = is_rounding_level(drop, ray.risk);
  const auto gradient_norm = guessed_gradient_norm(document.network, document.problem());
  report.text += summary_line("verdict", "not a local minimum: the risk falls along a ray");
  report.text += summary_line("risk", exact_and_decimal(ray.risk));
  report.text += summary_line("gradient", fmt::format("norm {:.3g}", gradient_norm));
  report.text +=
      summary_line("direction", counted(ray.direction.entry_count(), "parameter") + ", " +
                                    direction_in_words(document.network, ray.direction));
  report.text += summary_line("risk on it", fmt::format("R(W) + {}  for 0 < ε ≤ {}",
                                                        polynomial_in_words(ray.risk_difference),
                                                        exact_and_decimal(ray.epsilon)));
  report.text += summary_line("drop", drop_in_words(drop, ray.risk));
  if (is_rounding)
    report.text += summary_line("note", "the drop is at rounding level: exactly these numbers are "
                                        "no minimum, but one may be next to them → thalweg judge");
  report.json["verdict"] = "not_local_minimum";
  report.json["risk"] = json_number(ray.risk);
  report.json["gradient_norm"] = gradient_norm;
  report.json["direction"] = json_of_direction(ray.direction);
  report.json["epsilon"] = json_number(ray.epsilon);
  report.json["drop"] = json_number(drop);
  report.json["drop_percent"] = 100 * Rational(drop / ray.risk).get_d();
  report.json["is_rounding_level"] = is_rounding;
}

void tell_bottleneck(DecisionReport& report, const BottleneckMinimum& minimum) {
  report.text += summary_line(
      "verdict",
      fmt::format("local minimum: of the affine maps of rank {}, which a hidden layer lets "
                  "through, none has a lower risk",
                  minimum.rank));
  report.text += summary_line("risk", exact_and_decimal(minimum.risk));
  report.text += summary_line("radius", exact_and_decimal(minimum.radius));
  report.json["verdict"] = "local_minimum";
  report.json["rank"] = minimum.rank;
  report.json["risk"] = json_number(minimum.risk);
  report.json["radius"] = json_number(minimum.radius);
}

void tell_saddle(DecisionReport& report, const AscentRay& ascent) {
  report.text += summary_line(
      "saddle",
      fmt::format("all derivatives are 0, and along another ray the risk is R(W) + {}  "
                  "for 0 < ε ≤ {}",
                  polynomial_in_words(ascent.risk_difference), exact_and_decimal(ascent.epsilon)));
  report.json["is_saddle"] = true;
  report.json["ascent"] = {{"direction", json_of_direction(ascent.direction)},
                           {"epsilon", json_number(ascent.epsilon)}};
}

void tell_undecided(DecisionReport& report, const Undecided& undecided) {
  report.text += summary_line("verdict", "undecided");
  for (const std::string& tried : undecided.tried)
    report.text += summary_line("tried", tried);
  report.text += summary_line("missing", undecided.missing);
  report.json["verdict"] = "undecided";
  report.json["tried"] = undecided.tried;
  report.json["missing"] = undecided.missing;
}

void tell_better_point(DecisionReport& report, const std::optional<LowerRiskClaim>& better,
                       const std::string& found_by) {
  if (!better) {
    report.text += summary_line("better point", "none was found, which proves nothing");
    report.json["better_point"] = nullptr;
    return;
  }
  if (!found_by.empty())
    report.text += summary_line("found by", found_by);
  report.text += summary_line("better point", "risk " + exact_and_decimal(better->better_risk) +
                                                  ", same architecture: the minimum is spurious");
  report.json["better_point"] = {{"risk", json_number(better->better_risk)}};
  if (!found_by.empty())
    report.json["better_point"]["found_by"] = found_by;
}

void tell_certificate(DecisionReport& report, const std::string& path, std::size_t bytes) {
  report.text += certificate_line(path, bytes);
  report.json["certificate"] = is_utf8(path) ? path : "?";
  report.json["bytes"] = bytes;
}

} // namespace thalweg
