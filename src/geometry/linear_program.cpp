// SPDX-License-Identifier: GPL-3.0-or-later
//
// A basis is a name: a set of tight rows. `certified` turns a name into numbers by exact solutions
// of square systems and multiplies out every condition on all rows; only what passes is returned.
// Everything exact here works on integers: rows over their own denominators, the point over one.

#include "geometry/linear_program.hpp"

#include "exact/error.hpp"
#include "geometry/integer_system.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {
namespace {

/// The program to be solved: chosen rows (by address, with their numbers in the full list) and an
/// integer objective; maximising it over its denominator or not is the same.
struct Program {
  std::size_t dimension = 0;
  std::vector<const IntegerHalfspace*> rows;
  std::vector<std::size_t> numbers;
  IntegerVector objective;

  const Integer& entry(std::size_t row, std::size_t column) const {
    return row == rows.size() ? objective.numerators[column] : rows[row]->normal[column];
  }
};

/// Coordinates that the basis determines: all but the free ones.
std::vector<std::size_t> determined_columns(const SimplexBasis& basis, std::size_t dimension) {
  std::vector<std::size_t> result;
  for (std::size_t j = 0; j < dimension; ++j)
    if (std::find(basis.free_columns.begin(), basis.free_columns.end(), j) ==
        basis.free_columns.end())
      result.push_back(j);
  return result;
}

/// The X/D with (row · X = right side of each tight row), given coordinates outside `columns` being
/// 0.
template <class RightSide>
std::optional<IntegerVector> tight_solution(const Program& program, const SimplexBasis& basis,
                                            const std::vector<std::size_t>& columns,
                                            RightSide right_side) {
  IntegerRows system;
  for (std::size_t row : basis.tight) {
    std::vector<Integer>& equation = system.emplace_back();
    equation.reserve(columns.size() + 1);
    for (std::size_t column : columns)
      equation.push_back(program.rows[row]->normal[column]);
    equation.push_back(right_side(row));
  }
  const std::optional<IntegerVector> solution = square_solution(std::move(system));
  if (!solution)
    return std::nullopt;
  IntegerVector result{std::vector<Integer>(program.dimension), solution->denominator};
  for (std::size_t k = 0; k < columns.size(); ++k)
    result.numerators[columns[k]] = solution->numerators[k];
  return result;
}

/// The λ/D with Σ λ_i (tight row i) = row `target` of the program, on the determined columns.
std::optional<IntegerVector> row_combination(const Program& program, const SimplexBasis& basis,
                                             const std::vector<std::size_t>& columns,
                                             std::size_t target) {
  IntegerRows system;
  for (std::size_t column : columns) {
    std::vector<Integer>& equation = system.emplace_back();
    equation.reserve(basis.tight.size() + 1);
    for (std::size_t row : basis.tight)
      equation.push_back(program.rows[row]->normal[column]);
    equation.push_back(program.entry(target, column));
  }
  return square_solution(std::move(system));
}

/// Σ λ_i (tight row i) = D · (row `target`) on every column?
bool combines_to(const Program& program, const SimplexBasis& basis, const IntegerVector& lambda,
                 std::size_t target) {
  Integer sum;
  for (std::size_t column = 0; column < program.dimension; ++column) {
    sum = -program.entry(target, column) * lambda.denominator;
    for (std::size_t k = 0; k < basis.tight.size(); ++k)
      sum += lambda.numerators[k] * program.rows[basis.tight[k]]->normal[column];
    if (sgn(sum) != 0)
      return false;
  }
  return true;
}

/// sign of (row · X − offset · D), or of row · X if `homogeneous`.
int violation_sign(const IntegerHalfspace& row, const IntegerVector& x, bool homogeneous,
                   Integer& sum) {
  if (homogeneous)
    sum = 0;
  else {
    mpz_mul(sum.get_mpz_t(), row.offset.get_mpz_t(), x.denominator.get_mpz_t());
    mpz_neg(sum.get_mpz_t(), sum.get_mpz_t());
  }
  for (std::size_t j = 0; j < row.normal.size(); ++j)
    mpz_addmul(sum.get_mpz_t(), row.normal[j].get_mpz_t(), x.numerators[j].get_mpz_t());
  return sgn(sum);
}

bool satisfies_all(const Program& program, const IntegerVector& x, bool homogeneous) {
  Integer sum;
  return std::all_of(program.rows.begin(), program.rows.end(), [&](const IntegerHalfspace* row) {
    return violation_sign(*row, x, homogeneous, sum) <= 0;
  });
}

Rational scaled(const Integer& numerator, const Integer& factor, const Integer& denominator) {
  return fraction(numerator * factor, denominator);
}

void sort_by_index(Multipliers& multipliers) {
  std::sort(multipliers.begin(), multipliers.end(),
            [](const Multiplier& a, const Multiplier& b) { return a.index < b.index; });
}

/// The multipliers λ/D of the integer rows, as multipliers of the rational halfspaces, divided by
/// `divisor`. Nothing if one is negative.
std::optional<Multipliers> multipliers_of(const Program& program, const SimplexBasis& basis,
                                          const IntegerVector& lambda, const Integer& divisor,
                                          int sign) {
  Multipliers result;
  for (std::size_t k = 0; k < basis.tight.size(); ++k) {
    const int entry_sign = sign * sgn(lambda.numerators[k]);
    if (entry_sign < 0)
      return std::nullopt;
    if (entry_sign > 0)
      result.push_back({program.numbers[basis.tight[k]],
                        scaled(abs(lambda.numerators[k]), program.rows[basis.tight[k]]->denominator,
                               lambda.denominator * divisor)});
  }
  sort_by_index(result);
  return result;
}

std::optional<LinearProgramResult> certified_optimum(const Program& program,
                                                     const SimplexBasis& basis,
                                                     const std::vector<std::size_t>& columns) {
  const auto point = tight_solution(program, basis, columns,
                                    [&](std::size_t row) { return program.rows[row]->offset; });
  if (!point || !satisfies_all(program, *point, false))
    return std::nullopt;
  const auto lambda = row_combination(program, basis, columns, program.rows.size());
  if (!lambda || !combines_to(program, basis, *lambda, program.rows.size()))
    return std::nullopt;
  auto multipliers = multipliers_of(program, basis, *lambda, program.objective.denominator, 1);
  if (!multipliers)
    return std::nullopt;
  LinearProgramResult result;
  result.multipliers = std::move(*multipliers);
  result.point = rationals(*point);
  Integer sum = 0; // the rows with multipliers are tight: c·x = Σ λ_i a_i·x = Σ λ_i b_i
  for (std::size_t j = 0; j < program.dimension; ++j)
    sum += program.objective.numerators[j] * point->numerators[j];
  result.value = fraction(sum, point->denominator * program.objective.denominator);
  return result;
}

std::optional<LinearProgramResult>
certified_infeasibility(const Program& program, const SimplexBasis& basis,
                        const std::vector<std::size_t>& columns) {
  const auto lambda = row_combination(program, basis, columns, basis.culprit);
  if (!lambda || !combines_to(program, basis, *lambda, basis.culprit))
    return std::nullopt;
  auto multipliers = multipliers_of(program, basis, *lambda, 1, -1);
  if (!multipliers)
    return std::nullopt;
  const IntegerHalfspace& culprit = *program.rows[basis.culprit];
  Integer sum = culprit.offset * lambda->denominator; // D (b_culprit + Σ μ_i b_i)
  for (std::size_t k = 0; k < basis.tight.size(); ++k)
    sum -= lambda->numerators[k] * program.rows[basis.tight[k]]->offset;
  if (sgn(sum) >= 0)
    return std::nullopt;
  LinearProgramResult result;
  result.status = LinearProgramStatus::infeasible;
  result.multipliers = std::move(*multipliers);
  result.multipliers.push_back({program.numbers[basis.culprit], Rational(culprit.denominator)});
  sort_by_index(result.multipliers);
  return result;
}

std::optional<LinearProgramResult> certified_ray(const Program& program, const SimplexBasis& basis,
                                                 const std::vector<std::size_t>& columns) {
  const auto point = tight_solution(program, basis, columns,
                                    [&](std::size_t row) { return program.rows[row]->offset; });
  if (!point || !satisfies_all(program, *point, false))
    return std::nullopt;
  std::optional<IntegerVector> ray;
  if (basis.unbounded_along_free_column) {
    ray = tight_solution(program, basis, columns, [&](std::size_t row) -> Integer {
      return -program.rows[row]->normal[basis.culprit];
    });
    if (ray)
      ray->numerators[basis.culprit] = ray->denominator;
  } else
    ray = tight_solution(program, basis, columns,
                         [&](std::size_t row) -> Integer { return row == basis.culprit ? -1 : 0; });
  if (!ray)
    return std::nullopt;
  Integer gain = 0;
  for (std::size_t j = 0; j < program.dimension; ++j)
    gain += program.objective.numerators[j] * ray->numerators[j];
  if (sgn(gain) < 0 && basis.unbounded_along_free_column)
    for (Integer& numerator : ray->numerators)
      numerator = -numerator;
  if (sgn(gain) == 0 || (sgn(gain) < 0 && !basis.unbounded_along_free_column) ||
      !satisfies_all(program, *ray, true))
    return std::nullopt;
  LinearProgramResult result;
  result.status = LinearProgramStatus::unbounded;
  result.point = rationals(*point);
  result.ray = rationals(*ray);
  return result;
}

/// The numbers of a named basis; nothing unless every condition holds exactly.
std::optional<LinearProgramResult> certified(const Program& program, const SimplexBasis& basis) {
  if (!basis.is_complete)
    return std::nullopt;
  const std::vector<std::size_t> columns = determined_columns(basis, program.dimension);
  switch (basis.status) {
  case LinearProgramStatus::optimal:
    return certified_optimum(program, basis, columns);
  case LinearProgramStatus::infeasible:
    return certified_infeasibility(program, basis, columns);
  case LinearProgramStatus::unbounded:
    return certified_ray(program, basis, columns);
  }
  return std::nullopt;
}

LinearProgramResult decided(const Program& program, const SimplexBasis& start) {
  const std::size_t row_count = program.rows.size();
  SimplexDictionary<Rational> dictionary(
      row_count, program.dimension, [&](std::size_t i, std::size_t j) {
        return Rational(j == program.dimension ? program.rows[i]->offset : program.entry(i, j));
      });
  const SimplexBasis basis =
      dictionary.solution(start.tight, std::numeric_limits<std::size_t>::max());
  std::optional<LinearProgramResult> result = certified(program, basis);
  require(result.has_value(), "an exact simplex basis passes its own check");
  return *std::move(result);
}

} // namespace

