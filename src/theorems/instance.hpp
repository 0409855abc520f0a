// SPDX-License-Identifier: GPL-3.0-or-later
//
// The instances of the theorems of liu2021, he2020, yun2019 and safran2018: each builds its data
// and networks by the paper's formulas (or by their repair) and ends in certificates. An instance
// has one or more *cases*, one certificate each: other activations, dimensions, depths. What a case
// is expected to be was written down before it is built, and is compared with what it turns out to
// be.
//
// Not here: the statements that need claims or losses that certificates cannot state yet. They are
// listed with what is missing and have no cases.

#pragma once

#include "certificate/document.hpp"

#include <cstdint>
#include <functional>

namespace thalweg {

/// What a user can change. An instance names those that it takes.
enum class Parameter { seed, samples, dimension, outputs, depth, activation, groups, loss };

/// Values that were given; a parameter that varies over the cases of an instance takes only the
/// given value instead.
struct InstanceParameters {
  std::optional<std::uint64_t> seed;
  std::optional<std::size_t> samples, dimension, outputs, depth, groups;
  std::optional<std::string> activation; ///< a name that `theorem_activation` knows
  std::optional<std::string> loss;       ///< a text that `loss_of_text` knows

  bool operator==(const InstanceParameters&) const = default;
};

/// "seed", "samples", …: the names of the options.
std::string parameter_name(Parameter parameter);

/// Is a value given?
bool has_value(const InstanceParameters& parameters, Parameter parameter);

/// " --seed 1 --samples 12 …": the values that are given, in the order of `Parameter`.
std::string parameter_words(const InstanceParameters& parameters);

/// What a certificate says, by its strongest claim about a landscape or a function.
enum class Verdict {
  spurious_minimum, ///< a local minimum and another point of lower risk
  local_minimum,    ///< a local minimum; no lower risk with the same patterns
  global_minimum,   ///< risk 0
  not_a_minimum,    ///< a ray along which the risk falls
  saddle,           ///< the same, gradient 0, and a ray along which the risk rises
  identity,         ///< a max-min form and a network are a given function
  failure,          ///< the same, and eq. (14) of liu2021 is not that function
  connected_minima, ///< a segment of local minima of equal risk, or a larger family
  cells,            ///< the exact number of cells of parameters
  census,           ///< many minima of one architecture with different risks
  minima_of_cell,   ///< all local minima of a cell, and their components
  minima_off_walls, ///< the risks of all local minima off the walls
  valleys,          ///< the same, and the path components of the minima of every cell
  no_minimiser,     ///< samples on which no affine map is optimal
  vanishing_risk,   ///< a network along whose last layer the risk falls to 0, which none attains
  undecided         ///< no certificate
};

/// "spurious local minimum", …
std::string verdict_words(Verdict verdict);

/// What a case turned out to be.
struct Outcome {
  std::optional<CertificateDocument> document; ///< without provenance; nothing if undecided
  std::string note;                            ///< how, or why undecided; may be empty
};

Verdict verdict_of(const Outcome& outcome);

struct InstanceCase {
  std::string name;              ///< "relu-y2"; empty if there is only one
  InstanceParameters parameters; ///< all that make exactly this case again
  Verdict expected = Verdict::spurious_minimum;
  std::function<Outcome()> outcome;
  /// The command that the certificate states; empty: `thalweg reproduce` with the parameters.
  std::string command = {};
  std::string file = {}; ///< name of the certificate, if not that of instance and case
};

/// How much of its statement the certificates of an instance show, for the data and networks
/// chosen; the page of the paper says what remains.
enum class Strength {
  full,        ///< all that it says of them
  instance,    ///< an example of a part
  lower_bound, ///< as many as found
  undecided    ///< some case has no certificate
};

/// "full", "instance", "lower bound", "undecided"
std::string strength_words(Strength strength);

struct Instance {
  std::string paper; ///< "liu2021", "he2020", "yun2019" or "safran2018"
  std::string name;
  std::string statement; ///< in words, one sentence
  std::vector<Parameter> parameters;
  /// Throws UsageError if a value does not fit.
  std::function<std::vector<InstanceCase>(const InstanceParameters&)> cases;
  /// What is missing before the instance can be built; empty if nothing is. Then there are no
  /// cases.
  std::string missing = {};
  Strength strength = Strength::full; ///< set by `theorem_instances`, from one table

  bool takes(Parameter parameter) const;
};

/// All instances of papers and errata, paper by paper, in the order of the papers.
const std::vector<Instance>& theorem_instances();

/// The instance with this name, "theorem2-relu" or "yun2019/theorem2-relu"; null if there is none.
const Instance* find_instance(const std::string& name);

/// "theorem2-relu.json", "theorem1-stage1-abs-y2.json"
std::string certificate_name(const Instance& instance, const InstanceCase& one);

} // namespace thalweg
