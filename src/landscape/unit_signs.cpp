// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/unit_signs.hpp"

#include "exact/error.hpp"
#include "exact/watched_work.hpp"
#include "geometry/linear_program.hpp"

#include <algorithm>
#include <numeric>

namespace thalweg {

namespace {

bool is_zero_vector(const std::vector<Integer>& values) {
  return std::all_of(values.begin(), values.end(), [](const Integer& a) { return a == 0; });
}

/// Calls use(choice) for all choices with one of the options at every unit.
template <class Use>
void for_each_choice(const std::vector<Signs>& options, Signs& choice, const Use& use) {
  const std::size_t unit = choice.size();
  if (unit == options.size())
    return use(choice);
  for (const int sign : options[unit]) {
    choice.push_back(sign);
    for_each_choice(options, choice, use);
    choice.pop_back();
  }
}

/// Coprime integers, in the order of units and samples.
Relation tidy(Relation relation) {
  Integer numerators, denominators = 1;
  for (const RelationTerm& term : relation) {
    numerators = gcd(numerators, term.value.get_num());
    enlarge_denominator(denominators, term.value.get_den());
  }
  const Rational factor = fraction(denominators, numerators);
  for (RelationTerm& term : relation)
    term.value *= factor;
  std::sort(relation.begin(), relation.end(), [](const RelationTerm& a, const RelationTerm& b) {
    return std::pair(a.unit, a.sample) < std::pair(b.unit, b.sample);
  });
  return relation;
}

} // namespace

UnitPattern unit_pattern(const UnitInputs& inputs, std::vector<bool> is_above) {
  std::vector<Halfspace> walls; // where the sides are not left
  for (std::size_t i = 0; i < inputs.sample_count(); ++i) {
    walls.push_back({Vector(inputs.row(i).begin(), inputs.row(i).end()), 0});
    if (is_above[i])
      walls.back() = opposite(walls.back());
  }
  const ConstraintSystem system(inputs.width(), walls);
  std::vector<bool> skipped(walls.size(), false);
  UnitPattern pattern{std::move(is_above), {}};
  for (std::size_t i = 0; i < walls.size(); ++i) {
    skipped[i] = true; // for good, if the others imply this one
    const LinearProgramResult result = system.maximum(walls[i].normal, skipped);
    if (result.is_optimal())
      continue;
    skipped[i] = false;
    pattern.facets.push_back(i);
  }
  return pattern;
}

// ---- values at solutions ----

SolvedUnits::SolvedUnits(const UnitInputs& inputs, const CellSolutions& solutions,
                         const std::vector<PlacedUnit>& units)
    : denominator_(solutions.denominator) {
  const auto values = [&](const std::vector<Integer>& entries, std::size_t first) {
    std::vector<Integer> result(inputs.sample_count());
    for (std::size_t i = 0; i < result.size(); ++i)
      for (std::size_t k = 0; k < inputs.width(); ++k)
        mpz_addmul(result[i].get_mpz_t(), inputs.row(i)[k].get_mpz_t(),
                   entries[first + k].get_mpz_t());
    return result;
  };
  for (const PlacedUnit& unit : units) {
    units_.push_back({unit.pattern, values(solutions.point, unit.first_column), {}});
    for (const CellSolutions::Direction& direction : solutions.directions)
      units_.back().along.push_back(values(direction.entries, unit.first_column));
  }
  for (const CellSolutions::Direction& direction : solutions.directions)
    factors_.push_back(direction.scale * direction.entries[direction.column]);
  for (std::size_t e = 0; e < factors_.size(); ++e)
    if (std::any_of(units_.begin(), units_.end(),
                    [&](const Values& unit) { return !is_zero_vector(unit.along[e]); }))
      moving_.push_back(e);
}

bool SolvedUnits::is_fixed(std::size_t unit) const {
  return std::all_of(units_[unit].along.begin(), units_[unit].along.end(), is_zero_vector);
}

std::optional<int> SolvedUnits::sign_at_point(std::size_t unit) const {
  const Values& values = units_[unit];
  std::optional<int> result;
  for (const std::size_t i : values.pattern->facets) {
    const int here = sgn(values.at_point[i]) * (values.pattern->is_above[i] ? 1 : -1);
    if (result.value_or(here) != here)
      return std::nullopt;
    result = here;
  }
  return result;
}

std::variant<Vector, Relation> SolvedUnits::solution_with(const Signs& signs) const {
  // The coordinates are multiples of the moving directions, over the denominator, then δ.
  struct Row {
    std::size_t unit, sample;
    int factor; ///< of x̃·p in the row
  };
  std::vector<Row> rows;
  std::vector<Halfspace> halfspaces;
  const auto add = [&](const Row& row, bool is_strict) { // −factor · value + δ ≤ 0
    const Values& values = units_[row.unit];
    Halfspace halfspace{Vector(moving_.size() + 1), values.at_point[row.sample] * row.factor};
    for (std::size_t q = 0; q < moving_.size(); ++q)
      halfspace.normal[q] = -values.along[moving_[q]][row.sample] * row.factor;
    halfspace.normal.back() = is_strict ? 1 : 0;
    halfspaces.push_back(std::move(halfspace));
    rows.push_back(row);
  };
  for (std::size_t u = 0; u < units_.size(); ++u)
    for (const std::size_t i : units_[u].pattern->facets) {
      const int side = units_[u].pattern->is_above[i] ? 1 : -1;
      add({u, i, signs[u] == 0 ? side : side * signs[u]}, signs[u] != 0);
      if (signs[u] == 0)
        add({u, i, -side}, false);
    }
  Vector objective(moving_.size() + 1, 0);
  objective.back() = 1;
  halfspaces.push_back({objective, 1});
  const LinearProgramResult result = maximum(objective, halfspaces);
  if (!result.is_infeasible() && result.value > 0) {
    Vector values(factors_.size(), 0);
    for (std::size_t q = 0; q < moving_.size(); ++q)
      values[moving_[q]] =
          result.point[q] * Rational(factors_[moving_[q]]) / Rational(denominator_);
    return values;
  }
  Relation relation;
  for (const Multiplier& multiplier : result.multipliers)
    if (multiplier.index < rows.size()) {
      const Row& row = rows[multiplier.index];
      relation.push_back({row.unit, row.sample, multiplier.value * row.factor});
    }
  return tidy(std::move(relation));
}

Integer SolvedUnits::value_of(const Relation& relation) const {
  Rational value;
  for (const RelationTerm& term : relation)
    value += term.value * units_[term.unit].at_point[term.sample];
  return value.get_num();
}

int SolvedUnits::sign_of(const RelationTerm& term, int sign) const {
  return sgn(term.value) * (units_[term.unit].pattern->is_above[term.sample] ? sign : -sign);
}

// ---- choices of signs ----

SignTable::SignTable(std::size_t unit_count) : unit_count_(unit_count) {
  std::size_t count = 1;
  for (std::size_t u = 0; u < unit_count; ++u)
    count *= 3;
  states_.assign(count, State::open);
}

std::size_t SignTable::index(const Signs& signs) const {
  std::size_t result = 0;
  for (const int sign : signs)
    result = 3 * result + static_cast<std::size_t>(sign + 1);
  return result;
}

void SignTable::exclude(const SolvedUnits& units, const Relation& relation) {
  const int value = sgn(units.value_of(relation));
  for (const int orientation : {1, -1}) {
    if (orientation * value > 0)
      continue;
    std::vector<Signs> options(unit_count_, {-1, 0, 1});
    std::vector<bool> is_named(unit_count_, false);
    for (const RelationTerm& term : relation) {
      is_named[term.unit] = true;
      std::erase_if(options[term.unit],
                    [&](int sign) { return orientation * units.sign_of(term, sign) < 0; });
    }
    Signs choice;
    for_each_choice(options, choice, [&](const Signs& signs) {
      bool is_strict = value != 0;
      for (std::size_t u = 0; u < unit_count_; ++u)
        is_strict = is_strict || (is_named[u] && signs[u] != 0);
      if (is_strict)
        states_[index(signs)] = State::excluded;
    });
  }
}

std::variant<Vector, Relation> SignTable::decide(const SolvedUnits& units, const Signs& signs) {
  std::variant<Vector, Relation> found = units.solution_with(signs);
  if (const Relation* const relation = std::get_if<Relation>(&found)) {
    exclude(units, *relation);
    require(state(signs) == State::excluded, "signs: a relation that does not exclude them");
  } else {
    mark_had(signs);
  }
  return found;
}

std::size_t SignTable::count_had() const {
  return static_cast<std::size_t>(std::count(states_.begin(), states_.end(), State::had));
}

std::size_t SignTable::component_count() const {
  std::vector<std::size_t> parent(states_.size());
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  const auto root = [&](std::size_t a) {
    while (parent[a] != a)
      a = parent[a] = parent[parent[a]];
    return a;
  };
  std::size_t count = count_had();
  for (const Signs& signs : sign_choices(unit_count_)) {
    if (state(signs) != State::had)
      continue;
    std::vector<Signs> options;
    for (const int sign : signs)
      options.push_back(sign == 0 ? Signs{0} : Signs{0, sign});
    Signs choice;
    for_each_choice(options, choice, [&](const Signs& zeroed) {
      const std::size_t a = root(index(signs)), b = root(index(zeroed));
      if (state(zeroed) != State::had || a == b)
        return;
      parent[a] = b;
      --count;
    });
  }
  return count;
}

std::vector<Signs> sign_choices(std::size_t unit_count) {
  std::vector<Signs> result;
  Signs choice;
  for_each_choice(std::vector<Signs>(unit_count, {1, -1, 0}), choice,
                  [&](const Signs& signs) { result.push_back(signs); });
  std::stable_sort(result.begin(), result.end(), [](const Signs& a, const Signs& b) {
    return std::count(a.begin(), a.end(), 0) < std::count(b.begin(), b.end(), 0);
  });
  return result;
}

} // namespace thalweg
