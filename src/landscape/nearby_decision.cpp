// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/nearby_decision.hpp"

#include "exact/error.hpp"
#include "exact/row_space.hpp"
#include "exact/watched_work.hpp"
#include "landscape/first_layer_response.hpp"
#include "landscape/lifted_conditions.hpp"
#include "risk/guess/score_maps.hpp"
#include "risk/separating_direction.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {

namespace {

/// Classes that are described one by one, and failures after which no more are looked for.
constexpr std::size_t most_told = 3, most_failed = 8;

/// The layers up to `layer`, whose pre-activations are the outputs.
Network lower_part(const Network& network, std::size_t layer) {
  Network below;
  below.input_shape = network.input_shape;
  below.layers.assign(network.layers.begin(),
                      network.layers.begin() + static_cast<std::ptrdiff_t>(layer + 1));
  below.layers.back().activation = identity_activation();
  return below;
}

/// Are all maps that the layers below can reach combinations of the basis functions on the class?
bool spans_reachable_maps(const Network& below, const PatternClasses& classes, const Dataset& data,
                          const Dataset& inputs, const SampleSet& members,
                          const std::vector<std::size_t>& basis) {
  RowSpace space(members.size());
  for (const std::size_t entry : basis) {
    Vector values;
    for (const std::size_t i : members)
      values.push_back(entry < inputs.input_dimension() ? inputs.inputs[i][entry] : Rational(1));
    space.insert(values);
  }
  for (const Vector& map : lifted_columns(below, data, classes, members))
    if (!space.contains(map))
      return false;
  return true;
}

void require_supported(const LabelledData& labelled, const Network& network, std::size_t layer) {
  for (std::size_t l = layer; l < network.layers.size(); ++l)
    if (network.layers[l].kind != LayerKind::dense)
      throw Unsupported("network: expected dense layers with the loss " + to_string(labelled.loss) +
                        ", found other ones");
  if (!network.layers[layer].has_biases)
    throw Unsupported(fmt::format("network: expected biases in the {} with the loss {}, found none",
                                  layer == 0 ? "first layer" : fmt::format("layer {}", layer),
                                  to_string(labelled.loss)));
}

std::string class_in_words(std::size_t index, const PatternClass& c) {
  return fmt::format("class {} ({} {}, the first is sample {})", index, c.members.size(),
                     c.members.size() == 1 ? "sample" : "samples", c.members.front());
}

/// The search for optimal maps near those of W, class by class, until it failed `most_failed`
/// times.
struct ClassFits {
  std::size_t tried = 0; ///< classes, the first ones
  std::vector<EllipsoidFit> fits;
  std::vector<std::size_t> without;           ///< classes that have no optimal map
  std::vector<std::size_t> far;               ///< classes without a proof that one is near
  std::vector<std::optional<AffineMap>> seem; ///< guesses for the classes that were tried
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
    if (std::optional<EllipsoidFit> fit = ellipsoid_near(labelled, members, map, nearby_bits)) {
      result.seem.emplace_back(map);
      result.fits.push_back(*std::move(fit));
      continue;
    }
    result.seem.push_back(guessed_optimal_map(labelled, members));
    const bool is_without = !result.seem.back() && separating_direction(labelled, members);
    (is_without ? result.without : result.far).push_back(c);
  }
  return result;
}

