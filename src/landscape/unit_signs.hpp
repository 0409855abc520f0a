// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which signs τ ∈ {−1, 0, 1}^m the output weights of a cell can have at its solutions: p_u ∈ τ_u
// C_u, C_u the open cone of the weights with the pattern of unit u, and 0 where τ_u = 0. One linear
// program for a τ, in the free coefficients of the solutions alone: it gives a solution, or a
// *relation*, a combination of values x̃_i·p_u that is the same at all solutions and has a sign that
// does not go with τ (Farkas, Motzkin). A relation excludes many τ at once.

#pragma once

#include "landscape/cell_fit.hpp"

#include <variant>

namespace thalweg {

/// The sides of one unit at the samples, and samples whose walls bound its cone.
struct UnitPattern {
  std::vector<bool> is_above;
  std::vector<std::size_t> facets;
};

/// With the facets, by linear programs. The cone is not empty.
UnitPattern unit_pattern(const UnitInputs& inputs, std::vector<bool> is_above);

/// A unit of a cell: its pattern, and where its columns begin.
struct PlacedUnit {
  const UnitPattern* pattern;
  std::size_t first_column;
};

/// One term value · x̃_sample·p_unit, value ≠ 0.
struct RelationTerm {
  std::size_t unit;
  std::size_t sample;
  Rational value;
};
using Relation = std::vector<RelationTerm>;

using Signs = std::vector<int>;

/// The values x̃_i·p_u of some units at all solutions of a cell.
class SolvedUnits {
public:
  SolvedUnits(const UnitInputs& inputs, const CellSolutions& solutions,
              const std::vector<PlacedUnit>& units);

  std::size_t size() const { return units_.size(); }
  bool is_fixed(std::size_t unit) const;
  /// At the solution that is 0 at the dependent columns; nothing if p_u is in no cone.
  std::optional<int> sign_at_point(std::size_t unit) const;

  /// The coefficients of the dependent columns of a solution with these signs, or a relation that
  /// excludes them.
  std::variant<Vector, Relation> solution_with(const Signs& signs) const;
  /// The value of a relation at the solutions, up to a positive factor.
  Integer value_of(const Relation& relation) const;
  /// The sign of a term if p_u has this one.
  int sign_of(const RelationTerm& term, int sign) const;

private:
  struct Values {
    const UnitPattern* pattern;
    std::vector<Integer> at_point;           ///< [sample], over the denominator
    std::vector<std::vector<Integer>> along; ///< [direction][sample]
  };

  std::vector<Values> units_;
  Integer denominator_;
  std::vector<Integer> factors_;    ///< of the coefficient of each dependent column
  std::vector<std::size_t> moving_; ///< the directions that change some value
};

/// The choices of signs of m units, 3^m of them, and what is known of each.
class SignTable {
public:
  enum class State : unsigned char { open, excluded, had };

  explicit SignTable(std::size_t unit_count);

  State state(const Signs& signs) const { return states_[index(signs)]; }
  void mark_had(const Signs& signs) { states_[index(signs)] = State::had; }
  void exclude(const SolvedUnits& units, const Relation& relation);
  /// A solution with these signs, which are then had; or a relation, all choices that it excludes
  /// marked, these among them.
  std::variant<Vector, Relation> decide(const SolvedUnits& units, const Signs& signs);
  std::size_t size() const { return states_.size(); }
  std::size_t count_had() const;
  /// Of the graph on the choices that are had, whose edges join one with those that arise by zeros.
  std::size_t component_count() const;

private:
  std::size_t index(const Signs& signs) const;

  std::size_t unit_count_;
  std::vector<State> states_;
};

/// All 3^m choices: those with more signs that are not 0 before those with fewer.
std::vector<Signs> sign_choices(std::size_t unit_count);

} // namespace thalweg
