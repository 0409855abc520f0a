// SPDX-License-Identifier: GPL-3.0-or-later
//
// Random minima of the claim `trained_minimum` against the definition. Networks of one or two
// hidden layers and samples have small integers, so that many pairs are ties, in both layers; some
// points are two samples. Residuals and multipliers are a point of the polyhedron of first order
// conditions, with as much room at the ties as there is, and the targets are made for them. What is
// accepted has no lower risk in its box; with one tie on the wrong side nothing is accepted.

#include "unit/verifier/certificate_text.hpp"

#include "geometry/linear_program.hpp"

#include <cmath>
#include <random>
#include <set>

using namespace thalweg;
using namespace thalweg::tests;

namespace {

struct Place {
  std::size_t layer, unit, point;
};

/// A dense network: of each layer all weights by rows, then the biases.
struct RandomTrial {
  std::mt19937& random;
  std::vector<std::size_t> widths; ///< inputs, hidden layers, outputs
  Rational below = 0, above = 1;   ///< slopes
  Vector parameters, decay;
  std::vector<Vector> points;
  std::vector<bool> is_double;
  std::vector<std::vector<std::vector<bool>>> is_above; ///< [point][layer][unit] at W
  std::vector<Place> ties;

  long drawn(long low, long high) {
    return low + static_cast<long>(random() % static_cast<unsigned long>(high - low + 1));
  }
  std::size_t sample_count() const {
    return points.size() +
           static_cast<std::size_t>(std::count(is_double.begin(), is_double.end(), true));
  }

