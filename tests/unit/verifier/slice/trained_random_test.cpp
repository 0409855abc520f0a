// SPDX-License-Identifier: GPL-3.0-or-later
//
// Random minima of the claim `trained_minimum` against the definition. Networks of one or two
// hidden layers and samples have small integers, so that many pairs are ties, in both layers; some
// points are two samples. Residuals and multipliers are a point of the polyhedron of first order
// conditions, with as much room at the ties as there is, and the targets are made for them. What is
// accepted has no lower risk in its box; with one tie on the wrong side nothing is accepted.

#include "unit/verifier/slice/trained_trials.hpp"

#include "geometry/linear_program.hpp"

using namespace thalweg;
using namespace thalweg::tests;

namespace {

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
