// SPDX-License-Identifier: Apache-2.0

#include "number/definite.hpp"

namespace thalweg::verifier {

namespace {

constexpr std::size_t entry_bits = 48;  ///< of D A D behind the point; its diagonal is in [1, 4)
constexpr std::size_t factor_bits = 48; ///< of L
static_assert(2 * factor_bits >= entry_bits);

/// D A D: centres and radii over 2^entry_bits. Lower triangle, row by row.
struct Rounded {
  List<std::int64_t> centres;
  List<std::int64_t> radii;
};

std::int64_t machine_integer(const Integer& a) {
  return static_cast<std::int64_t>(a);
}

/// ⌊a 2^shift⌋ for any sign of the shift.
Integer shifted(const Integer& a, std::int64_t shift) {
  return shift >= 0 ? Integer(a << static_cast<std::size_t>(shift))
                    : a >> static_cast<std::size_t>(-shift);
}

/// e with 1 ≤ a 4^e < 4 for an integer a > 0.
std::int64_t scale_of(const Integer& a) {
  return -static_cast<std::int64_t>((bit_length(a) - 1) / 2);
}

/// Nothing if a diagonal entry may be 0 or less, or if an entry is so large beside the diagonal
/// that a 2 × 2 minor is negative, or if a radius is beyond 2^−8 of the diagonal.
std::optional<Rounded> rounded(const SymmetricMatrix& matrix) {
  List<std::int64_t> scales;
  for (std::size_t i = 0; i < matrix.size; ++i) {
    if (sign(matrix.at(i, i).lower) <= 0)
      return std::nullopt;
    scales.push_back(scale_of(matrix.at(i, i).lower));
  }
  const Integer most = Integer(1) << (entry_bits + 3);
  const Integer most_radius = Integer(1) << 40; // 2^20 rows of them do not overflow
  Rounded result;
  for (std::size_t i = 0; i < matrix.size; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      const std::int64_t shift = scales[i] + scales[j] + static_cast<std::int64_t>(entry_bits);
      const Integer lower = shifted(matrix.at(i, j).lower, shift);
      const Integer upper = -shifted(-matrix.at(i, j).upper, shift);
      if (most < magnitude(lower) || most < magnitude(upper))
        return std::nullopt;
      const Integer centre = (lower + upper) >> 1;
      if (most_radius < upper - centre)
        return std::nullopt;
      result.centres.push_back(machine_integer(centre));
      result.radii.push_back(machine_integer(upper - centre));
    }
  return result;
}

/// One row of S over 2^entry_bits: more than the radii of the row and what rounding may leave: each
/// entry of E is at most half a unit of L times an entry of L, which is at most 2 in magnitude, and
/// two units of entry_bits are more than that.
List<std::int64_t> slack_of_rows(const Rounded& a, std::size_t n) {
  List<std::int64_t> slack(n, static_cast<std::int64_t>(2 * n + 2));
  for (std::size_t i = 0, entry = 0; i < n; ++i)
    for (std::size_t j = 0; j <= i; ++j, ++entry) {
      slack[i] += a.radii[entry];
      if (j != i)
        slack[j] += a.radii[entry];
    }
  return slack;
}

/// Σ_k a_k b_k over the first `count` entries. Not inlined: engines of WebAssembly make a function
/// fast when it is called often, not while it runs.
[[gnu::noinline]] Wide dot(const std::int64_t* a, const std::int64_t* b, std::size_t count) {
  Wide sum = 0;
  for (std::size_t k = 0; k < count; ++k)
    sum += Wide(a[k]) * b[k];
  return sum;
}

/// The rows of L over 2^factor_bits, and what is left, over 2^(2 factor_bits), of the sums of
/// magnitudes that each row of E and the radii may have. |L| < 4 and n < 2^20: no sum overflows.
class Factor {
public:
  Factor(const Rounded& a, std::size_t n)
      : a_(a), n_(n), slack_(slack_of_rows(a, n)), rows_(n * (n + 1) / 2) {
    for (const std::int64_t s : slack_)
      room_.push_back(Wide(s) << up);
    for (std::size_t i = 0, entry = 0; i < n; ++i)
      for (std::size_t j = 0; j <= i; ++j, ++entry)
        take(i, j, Wide(a.radii[entry]) << up);
  }

  /// Computes L row by row; false at a pivot that is not positive or too much rest.
  bool fits() {
    for (std::size_t i = 0; i < n_; ++i) {
      std::int64_t* const row = rows_.data() + start(i);
      for (std::size_t j = 0; j < i; ++j) {
        Meter::tick();
        const std::int64_t* const other = rows_.data() + start(j);
        const Wide rest = (Wide(a_.centres[start(i) + j]) << up) - dot(row, other, j);
        const Wide quotient = rest / other[j];
        if (quotient > largest || quotient < -largest)
          return false;
        row[j] = static_cast<std::int64_t>(quotient);
        take(i, j, rest - quotient * other[j]);
      }
      const Wide pivot = (Wide(a_.centres[start(i) + i] - slack_[i]) << up) - dot(row, row, i);
      if (pivot <= 0)
        return false;
      row[i] = root(pivot);
      take(i, i, pivot - Wide(row[i]) * row[i]);
    }
    return std::all_of(room_.begin(), room_.end(), [](const Wide& rest) { return rest > 0; });
  }

private:
  static constexpr std::size_t up = 2 * factor_bits - entry_bits;
  static constexpr std::int64_t largest = std::int64_t{1} << (factor_bits + 2);

  static std::size_t start(std::size_t row) { return row * (row + 1) / 2; }

  /// The largest integer whose square is at most `pivot` < 4^(factor_bits + 1), and at least 1.
  static std::int64_t root(const Wide& pivot) {
    std::int64_t result = 0;
    for (std::int64_t bit = std::int64_t{1} << (factor_bits + 1); bit > 0; bit /= 2)
      if (Wide(result + bit) * (result + bit) <= pivot)
        result += bit;
    return result;
  }

  void take(std::size_t i, std::size_t j, const Wide& rest) {
    const Wide magnitude = rest < 0 ? Wide(-rest) : rest;
    room_[i] -= magnitude;
    if (j != i)
      room_[j] -= magnitude;
  }

  const Rounded& a_;
  std::size_t n_;
  List<std::int64_t> slack_;
  List<std::int64_t> rows_;
  List<Wide> room_;
};

} // namespace

bool is_positive_definite(const SymmetricMatrix& matrix) {
  const std::optional<Rounded> a = rounded(matrix);
  return a && Factor(*a, matrix.size).fits();
}

} // namespace thalweg::verifier
