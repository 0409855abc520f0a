// SPDX-License-Identifier: GPL-3.0-or-later
//
// Random networks for the claim `trained_minimum`, and certificates of the slice that has some of
// their parameters: dense, with ties where small integers make them.

#pragma once

#include "unit/verifier/certificate_text.hpp"

#include "exact/rational.hpp"

#include <random>
#include <set>

namespace thalweg::tests {

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

inline std::vector<Vector> targets_of(const RandomTrial& t, const Vector& at) {
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

inline Rational risk_at(const RandomTrial& t, const Vector& p, const std::vector<Vector>& targets) {
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

inline Json texts(const Vector& values) {
  Json result = Json::array();
  for (const Rational& value : values)
    result.push_back(to_string(value));
  return result;
}

inline Json layers_of(const RandomTrial& t) {
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
inline Json certificate_of(const RandomTrial& t, const Vector& at,
                           const std::vector<std::size_t>& free, int box_exponent, bool is_strict) {
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
          {"version", 3},
          {"provenance", {{"tool", "by chance"}, {"command", "none"}}},
          {"statement",
           {{"data", {{"columns", columns}, {"targets", targets}, {"rows", rows}}},
            {"loss", loss},
            {"networks", {{"W", {{"layers", layers_of(t)}}}}},
            {"claims", Json::array({{{"claim", "trained_minimum"},
                                     {"network", "W"},
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

inline std::vector<std::size_t> random_parameters(RandomTrial& t) {
  std::set<std::size_t> chosen;
  for (long count = t.drawn(1, 4); count > 0; --count)
    chosen.insert(static_cast<std::size_t>(t.drawn(0, long(t.parameters.size()) - 1)));
  return {chosen.begin(), chosen.end()};
}

} // namespace thalweg::tests