  /// z of all layers; in the pieces of W if `is_base`, and then with v = 1 at one tie.
  std::vector<Vector> run(const Vector& p, std::size_t point, bool is_base,
                          const Place* tie = nullptr) const {
    std::vector<Vector> z;
    Vector h = points[point];
    std::size_t next = 0;
    for (std::size_t l = 0; l + 1 < widths.size(); ++l) {
      Vector& sums = z.emplace_back(widths[l + 1]);
      for (Rational& sum : sums)
        for (const Rational& value : h)
          sum += p[next++] * value;
      for (Rational& sum : sums)
        sum += p[next++];
      h.clear();
      for (std::size_t u = 0; u < sums.size(); ++u) {
        const bool is_up = is_base && !is_above.empty() ? is_above[point][l][u] : sums[u] > 0;
        h.push_back((is_up ? above : below) * sums[u]);
        if (tie != nullptr && tie->layer == l && tie->unit == u)
          h.back() += above - below;
      }
    }
    return z;
  }
};

RandomTrial random_trial(std::mt19937& random) {
  RandomTrial t{random, {}, 0, 1, {}, {}, {}, {}, {}, {}};
  t.widths = {static_cast<std::size_t>(t.drawn(1, 3) > 1 ? 2 : 1),
              static_cast<std::size_t>(t.drawn(1, 3))};
  if (t.drawn(0, 1) == 0)
    t.widths.push_back(static_cast<std::size_t>(t.drawn(1, 2)));
  t.widths.push_back(static_cast<std::size_t>(t.drawn(1, 2)));
  if (t.drawn(0, 2) == 0)
    t.below = fraction(t.drawn(-2, 3), 4);
  const bool decays = t.drawn(0, 2) == 0;
  for (std::size_t l = 0; l + 1 < t.widths.size(); ++l)
    for (std::size_t k = 0; k < t.widths[l + 1] * (t.widths[l] + 1); ++k) {
      t.parameters.push_back(t.drawn(-2, 2));
      t.decay.push_back(decays && l == 0 ? fraction(1, 64) : Rational(0));
    }
  for (long n = t.drawn(5, 14); n > 0; --n) {
    Vector x;
    for (std::size_t k = 0; k < t.widths.front(); ++k)
      x.push_back(t.drawn(-2, 2));
    if (std::find(t.points.begin(), t.points.end(), x) == t.points.end()) {
      t.points.push_back(x);
      t.is_double.push_back(t.drawn(0, 3) == 0);
    }
  }
  std::vector<std::vector<std::vector<bool>>> pieces;
  for (std::size_t i = 0; i < t.points.size(); ++i) {
    auto& of_point = pieces.emplace_back();
    const std::vector<Vector> z = t.run(t.parameters, i, false);
    for (std::size_t l = 0; l + 1 < z.size(); ++l) {
      auto& of_layer = of_point.emplace_back();
      for (std::size_t u = 0; u < z[l].size(); ++u) {
        of_layer.push_back(z[l][u] > 0);
        if (z[l][u] == 0)
          t.ties.push_back({l, u, i});
      }
    }
    of_point.emplace_back(z.back().size(), true);
  }
  t.is_above = pieces;
  std::sort(t.ties.begin(), t.ties.end(), [](const Place& a, const Place& b) {
    return std::tie(a.layer, a.unit, a.point) < std::tie(b.layer, b.unit, b.point);
  });
  return t;
}

/// g by point and output, λ by tie, and the room s at every tie, so that Λ is stationary in the
/// free parameters; `wrong` is on one wrong side.
std::optional<Vector> conditions(RandomTrial& t, const std::vector<std::size_t>& free,
                                 std::optional<std::size_t> wrong) {
  const std::size_t outputs = t.widths.back(), tie_count = t.ties.size();
  const std::size_t first_tie = t.points.size() * outputs, room = first_tie + tie_count;
  std::vector<Halfspace> halfspaces;
  const auto at_most = [&](Vector normal, const Rational& bound) {
    halfspaces.push_back({std::move(normal), bound});
  };
  /// What changes of z make of Λ: the coefficients of g and λ.
  const auto response = [&](Vector& row, std::size_t i, const std::vector<Vector>& from,
                            const std::vector<Vector>& to) {
    for (std::size_t o = 0; o < outputs; ++o)
      row[i * outputs + o] += to.back()[o] - from.back()[o];
    for (std::size_t s = 0; s < tie_count; ++s)
      if (t.ties[s].point == i)
        row[first_tie + s] -=
            to[t.ties[s].layer][t.ties[s].unit] - from[t.ties[s].layer][t.ties[s].unit];
  };
  const auto opposite = [](Vector row) {
    for (Rational& entry : row)
      entry = -entry;
    return row;
  };
  for (const std::size_t j : free) { // affine in each parameter
    Vector row(room + 1), p = t.parameters;
    p[j] += 1;
    for (std::size_t i = 0; i < t.points.size(); ++i)
      response(row, i, t.run(t.parameters, i, true), t.run(p, i, true));
    const Rational slope = -2 * t.decay[j] * t.parameters[j];
    at_most(row, slope);
    at_most(opposite(row), -slope);
  }
  for (std::size_t k = 0; k < room; ++k)
    for (const int sign : {1, -1}) {
      Vector row(room + 1);
      row[k] = sign;
      at_most(row, k < first_tie ? 1 : 4);
    }
  Vector objective(room + 1);
  objective[room] = 64;
  at_most(objective, 64);
  for (std::size_t s = 0; s < tie_count; ++s) {
    const Place& tie = t.ties[s];
    Vector down(room + 1), up(room + 1);
    down[first_tie + s] = 1; // λ
    response(up, tie.point, t.run(t.parameters, tie.point, true),
             t.run(t.parameters, tie.point, true, &tie));
    up[first_tie + s] += 1; // λ + d
    const bool is_wrong = wrong && *wrong == s;
    const bool is_up = is_wrong && t.drawn(0, 1) == 0;
    down = is_wrong && !is_up ? opposite(down) : down;
    up = is_up ? up : opposite(up);
    down[room] = up[room] = 1;
    at_most(down, 0);
    at_most(up, 0);
  }
  for (std::size_t k = 0; k < room; ++k)
    objective[k] = t.drawn(-1, 1);
  const LinearProgramResult result = maximum(objective, halfspaces);
  if (result.status != LinearProgramStatus::optimal || result.point[room] <= 0)
    return std::nullopt;
  return result.point;
}

std::vector<Vector> targets_of(const RandomTrial& t, const Vector& at) {
  std::vector<Vector> result;
  const std::size_t outputs = t.widths.back();
  for (std::size_t i = 0; i < t.points.size(); ++i) {
    const Vector f = t.run(t.parameters, i, false).back();
    for (int copy = 0; copy < (t.is_double[i] ? 2 : 1); ++copy) {
      Vector& y = result.emplace_back();
      for (std::size_t o = 0; o < outputs; ++o) {
        const Rational g = at[i * outputs + o] * static_cast<unsigned long>(t.sample_count()) / 2;
        y.push_back(f[o] - (t.is_double[i] ? Rational(g / 2 + (copy == 0 ? 3 : -3)) : g));
      }
    }
  }
  return result;
}

Rational risk_at(const RandomTrial& t, const Vector& p, const std::vector<Vector>& targets) {
  Rational sum, penalty;
  std::size_t next = 0;
  for (std::size_t i = 0; i < t.points.size(); ++i) {
    const Vector f = t.run(p, i, false).back();
    for (int copy = 0; copy < (t.is_double[i] ? 2 : 1); ++copy, ++next)
      for (std::size_t o = 0; o < f.size(); ++o)
        sum += (f[o] - targets[next][o]) * (f[o] - targets[next][o]);
  }
  for (std::size_t j = 0; j < p.size(); ++j)
    penalty += t.decay[j] * p[j] * p[j];
  return sum / static_cast<unsigned long>(t.sample_count()) + penalty;
}

Json texts(const Vector& values) {
  Json result = Json::array();
  for (const Rational& value : values)
    result.push_back(to_string(value));
  return result;
}

Json layers_of(const RandomTrial& t) {
  const Json activation = {{"breakpoints", {"0"}},
                           {"slopes", {to_string(t.below), to_string(t.above)}},
                           {"intercepts", {"0", "0"}}};
  Json layers = Json::array();
  auto next = t.parameters.begin();
  for (std::size_t l = 0; l + 1 < t.widths.size(); ++l) {
    Json rows = Json::array();
    for (std::size_t u = 0; u < t.widths[l + 1]; ++u) {
      Json& row = rows.emplace_back(Json::array());
      for (std::size_t k = 0; k < t.widths[l]; ++k, ++next)
        if (*next != 0)
          row.push_back({k, to_string(*next)});
    }
    const auto biases = next;
    next += static_cast<std::ptrdiff_t>(t.widths[l + 1]);
    layers.push_back(dense(l + 2 < t.widths.size() ? activation : Json("identity"), rows,
                           texts({biases, next})));
  }
  return layers;
}

/// Nothing fixed but what `free` does not name.
Json certificate_of(const RandomTrial& t, const Vector& at, const std::vector<std::size_t>& free,
                    int box_exponent, bool is_strict) {
  Json columns = Json::array(), targets = Json::array(), rows = Json::array();
  for (std::size_t k = 0; k < t.widths.front() + t.widths.back(); ++k) {
    columns.push_back("c" + std::to_string(k));
    if (k >= t.widths.front())
      targets.push_back(k);
  }
  const std::vector<Vector> y = targets_of(t, at);
  std::vector<std::size_t> first_samples;
  for (std::size_t i = 0; i < t.points.size(); ++i) {
    first_samples.push_back(rows.size());
    for (int copy = 0; copy < (t.is_double[i] ? 2 : 1); ++copy) {
      Vector row = t.points[i];
      row.insert(row.end(), y[rows.size()].begin(), y[rows.size()].end());
      rows.push_back(texts(row));
    }
  }
  Json fixed = Json::array(), ties = Json::array();
  for (std::size_t j = 0; j < t.parameters.size(); ++j)
    if (!std::binary_search(free.begin(), free.end(), j))
      fixed.push_back(j);
  Vector multipliers, bounds;
  const std::size_t first_tie = t.points.size() * t.widths.back();
  for (std::size_t s = 0; s < t.ties.size(); ++s) {
    const Place& tie = t.ties[s];
    ties.push_back({tie.layer, tie.unit, first_samples[tie.point], 0});
    multipliers.push_back(at[first_tie + s]);
    bounds.push_back(at.back() / (tie.layer == 0 ? 4 : 32));
  }
  const Rational box = fraction(1, 1L << box_exponent), near = box / 1048576;
  const Rational risk = risk_at(t, t.parameters, y), slack = fraction(1, 1L << 40);
  Json loss = {{"name", "squared"}};
  if (t.decay.front() != 0) {
    loss["decay"] = Json::array({Json::array({"1/64", "1/64"})});
    for (std::size_t l = 2; l < t.widths.size(); ++l)
      loss["decay"].push_back(Json::array({"0", "0"}));
  }
  const Json radius = to_string(Rational(box - near));
  return {{"format", "thalweg-certificate"},
          {"version", 2},
          {"provenance", {{"tool", "by chance"}, {"command", "none"}}},
          {"statement",
           {{"data", {{"columns", columns}, {"targets", targets}, {"rows", rows}}},
            {"loss", loss},
            {"network", {{"layers", layers_of(t)}}},
            {"claims", Json::array({{{"claim", "trained_minimum"},
                                     {"distance", to_string(near)},
                                     {"radius", radius},
                                     {"strict_radius", is_strict ? radius : Json(nullptr)},
                                     {"risk_lower", to_string(Rational(risk - slack))},
                                     {"risk_upper", to_string(Rational(risk + slack))},
                                     {"scope", "slice"},
                                     {"ties", ties},
                                     {"fixed", fixed}}})}}},
          {"witness",
           {{"trained_minimum",
             {{"bits", 128},
              {"near", to_string(near)},
              {"box", to_string(box)},
              {"strict_box", is_strict ? Json(to_string(box)) : Json(nullptr)},
              {"share", "1/4"},
              {"curvature", "1/1024"},
              {"steps", texts(Vector(free.size(), Rational(1)))},
              {"multipliers", texts(multipliers)},
              {"bounds", texts(bounds)},
              {"penalties", texts(Vector(t.ties.size(), Rational(4)))},
              {"fields", Json::array()}}}}}};
}

std::vector<std::size_t> random_parameters(RandomTrial& t) {
  std::set<std::size_t> chosen;
  for (long count = t.drawn(1, 4); count > 0; --count)
    chosen.insert(static_cast<std::size_t>(t.drawn(0, long(t.parameters.size()) - 1)));
  return {chosen.begin(), chosen.end()};
}

/// Does a network in the box have less risk, or the same although it is another one?
void check_box(RandomTrial& t, const Vector& at, const std::vector<std::size_t>& free,
               int box_exponent, bool is_strict) {
  const std::vector<Vector> y = targets_of(t, at);
  const Rational here = risk_at(t, t.parameters, y);
  for (int k = 0; k < 30; ++k) {
    Vector moved = t.parameters;
    for (const std::size_t j : free)
      moved[j] += fraction(t.drawn(-4, 4), 4L << (box_exponent + k % 4));
    REQUIRE(risk_at(t, moved, y) >= here);
    if (is_strict && moved != t.parameters)
      REQUIRE(risk_at(t, moved, y) > here);
  }
}

} // namespace

