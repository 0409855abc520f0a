// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/nearby_decision.hpp"

#include "exact/error.hpp"
#include "exact/grid.hpp"
#include "exact/power_of_two.hpp"
#include "exact/row_space.hpp"
#include "exact/watched_work.hpp"
#include "landscape/first_layer_response.hpp"
#include "landscape/screen/radius_problem.hpp"
#include "partition/short_number.hpp"
#include "risk/separating_direction.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {

namespace {

constexpr unsigned distance_bits = 8;
constexpr std::size_t most_told = 3; ///< classes that are described one by one
constexpr std::size_t most_failed =
    8;                           ///< classes without an optimal map nearby that are looked for
constexpr long radius_bits = 20; ///< what the distance costs the radius, if it is smaller
const Integer risk_grid = 1000000000000; ///< risks are stated to as many decimals

/// The largest change of a parameter of the first layer while the coefficients stay in the boxes.
Rational largest_change(const LabelledData& labelled, const std::vector<CrossEntropyFit>& fits,
                        const std::vector<SparseRow>& response) {
  const std::size_t scores = labelled.scores_per_block();
  const std::size_t of_class = labelled.block_count() * scores;
  Rational largest;
  for (const SparseRow& row : response) {
    Vector moves(labelled.data.input_dimension() + 1);
    for (const auto& [column, value] : row) {
      const NearbyProof& proof = fits[column / of_class].proof;
      const Vector& box = proof.boxes[column % of_class / scores];
      for (std::size_t j = 0; j < proof.basis.size(); ++j)
        moves[proof.basis[j]] += abs(value) * box[column % scores * proof.basis.size() + j];
    }
    for (const Rational& move : moves)
      largest = std::max(largest, move);
  }
  return largest;
}

/// How many scores of the classes the first layer can move independently of each other.
DependentScores dependent_scores(const LabelledData& labelled, const Network& network,
                                 const PatternClasses& classes) {
  const std::vector<Vector> rows =
      first_layer_derivatives(network, classes, score_combinations(labelled));
  RowSpace space(network.layers.front().unit_count());
  for (const Vector& row : rows)
    space.insert(row);
  return {rows.size(), space.rank()};
}

/// R(W*): not above R(W), and not below its tangent in the boxes.
RiskBounds enclosed_risk(const LabelledData& labelled, const NearbyMinimum& minimum) {
  Rational slack;
  for (const CrossEntropyFit& fit : minimum.fits)
    slack += fit.slack;
  return stated_risk(labelled, minimum.network, minimum.classes, slack);
}

void require_supported(const LabelledData& labelled, const Network& network) {
  for (const Layer& layer : network.layers)
    if (layer.kind != LayerKind::dense)
      throw Unsupported("network: expected dense layers with the loss " + to_string(labelled.loss) +
                        ", found other ones");
  if (!network.layers.front().has_biases)
    throw Unsupported("network: expected biases in the first layer with the loss " +
                      to_string(labelled.loss) + ", found none");
}

std::string class_in_words(std::size_t index, const PatternClass& c) {
  return fmt::format("class {} ({} {}, the first is sample {})", index, c.members.size(),
                     c.members.size() == 1 ? "sample" : "samples", c.members.front());
}

/// The search for optimal maps near those of W, class by class, until it failed `most_failed`
/// times.
struct ClassFits {
  std::size_t tried = 0; ///< classes, the first ones
  std::vector<CrossEntropyFit> fits;
  std::vector<std::size_t> without;                 ///< classes that have no optimal map
  std::vector<std::size_t> far;                     ///< classes without a proof that one is near
  std::vector<std::optional<CrossEntropyFit>> seem; ///< guesses for the classes that were tried
};

ClassFits class_fits(const LabelledData& labelled, const PatternClasses& classes) {
  ClassFits result;
  for (std::size_t c = 0; c < classes.classes.size(); ++c) {
    if (result.without.size() + result.far.size() == most_failed)
      break;
    ++result.tried;
    tell_progress(Share::of(c, classes.classes.size()).between(0.1, 0.9),
                  "optimal maps of the pattern classes");
    const SampleSet& members = classes.classes[c].members;
    const AffineMap& map = classes.classes[c].outputs;
    std::optional<CrossEntropyFit> fit = fit_near(labelled, members, map, nearby_bits);
    if (fit) {
      result.seem.push_back(fit);
      result.fits.push_back(*std::move(fit));
      continue;
    }
    result.seem.push_back(seeming_changes(labelled, members, map));
    const bool is_without = !result.seem.back() && separating_direction(labelled, members);
    (is_without ? result.without : result.far).push_back(c);
  }
  return result;
}

/// "their optimal maps seem to be 0.013 away in the first layer": a guess.
std::string seeming_distance(const LabelledData& labelled, const Network& network,
                             const PatternClasses& classes, const ClassFits& found) {
  if (found.tried < classes.classes.size())
    return "how far away it is was not looked for → train further, or see `thalweg judge`";
  std::vector<CrossEntropyFit> seem;
  for (const std::optional<CrossEntropyFit>& guess : found.seem) {
    if (!guess)
      return "how far optimal maps are could not be guessed";
    seem.push_back(*guess);
  }
  const auto response = first_layer_response(network, classes, score_combinations(labelled));
  if (!response)
    return "the first layer cannot move the scores of all classes by themselves either";
  return fmt::format("a network with optimal maps seems (a guess) to be at a distance of about {} "
                     "→ train further",
                     decimal(largest_change(labelled, seem, *response), 2));
}

/// A line for each of the first of these classes, and one for the others.
void tell_classes(Undecided& undecided, const PatternClasses& classes,
                  const std::vector<std::size_t>& indices, const std::string& what) {
  const std::size_t told = std::min(indices.size(), most_told);
  for (std::size_t k = 0; k < told; ++k)
    undecided.tried.push_back(class_in_words(indices[k], classes.classes[indices[k]]) + ": " +
                              what);
  if (told < indices.size())
    undecided.tried.push_back(fmt::format("{} more classes: {}", indices.size() - told, what));
}

Undecided without_fits(const LabelledData& labelled, const Network& network,
                       const PatternClasses& classes, const ClassFits& found) {
  Undecided undecided;
  undecided.tried.push_back(
      fmt::format("contraction around the affine map of the network on each of {} pattern "
                  "classes: an optimal map is near on {} of {}",
                  classes.classes.size(), found.fits.size(),
                  found.tried < classes.classes.size()
                      ? fmt::format("the first {}, the others were not tried", found.tried)
                      : "them"));
  tell_classes(undecided, classes, found.without,
               "no affine map is optimal (proved by a separating map)");
  tell_classes(undecided, classes, found.far, "the contraction fails at the map of the network");
  undecided.missing =
      found.without.empty()
          ? "a network nearer to optimal maps; " +
                seeming_distance(labelled, network, classes, found)
          : "an optimal affine map for every pattern class; without one no minimum is certified by "
            "this version";
  return undecided;
}

struct InWords {
  NearbyDecision operator()(NearbyMinimum&& minimum) const { return std::move(minimum); }

