// SPDX-License-Identifier: GPL-3.0-or-later
//
// Prose per part of the argument. The affine functions shown for the groups are recomputed from the
// network; everything else is read from the certificate.

#include "program/explanation.hpp"

#include "certificate/writer.hpp"
#include "landscape/ray.hpp"
#include "program/function_explanation.hpp"
#include "program/further_explanation.hpp"
#include "program/list_text.hpp"
#include "program/loss_prose.hpp"
#include "program/nearby_explanation.hpp"
#include "program/piece_explanation.hpp"
#include "program/prose.hpp"
#include "program/summary.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {

namespace {

constexpr std::size_t shown_groups = 12;
constexpr std::size_t shown_inputs = 4;

/// A column name as the file has it, with control characters escaped.
std::string printable(const std::string& name) {
  const std::string literal = json_string(name, "column name");
  return literal.substr(1, literal.size() - 2);
}

std::vector<std::string> input_names(const Dataset& data) {
  std::vector<std::string> names;
  for (std::size_t column = 0; column < data.columns.size(); ++column)
    if (std::count(data.target_columns.begin(), data.target_columns.end(), column) == 0)
      names.push_back(printable(data.columns[column]));
  return names;
}

std::vector<std::string> target_names(const Dataset& data) {
  std::vector<std::string> names;
  for (const std::size_t column : data.target_columns)
    names.push_back(printable(data.columns[column]));
  return names;
}

std::string joined(const std::vector<std::string>& words) {
  std::string list;
  for (const std::string& word : words)
    list += (list.empty() ? "" : ", ") + word;
  return list;
}

std::string short_number(const Rational& value) {
  const std::string exact = to_string(value);
  return exact.size() <= 12 ? exact : "≈" + decimal(value, 5);
}

/// "3/2 x − 1/2", long numbers as decimals with ≈.
std::string affine_text(const AffineFunction& f, const std::vector<std::string>& names) {
  std::string text;
  const auto add_term = [&text](const Rational& coefficient, const std::string& name) {
    if (coefficient == 0)
      return;
    const Rational magnitude = abs(coefficient);
    text += text.empty() ? (coefficient < 0 ? "−" : "") : (coefficient < 0 ? " − " : " + ");
    if (name.empty() || magnitude != 1)
      text += short_number(magnitude) + (name.empty() ? "" : " ");
    text += name;
  };
  for (std::size_t k = 0; k < names.size(); ++k)
    add_term(f.linear[k], names[k]);
  add_term(f.constant, "");
  return text.empty() ? "0" : text;
}

std::string data_section(const CertificateDocument& document) {
  const Dataset& data = document.data;
  return section(
      "The data",
      fmt::format("{} with {} ({}) and {} ({}). The risk of parameters W is {} over the n = {} "
                  "samples, in exact rational arithmetic {}.",
                  counted(data.sample_count(), "sample"), counted(data.input_dimension(), "input"),
                  joined(input_names(data)), counted(data.target_dimension(), "target"),
                  joined(target_names(data)),
                  std::visit([](const auto& loss) { return risk_in_words(loss); }, document.loss),
                  data.sample_count(),
                  document.cross_entropy() ? "with enclosures of what is not rational"
                                           : "throughout"));
}

std::string fits_lines(const Dataset& data, const PatternClasses& classes) {
  const auto inputs = input_names(data);
  const auto targets = target_names(data);
  std::string text;
  for (std::size_t c = 0; c < std::min(shown_groups, classes.classes.size()); ++c) {
    const PatternClass& group = classes.classes[c];
    text += fmt::format("  group {} ({})", c, counted(group.members.size(), "sample"));
    if (inputs.size() > shown_inputs) {
      text += "\n";
      continue;
    }
    const AffineMap& outputs = group.outputs;
    for (std::size_t o = 0; o < outputs.size(); ++o)
      text += (o == 0 ? ": " : "; ") +
              (outputs.size() == targets.size() ? targets[o] : fmt::format("F_{}", o)) + " = " +
              affine_text(outputs[o], inputs);
    text += "\n";
  }
  if (classes.classes.size() > shown_groups)
    text += fmt::format("  and {} more\n", classes.classes.size() - shown_groups);
  return text;
}

/// "2 samples are", "all samples are"
std::string samples_are(std::size_t count, const Dataset& data) {
  if (count == data.sample_count())
    return count == 1 ? "The only sample is" : "All samples are";
  return counted(count, "sample") + (count == 1 ? " is" : " are");
}

std::string groups_section(const CertificateDocument& document, const PatternClasses& classes) {
  std::string text;
  if (!classes.classes.empty())
    text = fmt::format("The {} into {}, each with one activation pattern, and on each the "
                       "network equals one affine function.",
                       classes.on_wall.empty() ? "samples fall" : "samples off the walls fall",
                       counted(classes.classes.size(), "group"));
  if (!classes.on_wall.empty())
    text +=
        fmt::format("{}{} on a wall: some unit is exactly at a breakpoint there, so that nearby "
                    "parameters have different patterns.",
                    text.empty() ? "" : " ", samples_are(classes.on_wall.size(), document.data));
  if (document.refinement)
    text += " Each is the optimal affine fit of its group: " +
            optimality_in_words(document.weighted_loss()) + ".";
  return section(classes.classes.empty() ? "The samples and the walls"
                                         : "The groups and their fits",
                 text) +
         fits_lines(document.data, classes);
}

std::string network_section(const CertificateDocument& document, bool has_groups) {
  const Network& network = document.network;
  return section(
      "The network",
      fmt::format(
          "W is a network {} with {} and {}, zero weights counted and free to move like all "
          "others. {}Equal functions need not have equal landscapes; what follows concerns "
          "these parameters, as the file has them, and no others.",
          architecture(network), counted(hidden_unit_count(network), "hidden unit"),
          counted(parameter_count(network), "parameter"),
          has_groups ? "It takes on every group the value of the group's affine function. " : ""));
}

std::string patterns_section(const CertificateDocument& document, const PatternClasses& classes) {
  std::string text = "The activation pattern of a sample is the linear piece that each unit uses.";
  if (!classes.classes.empty())
    text += fmt::format(" The {} {}, one per group; within a class every pre-activation is one "
                        "affine function of x.",
                        classes.on_wall.empty() ? "samples have" : "samples off the walls have",
                        counted(classes.classes.size(), "pattern class"));
  const ClassOfSample& labels = document.local_minimum->pattern_classes;
  const auto exempt = std::count(labels.begin(), labels.end(), std::nullopt);
  if (classes.on_wall.empty())
    text += " No pre-activation is on a breakpoint: no sample is on a wall.";
  else
    text += fmt::format(" On a wall: {}.", counted(classes.on_wall.size(), "sample"));
  if (exempt > 0)
    text +=
        fmt::format(" Of {} nothing is asked in what follows: {}, their loss can "
                    "only go up, whatever pattern they have.",
                    counted(static_cast<std::size_t>(exempt), "sample"),
                    is_plain_squared(document.weighted_loss()) ? "fitted exactly" : "already 0");
  return section("The patterns", text);
}

std::string stationarity_section(const CertificateDocument& document,
                                 const PatternClasses& classes) {
  std::string text = fmt::format(
      "While the patterns stay fixed, every output is a sum over the paths through the "
      "network: products of parameters times numbers that depend on pattern and data only. "
      "There are far too many paths to look at, but the vectors they span over the samples "
      "are few: built layer by layer with the slopes in use, each is affine in x on "
      "{}. The {} orthogonal to that whole span (lifted "
      "stationarity). The loss is convex, so R(W') ≥ R(W) for every W' with these patterns, "
      "near or far.",
      classes.classes.size() == 1 ? "the only class"
                                  : fmt::format("each of the {} classes", classes.classes.size()),
      stationary_vectors_in_words(document.weighted_loss()));
  if (document.refinement)
    text += " Here the reason is simple: every vector of the span is affine in x on each "
            "group, and on each group the fit is optimal.";
  return section("Why W cannot be improved while the patterns hold", text);
}

std::string flip_sentence(const PatternFlip& flip) {
  return fmt::format(
      "The true radius of these patterns is at most {}: moving all parameters of {} "
      "by that much, each towards the nearest breakpoint of unit {} of layer {}, changes "
      "the pattern of sample {} (all counted from 0).",
      exact_and_decimal(flip.distance),
      flip.layer == 0 ? "layer 0" : fmt::format("layers 0 to {}", flip.layer), flip.unit,
      flip.layer, flip.sample);
}

std::string radius_section(const CertificateDocument& document) {
  const LocalMinimumClaim& claim = *document.local_minimum;
  std::string text = fmt::format(
      "If no weight or bias moves by more than r = {}, no pattern changes: {} bounds the "
      "change of every pre-activation of every sample strictly below its distance to the "
      "nearest breakpoint. So W is a local minimum: R(W') ≥ R(W) = {} within the radius r, in "
      "every direction of the space of {}.",
      exact_and_decimal(claim.radius),
      claim.method == RadiusMethod::first_order
          ? "a first-order bound with an exact remainder, layer by layer,"
          : "interval arithmetic, layer by layer,",
      exact_and_decimal(claim.risk), counted(parameter_count(document.network), "parameter"));
  if (document.pattern_flip)
    text += fmt::format(" {} Tightness {}.", flip_sentence(*document.pattern_flip),
                        decimal(Rational(claim.radius / document.pattern_flip->distance), 4));
  return section("How far the patterns hold", text);
}

/// Which classes of the minimum are cut, and into what: "group 1 (7 samples) into 1 and 6".
std::string cuts(const CertificateDocument& document, std::size_t groups) {
  const ClassOfSample& coarse = document.local_minimum->pattern_classes;
  const ClassOfSample& fine = document.refinement->pattern_classes;
  std::vector<std::vector<SampleSet>> parts(groups);
  std::vector<SampleSet> members(document.refinement->finer_groups);
  for (std::size_t i = 0; i < fine.size(); ++i)
    members.at(fine[i].value()).push_back(i);
  for (const SampleSet& part : members)
    parts.at(coarse[part.front()].value()).push_back(part);
  std::string text;
  for (std::size_t k = 0; k < parts.size(); ++k)
    if (parts[k].size() > 1)
      text += fmt::format("{}group {} into parts of {} samples", text.empty() ? "" : ", ", k,
                          group_sizes(parts[k]));
  return text;
}

/// "Hence W is a spurious local minimum."
std::string consequence(const CertificateDocument& document) {
  const std::optional<ShownMinimum> minimum = shown_minimum(document);
  if (!is_spurious(document))
    return "Hence W is not a global minimum.";
  return std::string("Hence ") + (minimum->is_here ? "W" : "W*") +
         (minimum->is_local ? " is a spurious local minimum." : " is not a global minimum.");
}

std::string better_section(const CertificateDocument& document, std::size_t groups) {
  const auto& [better_risk, better, risk] = *document.lower_risk;
  const std::optional<ShownMinimum> minimum = shown_minimum(document);
  const bool is_exact = minimum ? minimum->is_here : !document.cross_entropy();
  const Rational drop = risk - better_risk;
  std::string text;
  if (document.refinement)
    text += fmt::format("Cut {}: {} groups instead of {}. The optimal fits of the finer groups are "
                        "realised by a second network W2. ",
                        cuts(document, groups), document.refinement->finer_groups, groups);
  else
    text += "The witness is a second network W2. ";
  text += fmt::format("W2 has the same architecture as W (only the parameters differ) and {} {}, "
                      "lower {}{}{}. {}",
                      document.cross_entropy() ? "a risk of at most" : "the risk R(W2) =",
                      exact_and_decimal(better_risk),
                      is_exact                ? "by "
                      : is_spurious(document) ? "than that of W* by at least "
                                              : "than that of W by at least ",
                      exact_and_decimal(drop),
                      is_exact && risk > 0
                          ? fmt::format(" ({} % of R(W))", decimal(Rational(100 * drop / risk), 4))
                          : "",
                      consequence(document));
  return section("A better point", text);
}

std::string global_section(const WeightedLoss& loss) {
  return section("Why W is a global minimum",
                 fmt::format("{}: the risk is 0, and no risk is negative.",
                             is_plain_squared(loss) ? "Every sample is fitted exactly"
                                                    : "The loss of every sample is 0"));
}

std::string ray_section(const CertificateDocument& document) {
  const DescentRay& claim = *document.not_local_minimum;
  const auto ray = descent_along(document.network, document.problem(), claim.direction);
  return section(
      "Why W is not a local minimum",
      fmt::format(
          "Move {} of W at once, along a straight ray W + εD. Every pre-activation is then "
          "a polynomial in ε; for 0 < ε ≤ {} each of them stays on one side of every "
          "breakpoint or at one{}, shown by its lowest coefficient, which outweighs the others. So "
          "the risk is one polynomial, "
          "R(W + εD) = {} + ({}), and for 0 < ε ≤ {} it is lower than R(W): there are "
          "better parameters arbitrarily near.",
          counted(claim.direction.entry_count(), "parameter"), exact_and_decimal(claim.epsilon),
          is_plain_squared(document.weighted_loss())
              ? ""
              : ", and so does every output with those of the loss",
          exact_and_decimal(claim.risk), ray ? to_string(ray->risk_difference) : "…",
          exact_and_decimal(claim.epsilon)));
}

std::string limits_section(const CertificateDocument& document) {
  const std::string limits =
      document.cross_entropy() ? "Nothing is said about parameters that are not named above, about "
                                 "how a training method "
                                 "gets to them, or about parameters rounded to floating point."
      : document.local_minimum || document.pattern_flip
          ? "Nothing is said about minima other than W, about how a training method gets to W, "
            "about parameters rounded to floating point, or about a strict minimum: parameters "
            "near W may have the same risk." +
                std::string(document.lower_risk ? " W2 need not be optimal." : "")
          : "Nothing is said about other parameters, nor about these rounded to floating point.";
  return section("What is not said", limits) +
         section("Origin (as stated by the file, not checked)",
                 printable(document.provenance.tool) + ": " +
                     printable(document.provenance.command));
}

} // namespace

