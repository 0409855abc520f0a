// SPDX-License-Identifier: GPL-3.0-or-later
//
// Losses: values and subdifferentials against their formulas by hand, pieces at random, names.

#include "exact/error.hpp"
#include "risk/loss.hpp"
#include "unit/risk/samples.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

/// The formula at the head of loss.hpp, literally.
Rational formula(const Loss& loss, const Rational& o, const Rational& y) {
  const Rational r = o - y, size = abs(r), c = loss.parameter, margin = 1 - y * o;
  switch (loss.kind) {
  case LossKind::squared:
    return r * r;
  case LossKind::absolute:
    return size;
  case LossKind::huber:
    return size <= c ? Rational(r * r / 2) : Rational(c * size - c * c / 2);
  case LossKind::epsilon:
    return size > c ? Rational(size - c) : Rational(0);
  case LossKind::quantile:
    return o <= y ? Rational(c * (y - o)) : Rational((1 - c) * (o - y));
  case LossKind::hinge:
    return margin > 0 ? margin : Rational(0);
  case LossKind::squared_hinge:
    return margin > 0 ? Rational(margin * margin) : Rational(0);
  }
  throw InternalError("unknown");
}

std::string message_of(std::string_view text) {
  try {
    loss_of_text(text);
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

} // namespace

TEST_CASE("losses at a few points by hand", "[risk]") {
  CHECK(loss_value(loss(LossKind::squared), 3, 1) == 4);
  CHECK(loss_value(loss(LossKind::absolute), 3, 5) == 2);
  // δ = 1/2 at r = 2: 1/2·2 − 1/8 = 7/8; at r = 1/4: 1/32
  CHECK(loss_value(loss(LossKind::huber, fraction(1, 2)), 2, 0) == fraction(7, 8));
  CHECK(loss_value(loss(LossKind::huber, fraction(1, 2)), fraction(1, 4), 0) == fraction(1, 32));
  CHECK(loss_value(loss(LossKind::epsilon, fraction(1, 2)), 0, 2) == fraction(3, 2));
  CHECK(loss_value(loss(LossKind::epsilon, fraction(1, 2)), fraction(3, 2), 2) == 0);
  // τ = 9/10: one below costs 9/10, one above 1/10
  CHECK(loss_value(loss(LossKind::quantile, fraction(9, 10)), 0, 1) == fraction(9, 10));
  CHECK(loss_value(loss(LossKind::quantile, fraction(9, 10)), 2, 1) == fraction(1, 10));
  CHECK(loss_value(loss(LossKind::hinge), fraction(1, 2), -1) == fraction(3, 2));
  CHECK(loss_value(loss(LossKind::squared_hinge), fraction(1, 2), -1) == fraction(9, 4));
  CHECK(loss_value(loss(LossKind::squared_hinge), 2, 1) == 0);
}

TEST_CASE("subdifferentials by hand", "[risk]") {
  const auto slopes = [](const Loss& l, const Rational& o, const Rational& y) {
    return subdifferential(l, o, y);
  };
  CHECK(slopes(loss(LossKind::squared), 3, 1) == SlopeInterval{4, 4});
  CHECK(slopes(loss(LossKind::absolute), 1, 1) == SlopeInterval{-1, 1});
  CHECK(slopes(loss(LossKind::absolute), 0, 1) == SlopeInterval{-1, -1});
  const Loss huber = loss(LossKind::huber, fraction(1, 2));
  CHECK(slopes(huber, fraction(1, 4), 0) == SlopeInterval{fraction(1, 4), fraction(1, 4)});
  CHECK(slopes(huber, fraction(1, 2), 0) == SlopeInterval{fraction(1, 2), fraction(1, 2)});
  CHECK(slopes(huber, -9, 0) == SlopeInterval{fraction(-1, 2), fraction(-1, 2)});
  const Loss tube = loss(LossKind::epsilon, 1);
  CHECK(slopes(tube, -1, 0) == SlopeInterval{-1, 0});
  CHECK(slopes(tube, 0, 0) == SlopeInterval{0, 0});
  CHECK(slopes(tube, 1, 0) == SlopeInterval{0, 1});
  CHECK(slopes(loss(LossKind::epsilon, 0), 0, 0) == SlopeInterval{-1, 1});
  CHECK(slopes(loss(LossKind::quantile, fraction(1, 4)), 2, 2) ==
        SlopeInterval{fraction(-1, 4), fraction(3, 4)});
  CHECK(slopes(loss(LossKind::hinge), 1, 1) == SlopeInterval{-1, 0});
  CHECK(slopes(loss(LossKind::hinge), -1, -1) == SlopeInterval{0, 1});
  CHECK(slopes(loss(LossKind::hinge), -2, -1) == SlopeInterval{0, 0});
  CHECK(slopes(loss(LossKind::squared_hinge), 0, -1) == SlopeInterval{2, 2});
  CHECK(slopes(loss(LossKind::squared_hinge), -1, -1) == SlopeInterval{0, 0});
}

TEST_CASE("settled samples have no loss", "[risk]") {
  CHECK(is_settled(loss(LossKind::epsilon, 1), 1, 0));
  CHECK_FALSE(is_settled(loss(LossKind::epsilon, 1), fraction(11, 10), 0));
  CHECK(is_settled(loss(LossKind::hinge), 7, 1));
  CHECK_FALSE(is_settled(loss(LossKind::squared), 0, fraction(1, 1000)));
}

TEST_CASE("pieces agree with the formulas and their slopes do not fall", "[risk]") {
  const unsigned seed = 501;
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (const Loss& l : test::all_losses())
    for (int round = 0; round < 200; ++round) {
      CAPTURE(to_string(l), round);
      Rational y = fraction(static_cast<int>(random() % 9) - 4, static_cast<int>(random() % 3) + 1);
      if (has_labels(l))
        y = random() % 2 == 0 ? 1 : -1;
      const Rational o = random() % 3 == 0 ? Rational(y + l.parameter)
                                           : fraction(static_cast<int>(random() % 21) - 10,
                                                      static_cast<int>(random() % 4) + 1);
      CHECK(loss_value(l, o, y) == formula(l, o, y));
      CHECK(sgn(loss_value(l, o, y)) >= 0);
      const LossPieces pieces = loss_pieces(l, y);
      REQUIRE(pieces.polynomials.size() == pieces.breakpoints.size() + 1);
      for (std::size_t m = 0; m < pieces.breakpoints.size(); ++m) {
        CHECK(pieces.polynomials[m](pieces.breakpoints[m]) ==
              pieces.polynomials[m + 1](pieces.breakpoints[m]));
        CHECK((m == 0 || pieces.breakpoints[m - 1] < pieces.breakpoints[m]));
      }
      // Both ends of the subdifferential support the loss everywhere.
      const SlopeInterval slopes = subdifferential(l, o, y);
      CHECK(slopes.lower <= slopes.upper);
      const Rational other = fraction(static_cast<int>(random() % 41) - 20, 4);
      for (const Rational& slope : {slopes.lower, slopes.upper})
        CHECK(loss_value(l, other, y) >= loss_value(l, o, y) + slope * (other - o));
      // They are the one-sided slopes: a little further out they fail.
      const Rational step = fraction(1, 100000);
      const Rational low = slopes.lower - fraction(1, 100), high = slopes.upper + fraction(1, 100);
      CHECK(loss_value(l, o - step, y) < loss_value(l, o, y) - low * step);
      CHECK(loss_value(l, o + step, y) < loss_value(l, o, y) + high * step);
    }
}

TEST_CASE("names of losses", "[risk]") {
  for (const Loss& l : test::all_losses())
    CHECK(loss_of_text(to_string(l)) == l);
  CHECK(to_string(loss_of_text("huber:0.50")) == "huber:1/2");
  CHECK(to_string(loss_of_text("epsilon:0")) == "epsilon:0");
  CHECK(to_string(loss_of_text("quantile:9/10")) == "quantile:9/10");
  CHECK(to_string(loss_of_text("squared-hinge")) == "squared-hinge");
  CHECK_THROWS_AS(loss_of_text("logistic"), Unsupported);
  CHECK_THROWS_AS(loss_of_text("softmax"), Unsupported);
}

TEST_CASE("wrong names and parameters of losses", "[risk]") {
  for (const char* text : {"", "square", "Squared", "huber", "huber:", "huber:0", "huber:-1",
                           "huber:1:2", "huber:x", "epsilon:-1/10", "quantile:0", "quantile:1",
                           "squared:1", "hinge:", "absolute ", "quantile:1/0"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(loss_of_text(text), InputError);
  }
  CHECK(message_of("huber") ==
        "loss huber: expected a number > 0, found none → write huber:NUMBER");
  CHECK(message_of("quantile:1") ==
        "loss quantile: expected a number strictly between 0 and 1, found 1");
  CHECK(message_of("squared:1") == "loss squared: expected no parameter, found \"1\"");
  CHECK_THROWS_AS(loss(LossKind::squared, 1), InputError);
}

TEST_CASE("labels are -1 and 1", "[risk]") {
  CHECK_THROWS_AS(loss_value(loss(LossKind::hinge), 0, 0), InputError);
}