  NearbyDecision operator()(const DependentScores& found) const {
    return Undecided{
        {"contraction on each pattern class: an optimal map is near on all of them"},
        fmt::format("a first layer that can move the {} scores of the pattern classes one by one: "
                    "their derivatives by its units have rank {}",
                    found.scores, found.rank)};
  }

  NearbyDecision operator()(const RadiusWithinDistance& found) const {
    return Undecided{
        {"contraction on each pattern class: an optimal map is near on all of them",
         fmt::format("patterns are certified within {} of the network", decimal(found.certified))},
        fmt::format("a network nearer to optimal maps: a network that has them is shown to be "
                    "within {}, which is too far for these patterns → train further",
                    decimal(found.distance))};
  }
};

} // namespace

std::vector<Vector> score_combinations(const LabelledData& labelled) {
  std::vector<Vector> result;
  const std::size_t outputs = labelled.output_count();
  const bool is_softmax = labelled.loss.kind == CrossEntropyKind::softmax;
  for (std::size_t o = 0; o < outputs - (is_softmax ? 1 : 0); ++o) {
    Vector& row = result.emplace_back(outputs);
    row[o] = 1;
    if (is_softmax)
      row[outputs - 1] = -1;
  }
  return result;
}

Rational risk_below(const Rational& value) {
  return multiple_below(value, risk_grid);
}

Rational risk_above(const Rational& value) {
  return multiple_above(value, risk_grid);
}

RiskBounds stated_risk(const LabelledData& labelled, const Network& network,
                       const PatternClasses& classes, const Rational& slack) {
  const RiskBounds bounds =
      risk_bounds(labelled, sample_outputs(network, labelled.data, classes), nearby_bits);
  return {risk_below(bounds.lower - slack / Rational(labelled.data.sample_count())),
          risk_above(bounds.upper)};
}

NearbyProofResult nearby_minimum_with(const LabelledData& labelled, Network network,
                                      PatternClasses classes, std::vector<CrossEntropyFit> fits) {
  require(classes.on_wall.empty(), "nearby minimum: a sample is on a wall");
  require(fits.size() == classes.classes.size(), "nearby minimum: a class has no fit");
  NearbyMinimum minimum;
  minimum.loss = labelled.loss;
  minimum.network = std::move(network);
  minimum.classes = std::move(classes);
  minimum.fits = std::move(fits);
  auto response =
      first_layer_response(minimum.network, minimum.classes, score_combinations(labelled));
  if (!response)
    return dependent_scores(labelled, minimum.network, minimum.classes);
  minimum.response = *std::move(response);
  minimum.distance =
      short_upper_bound(largest_change(labelled, minimum.fits, minimum.response), distance_bits);

  const RadiusProblem problem(minimum.network, labelled.data, minimum.classes);
  const Rational certified = largest_radius(problem, RadiusMethod::first_order);
  const Rational unit = times_power_of_two(1, floor_log2(certified) - radius_bits);
  minimum.radius =
      certified - std::max(unit, times_power_of_two(1, floor_log2(minimum.distance) + 1));
  if (minimum.radius <= 0)
    return RadiusWithinDistance{certified, minimum.distance};
  require(problem.is_invariant(minimum.radius + minimum.distance, RadiusMethod::first_order),
          "nearby minimum: the radius is not certified");
  minimum.risk = enclosed_risk(labelled, minimum);
  minimum.flip =
      nearest_flip_if_any(problem, minimum.network, labelled.data, minimum.classes, certified);
  return minimum;
}

NearbyDecision nearby_decision(const LabelledData& labelled, Network network) {
  require_supported(labelled, network);
  tell_progress(0, "pattern classes");
  PatternClasses classes = pattern_classes(network, labelled.data);
  if (!classes.on_wall.empty())
    return Undecided{{"pattern classes"},
                     fmt::format("a pattern for sample {}, which is on a breakpoint; minima on "
                                 "walls are not certified by this version",
                                 classes.on_wall.front())};
  ClassFits found = class_fits(labelled, classes);
  if (found.fits.size() < classes.classes.size())
    return without_fits(labelled, network, classes, found);
  return std::visit(InWords{}, nearby_minimum_with(labelled, std::move(network), std::move(classes),
                                                   std::move(found.fits)));
}

} // namespace thalweg