TEST_CASE("random minima near networks are minima", "[verifier]") {
  std::mt19937 random(20261129);
  std::size_t accepted = 0, strict = 0, accepted_ties = 0, upper_ties = 0, wrong = 0;
  for (int round = 0; round < 400; ++round) {
    RandomTrial t = random_trial(random);
    const std::vector<std::size_t> free = random_parameters(t);
    if (const auto at = conditions(t, free, std::nullopt))
      for (const int box_exponent : {7, 10, 13})
        for (const bool is_strict : {false, true}) {
          const Json certificate = certificate_of(t, *at, free, box_exponent, is_strict);
          const verifier::Outcome outcome = verdict_of(certificate);
          INFO("round " << round << ": " << certificate.dump());
          REQUIRE(outcome.verdict != verifier::Verdict::malformed);
          if (outcome.verdict != verifier::Verdict::accepted)
            break;
          check_box(t, *at, free, box_exponent, is_strict);
          ++accepted;
          strict += is_strict ? 1 : 0;
          accepted_ties += t.ties.size();
          for (const Place& tie : t.ties)
            upper_ties += tie.layer;
        }
    if (t.ties.empty())
      continue;
    const auto side = static_cast<std::size_t>(t.drawn(0, long(t.ties.size()) - 1));
    if (const auto at = conditions(t, free, side)) {
      const Json certificate = certificate_of(t, *at, free, 13, false);
      INFO("round " << round << ", one side wrong: " << certificate.dump());
      CHECK(verdict_of(certificate).verdict == verifier::Verdict::rejected);
      ++wrong;
    }
  }
  INFO(accepted << " accepted, " << strict << " of them strict, with " << accepted_ties << " ties, "
                << upper_ties << " in the second layer; " << wrong << " with a wrong side");
  CHECK(strict >= 100);
  CHECK(accepted >= 2 * strict);
  CHECK(accepted_ties >= 600);
  CHECK(upper_ties >= 80);
  CHECK(wrong >= 150);
}