std::string explanation(const CertificateDocument& document, const StatedFunctions& functions,
                        const std::string& name) {
  std::string text = wrapped(fmt::format("{}: verified. The argument, with its numbers:",
                                         is_utf8(name) ? name : std::string("?")));
  const bool has_data = document.data.sample_count() > 0;
  const bool has_network = !document.network.layers.empty();
  std::optional<PatternClasses> classes;
  if (has_data && has_network)
    classes = pattern_classes(document.network, document.data);
  if (has_data)
    text += data_section(document);
  text += function_sections(functions);
  if (classes)
    text += groups_section(document, *classes);
  if (has_network)
    text += network_section(document, classes && !classes->classes.empty());
  if (document.local_minimum) {
    text += patterns_section(document, *classes);
    text += stationarity_section(document, *classes);
    text += radius_section(document);
  } else if (document.pattern_flip) {
    text += section("How far the patterns hold", flip_sentence(*document.pattern_flip));
  }
  if (document.global_minimum)
    text += global_section(document.weighted_loss());
  if (document.not_local_minimum)
    text += ray_section(document);
  if (document.lower_risk && document.local_minimum)
    text += better_section(document, classes->classes.size());
  for (const FurtherClaim& claim : document.further)
    text += further_section(claim);
  if (document.lower_risk && !document.local_minimum)
    text += better_section(document, classes->classes.size());
  return text + limits_section(document);
}

} // namespace thalweg
