// SPDX-License-Identifier: Apache-2.0
//
// Neutral fields (specification, 40.1 and 26.1): changes of all parameters along which R, seen
// through its base functions, does not change. They make up for the parameters that are fixed, so
// that a minimum of the slice is one among all parameters.

#pragma once

#include "slice/neutral_block.hpp"

namespace thalweg::verifier {

/// x = e_free − Σ_b c_b e_b with H_{samples,basis} c = H_{samples,free}: a change of one row of
/// weights; the length of the row is the index of the bias.
struct RowKernel {
  List<std::size_t> basis;
  std::size_t free = 0;
  List<std::size_t> samples; ///< of a convolution sample · positions + position
};

struct NeutralField {
  enum class Kind { scale, mix, rotate, row, cancel, shift, block };

  Kind kind;
  std::size_t layer;
  std::size_t unit = 0;                  ///< row of its layer; of cancel the free one
  std::optional<std::size_t> other = {}; ///< mix, rotate; nothing: the constant 1
  List<std::size_t> units = {};          ///< cancel
  RowKernel kernel = {};                 ///< row, cancel
  std::size_t input = 0;                 ///< shift
  List<std::size_t> joined = {};         ///< scale, mix, rotate: further layers
  std::optional<std::size_t> about = {}; ///< scale: a breakpoint; nothing: 0
  std::optional<RowFold> fold = {};      ///< scale, mix of two units, nothing joined
  NeutralBlock block = {};               ///< block, which has no layer and no unit

  /// How many fields it stands for.
  std::size_t count() const { return kind == Kind::block ? block.free.size() : 1; }
};

/// O199 to O206, O305: every field keeps the base functions and the decay, and at all W' of the
/// slice within δω they span the fixed parameters. `points` are all, in order; if the fields are
/// one block, written as a span, that is their place.
void check_fields(const HeldProblem& problem, const List<HeldPoint>& points,
                  const List<NeutralField>& fields, bool is_span, const Fraction& near);

} // namespace thalweg::verifier
