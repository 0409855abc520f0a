// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/judgement_report.hpp"

#include "program/list_text.hpp"
#include "program/minimum_report.hpp"
#include "program/summary.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace thalweg {

namespace {

std::string rounded_risk(const RiskBounds& risk) {
  return decimal(risk.lower);
}

std::string percent(const Rational& part, const Rational& whole) {
  return whole == 0 ? "0 %" : fmt::format("{:.3g} %", 100 * Rational(part / whole).get_d());
}

std::string loss_name(const TrainingProblem& problem) {
  std::string name = std::visit(
      [](const auto& loss) {
        if constexpr (std::is_same_v<std::decay_t<decltype(loss)>, WeightedLoss>)
          return to_string(loss.loss);
        else
          return to_string(loss);
      },
      problem.loss);
  return problem.decay.empty() ? name : name + " with weight decay";
}

std::string facts_in_words(const CheckpointFacts& facts) {
  std::string text = fmt::format("{} of {}", counted(facts.pattern_count, "pattern"),
                                 counted(facts.hidden_units, "hidden unit"));
  if (facts.dead_units > 0)
    text += fmt::format(", {} off at all samples", facts.dead_units);
  if (facts.one_sided_units > 0)
    text += fmt::format(", {} on one side at all samples", facts.one_sided_units);
  if (facts.near_walls > 0)
    text += fmt::format("; {} within 10⁻⁶ of a wall", counted(facts.near_walls, "pair"));
  return text;
}

/// Is the minimum where the training has led? Same patterns, and less than 1 % of the risk to fall.
bool is_near(const Judgement& judgement) {
  const Rational& risk = judgement.facts.risk.lower;
  return !(judgement.walk && judgement.walk->has_changed_patterns) &&
         100 * (risk - judgement.minimum->risk.upper) < risk;
}

std::string vanishing_in_words(const VanishingRisk& risk) {
  const std::string what = risk.margin > 0 ? "separates the classes"
                                           : "separates some samples, and is neutral to the others";
  return risk.direction ? "a last layer " + what + ": adding it lowers the risk for ever"
                        : "the last layer " + what + ": scaling it lowers the risk for ever";
}

std::string judged_verdict_in_words(const Judgement& judgement) {
  switch (judgement.verdict) {
  case JudgementVerdict::global:
    return "global minimum: every loss is the least possible, the risk is 0";
  case JudgementVerdict::minimum:
    return judgement.minimum->distance == 0 ? "local minimum: the network itself"
           : is_near(judgement)             ? "local minimum near the network"
                                            : "local minimum further downhill";
  case JudgementVerdict::not_converged:
    return "not converged: the risk falls on, and no minimum is certified where it leads";
  case JudgementVerdict::no_minimum:
    return judgement.vanishing->risk.margin > 0
               ? "no minimum to be had: the risk falls towards 0 without reaching it"
               : "no minimum with these hidden layers: the risk falls for ever as the last one "
                 "grows";
  case JudgementVerdict::undecided:
    break;
  }
  return "undecided";
}

std::string distance_in_words(const Judgement& judgement, const Rational& distance) {
  const bool has_changed = judgement.walk && judgement.walk->has_changed_patterns;
  return fmt::format("{:.2g} at most, in any parameter; patterns {}", distance.get_d(),
                     has_changed ? "have changed on the way" : "have not changed");
}

/// The risk at the point and how far below that of the checkpoint it is.
std::string risk_there(const Judgement& judgement, const RiskBounds& risk) {
  const Rational drop = judgement.facts.risk.lower - risk.upper;
  std::string text = "risk " + rounded_risk(risk);
  if (drop > 0)
    text +=
        fmt::format(", {:.3g} lower ({})", drop.get_d(), percent(drop, judgement.facts.risk.lower));
  return text;
}

std::string next_step(const Judgement& judgement) {
  switch (judgement.verdict) {
  case JudgementVerdict::global:
    return "nothing to gain on these data";
  case JudgementVerdict::minimum:
    return judgement.better ? "training on from here does not help: start again, or go on from the "
                              "better network (thalweg export --better)"
                            : "training on from here does not help; other starts may";
  case JudgementVerdict::not_converged:
    if (judgement.walk && judgement.walk->makes_parameters_grow)
      return "the parameters grow: add weight decay (--weight-decay) if a minimum is wanted";
    return judgement.better ? "train on, or go on from the better network (thalweg export --better)"
                            : "train on, with smaller steps or a second-order method";
  case JudgementVerdict::no_minimum:
    return "add weight decay (--weight-decay) if a minimum is wanted";
  case JudgementVerdict::undecided:
    break;
  }
  return judgement.better ? "go on from the better network (thalweg export --better)"
                          : "train on, and judge again";
}

const RiskBounds& risk_to_beat(const Judgement& judgement) {
  return judgement.minimum ? judgement.minimum->risk
         : judgement.lower ? judgement.lower->risk
                           : judgement.facts.risk;
}

std::string better_in_words(const Judgement& judgement) {
  const Rational drop = risk_to_beat(judgement).lower - judgement.better->risk.upper;
  return fmt::format("risk {}, {} lower ({}){}", rounded_risk(judgement.better->risk),
                     percent(drop, risk_to_beat(judgement).lower), judgement.better->how,
                     judgement.minimum ? ": the minimum is spurious" : "");
}

} // namespace