ConstraintSystem::ConstraintSystem(std::size_t dimension, const std::vector<Halfspace>& halfspaces)
    : dimension_(dimension), guesses_(dimension) {
  rows_.reserve(halfspaces.size());
  guesses_.reserve(halfspaces.size());
  for (std::size_t i = 0; i < halfspaces.size(); ++i) {
    if (halfspaces[i].normal.size() != dimension)
      throw InputError(fmt::format("halfspace {}: expected a normal with {} entries, found {}", i,
                                   dimension, halfspaces[i].normal.size()));
    rows_.push_back(over_common_denominator(halfspaces[i]));
    guesses_.append(rows_.back());
  }
}

LinearProgramResult ConstraintSystem::maximum(const Vector& objective) const {
  std::vector<std::size_t> all(rows_.size());
  for (std::size_t i = 0; i < all.size(); ++i)
    all[i] = i;
  return maximum_over(objective, all);
}

LinearProgramResult ConstraintSystem::maximum(const Vector& objective,
                                              const std::vector<bool>& skipped) const {
  require(skipped.size() == rows_.size(), "one mark per halfspace");
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < rows_.size(); ++i)
    if (!skipped[i])
      chosen.push_back(i);
  return maximum_over(objective, chosen);
}

LinearProgramResult ConstraintSystem::maximum_over(const Vector& objective,
                                                   const std::vector<std::size_t>& chosen) const {
  if (objective.size() != dimension_)
    throw InputError(
        fmt::format("objective: expected {} entries, found {}", dimension_, objective.size()));
  Program program{dimension_, {}, chosen, over_common_denominator(objective)};
  program.rows.reserve(chosen.size());
  for (std::size_t number : chosen)
    program.rows.push_back(&rows_.at(number));

  const SimplexBasis guess = guesses_.basis(chosen, program.objective.numerators);
  if (std::optional<LinearProgramResult> result = certified(program, guess))
    return *std::move(result);
  return decided(program, guess);
}

LinearProgramResult maximum(const Vector& objective, const std::vector<Halfspace>& halfspaces) {
  return ConstraintSystem(objective.size(), halfspaces).maximum(objective);
}

} // namespace thalweg
