// SPDX-License-Identifier: GPL-3.0-or-later
//
// What shows that R has a local minimum W* near a given network W (certificates/SPECIFICATION.md,
// section 40): a box around W on which an augmented Lagrangian A ≤ R grows quadratically in the
// free parameters, ties held by multipliers, and neutral fields that make up for the parameters
// that are fixed. A value; nothing here is checked, the verifier decides.
//
// Parameters are numbered layer by layer: for each layer with parameters all its weights, row by
// row (zeros included), then its biases.

#pragma once

#include "exact/rational.hpp"
#include "geometry/wall_tree.hpp"

#include <array>
#include <optional>
#include <variant>
#include <vector>

namespace thalweg {

/// A pair of a unit and a sample, held at a breakpoint β: q = z − β, with slopes that differ below
/// and above. It stands for all samples with the same inputs, of which it is the first.
struct HeldTie {
  std::size_t layer, unit, sample; ///< layer: an index of network.layers
  std::size_t breakpoint = 0;      ///< index of β among those of the activation
  Rational multiplier;             ///< λ < 0, in the scaling of R
  Rational bound;                  ///< θ > 0
  Rational penalty;                ///< ρ ≥ 0

  friend bool operator==(const HeldTie&, const HeldTie&) = default;
};

/// The vector x = e_free − Σ_b c_b e_b of changes of one row of weights (the length of the row: the
/// bias) with H x = 0, H what the row is multiplied with at some samples, of a convolution with P
/// positions at sample · P + position; c solves H_{samples,basis} c = H_{samples,free}.
struct RowKernel {
  std::vector<std::size_t> basis; ///< strictly increasing, without `free`
  std::size_t free = 0;
  std::vector<std::size_t> samples; ///< as many as `basis`, strictly increasing

  friend bool operator==(const RowKernel&, const RowKernel&) = default;
};

/// Rows u of one slope at all samples: they read what additions miss, or get too much, of which a
/// field does not move all terms, and put it back.
struct FieldFold {
  std::size_t layer;
  std::vector<std::size_t> units; ///< increasing
  friend bool operator==(const FieldFold&, const FieldFold&) = default;
};

/// row_u grows and what reads u shrinks, by one factor; the pieces in use meet in (0, 0).
/// A unit is a row of its layer, of a convolution a channel. Additions join layers: the rows u of
/// all these move together.
struct ScaleField {
  std::size_t layer, unit;
  std::vector<std::size_t> joined = {}; ///< further layers, increasing
  /// A breakpoint β, if not 0, in which the pieces in use meet: z − β is scaled; then none are
  /// joined.
  std::optional<std::size_t> about = {};
  std::optional<FieldFold> fold = {}; ///< then neither of the two before
  friend bool operator==(const ScaleField&, const ScaleField&) = default;
};

/// row_u += row_v, column_v −= column_u for two units of one layer with the same slopes, intercepts
/// 0 and the same ties; without v: the constant 1, where u has one slope at all samples.
struct MixField {
  std::size_t layer, unit;
  std::optional<std::size_t> other;
  std::vector<std::size_t> joined = {}; ///< as for ScaleField
  std::optional<FieldFold> fold = {};   ///< likewise
  friend bool operator==(const MixField&, const MixField&) = default;
};

/// row_u −,+ row_v, column_v −,+ column_u: the same units turned against each other. Keeps equal
/// weight decay.
struct RotateField {
  std::size_t layer, unit, other;
  std::vector<std::size_t> joined = {}; ///< as for ScaleField
  friend bool operator==(const RotateField&, const RotateField&) = default;
};

/// row_u += x where x vanishes at every sample that sees u.
struct RowField {
  std::size_t layer, unit;
  RowKernel kernel;
  friend bool operator==(const RowField&, const RowField&) = default;
};

/// row_u += y_u x for the units of `basis` and `free`; y_free = 1, and the y of the basis cancel
/// what the rows of the next layer that matter see; x vanishes where the units differ.
struct CancelField {
  std::size_t layer;
  std::vector<std::size_t> basis; ///< units, strictly increasing, without `free`
  std::size_t free;
  RowKernel kernel;
  friend bool operator==(const CancelField&, const CancelField&) = default;
};

/// The weights with which all outputs read one input of the last layer (or their biases: the count
/// of inputs) grow alike; softmax loss does not see it.
struct ShiftField {
  std::size_t layer, input;
  friend bool operator==(const ShiftField&, const ShiftField&) = default;
};

/// e_f − Σ_b c_b e_b, b in the basis, for every f that is free: what the rest of the network sees
/// of inner rows stays (certificates/SPECIFICATION.md, section 26.2).
struct BlockField {
  std::vector<std::pair<std::size_t, std::size_t>> inner; ///< (layer, row), increasing
  std::vector<std::size_t> basis, free;                   ///< parameters, increasing
  /// (layer, unit, sample): as many as in the basis, on which z, or a tie, is solved for c.
  std::vector<std::array<std::size_t, 3>> observed;
  std::vector<std::vector<std::size_t>> paths; ///< of each tie, empty if it is not of inner rows
  friend bool operator==(const BlockField&, const BlockField&) = default;
};

using NeutralField =
    std::variant<ScaleField, MixField, RotateField, RowField, CancelField, ShiftField, BlockField>;

/// What stands for the fields where the free parameters reach all outputs that any do.
struct OutputSpan {
  /// (output, sample), increasing: with the ties as many as there are free parameters, which move
  /// them independently.
  std::vector<std::pair<std::size_t, std::size_t>> rows;
  std::vector<std::vector<std::size_t>> paths; ///< of each tie parameters, from it to an output