namespace {

/// Units in pairs with one row and opposite output weights, so that all outputs are 0 everywhere.
RandomTrial balanced_trial(std::mt19937& random, std::size_t outputs) {
  RandomTrial t{random, {}, 0, 1, {}, {}, {}, {}, {}, {}};
  const auto inputs = static_cast<std::size_t>(t.drawn(1, 2));
  t.widths = {inputs, 2, outputs};
  Vector row;
  for (std::size_t k = 0; k <= inputs; ++k)
    row.push_back(t.drawn(-2, 2));
  for (int unit = 0; unit < 2; ++unit)
    t.parameters.insert(t.parameters.end(), row.begin(), row.end() - 1);
  t.parameters.insert(t.parameters.end(), 2, row.back());
  for (std::size_t o = 0; o < outputs; ++o) {
    const Rational weight = t.drawn(-2, 2);
    t.parameters.insert(t.parameters.end(), {weight, -weight});
  }
  t.parameters.insert(t.parameters.end(), outputs, 0);
  t.decay.assign(t.parameters.size(), 0);
  for (long n = t.drawn(2, 5); n > 0; --n) {
    Vector x;
    for (std::size_t k = 0; k < inputs; ++k)
      x.push_back(fraction(t.drawn(-4, 4), 2));
    if (dot(x, Vector(row.begin(), row.end() - 1)) + row.back() != 0 &&
        std::find(t.points.begin(), t.points.end(), x) == t.points.end()) {
      t.points.push_back(x);
      t.is_double.push_back(false);
    }
  }
  return t;
}

/// Each point once with each class: W is a minimum of all outputs.
Json balanced_certificate(const RandomTrial& t, const std::vector<std::size_t>& free,
                          int box_exponent) {
  const std::size_t classes = std::max<std::size_t>(2, t.widths.back());
  const Vector nothing(t.points.size() * t.widths.back() + 1);
  Json certificate = certificate_of(t, nothing, free, box_exponent, true);
  Json rows = Json::array(), columns = Json::array();
  for (const Vector& point : t.points)
    for (std::size_t y = 0; y < classes; ++y) {
      Json& row = rows.emplace_back(texts(point));
      row.push_back(std::to_string(y));
    }
  for (std::size_t k = 0; k <= t.widths.front(); ++k)
    columns.push_back("c" + std::to_string(k));
  Json& statement = certificate["statement"];
  statement["data"] = {{"columns", columns}, {"targets", {t.widths.front()}}, {"rows", rows}};
  statement["loss"] = classes == 2 ? Json{{"name", "logistic"}, {"positive", "1"}}
                                   : Json{{"name", "softmax"}, {"classes", classes}};
  statement["claims"][0]["risk_lower"] = classes == 2 ? "6931/10000" : "549/500";
  statement["claims"][0]["risk_upper"] = classes == 2 ? "1733/2500" : "1099/1000";
  return certificate;
}

/// The mean over the points of the losses of all classes, in floating point.
double balanced_risk(const RandomTrial& t, const Vector& p) {
  double sum = 0;
  for (std::size_t i = 0; i < t.points.size(); ++i) {
    const Vector outputs = t.run(p, i, false).back();
    std::vector<double> scores;
    for (const Rational& output : outputs)
      scores.push_back(output.get_d());
    if (scores.size() == 1)
      scores.push_back(0);
    double exponentials = 0, mean = 0;
    for (const double score : scores) {
      exponentials += std::exp(score);
      mean += score / double(scores.size());
    }
    sum += std::log(exponentials) - mean;
  }
  return sum / double(t.points.size());
}

} // namespace