/// "a network with optimal maps seems (a guess) to be at a distance of about 0.013 → train further"
std::string seeming_distance(const LabelledData& labelled, const UpperPart& upper,
                             const ClassFits& found) {
  const PatternClasses& classes = upper.classes;
  if (found.tried < classes.classes.size())
    return "how far away it is was not looked for → train further, or see `thalweg judge`";
  std::vector<AffineMap> maps;
  for (const std::optional<AffineMap>& guess : found.seem) {
    if (!guess)
      return "how far optimal maps are could not be guessed";
    maps.push_back(*guess);
  }
  const auto response = first_layer_response(upper.network, classes, score_combinations(labelled));
  if (!response)
    return "the layer that moves cannot move the scores of all classes by themselves either";
  Rational largest;
  for (const AffineFunction& change :
       row_changes(*response, score_changes(labelled, classes, maps))) {
    largest = std::max(largest, Rational(abs(change.constant)));
    for (const Rational& entry : change.linear)
      largest = std::max(largest, Rational(abs(entry)));
  }
  return fmt::format("a network with optimal maps seems (a guess) to be at a distance of about {} "
                     "→ train further",
                     decimal(largest, 2));
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

Undecided without_fits(const LabelledData& labelled, const UpperPart& upper,
                       const ClassFits& found) {
  const PatternClasses& classes = upper.classes;
  Undecided undecided;
  undecided.tried.push_back(
      fmt::format("an ellipsoid around the affine map of the network on each of {} pattern "
                  "classes: an optimal map is near on {} of {}",
                  classes.classes.size(), found.fits.size(),
                  found.tried < classes.classes.size()
                      ? fmt::format("the first {}, the others were not tried", found.tried)
                      : "them"));
  tell_classes(undecided, classes, found.without,
               "no affine map is optimal (proved by a separating map)");
  tell_classes(undecided, classes, found.far, "none is shown to be near the map of the network");
  undecided.missing =
      found.without.empty()
          ? "a network nearer to optimal maps; " + seeming_distance(labelled, upper, found)
          : "an optimal affine map for every pattern class; without one no minimum is certified by "
            "this version";
  return undecided;
}

struct InWords {
  NearbyDecision operator()(NearbyMinimum&& minimum) const { return std::move(minimum); }

  NearbyDecision operator()(const DependentScores& found) const {
    return Undecided{
        {"an ellipsoid on each pattern class: an optimal map is near on all of them"},
        fmt::format("a layer that can move the {} scores of the pattern classes one by one: "
                    "their derivatives by its units have rank {}",
                    found.scores, found.rank)};
  }

  NearbyDecision operator()(const RadiusWithinDistance& found) const {
    return Undecided{
        {"an ellipsoid on each pattern class: an optimal map is near on all of them",
         fmt::format("patterns are certified within {} of the network", decimal(found.certified))},
        fmt::format("a network nearer to optimal maps: a network that has them is shown to be "
                    "within {}, which is too far for these patterns → train further",
                    decimal(found.distance))};
  }
};

} // namespace

NearbyDecision nearby_decision(const LabelledData& labelled, Network network, std::size_t layer) {
  require_supported(labelled, network, layer);
  tell_progress(0, "pattern classes");
  PatternClasses classes = pattern_classes(network, labelled.data);
  if (!classes.on_wall.empty())
    return Undecided{{"pattern classes"},
                     fmt::format("a pattern for sample {}, which is on a breakpoint; minima on "
                                 "walls are not certified by this version",
                                 classes.on_wall.front())};
  const UpperPart upper = upper_part(network, labelled.data, layer);
  const LabelledData upper_data{upper.inputs, labelled.loss, labelled.classes};
  ClassFits found = class_fits(upper_data, upper.classes);
  if (found.fits.size() < upper.classes.classes.size())
    return without_fits(upper_data, upper, found);
  const Network below = lower_part(network, layer);
  const PatternClasses lower_classes = pattern_classes(below, labelled.data);
  for (std::size_t c = 0; c < found.fits.size(); ++c)
    if (!spans_reachable_maps(below, lower_classes, labelled.data, upper.inputs,
                              upper.classes.classes[c].members, found.fits[c].proof.basis))
      return Undecided{
          {fmt::format("the inputs of layer {} as a basis of all reachable maps on class {}", layer,
                       c)},
          "layers below that pass on as many independent maps as other parameters could"};
  return std::visit(InWords{}, nearby_minimum_with(labelled, std::move(network), std::move(classes),
                                                   layer, upper, std::move(found.fits)));
}

} // namespace thalweg
