// SPDX-License-Identifier: GPL-3.0-or-later
//
// Everything about pattern invariance that does not depend on the radius, computed once: rounded
// weights and slopes, Jacobian row sums A per class, bounds of the magnitudes N and of the
// distances of all pre-activations to their nearest breakpoints over each class, and the leads of
// all selected entries of max pooling. After that a check at one radius costs little: only units
// whose bound with the largest N reaches the least distance are looked at sample by sample. Layers
// are counted from 0 and only hidden layers occur; C, A, R, N as in radius.hpp, h the inputs of
// layer m:
//   N_m(x) = max over units a of ⌈[1 if it has a bias] + Σ_{k in the field of a} ⌈|h_k(x)|⌉⌉,
//   A_{l,m,j} = ⌈Σ_a |∂z_{l,j}/∂z_{m,a}|⌉.

#pragma once

#include "landscape/radius.hpp"
#include "landscape/screen/class_members.hpp"

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

/// ⌈|weight|⌉ of the non-zero weights of one unit.
using RoundedRow = std::vector<std::pair<std::size_t, Rounded>>;

/// The selected entry of a max pooling window against another one; both are outputs of the layer
/// that is pooled. Not for windows over x, which no parameter moves.
struct PoolingGap {
  std::size_t selected, other;
  std::vector<Rounded> leads;               ///< h_selected − h_other per member, rounded down
  std::vector<std::uint32_t> nearest_first; ///< the members by increasing lead
};

/// The constants of one pattern class. `Table<T>` is indexed [layer][unit] unless said otherwise.
/// Layers m without parameters have nothing in `row_sums`.
struct RadiusClass {
  template <class T> using Table = std::vector<std::vector<T>>;

  Table<Rounded> slopes;                       ///< ⌈|s|⌉
  std::vector<Table<Rounded>> row_sums;        ///< [l][m][j] A for m < l
  std::vector<long double> largest_magnitudes; ///< [m] at least N_m of any member, or 0
  Table<long double> least_distances;          ///< at most that of any member; infinite without
                                               ///< breakpoints
  std::shared_ptr<const ClassMembers> members;
  Table<RoundedRow> selected_rows; ///< max pooling: the linear view in use
  Table<PoolingGap> gaps;          ///< [layer] of all windows
};

/// The inputs that each unit of a layer with parameters multiplies with parameters (its *field*);
/// units that share a field are listed with it.
struct Fields {
  std::vector<std::vector<std::size_t>> inputs; ///< [field]; none without parameters
  std::vector<std::size_t> of_unit;             ///< the field of each unit
};
Fields fields(const Layer& layer);

/// What the bounds need of a network, for all classes. Refers to the network.
struct RadiusLayers {
  explicit RadiusLayers(const Network& network);

  const Network& network;
  RadiusClass::Table<RoundedRow> weights; ///< [hidden layer][unit]; empty for max pooling
  std::vector<Fields> layer_fields;       ///< [hidden layer]

  std::size_t count() const { return weights.size(); }
  const std::vector<RoundedRow>& rows_in_use(const RadiusClass& c, std::size_t l) const {
    return network.layers[l].kind == LayerKind::max_pooling ? c.selected_rows[l] : weights[l];
  }
};

/// Pattern invariance of one network on the classes of one dataset, for any radius. Refers to its
/// arguments, which must outlive it. Samples on walls play no part.
class RadiusProblem {
public:
  RadiusProblem(const Network& network, const Dataset& data, const PatternClasses& classes);
  /// Of samples that need not share a pattern: `shared` has bounds that serve all of them, and the
  /// distances in it decide. For the interval method and dense layers.
  RadiusProblem(const Network& network, RadiusClass shared);
  RadiusProblem(const RadiusProblem&) = delete;
  RadiusProblem& operator=(const RadiusProblem&) = delete;

  /// Is the pattern of every sample in a class provably constant within radius > 0? Exact.
  bool is_invariant(const Rational& radius, RadiusMethod method) const;

  /// The same in floating point: usually the same answer, never a verdict.
  bool seems_invariant(const Rational& radius, RadiusMethod method) const;

  /// For every class and every unit with breakpoints the `per_unit` samples with the largest
  /// bound/distance at `radius`; of all these the `count` with the largest, by falling ratio (ties
  /// by class, layer, unit, sample).
  std::vector<EndangeredUnit> endangered_units(const Rational& radius, RadiusMethod method,
                                               std::size_t per_unit, std::size_t count) const;

private:
  template <class Arithmetic>
  bool all_bounds_hold(const Arithmetic& arithmetic, RadiusMethod method) const;
  template <class Arithmetic>
  bool class_bounds_hold(const Arithmetic& arithmetic, RadiusMethod method,
                         std::size_t class_index) const;
  Rational exact_lead(std::size_t class_index, std::size_t layer, const PoolingGap& gap,
                      std::size_t member) const;

  const Network& network_;
  const Dataset* data_; ///< null with a shared class
  const PatternClasses* classes_;
  RadiusLayers layers_;
  std::vector<RadiusClass> constants_; ///< one per class
};

/// The largest radius m·2^e ≤ 2^64, 512 ≤ m < 1024, that passes; 2^64 also if nothing can fail (no
/// breakpoints, no classes). ClaimError below 2^-2000.
Rational largest_radius(const RadiusProblem& problem, RadiusMethod method);

/// `nearest_flip` of radius.hpp with a problem (of the same arguments) and a certified radius that
/// are at hand already; the radius only orders the candidates. ClaimError if nothing can flip.
PatternFlip nearest_flip(const RadiusProblem& problem, const Network& network, const Dataset& data,
                         const PatternClasses& classes, const Rational& radius);

/// The same; nothing if nothing can flip: no unit with breakpoints, no sample in a class, or no
/// parameter that moves such a unit (without biases).
std::optional<PatternFlip> nearest_flip_if_any(const RadiusProblem& problem, const Network& network,
                                               const Dataset& data, const PatternClasses& classes,
                                               const Rational& radius);

} // namespace thalweg
