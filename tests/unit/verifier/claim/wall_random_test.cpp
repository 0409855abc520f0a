// SPDX-License-Identifier: GPL-3.0-or-later
//
// Random minima on walls against the definition. Networks and samples have small integers, so that
// many pairs are ties; subgradients and multipliers are a vertex of the polytope that O150 to O152
// describe (most of its inequalities are equalities there), and the targets are made for them. The
// certificate is accepted, no network within the radius has lower risk, and with a multiplier or
// a target moved by a little it is rejected.

#include "unit/verifier/layer/naive_network.hpp"

#include "geometry/linear_program.hpp"

#include <random>

using namespace thalweg;
using namespace thalweg::tests;

namespace {

struct Trial {
  std::mt19937& random;
  std::size_t inputs = 0, units = 0;
  bool has_biases = true;
  Rational below, above; ///< the slopes
  std::vector<Vector> rows, samples;
  Vector biases, outputs; ///< of the hidden layer; the output weights

  long drawn(long low, long high) {
    return low + static_cast<long>(random() % static_cast<unsigned long>(high - low + 1));
  }
  Rational z(std::size_t u, std::size_t i) const { return dot(rows[u], samples[i]) + biases[u]; }
  Rational slope(const Rational& at) const { return at > 0 ? above : below; }
};

Trial trial(std::mt19937& random) {
  Trial t{random, 0, 0, true, 0, 1, {}, {}, {}, {}};
  t.inputs = static_cast<std::size_t>(t.drawn(1, 2));
  t.units = static_cast<std::size_t>(t.drawn(1, 3));
  t.has_biases = t.drawn(0, 4) > 0;
  if (t.drawn(0, 2) == 0) {
    t.below = fraction(t.drawn(-2, 2), 2);
    t.above = t.below + (t.drawn(0, 1) == 0 ? 1 : -1);
  }
  const auto draw = [&](std::size_t count, long most) {
    Vector result;
    for (std::size_t k = 0; k < count; ++k)
      result.push_back(t.drawn(-most, most));
    return result;
  };
  for (std::size_t u = 0; u < t.units; ++u)
    t.rows.push_back(draw(t.inputs, 2));
  t.biases = t.has_biases ? draw(t.units, 1) : Vector(t.units);
  t.outputs = draw(t.units, 2);
  for (long n = t.drawn(5, 14); n > 0; --n)
    t.samples.push_back(draw(t.inputs, 2));
  return t;
}

/// Is the sample 0 in a network without hidden biases? Then its pre-activations stay 0.
bool is_still(const Trial& t, std::size_t i) {
  return !t.has_biases && std::all_of(t.samples[i].begin(), t.samples[i].end(),
                                      [](const Rational& x) { return x == 0; });
}

std::vector<std::pair<std::size_t, std::size_t>> ties(const Trial& t) {
  std::vector<std::pair<std::size_t, std::size_t>> result;
  for (std::size_t i = 0; i < t.samples.size(); ++i)
    for (std::size_t u = 0; u < t.units; ++u)
      if (t.z(u, i) == 0 && !is_still(t, i))
        result.emplace_back(i, u);
  return result;
}

/// (g, λ): a vertex of O150 to O152 with |g| ≤ 1.
Vector subgradients_and_multipliers(Trial& t) {
  const std::size_t n = t.samples.size();
  const auto tied = ties(t);
  const std::size_t dimension = n + tied.size();
  std::vector<Halfspace> halfspaces;
  const auto at_most = [&](const Vector& normal, const Rational& bound) {
    halfspaces.push_back({normal, bound});
  };
  const auto zero = [&](const Vector& normal) {
    Vector opposite;
    for (const Rational& a : normal)
      opposite.push_back(-a);
    at_most(normal, 0);
    at_most(opposite, 0);
  };
  Vector sum(dimension);
  for (std::size_t i = 0; i < n; ++i) {
    sum[i] = 1;
    for (const int sign : {1, -1}) {
      Vector bound(dimension);
      bound[i] = sign;
      at_most(bound, 1);
    }
  }
  zero(sum);
  for (std::size_t u = 0; u < t.units; ++u)
    for (std::size_t k = 0; k < t.inputs + (t.has_biases ? 1 : 0); ++k) {
      Vector row(dimension);
      const auto x = [&](std::size_t i) { return k < t.inputs ? t.samples[i][k] : Rational(1); };
      for (std::size_t i = 0; i < n; ++i)
        if (!is_still(t, i))
          row[i] = t.slope(t.z(u, i)) * x(i);
      for (std::size_t s = 0; s < tied.size(); ++s)
        if (tied[s].second == u)
          row[n + s] = (t.outputs[u] < 0 ? 1 : -1) * x(tied[s].first);
      zero(row);
    }
  for (std::size_t s = 0; s < tied.size(); ++s) {
    const auto [i, u] = tied[s];
    Vector below(dimension), above(dimension);
    below[n + s] = 1; // λ ≤ 0
    above[n + s] = -1;
    above[i] = (t.outputs[u] < 0 ? 1 : -1) * (t.above - t.below); // λ + ς c g ≥ 0
    if (t.outputs[u] == 0) {
      Vector g(dimension);
      g[i] = 1;
      zero(below);
      zero(g);
      continue;
    }
    at_most(below, 0);
    at_most(above, 0);
  }
  Vector objective;
  for (std::size_t k = 0; k < dimension; ++k)
    objective.push_back(k < n ? t.drawn(-3, 3) : t.drawn(-9, 0));
  return maximum(objective, halfspaces).point;
}

Json row_of(const Vector& values) {
  Json row = Json::array();
  for (std::size_t k = 0; k < values.size(); ++k)
    if (values[k] != 0)
      row.push_back({k, to_string(values[k])});
  return row;
}

Json network_of(const Trial& t) {
  Json rows = Json::array(), biases = Json::array();
  for (std::size_t u = 0; u < t.units; ++u) {
    rows.push_back(row_of(t.rows[u]));
    biases.push_back(to_string(t.biases[u]));
  }
  const Json activation = {{"breakpoints", {"0"}},
                           {"slopes", {to_string(t.below), to_string(t.above)}},
                           {"intercepts", {"0", "0"}}};
  return {{"layers",
           {dense(activation, rows, t.has_biases ? biases : Json(nullptr)),
            dense("identity", Json::array({row_of(t.outputs)}), {"1/3"})}}};
}

Rational output(const Trial& t, std::size_t i) {
  Rational result = fraction(1, 3);
  for (std::size_t u = 0; u < t.units; ++u)
    result += t.outputs[u] * t.slope(t.z(u, i)) * t.z(u, i);
  return result;
}

/// n R: Σ (F' − F + g/2)² with the targets F − g/2.
Rational squares(const Trial& t, const Trial& moved, const Rational& shift, const Vector& g) {
  Rational sum;
  for (std::size_t i = 0; i < t.samples.size(); ++i) {
    const Rational r = output(moved, i) + shift - output(t, i) + g[i] / 2;
    sum += r * r;
  }
  return sum;
}

/// The largest radius that the claim allows, less a little; 1 if nothing limits it.
Rational radius_of(const Trial& t, const Vector& g) {
  Rational radius = 1;
  const auto tied = ties(t);
  for (std::size_t i = 0; i < t.samples.size(); ++i) {
    Rational size = t.has_biases ? 1 : 0;
    for (const Rational& x : t.samples[i])
      size += abs(x);
    for (std::size_t u = 0; u < t.units; ++u)
      if (t.z(u, i) != 0)
        radius = std::min(radius, Rational(abs(t.z(u, i)) / size));
  }
  for (std::size_t s = 0; s < tied.size(); ++s)
    if (g[tied[s].first] != 0 || g[t.samples.size() + s] != 0)
      radius = std::min(radius, Rational(abs(t.outputs[tied[s].second])));
  return radius * fraction(1023, 1024);
}

Json certificate_of(const Trial& t, const Vector& g, const Rational& radius) {
  Json columns = Json::array();
  for (std::size_t k = 0; k < t.inputs; ++k)
    columns.push_back("x" + std::to_string(k));
  columns.push_back("y");
  Json rows = Json::array();
  Rational risk;
  const std::size_t n = t.samples.size();
  for (std::size_t i = 0; i < n; ++i) {
    Json row = Json::array();
    for (const Rational& x : t.samples[i])
      row.push_back(to_string(x));
    row.push_back(to_string(Rational(output(t, i) - g[i] / 2)));
    rows.push_back(row);
    risk += g[i] * g[i] / 4 / static_cast<unsigned long>(n);
  }
  Json tie_list = Json::array();
  const auto tied = ties(t);
  for (std::size_t s = 0; s < tied.size(); ++s)
    tie_list.push_back({tied[s].first, tied[s].second, to_string(g[n + s])});
  return {{"format", "thalweg-certificate"},
          {"version", 3},
          {"provenance", {{"tool", "by chance"}, {"command", "none"}}},
          {"statement",
           {{"data", {{"columns", columns}, {"targets", {t.inputs}}, {"rows", rows}}},
            {"loss", {{"name", "squared"}}},
            {"networks", {{"W", network_of(t)}}},
            {"claims", Json::array({{{"claim", "minimum_on_walls"},
                                     {"network", "W"},
                                     {"radius", to_string(radius)},
                                     {"risk", to_string(risk)}}})}}},
          {"witness",
           {{"minimum_on_walls",
             {{"method", "first_order"}, {"exempt", Json::array()}, {"ties", tie_list}}}}}};
}

/// Every parameter moved by −1, 0 or 1 times a part of the radius; zeros of the output weights too.
Trial moved(const Trial& t, const Rational& r) {
  Trial result = t;
  const auto move = [&](Vector& values) {
    for (Rational& value : values)
      value += r * fraction(result.drawn(-4, 4), 4);
  };
  for (Vector& row : result.rows)
    move(row);
  if (t.has_biases)
    move(result.biases);
  move(result.outputs);
  return result;
}

} // namespace

