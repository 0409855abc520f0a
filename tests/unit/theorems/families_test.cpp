// SPDX-License-Identifier: GPL-3.0-or-later
//
// Many minima and many cells: the certificates are accepted and no leaf of a small one goes
// unnoticed; F is affine in each layer inside a cell (mixed differences) and not across cells; the
// census of a parabola against the formula for residuals of equally spaced samples.

#include "certificate/family_claims.hpp"
#include "certificate/writer.hpp"
#include "exact/error.hpp"
#include "landscape/family_of_minima.hpp"
#include "support/leaf_mutations.hpp"
#include "theorems/corner.hpp"
#include "theorems/he2020/cell_instances.hpp"
#include "theorems/he2020/components.hpp"
#include "theorems/he2020/instances.hpp"
#include "theorems/he2020/theorem1.hpp"
#include "theorems/liu2021/figures.hpp"
#include "theorems/liu2021/images.hpp"
#include "theorems/liu2021/slab_growth.hpp"
#include "theorems/liu2021/theorem1_instances.hpp"
#include "theorems/sampled_data.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace thalweg;
using thalweg::tests::unnoticed_mutations;

namespace {

std::string text_of(const Outcome& outcome) {
  REQUIRE(outcome.document);
  return certificate_text(*outcome.document);
}

/// Every case of the instance ends as expected and is accepted; the texts.
std::vector<std::string> accepted(const Instance& instance, const InstanceParameters& parameters) {
  std::vector<std::string> texts;
  for (const InstanceCase& one : instance.cases(parameters)) {
    const Outcome outcome = one.outcome();
    CHECK(verdict_of(outcome) == one.expected);
    texts.push_back(text_of(outcome));
    const verifier::Outcome verdict = verifier::verify(texts.back(), {});
    INFO(one.name << ": " << verifier::verdict_line(verdict));
    CHECK(verdict.verdict == verifier::Verdict::accepted);
  }
  return texts;
}

Instance infinitely_many() {
  for (const Instance& instance : he2020_instances())
    if (instance.name == "theorem1-infinitely-many")
      return instance;
  FAIL("no instance theorem1-infinitely-many");
  return {};
}

const std::vector<std::string> none;

} // namespace

TEST_CASE("he2020: infinitely many minima", "[theorems]") {
  const std::vector<std::string> texts = accepted(infinitely_many(), {});
  CHECK(texts.size() == 20);
  InstanceParameters p;
  p.outputs = 1;
  p.depth = 2;
  p.samples = 5;
  p.activation = "hard_tanh";
  p.seed = 3;
  p.dimension = 1;
  CHECK(unnoticed_mutations(accepted(infinitely_many(), p).front()) == none);
}

TEST_CASE("he2020: the family by hand", "[theorems]") {
  // tent: x = −1, 0, 1, y = 0, 1, 0: F = 1/3, η = −1, units 4/3 and 1, F = h_0 − 1
  const Dataset tent = dataset_of({{-1}, {0}, {1}}, {{0}, {1}, {0}});
  const Network minimum = he_theorem1(tent, relu(), 2).minimum;
  const Direction direction = shifted_and_scaled(minimum, tent).directions.front();
  CHECK(direction.weights.empty());
  CHECK(direction.biases == std::vector<BiasMove>{{0, 0, 1}, {0, 1, 1}, {1, 0, -1}});
  CHECK(moved(minimum, direction, Rational(2, 3))({7}) == minimum({7}));
}

TEST_CASE("he2020: valley and components", "[theorems]") {
  for (const Instance& instance : {he2020_valley(), he2020_disconnected_valley()}) {
    const std::vector<std::string> texts = accepted(instance, {});
    REQUIRE(texts.size() == 2);
    CHECK(unnoticed_mutations(texts.front()) == none);
    for (const std::uint64_t seed : {2, 3, 4}) {
      InstanceParameters p;
      p.seed = seed;
      p.samples = 5 + seed;
      accepted(instance, p);
    }
    InstanceParameters few;
    few.samples = 4;
    CHECK_THROWS_AS(instance.cases(few), UsageError);
  }
}

