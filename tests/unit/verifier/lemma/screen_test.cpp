// SPDX-License-Identifier: GPL-3.0-or-later
//
// Screening in machine words against the exact obligations: whatever passes satisfies them, and
// ordinary members pass.

#include "verifier/lemma/screen.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <random>

using namespace thalweg::verifier;

namespace {

class Random {
public:
  explicit Random(unsigned seed) : random_(seed), is_mild_(seed % 2 == 0) {}
  long below(long bound) {
    return static_cast<long>(random_() % static_cast<unsigned long>(bound));
  }
  bool is_mild() const { return is_mild_; }
  /// Often 0, mostly small; unless all is mild, at times of 80 bits or tiny.
  Fraction number() {
    const Integer small = below(7) - 3;
    switch (is_mild_ ? 2 + below(6) : below(12)) {
    case 0:
      return fraction(small * (Integer(1) << 80) + below(1000), 3);
    case 1:
      return fraction(small, Integer(1) << static_cast<std::size_t>(below(130)));
    case 2:
      return {};
    default:
      return fraction(small, below(3) + 1);
    }
  }
  Layer dense(std::size_t source, std::size_t inputs, std::size_t units, Activation activation) {
    Layer layer{LayerKind::dense, {units}, {source}, inputs, std::move(activation)};
    layer.has_biases = below(4) > 0;
    for (std::size_t j = 0; j < units; ++j) {
      SparseRow row;
      for (std::size_t k = 0; k < inputs; ++k)
        if (const Fraction weight = number(); sign(weight) != 0)
          row.emplace_back(k, weight);
      layer.units.push_back(unit_of(row, layer.has_biases ? number() : Fraction{}));
    }
    return layer;
  }
  Activation activation() {
    switch (below(4)) {
    case 0:
      return {{{-1, 1}, {1, 1}}, {{}, {1, 1}, {}}, {{-1, 1}, {}, {1, 1}}}; // hard tanh
    case 1:
      return {{{}}, {{1, 100}, {1, 1}}, {{}, {}}}; // leaky
    default:
      return relu();
    }
  }
  Network network(std::size_t inputs) {
    Network result{{inputs}, {}};
    std::size_t width = inputs;
    const long depth = 1 + below(3);
    for (long l = 0; l < depth; ++l) {
      const auto units = static_cast<std::size_t>(1 + below(4));
      result.layers.push_back(dense(static_cast<std::size_t>(l), width, units, activation()));
      width = units;
    }
    result.layers.push_back(dense(static_cast<std::size_t>(depth), width, 1, identity()));
    return result;
  }
  Data data(std::size_t inputs) {
    Data result;
    for (std::size_t k = 0; k < inputs; ++k)
      result.inputs.push_back(k);
    const bool is_long = below(5) == 0;
    for (long i = 0; i < 40; ++i) {
      Sample sample{{}, {0}, is_long ? Integer(1) << 70 : Integer(below(3) + 1)};
      for (std::size_t k = 0; k < inputs; ++k)
        sample.x.push_back(below(9) - 4 + (is_long ? Integer(below(5)) << 69 : Integer(0)));
      result.samples.push_back(std::move(sample));
    }
    return result;
  }

private:
  std::mt19937 random_;
  bool is_mild_;
};

/// O5 and O9 exactly, as the specification has them.
bool is_settled(const Network& network, const ClassMap& map, const Sample& sample,
                const Sensitivity* bounds) {
  SampleValues values;
  evaluate(network, map, sample, values);
  const List<Dyadic> sizes = input_sizes(network, map, sample, values);
  bool result = true;
  for (std::size_t l = 0; l < map.pieces.size(); ++l)
    for (std::size_t j = 0; j < map.pieces[l].size(); ++j)
      for_each_distance(network.layers[l].activation, map.pieces[l][j], values.z[l][j],
                        map.z[l][j].denominator * sample.denominator,
                        [&](const Integer& distance, const Integer& denominator) {
                          result = result && sign(distance) > 0;
                          if (bounds != nullptr && result)
                            result = is_below(
                                product_sum((*bounds)[l][j], std::span(sizes).first(l + 1)),
                                distance, denominator);
                        });
  return result;
}

/// Everything that needs no place in a certificate.
struct Trial {
  Network network;
  Data data;
  WordInputs inputs = word_inputs(data);