TEST_CASE("random minima on walls are minima", "[verifier]") {
  std::mt19937 random(11281964);
  std::size_t tie_count = 0, active = 0;
  for (int round = 0; round < 150; ++round) {
    Trial t = trial(random);
    const Vector g = subgradients_and_multipliers(t);
    const Rational radius = radius_of(t, g);
    const Json certificate = certificate_of(t, g, radius);
    INFO("round " << round << ": " << certificate.dump());
    REQUIRE(verifier::verdict_line(verdict_of(certificate)) == "VERIFIED");
    const auto tied = ties(t);
    tie_count += tied.size();
    const Rational here = squares(t, t, 0, g);
    for (int k = 0; k < 30; ++k) {
      const Rational r = radius / (1 << (k % 5));
      REQUIRE(squares(t, moved(t, r), r * fraction(t.drawn(-4, 4), 4), g) >= here);
    }
    for (std::size_t s = 0; s < tied.size(); ++s) {
      const std::size_t n = t.samples.size();
      active += g[n + s] != 0 ? 1 : 0;
      Vector other = g;
      other[n + s] += fraction(t.drawn(0, 1) == 0 ? 1 : -1, 1000000);
      REQUIRE(verdict_of(certificate_of(t, other, radius)).verdict == verifier::Verdict::rejected);
    }
    Vector other = g;
    other[static_cast<std::size_t>(t.drawn(0, static_cast<long>(t.samples.size()) - 1))] += 1;
    REQUIRE(verdict_of(certificate_of(t, other, radius)).verdict == verifier::Verdict::rejected);
  }
  CHECK(tie_count > 150);
  CHECK(active > 30);
}
