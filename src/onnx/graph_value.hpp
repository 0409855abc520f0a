// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a name of an ONNX graph stands for while the network is being built, for one sample (the
// axis of samples has the extent 1): a constant, or entries of one output h_s of the network, each
// with an affine map that no layer has taken up yet:
//   value[k] = factors[k] · h_s[entries[k]] + offsets[k].
// Values in C order.

#pragma once

#include "onnx/onnx_model.hpp"

namespace thalweg {

struct GraphValue {
  Extents extents;
  std::optional<std::size_t> source = {}; ///< s; none: a constant, whose values are `offsets`
  std::vector<std::size_t> entries = {};  ///< empty: 0, 1, 2, …
  Vector factors = {};                    ///< empty: all 1
  Vector offsets = {};                    ///< empty, if no constant: all 0
  std::vector<double> floats = {};        ///< of a large constant whose `offsets` are not made yet
  bool is_integer = false;                ///< a constant whose quotients are rounded towards 0
  bool is_shared =
      false; ///< h_s, or this, is read by several nodes: its layer is not to be changed

  bool is_constant() const { return !source; }
  std::size_t count() const;
  std::size_t entry(std::size_t k) const { return entries.empty() ? k : entries[k]; }
  Rational factor(std::size_t k) const { return factors.empty() ? Rational(1) : factors[k]; }
  Rational offset(std::size_t k) const { return offsets.empty() ? Rational(0) : offsets[k]; }
  bool is_affine_pending() const { return !factors.empty() || (source && !offsets.empty()); }
};

/// Makes the exact offsets of a large constant; nothing else to do for others.
void make_offsets(GraphValue& constant);

/// Π extents. InputError with `place` beyond 2^28.
std::size_t limited_count(const Extents& extents, const std::string& place);

/// The value whose element k is element picks[k].
GraphValue picked(const GraphValue& value, Extents extents, const std::vector<std::size_t>& picks);

/// The axes in another order: axis a of the result is axis order[a].
GraphValue transposed(const GraphValue& value, const std::vector<std::size_t>& order);

/// One behind the other along an axis; constants, or entries of one source and constants.
/// Unsupported with `place` for several sources, InputError for extents that do not fit.
GraphValue concatenated(const std::vector<const GraphValue*>& values, std::size_t axis,
                        const std::string& place);

/// Every step-th element from `start` on along an axis, `count` of them.
GraphValue sliced(const GraphValue& value, std::size_t axis, std::int64_t start, std::int64_t step,
                  std::size_t count);

/// Both in the common extents of ONNX's broadcasting. InputError with `place` if there are none.
Extents common_extents(const Extents& a, const Extents& b, const std::string& place);

/// Repeated to larger extents. (Only constants should be: what is repeated elsewhere is shared.)
GraphValue broadcast(const GraphValue& value, const Extents& extents);

} // namespace thalweg
