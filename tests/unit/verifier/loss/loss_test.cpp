// SPDX-License-Identifier: GPL-3.0-or-later
//
// The table of losses against their formulas written a second time, with GMP; and the verdict on
// constants against minimisation by hand: a constant is a minimum exactly if some choice of
// subgradients adds up to 0, and then no other constant has a lower risk.

#include "unit/verifier/loss/loss_examples.hpp"
#include "unit/verifier/loss/loss_formulas.hpp"
#include "unit/verifier/number/fractions.hpp"
#include "verifier/loss/loss.hpp"

using namespace thalweg::tests;
using thalweg::Rational;
using thalweg::to_string;
namespace verifier = thalweg::verifier;

namespace {

bool is_less(const verifier::Fraction& a, const verifier::Fraction& b) {
  return a < b;
}

} // namespace

TEST_CASE("losses and subgradients are those of the formulas", "[verifier]") {
  const unsigned seed = 1701;
  INFO("seed " << seed);
  LossNumbers random(seed);
  for (int trial = 0; trial < 3000; ++trial) {
    const KnownLoss& kind = known_losses[static_cast<std::size_t>(trial) % known_losses.size()];
    const std::string name = kind.name;
    const Rational p = random.parameter(name);
    const Rational y = random.target(name);
    const Rational o = random.below(4) == 0 ? y : random.small();
    INFO(name << " " << p << " o " << o << " y " << y);
    const std::optional<verifier::Loss> loss = verifier::known_loss(name, fraction_of(p));
    REQUIRE(loss.has_value());
    CHECK(loss->is_differentiable() == !kind.has_kinks);
    const verifier::LossAt at = verifier::loss_at(*loss, 0, 0, fraction_of(o), fraction_of(y));
    CHECK(at.value == fraction_of(loss_formula(name, p, o, y)));
    CHECK_FALSE(is_less(at.greatest, at.least));
    // no secant is below, or above, the slopes on its side; close ones approach them
    const Rational near = thalweg::fraction(1, 1000000);
    for (const Rational& other : {Rational(o + near), Rational(o - near), random.small()}) {
      if (other == o)
        continue;
      const verifier::Fraction slope = fraction_of(
          (loss_formula(name, p, other, y) - loss_formula(name, p, o, y)) / (other - o));
      const verifier::Fraction& own = other > o ? at.greatest : at.least;
      CHECK_FALSE((other > o ? is_less(slope, own) : is_less(own, slope)));
      const verifier::Fraction gap = slope - own;
      if (other == o + near || other == o - near)
        CHECK(gap * gap < fraction_of(thalweg::fraction(1, 100000000)));
    }
  }
}

TEST_CASE("a weight multiplies the loss and its subgradients", "[verifier]") {
  std::optional<verifier::Loss> loss = verifier::known_loss("absolute", {});
  loss->sample_weights = {{1, 1}, {3, 2}};
  loss->output_weights = {{5, 1}};
  const verifier::LossAt at = verifier::loss_at(*loss, 1, 0, {2, 1}, {2, 1});
  CHECK(at.least == verifier::Fraction{-15, 2});
  CHECK(at.greatest == verifier::Fraction{15, 2});
  CHECK(verifier::loss_at(*loss, 0, 0, {4, 1}, {2, 1}).value == verifier::Fraction{10, 1});
  CHECK_FALSE(verifier::known_loss("logistic", {}).has_value());
}

TEST_CASE("constants are minima exactly if subgradients add up to 0", "[verifier]") {
  const unsigned seed = 1702;
  INFO("seed " << seed);
  LossNumbers random(seed);
  int accepted = 0;
  int rejected = 0;
  for (int trial = 0; trial < 400; ++trial) {
    const KnownLoss& kind = known_losses[static_cast<std::size_t>(trial) % known_losses.size()];
    const std::string name = kind.name;
    const Rational p = random.parameter(name);
    std::vector<Rational> y(static_cast<std::size_t>(random.below(6) + 1));
    std::vector<Rational> w(y.size(), 1);
    for (std::size_t i = 0; i < y.size(); ++i) {
      y[i] = random.target(name);
      if (trial % 2 == 1)
        w[i] = thalweg::fraction(random.below(4) + 1, 2);
    }
    const Rational o = random.below(2) == 0 ? y.front() : random.small();
    // one-sided derivatives of the sum by a small step: pieces have at most degree 2, and no
    // breakpoint is nearer than 1/100
    const Rational step = thalweg::fraction(1, 1000000);
    const auto total = [&](const Rational& at) {
      Rational sum;
      for (std::size_t i = 0; i < y.size(); ++i)
        sum += w[i] * loss_formula(name, p, at, y[i]);
      return sum;
    };
    const auto slope = [&](std::size_t i, int side) {
      const auto secant = [&](const Rational& h) {
        return Rational(
            w[i] * (loss_formula(name, p, o + side * h, y[i]) - loss_formula(name, p, o, y[i])) /
            (side * h));
      };
      return Rational(2 * secant(step / 2) - secant(step)); // exact on a quadratic piece
    };
    Rational least, greatest;
    for (std::size_t i = 0; i < y.size(); ++i) {
      least += slope(i, -1);
      greatest += slope(i, 1);
    }
    const bool is_minimum = least <= 0 && greatest >= 0;
    const Rational share =
        !is_minimum || least == greatest ? Rational(0) : Rational(-least / (greatest - least));
    Json rows = Json::array(), g = Json::array(), weights = Json::array();
    for (std::size_t i = 0; i < y.size(); ++i) {
      rows.push_back(Json::array({to_string(y[i])}));
      weights.push_back(to_string(w[i]));
      g.push_back(
          Json::array({to_string(Rational((1 - share) * slope(i, -1) + share * slope(i, 1)))}));
    }
    Json loss = {{"name", name}};
    if (*kind.parameter != 0)
      loss[kind.parameter] = to_string(p);
    if (trial % 2 == 1)
      loss["sample_weights"] = weights;
    const Json certificate =
        constant_fit(loss, rows, Json::array({to_string(o)}),
                     to_string(Rational(total(o) / static_cast<unsigned long>(y.size()))),
                     kind.has_kinks ? g : Json());
    INFO(certificate.dump());
    if (is_minimum) {
      ++accepted;
      check_accepted(certificate);
      for (int other = 0; other < 10; ++other)
        CHECK(total(random.small()) >= total(o));
    } else {
      ++rejected;
      CHECK(verdict_of(certificate).code == "local_minimum.lifted_stationarity");
      CHECK(std::min(total(o - step), total(o + step)) < total(o));
    }
  }
  CHECK(accepted > 80);
  CHECK(rejected > 80);
}