TEST_CASE("random minima of logistic and softmax loss are minima", "[verifier]") {
  std::mt19937 random(20261201);
  std::size_t accepted = 0, with_products = 0;
  for (int round = 0; round < 300; ++round) {
    RandomTrial t = balanced_trial(random, round % 2 == 0 ? 1 : 3);
    if (t.points.empty())
      continue;
    const std::vector<std::size_t> free = random_parameters(t);
    const double here = balanced_risk(t, t.parameters);
    for (const int box_exponent : {2, 4, 7}) {
      const Json certificate = balanced_certificate(t, free, box_exponent);
      INFO("round " << round << ": " << certificate.dump());
      const verifier::Outcome outcome = verdict_of(certificate);
      INFO(verifier::verdict_line(outcome));
      REQUIRE((outcome.verdict == verifier::Verdict::accepted ||
               outcome.verdict == verifier::Verdict::rejected));
      if (outcome.verdict != verifier::Verdict::accepted)
        continue;
      ++accepted;
      const std::size_t first = 2 * (t.widths.front() + 1); // of the output weights
      with_products += free.front() < first && free.back() >= first ? 1 : 0;
      for (int k = 0; k < 20; ++k) {
        Vector moved = t.parameters;
        for (const std::size_t j : free)
          moved[j] += fraction(t.drawn(-4, 4), 4L << box_exponent);
        REQUIRE(balanced_risk(t, moved) >= here - 1e-12);
      }
    }
  }
  INFO(accepted << " accepted, " << with_products << " with free parameters of both layers");
  CHECK(accepted >= 100);
  CHECK(with_products >= 30);
}
