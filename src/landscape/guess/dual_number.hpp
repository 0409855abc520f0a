// SPDX-License-Identifier: GPL-3.0-or-later
//
// Numbers a + bt with t² = 0: a function of them has the value f(a) and the change f'(a) b. What a
// walk in floating point asks of numbers, for these and for doubles.

#pragma once

#include <cmath>

namespace thalweg {

/// value + change·t, t² = 0.
struct DualNumber {
  double value = 0, change = 0;

  DualNumber() = default;
  DualNumber(double v) : value(v) {}
  DualNumber(double v, double c) : value(v), change(c) {}
  DualNumber& operator+=(const DualNumber& b) {
    value += b.value;
    change += b.change;
    return *this;
  }
};

inline DualNumber operator*(const DualNumber& a, const DualNumber& b) {
  return {a.value * b.value, a.value * b.change + a.change * b.value};
}

inline DualNumber exponential(const DualNumber& a) {
  const double e = std::exp(a.value);
  return {e, a.change * e};
}
inline double exponential(double a) {
  return std::exp(a);
}

inline DualNumber inverse(const DualNumber& a) {
  return {1 / a.value, -a.change / (a.value * a.value)};
}
inline double inverse(double a) {
  return 1 / a;
}

inline double value_of(double number) {
  return number;
}
inline double value_of(const DualNumber& number) {
  return number.value;
}

inline void add_multiple(DualNumber& sum, const DualNumber& weight, const DualNumber& value) {
  sum += weight * value;
}

inline bool is_zero(double number) {
  return number == 0;
}
inline bool is_zero(const DualNumber& number) {
  return number.value == 0 && number.change == 0;
}

} // namespace thalweg