const char* verdict_word(JudgementVerdict verdict) {
  switch (verdict) {
  case JudgementVerdict::minimum:
    return "minimum";
  case JudgementVerdict::not_converged:
    return "not_converged";
  case JudgementVerdict::no_minimum:
    return "no_minimum";
  case JudgementVerdict::global:
    return "global";
  case JudgementVerdict::undecided:
    break;
  }
  return "undecided";
}

std::string judgement_text(const Judgement& judgement, const TrainingProblem& problem) {
  const CheckpointFacts& facts = judgement.facts;
  std::string text = summary_line("loss", loss_name(problem));
  text += summary_line(
      "risk", decimal(facts.risk.lower, 8) +
                  (facts.right ? fmt::format("; {} of {} classified rightly", *facts.right,
                                             counted(problem.data.sample_count(), "sample"))
                               : std::string()));
  text += summary_line("gradient", fmt::format("norm {:.3g}", facts.gradient.value));
  text += summary_line("patterns", facts_in_words(facts));
  text += summary_line("verdict", judged_verdict_in_words(judgement));
  if (judgement.minimum && judgement.minimum->distance > 0 &&
      judgement.verdict == JudgementVerdict::global)
    text += summary_line("distance", distance_in_words(judgement, judgement.minimum->distance));
  if (judgement.verdict == JudgementVerdict::minimum) {
    const FoundMinimum& minimum = *judgement.minimum;
    text += summary_line("minimum", risk_there(judgement, minimum.risk));
    text += summary_line("distance", distance_in_words(judgement, minimum.distance));
    if (const std::string radius = radius_in_words(minimum); !radius.empty())
      text += summary_line("radius", radius);
  }
  if (judgement.lower) {
    text += summary_line("lower point", risk_there(judgement, judgement.lower->risk));
    text += summary_line("distance", distance_in_words(judgement, judgement.lower->distance));
  }
  if (judgement.vanishing)
    text += summary_line("why", vanishing_in_words(judgement.vanishing->risk));
  if (!judgement.minimum && !judgement.vanishing)
    for (const std::string& missing : judgement.missing)
      text += summary_line("missing", missing);
  if (judgement.better)
    text += summary_line("better network", better_in_words(judgement));
  return text + summary_line("next", next_step(judgement));
}

nlohmann::ordered_json judgement_json(const Judgement& judgement, const TrainingProblem& problem) {
  const CheckpointFacts& facts = judgement.facts;
  nlohmann::ordered_json json;
  json["loss"] = loss_name(problem);
  json["risk"] = json_of_risk(facts.risk);
  json["gradient_norm"] = facts.gradient.value;
  json["patterns"] = facts.pattern_count;
  json["samples_on_walls"] = facts.wall_samples;
  json["pairs_near_walls"] = facts.near_walls;
  json["hidden_units"] = facts.hidden_units;
  json["dead_units"] = facts.dead_units;
  json["one_sided_units"] = facts.one_sided_units;
  if (facts.right)
    json["classified_rightly"] = *facts.right;
  json["verdict"] = verdict_word(judgement.verdict);
  if (judgement.minimum)
    json["minimum"] = minimum_json(*judgement.minimum);
  if (judgement.lower)
    json["lower_point"] = {{"risk", json_of_risk(judgement.lower->risk)},
                           {"distance", json_number(judgement.lower->distance)}};
  if (judgement.vanishing)
    json["least_margin"] = json_number(judgement.vanishing->risk.margin);
  if (judgement.walk)
    json["walk"] = {{"steps", judgement.walk->steps},
                    {"reason", judgement.walk->reason},
                    {"has_changed_patterns", judgement.walk->has_changed_patterns}};
  if (judgement.better) {
    const Rational& before = risk_to_beat(judgement).lower;
    const Rational drop = before - judgement.better->risk.upper;
    json["better_network"] = {{"risk", json_of_risk(judgement.better->risk)},
                              {"drop_percent", 100 * Rational(drop / before).get_d()},
                              {"found_by", judgement.better->how}};
  } else {
    json["better_network"] = nullptr;
  }
  json["missing"] = judgement.missing;
  json["next"] = next_step(judgement);
  return json;
}

} // namespace thalweg
