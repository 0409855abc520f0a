// SPDX-License-Identifier: Apache-2.0

#include "claims.hpp"

#include "classes.hpp"
#include "decimal.hpp"
#include "flip.hpp"
#include "radius.hpp"
#include "risk.hpp"
#include "stationarity.hpp"
#include "stop.hpp"

namespace thalweg::verifier {

namespace {

/// A network with checked classes and what is known of each.
struct Examined {
  Grouping grouping;
  List<ClassSummary> classes;
  List<Fraction> squares; ///< terms of n·R: classes first, then samples without a class
};

/// Checks that the labels are exactly the classes of equal patterns; `visit` sees every class with
/// its map and hands back a function that sees every member with its values.
template <class Visit>
Examined examine(const Network& network, const Data& data, const Labels& labels,
                 const std::string& code, const std::string& place, const Visit& visit) {
  Examined result{check_numbering(labels, code, place), {}, {}};
  List<Pattern> patterns;
  SampleValues values;
  for (const List<std::size_t>& members : result.grouping.members) {
    const ClassMap map = class_map(network, data, members.front(), code, place);
    const auto visit_member = visit(map);
    for (const std::size_t i : members) {
      Meter::tick();
      evaluate(map, data.samples[i], values);
      check_same_pattern(network, map, data.samples[i], values, code, place, i);
      visit_member(data.samples[i], values, i);
    }
    result.classes.push_back({map.pieces, residual_sums(data, members, map.z.back())});
    for (const ResidualSums& output : result.classes.back().residuals)
      result.squares.push_back(output.squares);
    patterns.push_back(map.pieces);
  }
  check_patterns_differ(patterns, code, place);
  return result;
}

Fraction empirical_risk(const Examined& examined, const Data& data) {
  return sum(examined.squares) * Fraction{1, Integer(data.samples.size())};
}

void check_risk(const Fraction& claimed, const Fraction& risk, const std::string& code,
                const std::string& place) {
  if (claimed != risk)
    reject(code, place, "the empirical risk " + shown(risk), shown(claimed));
}

const std::string minimum_labels = "/witness/local_minimum/pattern_classes";
const std::string better_labels = "/witness/spurious/pattern_classes";

Examined check_local_minimum(const Certificate& certificate, Findings& findings) {
  const LocalMinimum& claim = *certificate.local_minimum;
  const Data& data = certificate.data;
  const Network& network = certificate.network;
  if (sign(claim.radius) <= 0)
    reject("local_minimum.radius_not_positive", claim.place + "/radius", "a positive radius",
           shown(claim.radius));
  Examined examined = examine(
      network, data, claim.labels, "local_minimum", minimum_labels, [&](const ClassMap& map) {
        return [&, bounds = sensitivity(network, map, claim.radius, claim.method)](
                   const Sample& sample, const SampleValues& values, std::size_t i) {
          check_margins(network, map, bounds, sample, values, i, claim.place + "/radius");
        };
      });
  for (const std::size_t i : examined.grouping.unlabelled) {
    const ForwardPass pass = forward_pass(network, point(data.samples[i]));
    if (sign(squared_residual(data.samples[i], pass.z.back())) != 0)
      reject("local_minimum.unsettled", minimum_labels + "/" + std::to_string(i),
             "a class, since the sample is not fitted exactly", "null");
  }
  check_risk(claim.risk, empirical_risk(examined, data), "local_minimum.risk",
             claim.place + "/risk");
  check_lifted_stationarity(network, examined.classes);
  findings.class_count = examined.classes.size();
  findings.exempt = examined.grouping.unlabelled;
  return examined;
}

void check_pattern_flip(const Certificate& certificate) {
  const PatternFlip& claim = *certificate.pattern_flip;
  if (certificate.local_minimum && !certificate.local_minimum->labels[claim.sample])
    reject("pattern_flip.exempt_sample", claim.place + "/sample", "a sample with a class",
           "an exempt one");
  check_flip(certificate.network, certificate.data.samples[claim.sample], claim);
}

Examined check_spurious(const Certificate& certificate, Findings& findings) {
  const Spurious& claim = *certificate.spurious;
  const Data& data = certificate.data;
  if (const auto layer = architecture_difference(certificate.network, claim.network))
    reject("spurious.architecture", "/witness/spurious/network/layers/" + std::to_string(*layer),
           "the layer of the statement's network", "another");
  Examined examined =
      examine(claim.network, data, claim.labels, "spurious", better_labels, [](const ClassMap&) {
        return [](const Sample&, const SampleValues&, std::size_t) {};
      });
  for (const std::size_t i : examined.grouping.unlabelled) {
    const ForwardPass pass = forward_pass(claim.network, point(data.samples[i]));
    if (!pass.wall)
      reject("spurious.not_on_wall", better_labels + "/" + std::to_string(i),
             "a class, since the sample has a pattern", "null");
    examined.squares.push_back(squared_residual(data.samples[i], pass.z.back()));
  }
  check_risk(claim.better_risk, empirical_risk(examined, data), "spurious.better_risk",
             claim.place + "/better_risk");
  if (!(claim.better_risk < certificate.local_minimum->risk))
    reject("spurious.not_lower", claim.place + "/better_risk",
           "a risk below " + shown(certificate.local_minimum->risk), shown(claim.better_risk));
  findings.better_class_count = examined.classes.size();
  findings.better_on_wall = examined.grouping.unlabelled;
  return examined;
}

void check_no_null(const Examined& examined, const std::string& place) {
  if (!examined.grouping.unlabelled.empty())
    reject("refinement.null_class",
           place + "/" + std::to_string(examined.grouping.unlabelled.front()), "a class", "null");
}

void check_count(std::size_t claimed, const Examined& examined, const std::string& place) {
  if (claimed != examined.classes.size())
    reject("refinement.count", place, std::to_string(examined.classes.size()) + " classes",
           std::to_string(claimed));
}

/// On each class the affine map is an optimal fit: the residuals are orthogonal to (x, 1).
void check_optimal_fits(const Examined& examined, const std::string& network_place) {
  for (std::size_t c = 0; c < examined.classes.size(); ++c)
    for (const ResidualSums& output : examined.classes[c].residuals)
      for (const Fraction& value : output.with_inputs)
        if (sign(value) != 0)
          reject("refinement.not_optimal", network_place,
                 "residuals orthogonal to (x, 1) on class " + std::to_string(c),
                 "a sum of " + shown(value));
}

void check_refinement(const Certificate& certificate, const Examined& coarse,
                      const Examined& fine) {
  const Refinement& claim = *certificate.refinement;
  check_no_null(coarse, minimum_labels);
  check_no_null(fine, better_labels);
  check_count(claim.groups, coarse, claim.place + "/groups");
  check_count(claim.finer_groups, fine, claim.place + "/finer_groups");
  if (claim.finer_groups <= claim.groups)
    reject("refinement.not_finer", claim.place + "/finer_groups",
           "more than " + std::to_string(claim.groups) + " classes",
           std::to_string(claim.finer_groups));
  const Labels& labels = certificate.local_minimum->labels;
  for (const List<std::size_t>& members : fine.grouping.members)
    for (const std::size_t i : members)
      if (labels[i] != labels[members.front()])
        reject("refinement.not_nested", better_labels + "/" + std::to_string(i),
               "a class inside one class of the minimum", "samples of two");
  check_optimal_fits(coarse, "/statement/network");
  check_optimal_fits(fine, "/witness/spurious/network");
}

} // namespace

Findings check_claims(const Certificate& certificate) {
  Findings findings;
  Examined minimum;
  Examined better;
  if (certificate.local_minimum)
    minimum = check_local_minimum(certificate, findings);
  if (certificate.pattern_flip)
    check_pattern_flip(certificate);
  if (certificate.spurious)
    better = check_spurious(certificate, findings);
  if (certificate.refinement)
    check_refinement(certificate, minimum, better);
  return findings;
}

} // namespace thalweg::verifier
