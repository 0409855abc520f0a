// SPDX-License-Identifier: GPL-3.0-or-later
//
// The grid of radii: the numbers m·2^e with 512 ≤ m < 1024, numbered in increasing order by
// 512 e + (m − 512). Neighbours differ by a factor of at most 1 + 1/512, and all are short.

#pragma once

#include "exact/rational.hpp"

#include <cmath>
#include <cstdint>

namespace thalweg {

using GridIndex = std::int64_t;

/// m·2^e
Rational grid_value(GridIndex index);

/// The largest grid number ≤ value, for a value > 0.
GridIndex grid_index_below(const Rational& value);

/// The last index of [lowest, highest] at which a predicate holds that is true up to some index and
/// false from there on; lowest − 1 if it is false everywhere. Walks from `guess` in doubling steps
/// and halves: a good guess costs two evaluations.
template <class Predicate>
GridIndex last_holding(GridIndex lowest, GridIndex highest, GridIndex guess,
                       const Predicate& holds) {
  GridIndex good = lowest - 1, bad = highest + 1; // the answer lies in [good, bad)
  GridIndex next = guess < lowest ? lowest : guess > highest ? highest : guess;
  for (GridIndex step = 1; bad - good > 1; step *= 2) {
    const bool held = holds(next);
    (held ? good : bad) = next;
    const bool bracketed = good >= lowest && bad <= highest;
    if (bracketed || bad - good <= 1)
      break;
    next = held ? std::min(next + step, highest) : std::max(next - step, lowest);
  }
  while (bad - good > 1) {
    next = good + (bad - good) / 2;
    (holds(next) ? good : bad) = next;
  }
  return good;
}

} // namespace thalweg
