// SPDX-License-Identifier: Apache-2.0
//
// The matrix M of O187: second derivatives of A at W in the free parameters, scaled by their steps,
// less the share ε of the squares and the curvature m. Its entries are sums of products of two
// numbers each, rounded to machine integers with one exponent for each factor of a block: what
// rounding may change is added to the radius of the entry.

#pragma once

#include "definite.hpp"
#include "held_pass.hpp"

#include <limits>

namespace thalweg::verifier {

/// mantissa · 2^exponent, up to 2 units of the mantissa; or exactly 0.
struct ShortNumber {
  static constexpr std::int32_t of_zero = std::numeric_limits<std::int32_t>::min();

  std::int64_t mantissa = 0;
  std::int32_t exponent = of_zero;

  bool is_zero() const { return exponent == of_zero; }
};

/// The centre times 2^shift.
ShortNumber short_number(const Ball& ball, std::size_t bits, std::int64_t shift = 0);

/// Columns of short numbers, one for each of some parameters; a row that is not written is 0.
struct ShortColumns {
  std::size_t rows = 0;
  List<List<ShortNumber>> columns; ///< empty: 0
};

class HeldHessian {
public:
  explicit HeldHessian(const HeldProblem& problem);

  /// factor · (gradient · D)²; the gradient by parameter.
  void add_square(const List<Ball>& gradient, const Ball& factor);
  /// What z of a unit and what follows it make together, at all points: `adjoints` are those of
  /// A.
  void add_mixed(const List<HeldPoint>& points, const List<Adjoints>& adjoints);
  /// 2 κ ω² on the diagonal, κ of the decay, less `curvature`.
  void add_diagonal(const Fraction& curvature);

  /// The sum; nothing if an entry is too large for its numbers (2^10 and more).
  std::optional<SymmetricMatrix> matrix();

private:
  void add_block(const ShortColumns& a, const ShortColumns& b, bool is_symmetric);
  void add(std::size_t i, std::size_t j, const Wide& sum, const Wide& radius,
           std::int64_t exponent);
  void add_waiting_squares();
  void add_mixed_of_unit(std::size_t unit, const List<HeldPoint>& points,
                         const List<Adjoints>& adjoints);

  const HeldProblem& problem_;
  List<std::size_t> free_;   ///< number of each free parameter
  List<std::size_t> column_; ///< by parameter: its index among the free ones
  ShortColumns squares_;     ///< gradients that wait to be added
  ShortColumns weighted_;    ///< times their factors
  std::size_t square_count_ = 0;
  List<Wide> centres_; ///< lower triangle, over 2^100
  List<Wide> radii_;
  bool is_too_large_ = false;
};

} // namespace thalweg::verifier