TEST_CASE("he2020: cells of parameter space", "[theorems]") {
  CHECK(accepted(he2020_cells(), {}).size() == 8);
  // one input, ReLU: n different samples are n lines through 0, 2n cells for each of two units
  for (const std::size_t samples : {3, 4, 6}) {
    InstanceParameters p;
    p.samples = samples;
    p.dimension = 1;
    p.activation = "relu";
    const std::string text = accepted(he2020_cells(), p).front();
    CHECK(text.find("\"cells\":\"" + std::to_string(4 * samples * samples) + "\"") !=
          std::string::npos);
  }
}

namespace {

/// σ(w x + b) summed with the output weights; the first layer is a point of the cells' space.
Rational prediction(const Activation& activation, const Vector& first, const Vector& second,
                    const Vector& x) {
  Vector with_one = x;
  with_one.push_back(1);
  const std::size_t width = with_one.size();
  Rational sum = second.back();
  for (std::size_t k = 0; k + 1 < second.size(); ++k) {
    Rational z = 0;
    for (std::size_t c = 0; c < width; ++c)
      z += first[k * width + c] * with_one[c];
    sum += second[k] * activation(z);
  }
  return sum;
}

Vector mean(const Vector& a, const Vector& b) {
  Vector result;
  for (std::size_t k = 0; k < a.size(); ++k)
    result.push_back((a[k] + b[k]) / 2);
  return result;
}

/// The point nearer to 0 along the last coordinate by a random part, as long as it keeps its cell.
Vector other_point(const std::vector<Halfspace>& walls, const Vector& point, SeededSource& source) {
  for (long scale = 2;; scale *= 2) {
    Vector moved = point;
    for (Rational& c : moved)
      c += fraction(source.integer(-9, 9), 8 * scale);
    bool is_inside = true;
    for (const Halfspace& wall : walls)
      is_inside = is_inside && sgn(Rational(dot(wall.normal, moved) - wall.offset)) ==
                                   sgn(Rational(dot(wall.normal, point) - wall.offset));
    if (is_inside)
      return moved;
  }
}

} // namespace

TEST_CASE("he2020, Theorem 2: predictions are affine in each layer inside a cell", "[theorems]") {
  SeededSource source(5);
  InstanceParameters p;
  p.seed = 1;
  p.samples = 5;
  p.outputs = 1;
  for (const std::size_t dimension : {1, 2})
    for (const char* name : {"relu", "hard_tanh"}) {
      p.dimension = dimension;
      const Dataset data = pseudo_random_data(p);
      const Activation activation = theorem_activation(name);
      const std::vector<Halfspace> walls = parameter_walls(data, activation);
      std::vector<Vector> cells;
      for (const WallNode& node : wall_tree(walls, dimension + 1))
        if (node.point)
          cells.push_back(*node.point);
      std::size_t bent = 0; // pairs of cells between which F is not affine
      for (std::size_t c = 0; c < cells.size(); ++c) {
        const Vector& unit = cells[c];
        const Vector& next = cells[(c + 1) % cells.size()];
        const auto both = [&](const Vector& a, const Vector& b) {
          Vector first = a;
          first.insert(first.end(), b.begin(), b.end());
          return first;
        };
        const Vector a1 = both(unit, next);
        const Vector b1 = both(other_point(walls, unit, source), other_point(walls, next, source));
        const Vector a2 = {source.integer(-5, 5), source.integer(-5, 5), source.integer(-5, 5)};
        const Vector b2 = {source.integer(-5, 5), source.integer(-5, 5), source.integer(-5, 5)};
        const Vector swapped = both(next, unit);
        for (const Vector& x : data.inputs) {
          const auto f = [&](const Vector& first, const Vector& second) {
            return prediction(activation, first, second, x);
          };
          CHECK(2 * f(mean(a1, b1), a2) == f(a1, a2) + f(b1, a2));
          CHECK(2 * f(a1, mean(a2, b2)) == f(a1, a2) + f(a1, b2));
          CHECK(4 * f(mean(a1, b1), mean(a2, b2)) == f(a1, a2) + f(a1, b2) + f(b1, a2) + f(b1, b2));
          bent += 2 * f(mean(a1, swapped), a2) == f(a1, a2) + f(swapped, a2) ? 0 : 1;
        }
      }
      CHECK(bent > 0);
    }
}

