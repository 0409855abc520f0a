// SPDX-License-Identifier: GPL-3.0-or-later
//
// Random minima of logistic and softmax loss against their risks in floating point: pairs of units
// cancel each other, each point has every class once, so that W is a minimum whatever its numbers
// are. What is accepted has no lower risk in its box, which is wide enough for all orders to count.

#include "unit/verifier/slice/trained_trials.hpp"

#include <cmath>

using namespace thalweg;
using namespace thalweg::tests;

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
