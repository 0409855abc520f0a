// SPDX-License-Identifier: GPL-3.0-or-later
//
// Everything about pattern invariance that does not depend on the radius, computed once: rounded
// weights and slopes, Jacobian row sums A per class, and per sample the magnitudes N and the
// distances of all pre-activations to their nearest breakpoints. After that a check at one radius
// costs little. Layers are counted from 0 and only hidden layers occur; C, A, R, N as in
// radius.hpp:
//   N_m(x) = ⌈1 + Σ_k ⌈|h_k(x)|⌉⌉, h the inputs of layer m;  A_{l,m,j} = ⌈Σ_a |∂z_{l,j}/∂z_{m,a}|⌉.

#pragma once

#include "exact/upward.hpp"
#include "landscape/radius.hpp"

namespace thalweg {

/// A unit at a sample and how near the radius bound comes to its distance. In floating point: a
/// guide, not a verdict.
struct EndangeredUnit {
  std::size_t class_index, sample, layer, unit;
  long double bound;    ///< bound on the change of the pre-activation within the radius
  long double distance; ///< distance of the pre-activation to the nearest breakpoint

  /// 1 where the radius bound reaches the breakpoint.
  long double ratio() const { return bound / distance; }
};

/// The constants of one pattern class. `Table<T>` is indexed [layer][unit] unless said otherwise.
struct RadiusClass {
  template <class T> using Table = std::vector<std::vector<T>>;

  Table<Rounded> slopes;                           ///< ⌈|s|⌉
  std::vector<Table<Rounded>> row_sums;            ///< [l][m][j] A for m < l
  Table<Rounded> magnitudes;                       ///< [m][i] N_m of the i-th member
  std::vector<Rounded> largest_magnitudes;         ///< [m] the largest N_m of any member
  Table<std::vector<Rounded>> distances;           ///< per member, rounded down
  Table<std::vector<std::uint32_t>> nearest_first; ///< the members by increasing distance
};

/// Pattern invariance of one network on the classes of one dataset, for any radius. Refers to its
/// arguments, which must outlive it. Samples on walls play no part.
class RadiusProblem {
public:
  RadiusProblem(const Network& network, const Dataset& data, const PatternClasses& classes);

  /// Is the pattern of every sample in a class provably constant within radius > 0? Exact.
  bool is_invariant(const Rational& radius, RadiusMethod method) const;

  /// The same in floating point: usually the same answer, never a verdict.
  bool seems_invariant(long double radius, RadiusMethod method) const;

  /// For every class and every unit with breakpoints the `per_unit` samples with the largest
  /// bound/distance at `radius`, all ordered by falling ratio (ties by class, layer, unit, sample).
  std::vector<EndangeredUnit> endangered_units(long double radius, RadiusMethod method,
                                               std::size_t per_unit) const;

private:
  template <class Arithmetic>
  bool all_bounds_hold(const Arithmetic& arithmetic, RadiusMethod method) const;
  Rational exact_distance(std::size_t class_index, std::size_t layer, std::size_t unit,
                          std::size_t member) const;

  const Network& network_;
  const Dataset& data_;
  const PatternClasses& classes_;
  /// [l][j] lists (k, ⌈|W_l[j,k]|⌉)
  RadiusClass::Table<std::vector<std::pair<std::size_t, Rounded>>> weights_;
  std::vector<RadiusClass> constants_; ///< one per class
};

/// The largest radius m·2^e ≤ 2^64, 512 ≤ m < 1024, that passes; 2^64 also if nothing can fail (no
/// breakpoints, no classes). ClaimError below 2^-2000.
Rational largest_radius(const RadiusProblem& problem, RadiusMethod method);

/// `nearest_flip` of radius.hpp with a problem (of the same arguments) and a certified radius that
/// are at hand already; the radius only orders the candidates. ClaimError if nothing can flip.
PatternFlip nearest_flip(const RadiusProblem& problem, const Network& network, const Dataset& data,
                         const PatternClasses& classes, const Rational& radius);

} // namespace thalweg
