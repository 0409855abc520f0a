// SPDX-License-Identifier: Apache-2.0
//
// Which signs the units of a cell can have at its solutions (specification, section 21). p_u is a
// product v_u w_u with w_u in the cone C_u of the unit, so x̃_i·p_u has at all samples the side of
// the unit, or at all the opposite one, or is 0: the sign 1, −1, 0 of the output weight v_u. A
// choice of signs τ is had by some solution, or *excluded* by a relation: a combination of values
// x̃_i·p_u that is the same at all solutions, while τ gives each of its terms a sign that does not
// go with it.

#pragma once

#include "lemma/cell_fit.hpp"

namespace thalweg::verifier {

/// The inputs x̃_i = (x_i, 1), or x_i without hidden biases, and σ: below·z for z ≤ 0, above·z for
/// z ≥ 0.
class CellUnits {
public:
  CellUnits(const Data& data, const Fraction& below, const Fraction& above, bool has_biases);

  std::size_t width() const { return scales_.size(); }
  std::size_t sample_count() const { return inputs_.size(); }
  /// x̃_i with column k times a factor of it.
  const List<Integer>& input(std::size_t sample) const { return inputs_[sample]; }
  /// Is the slope of the unit 0 at all samples?
  bool is_dead(const List<bool>& is_above) const;
  /// Adds the columns slope_i x̃_ik of a unit.
  void add_columns(CellFit& fit, const List<bool>& is_above) const;

private:
  List<List<Integer>> inputs_;
  List<Integer> scales_; ///< of the columns
  Integer below_, above_;
};

/// A unit of a cell: its sides at the samples, and where its columns begin.
struct CellUnit {
  const List<bool>* is_above;
  std::size_t first_column;
};

/// One term of a relation: value · x̃_sample·p_unit, value ≠ 0.
struct RelationTerm {
  std::size_t unit;
  std::size_t sample;
  Fraction value;
};
using Relation = List<RelationTerm>;

/// The values x̃_i·p_u of some units at all solutions of a cell.
class SolvedUnits {
public:
  SolvedUnits(const CellUnits& inputs, const CellSolutions& solutions, const List<CellUnit>& units);

  std::size_t size() const { return units_.size(); }
  std::size_t direction_count() const { return factors_.size(); }
  /// Is p_u the same at all solutions, for all that the samples can tell?
  bool is_fixed(std::size_t unit) const;
  /// The sign of the unit at the solution that is 0 at the dependent columns; nothing if p_u has
  /// none.
  std::optional<int> sign_at_point(std::size_t unit) const;
  /// The signs at the solution with these coefficients of the dependent columns; nothing if some
  /// p_u has none.
  std::optional<List<int>> signs(const List<Fraction>& values) const;
  /// The sign of Σ value · x̃_i·p_u, if it is the same at all solutions.
  std::optional<int> sign_of(const Relation& relation) const;
  /// value · x̃_i·p_u of a term if p_u has the sign: 1, −1, or 0.
  int sign_of(const RelationTerm& term, int sign) const;

private:
  struct Values {
    const List<bool>* is_above;
    List<Integer> at_point;    ///< [sample], over the denominator
    List<List<Integer>> along; ///< [direction][sample]
  };
  std::optional<int> sign_of(const Values& unit, const List<Fraction>& values) const;

  List<Values> units_;
  Integer denominator_;
  List<Fraction> factors_; ///< [direction]: how far it goes for the coefficient 1
};

/// The choices of signs −1, 0, 1 of m units, 3^m of them, and what is known of each.
class SignTable {
public:
  enum class State : unsigned char { open, excluded, had };

  explicit SignTable(std::size_t unit_count);

  State& operator[](const List<int>& signs) { return states_[index(signs)]; }
  /// Marks all choices that the relation excludes; `value` is its sign at the solutions.
  void exclude(const SolvedUnits& units, const Relation& relation, int value);
  std::optional<List<int>> first_open() const;
  std::size_t size() const { return states_.size(); }
  std::size_t count_had() const;
  /// The components of the graph whose vertices are the choices that are had, and whose edges join
  /// one with those that arise from it by zeros.
  std::size_t component_count() const;

private:
  std::size_t index(const List<int>& signs) const;
  List<int> signs(std::size_t index) const;

  std::size_t unit_count_;
  List<State> states_; ///< the last unit changes fastest
};

/// Lists of `[unit, sample, value]`, none of them empty, with indices below these bounds.
List<Relation> read_relations(const Node& node, std::size_t units, std::size_t samples);

} // namespace thalweg::verifier