  ClassMap map_at(std::size_t sample) const {
    return class_map({network, {}, "trial", "", {}}, data, sample);
  }
  std::map<Pattern, List<std::size_t>> classes() const {
    std::map<Pattern, List<std::size_t>> result;
    for (std::size_t i = 0; i < data.samples.size(); ++i)
      if (const ForwardPass pass = forward_pass(network, point(data.samples[i]));
          !pass.is_on_wall) {
        Pattern pattern = pass.pieces;
        pattern.pop_back();
        result[pattern].push_back(i);
      }
    return result;
  }
};

Invariance claim_of(Fraction radius, bool is_interval) {
  return {"", std::move(radius), is_interval ? RadiusMethod::interval : RadiusMethod::first_order};
}

} // namespace

TEST_CASE("a member that is screened satisfies the obligations", "[verifier]") {
  std::size_t screened = 0;
  std::size_t settled = 0;
  for (unsigned seed = 0; seed < 400; ++seed) {
    Random random(seed);
    const auto d = static_cast<std::size_t>(1 + random.below(3));
    const Trial trial{random.network(d), random.data(d)};
    List<std::size_t> everyone;
    for (std::size_t i = 0; i < trial.data.samples.size(); ++i)
      everyone.push_back(i);
    for (const auto& [pattern, members] : trial.classes()) {
      const ClassMap map = trial.map_at(members.front());
      const Fraction radius = fraction(1, Integer(1) << static_cast<std::size_t>(random.below(60)));
      const Sensitivity bounds =
          sensitivity(trial.network, map, claim_of(radius, random.below(2) == 0));
      for (const Sensitivity* const of : {static_cast<const Sensitivity*>(nullptr), &bounds}) {
        // everyone: also samples of other classes and on walls
        const List<std::size_t> rest = unscreened(trial.network, map, trial.inputs, everyone, of);
        INFO("seed " << seed);
        CHECK(std::is_sorted(rest.begin(), rest.end()));
        for (const std::size_t i : everyone) {
          const bool is_screened = !std::binary_search(rest.begin(), rest.end(), i);
          const bool is_good = is_settled(trial.network, map, trial.data.samples[i], of);
          screened += is_screened && random.is_mild() ? 1 : 0;
          settled += is_good && random.is_mild() ? 1 : 0;
          if (is_screened)
            CHECK(is_good);
        }
      }
    }
  }
  CHECK(screened <= settled);
#ifdef __SIZEOF_INT128__
  CHECK(20 * screened >= 19 * settled);
#endif
}

TEST_CASE("screening sees a distance that is a little larger than the change", "[verifier]") {
  // z = x, h = [z]_+, one unit: the change of z is at most r N_0 = r (1 + |x|)
  Trial trial{{{1}, {}}, {}};
  Layer hidden{LayerKind::dense, {1}, {0}, 1, relu()};
  hidden.units.push_back(unit_of({{0, {1, 1}}}, {}));
  Layer output{LayerKind::dense, {1}, {1}, 1, identity()};
  output.units = hidden.units;
  trial.network.layers = {hidden, output};
  trial.data.inputs = {0};
  for (long i = 1; i <= 10; ++i) // x = 1, 2, …, 10: r (1 + x) < x
    trial.data.samples.push_back({{i}, {0}, 1});
  trial.inputs = word_inputs(trial.data);
  const ClassMap map = trial.map_at(0);
  const List<std::size_t> members = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  const auto rest = [&](const Fraction& radius) {
    const Sensitivity bounds = sensitivity(trial.network, map, claim_of(radius, true));
    return unscreened(trial.network, map, trial.inputs, members, &bounds);
  };
#ifdef __SIZEOF_INT128__
  const Integer million = 1000000;
  CHECK(rest(fraction(1, 12)).empty());                    // below 1 even for N = 11
  CHECK(rest(fraction(million / 2 - 1, million)).empty()); // x = 1: r · 2 < 1
  CHECK(rest(fraction(1, 2)) == List<std::size_t>{0});     // = 1
  CHECK(rest(fraction(million * 2 / 3 - 1, million)) == List<std::size_t>{0});
  CHECK(rest(fraction(2, 3)) == List<std::size_t>{0, 1});
  CHECK(unscreened(trial.network, map, trial.inputs, {0, 1, 2}, nullptr).size() == 3); // too few
#else
  CHECK(rest(fraction(1, 12)) == members);
#endif
}