TEST_CASE("liu2021: interval networks interpolate the fits of their groups", "[theorems]") {
  const Dataset data = cubic_samples(9);
  const Network network = interval_network(data, {0, 3, 4}, 5); // 3, 1 and 5 samples
  CHECK(network.layers.front().unit_count() == 9);
  CHECK(network(data.inputs[3]) == data.targets[3]);
  const PatternClasses classes = pattern_classes(network, data);
  CHECK(classes.on_wall.empty());
  REQUIRE(classes.classes.size() == 3);
  CHECK(classes.classes[2].members == SampleSet{4, 5, 6, 7, 8});
}

TEST_CASE("liu2021: the census of a parabola by a formula", "[theorems]") {
  // m samples at distance h: the best affine fit of x² leaves h⁴ m (m² − 1)(m² − 4)/180
  const auto residual = [](long m) { return m * (m * m - 1) * (m * m - 4); };
  for (const std::size_t samples : {5, 8, 11}) {
    const Dataset data = parabola_samples(samples);
    const long n = static_cast<long>(samples);
    std::set<long> one, two, three;
    for (long a = 1; a <= n; ++a)
      for (long b = 0; a + b <= n; ++b) {
        const long c = n - a - b;
        const long sum = residual(a) + residual(b) + residual(c);
        three.insert(sum);
        if (b == 0)
          two.insert(sum);
      }
    one.insert(residual(n));
    CHECK(growth_census(data, 1).minima.size() == one.size());
    CHECK(growth_census(data, 2).minima.size() == two.size());
    const GrowthCensus census = growth_census(data, 3);
    CHECK(census.minima.size() == three.size());
    CHECK(census.partitions == samples + (samples - 1) * (samples - 2) / 2);
    const Rational h = fraction(2, n - 1);
    CHECK(census.minima.front().claim.risk == residual(n) * h * h * h * h / (180 * n));
  }
}

TEST_CASE("liu2021: deep networks have the risks that networks with one hidden layer have",
          "[theorems]") {
  for (const std::size_t groups : {1, 2, 3}) {
    const Dataset data = cubic_samples(7);
    const GrowthCensus shallow = growth_census(data, groups), deep = slab_census(data, groups);
    CHECK(deep.partitions == shallow.partitions);
    REQUIRE(deep.minima.size() == shallow.minima.size());
    for (std::size_t k = 0; k < deep.minima.size(); ++k) {
      CHECK(deep.minima[k].claim.risk == shallow.minima[k].claim.risk);
      CHECK(has_same_architecture(deep.minima[k].network, deep.minima.front().network));
    }
    CHECK(deep.minima.front().network.hidden_layer_count() >= groups);
  }
}

TEST_CASE("liu2021: slabs across every axis, and of features", "[theorems]") {
  // 6 samples, no coordinate twice: one whole and, for each axis, 5 + 10 ways to cut
  const Dataset data =
      dataset_of({{0, 3}, {1, 0}, {2, 5}, {3, 1}, {4, 4}, {5, 2}}, {{0}, {3}, {1}, {4}, {1}, {5}});
  CHECK(slab_census(data, 2).partitions == 1 + 2 * 5);
  CHECK(slab_census(data, 3).partitions == 1 + 2 * (5 + 10));
  const Dataset images = image_data(7, 3, 1, 2);
  const Network body = two_features(3);
  const GrowthCensus census = slab_census(images, 2, &body);
  CHECK(census.partitions == 1 + 2 * 6);
  for (const CensusMinimum& minimum : census.minima)
    CHECK(minimum.network.layers.front().kind == LayerKind::convolution);
}

TEST_CASE("liu2021: growth in several dimensions and on convolutions is accepted", "[theorems]") {
  for (const Instance& instance : liu2021_theorem1()) {
    if (instance.name.find("growth") == std::string::npos)
      continue;
    InstanceParameters given;
    given.seed = 3;
    given.samples = 7;
    given.groups = 2;
    CHECK(accepted(instance, given).size() == (instance.name == "theorem1-growth" ? 2 : 1));
    given.samples = 25;
    CHECK_THROWS_AS(instance.cases(given), UsageError);
  }
}

TEST_CASE("liu2021: a census is accepted as a whole", "[theorems]") {
  CertificateDocument document;
  document.data = cubic_samples(6);
  const GrowthCensus census = growth_census(document.data, 2);
  document.network = census.minima.front().network;
  document.further = census_claims(census.minima);
  CHECK(unnoticed_mutations(certificate_text(document)) == none);
}
