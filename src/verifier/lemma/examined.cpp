// SPDX-License-Identifier: Apache-2.0

#include "lemma/examined.hpp"

#include "lemma/pooling.hpp"
#include "lemma/screen.hpp"
#include "lemma/subgradient.hpp"
#include "number/decimal.hpp"
#include "text/obligation.hpp"

namespace thalweg::verifier {

namespace {

/// O5 and, if the claim is given, O9 and O76 for one member of a class.
void check_member(const LabelledNetwork& labelled, const ClassMap& map, const Data& data,
                  std::size_t i, const SampleValues& values, const Invariance* claim,
                  const Sensitivity& bounds) {
  const Network& network = labelled.network;
  const Sample& sample = data.samples[i];
  const List<Dyadic> sizes =
      claim == nullptr ? List<Dyadic>{} : input_sizes(network, map, sample, values);
  const auto check_unit = [&](std::size_t l, std::size_t j) {
    const auto changes = claim == nullptr ? std::span<const Dyadic>() : std::span(bounds[l][j]);
    const auto inputs = std::span(sizes).first(changes.size());
    for_each_distance(
        network.layers[l].activation, map.pieces[l][j], values.z[l][j],
        map.z[l][j].denominator * sample.denominator,
        [&](const Integer& distance, const Integer& denominator) {
          if (const Check check{sign(distance) > 0})
            check.say(labelled.words(".pattern", i, "the pattern of the first sample of its class",
                                     (sign(distance) > 0 ? "its piece in " : "another piece in ") +
                                         unit_in_words(l, j) + ", at the distance " +
                                         shown(fraction(distance, denominator))),
                      fraction(distance, denominator));
          if (claim == nullptr)
            return;
          const auto bound = [&] { return as_fraction(product_sum(changes, inputs)); };
          if (const Check check{is_product_sum_below(changes, inputs, distance, denominator)})
            check.say({labelled.code + ".radius", claim->place + "/radius",
                       "changes below the distance " + decimal(fraction(distance, denominator)) +
                           " from a breakpoint (sample " + std::to_string(i) + ", " +
                           unit_in_words(l, j) + ")",
                       "the bound " + decimal(bound())},
                      part_left(bound(), fraction(distance, denominator)));
        });
  };
  for (std::size_t l = 0; l < map.pieces.size(); ++l)
    if (network.layers[l].is_maximum())
      check_maxima(labelled, map, data, i, values, l, claim, bounds, sizes);
    else if (!network.layers[l].activation.breakpoints.empty())
      for (std::size_t j = 0; j < map.pieces[l].size(); ++j)
        check_unit(l, j);
}

} // namespace

Examined examine(const LabelledNetwork& labelled, const Data& data, const Loss& loss,
                 const Invariance* claim) {
  Examined result{check_numbering(labelled), {}, {}};
  List<Pattern> patterns;
  SampleValues values;
  // who watches wants to see all members
  const WordInputs inputs = Watch::active() == nullptr ? word_inputs(data) : WordInputs{};
  for (const List<std::size_t>& members : result.grouping.members) {
    const ClassMap map = class_map(labelled, data, members.front());
    const Sensitivity bounds =
        claim == nullptr ? Sensitivity{} : sensitivity(labelled.network, map, *claim);
    for (const std::size_t i :
         unscreened(labelled.network, map, inputs, members, claim == nullptr ? nullptr : &bounds)) {
      Meter::tick();
      evaluate(labelled.network, map, data.samples[i], values);
      check_member(labelled, map, data, i, values, claim, bounds);
    }
    ClassSummary& summary = result.classes.emplace_back(ClassSummary{map.pieces, {}});
    for (std::size_t o = 0; !loss.cross_entropy && o < data.targets.size(); ++o) {
      const AffineRow& row = map.z.back()[o];
      summary.sums.push_back(loss.is_plain_squared()
                                 ? squared_loss_sums(data, members, o, row)
                                 : loss_sums(loss, labelled, data, members, o, row));
      result.losses.push_back(summary.sums.back().losses);
    }
    patterns.push_back(map.pieces);
  }
  check_patterns_differ(labelled, patterns);
  return result;
}

void check_risk(const Fraction& claimed, const Examined& examined, const Data& data,
                const std::string& code, const std::string& place) {
  const Fraction risk = sum(examined.losses) * Fraction{1, Integer(data.samples.size())};
  if (const Check check{claimed == risk})
    check.say({code, place, "the empirical risk " + shown(risk), shown(claimed)});
}

void check_same_architecture(const Network& a, const Network& b, const char* code) {
  const std::size_t common = std::min(a.layers.size(), b.layers.size());
  std::size_t l = 0;
  while (l < common && a.input == b.input && has_architecture_of(a.layers[l], b.layers[l]))
    ++l;
  if (l < std::max(a.layers.size(), b.layers.size()))
    reject(code, b.place + "/layers" + (l < b.layers.size() ? "/" + std::to_string(l) : ""),
           "the architecture of the other network", "another");
}

} // namespace thalweg::verifier
