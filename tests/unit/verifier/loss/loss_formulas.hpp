// SPDX-License-Identifier: GPL-3.0-or-later
//
// The losses of the specification (6.1) written a second time, with GMP, and random numbers that
// often meet their breakpoints.

#pragma once

#include "exact/rational.hpp"

#include <random>
#include <string>
#include <vector>

namespace thalweg::tests {

inline Rational positive_part(const Rational& a) {
  return a > 0 ? a : Rational(0);
}

/// ℓ(o, y) by the formulas of the specification.
inline Rational loss_formula(const std::string& name, const Rational& p, const Rational& o,
                             const Rational& y) {
  const Rational distance = abs(o - y);
  const Rational missing = positive_part(1 - y * o);
  if (name == "squared")
    return distance * distance;
  if (name == "absolute")
    return distance;
  if (name == "huber")
    return distance <= p ? Rational(distance * distance / 2) : Rational(p * distance - p * p / 2);
  if (name == "epsilon")
    return positive_part(distance - p);
  if (name == "quantile")
    return p * positive_part(y - o) + (1 - p) * positive_part(o - y);
  return name == "hinge" ? missing : Rational(missing * missing);
}

struct KnownLoss {
  const char* name;
  const char* parameter; ///< its key
  bool has_kinks;
  bool is_regression; ///< any target
};
inline const std::vector<KnownLoss> known_losses = {
    {"squared", "", false, true},       {"absolute", "", true, true},
    {"huber", "delta", false, true},    {"epsilon", "epsilon", true, true},
    {"quantile", "tau", true, true},    {"hinge", "", true, false},
    {"squared-hinge", "", false, false}};

/// Numbers that often meet breakpoints.
class LossNumbers {
public:
  explicit LossNumbers(unsigned seed) : random_(seed) {}
  long below(long bound) {
    return static_cast<long>(random_() % static_cast<unsigned long>(bound));
  }
  Rational small() { return fraction(below(17) - 8, below(3) + 1); }
  Rational parameter(const std::string& name) {
    if (name == "quantile")
      return fraction(below(4) + 1, 5);
    return name == "epsilon" && below(4) == 0 ? Rational(0) : Rational(fraction(below(5) + 1, 2));
  }
  Rational target(const std::string& name) {
    if (name == "hinge" || name == "squared-hinge")
      return below(2) == 0 ? 1 : -1;
    return small();
  }

private:
  std::mt19937 random_;
};

} // namespace thalweg::tests