  friend bool operator==(const OutputSpan&, const OutputSpan&) = default;
};

/// Hidden units that weight decay has brought to 0 and keeps there (certificates/SPECIFICATION.md,
/// section 26.3).
struct AsleepUnits {
  std::vector<std::size_t> units;
  std::vector<WallNode> nodes;                  ///< the cells of rows
  std::vector<std::vector<Multipliers>> bounds; ///< of each cell: for every output two
  std::size_t parameter_count;                  ///< of their rows and columns, all fixed
};

/// W itself is the network beside it.
struct TrainedMinimum {
  std::vector<HeldTie> ties;      ///< in order of (layer, unit, sample)
  std::vector<std::size_t> fixed; ///< parameter numbers, strictly increasing
  std::vector<Rational> steps;    ///< ω > 0 of each free parameter, in order; powers of two
  Rational curvature;             ///< m > 0
  Rational share;                 ///< ε, 0 < ε < 1: what the squares of higher orders take away
  Rational near;                  ///< δ: |W*_j − W_j| ≤ δ ω_j
  Rational box;                   ///< Δ > δ
  /// Δ_1: W* is the only minimum in this box and on all walls of the ties; absent: not claimed.
  std::optional<Rational> strict_box;
  std::vector<NeutralField>
      fields;                     ///< for each fixed parameter one, or one free in a block; or none
  std::optional<OutputSpan> span; ///< instead of them
  std::optional<AsleepUnits> asleep; ///< stand for their parameters
  std::size_t bits = 256; ///< binary digits behind the point with which the verifier computes
  Rational risk_lower;
  Rational risk_upper;
  /// W* is W: all derivatives are exactly 0 there. With strict_box, without ties and decay.
  bool is_at_rest = false;

  /// Is W* shown to be a local minimum among all parameters, not only those with the fixed ones?
  bool is_local_minimum() const { return span || field_count() == fixed.size(); }
  /// Fields, and parameters of units that are asleep.
  std::size_t field_count() const;
};

/// δ max ω: W* is so near to W, parameter by parameter; 0 if it is at rest.
Rational distance(const TrainedMinimum& minimum);
/// (Δ − δ) min ω: no change of the free parameters of W* by up to this lowers the risk.
Rational radius(const TrainedMinimum& minimum);
/// (Δ_1 − δ) min ω, with strict_box.
Rational strict_radius(const TrainedMinimum& minimum);

} // namespace thalweg
