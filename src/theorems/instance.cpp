// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/instance.hpp"

#include "theorems/he2020/instances.hpp"
#include "theorems/liu2021/instances.hpp"
#include "theorems/safran2018/instances.hpp"
#include "theorems/yun2019/instances.hpp"

#include <algorithm>
#include <array>

namespace thalweg {

namespace {

constexpr std::array all_parameters = {
    Parameter::seed,  Parameter::samples,    Parameter::dimension, Parameter::outputs,
    Parameter::depth, Parameter::activation, Parameter::groups,    Parameter::loss};

struct NamedStrength {
  std::string_view paper, name;
  Strength strength;
};

/// Those that show less than their statement says; the pages of the papers say what remains.
constexpr std::array weaker_instances = {
    NamedStrength{"liu2021", "theorem1-growth", Strength::lower_bound},
    NamedStrength{"liu2021", "theorem2-growth", Strength::lower_bound},
    NamedStrength{"liu2021", "theorem1-any-loss", Strength::instance},
    NamedStrength{"liu2021", "theorem2-average", Strength::undecided},
    NamedStrength{"liu2021", "theorem2-max", Strength::undecided},
    NamedStrength{"he2020", "theorem3-cell-minimum", Strength::instance},
    NamedStrength{"he2020", "theorem4-valley", Strength::instance},
    NamedStrength{"yun2019", "theorem4-global", Strength::instance},
    NamedStrength{"yun2019", "theorem4-saddle", Strength::instance},
    NamedStrength{"safran2018", "few-teachers", Strength::undecided}};

Strength strength_of(const Instance& instance) {
  for (const auto& [paper, name, strength] : weaker_instances)
    if (paper == instance.paper && name == instance.name)
      return strength;
  return Strength::full;
}

/// The value as the command line has it; empty if none is given.
std::string value_word(const InstanceParameters& parameters, Parameter parameter) {
  const auto word = [](const auto& value) { return value ? std::to_string(*value) : ""; };
  switch (parameter) {
  case Parameter::seed:
    return word(parameters.seed);
  case Parameter::samples:
    return word(parameters.samples);
  case Parameter::dimension:
    return word(parameters.dimension);
  case Parameter::outputs:
    return word(parameters.outputs);
  case Parameter::depth:
    return word(parameters.depth);
  case Parameter::groups:
    return word(parameters.groups);
  case Parameter::activation:
    return parameters.activation.value_or("");
  case Parameter::loss:
    break;
  }
  return parameters.loss.value_or("");
}

} // namespace

std::string parameter_name(Parameter parameter) {
  constexpr std::array names = {"seed",  "samples",    "dimension", "outputs",
                                "depth", "activation", "groups",    "loss"};
  return names[static_cast<std::size_t>(parameter)];
}

bool has_value(const InstanceParameters& parameters, Parameter parameter) {
  return !value_word(parameters, parameter).empty();
}

std::string parameter_words(const InstanceParameters& parameters) {
  std::string words;
  for (const Parameter parameter : all_parameters)
    if (has_value(parameters, parameter))
      words += " --" + parameter_name(parameter) + " " + value_word(parameters, parameter);
  return words;
}

std::string verdict_words(Verdict verdict) {
  constexpr std::array words = {"spurious local minimum",
                                "local minimum, global in its cell",
                                "global minimum",
                                "not a local minimum",
                                "saddle",
                                "identity",
                                "identity, and equation (14) fails",
                                "connected local minima of equal risk",
                                "the number of cells",
                                "minima with different risks",
                                "all local minima of a cell",
                                "all local minima off the walls",
                                "the valleys of all cells",
                                "no affine map is optimal",
                                "the risk falls to 0, and none attains it",
                                "undecided"};
  return words[static_cast<std::size_t>(verdict)];
}

Verdict verdict_of(const Outcome& outcome) {
  if (!outcome.document)
    return Verdict::undecided;
  const CertificateDocument& document = *outcome.document;
  const auto claims = [&](std::string_view kind) {
    return (kind == "lower_risk" && document.lower_risk) ||
           std::any_of(document.further.begin(), document.further.end(),
                       [&](const FurtherClaim& claim) { return claim.kind == kind; });
  };
  for (const auto& [kind, verdict] : {std::pair("parameter_cells", Verdict::cells),
                                      {"family_of_minima", Verdict::connected_minima},
                                      {"distinct_risks", Verdict::census},
                                      {"cell_components", Verdict::minima_of_cell},
                                      {"valleys_of_cells", Verdict::valleys},
                                      {"minima_off_walls", Verdict::minima_off_walls},
                                      {"population_minimum", Verdict::spurious_minimum},
                                      {"lower_risk", Verdict::spurious_minimum},
                                      {"smooth_zero_loss", Verdict::spurious_minimum},
                                      {"minimum_in_pieces", Verdict::local_minimum},
                                      {"vanishing_risk", Verdict::vanishing_risk},
                                      {"nearby_minimum", Verdict::local_minimum},
                                      {"bottleneck_minimum", Verdict::local_minimum},
                                      {"no_minimiser", Verdict::no_minimiser}})
    if (claims(kind))
      return verdict;
  if (document.local_minimum)
    return Verdict::local_minimum;
  if (document.global_minimum)
    return Verdict::global_minimum;
  if (document.not_local_minimum)
    return claims("saddle") ? Verdict::saddle : Verdict::not_a_minimum;
  if (document.lattice_failure)
    return Verdict::failure;
  return document.lattice_identity ? Verdict::identity : Verdict::undecided;
}

std::string strength_words(Strength strength) {
  constexpr std::array words = {"full", "instance", "lower bound", "undecided"};
  return words[static_cast<std::size_t>(strength)];
}

bool Instance::takes(Parameter parameter) const {
  return std::find(parameters.begin(), parameters.end(), parameter) != parameters.end();
}

const std::vector<Instance>& theorem_instances() {
  static const std::vector<Instance> instances = [] {
    std::vector<Instance> all;
    for (const auto& of_paper :
         {liu2021_instances(), he2020_instances(), yun2019_instances(), safran2018_instances()})
      all.insert(all.end(), of_paper.begin(), of_paper.end());
    for (Instance& instance : all)
      instance.strength = strength_of(instance);
    return all;
  }();
  return instances;
}

const Instance* find_instance(const std::string& name) {
  for (const Instance& instance : theorem_instances())
    if (name == instance.name || name == instance.paper + "/" + instance.name)
      return &instance;
  return nullptr;
}

std::string certificate_name(const Instance& instance, const InstanceCase& one) {
  if (!one.file.empty())
    return one.file;
  return instance.name + (one.name.empty() ? "" : "-" + one.name) + ".json";
}

} // namespace thalweg
