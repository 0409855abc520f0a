// SPDX-License-Identifier: Apache-2.0

#include "lemma/unit_signs.hpp"

#include "shape/geometry_nodes.hpp"

#include <limits>
#include <numeric>

namespace thalweg::verifier {

namespace {

/// The sign of p_u whose values have these signs.
template <class SignAt>
std::optional<int> common_sign(const List<bool>& is_above, const SignAt& sign_at) {
  std::optional<int> result;
  for (std::size_t i = 0; i < is_above.size(); ++i) {
    const int here = is_above[i] ? sign_at(i) : -sign_at(i);
    if (result.value_or(here) != here)
      return std::nullopt;
    result = here;
  }
  return result;
}

/// Calls use(choice) for all choices with one of the options at every unit.
template <class Use>
void for_each_choice(const List<List<int>>& options, List<int>& choice, const Use& use) {
  const std::size_t unit = choice.size();
  if (unit == options.size())
    return use(choice);
  Meter::tick();
  for (const int sign : options[unit]) {
    choice.push_back(sign);
    for_each_choice(options, choice, use);
    choice.pop_back();
  }
}

} // namespace

// ---- inputs ----

CellUnits::CellUnits(const Data& data, const Fraction& below, const Fraction& above,
                     bool has_biases) {
  const std::size_t d = data.inputs.size();
  List<Integer> factors(has_biases ? d + 1 : d, 1);
  for (const Sample& sample : data.samples)
    for (std::size_t k = 0; k < d; ++k)
      factors[k] = lcm(factors[k], fraction(sample.x[k], sample.denominator).denominator);
  for (const Sample& sample : data.samples) {
    List<Integer> row;
    for (std::size_t k = 0; k < d; ++k)
      row.push_back(sample.x[k] * factors[k] / sample.denominator);
    if (has_biases)
      row.push_back(1);
    inputs_.push_back(std::move(row));
  }
  const Integer of_slopes = lcm(below.denominator, above.denominator);
  below_ = below.numerator * (of_slopes / below.denominator);
  above_ = above.numerator * (of_slopes / above.denominator);
  for (const Integer& factor : factors)
    scales_.push_back(factor * of_slopes);
}

bool CellUnits::is_dead(const List<bool>& is_above) const {
  return std::all_of(is_above.begin(), is_above.end(),
                     [&](bool above) { return is_zero(above ? above_ : below_); });
}

void CellUnits::add_columns(CellFit& fit, const List<bool>& is_above) const {
  for (std::size_t k = 0; k < width(); ++k) {
    PointColumn column;
    column.reserve(inputs_.size());
    for (std::size_t i = 0; i < inputs_.size(); ++i)
      column.push_back((is_above[i] ? above_ : below_) * inputs_[i][k]);
    fit.add(std::move(column), scales_[k]);
  }
}

// ---- values at solutions ----

SolvedUnits::SolvedUnits(const CellUnits& inputs, const CellSolutions& solutions,
                         const List<CellUnit>& units)
    : denominator_(solutions.denominator) {
  const auto values = [&](const List<Integer>& entries, std::size_t first) {
    Meter::tick();
    List<Integer> result;
    result.reserve(inputs.sample_count());
    for (std::size_t i = 0; i < inputs.sample_count(); ++i) {
      Sum sum;
      for (std::size_t k = 0; k < inputs.width(); ++k)
        sum.add(inputs.input(i)[k], entries[first + k]);
      result.push_back(sum.take());
    }
    return result;
  };
  for (const CellUnit& unit : units) {
    units_.push_back({unit.is_above, values(solutions.point, unit.first_column), {}});
    for (const CellSolutions::Direction& direction : solutions.directions)
      units_.back().along.push_back(values(direction.entries, unit.first_column));
  }
  for (const CellSolutions::Direction& direction : solutions.directions)
    factors_.push_back(fraction(1, direction.scale * direction.entries[direction.column]));
}

bool SolvedUnits::is_fixed(std::size_t unit) const {
  return std::all_of(units_[unit].along.begin(), units_[unit].along.end(),
                     [](const List<Integer>& values) {
                       return std::all_of(values.begin(), values.end(),
                                          [](const Integer& a) { return is_zero(a); });
                     });
}

std::optional<int> SolvedUnits::sign_at_point(std::size_t unit) const {
  const Values& values = units_[unit];
  return common_sign(*values.is_above,
                     [&](std::size_t i) { return verifier::sign(values.at_point[i]); });
}

std::optional<int> SolvedUnits::sign_of(const Values& unit, const List<Fraction>& values) const {
  return common_sign(*unit.is_above, [&](std::size_t i) {
    Fraction value = fraction(unit.at_point[i], denominator_);
    for (std::size_t e = 0; e < values.size(); ++e) {
      Meter::tick();
      value = value + values[e] * factors_[e] * Fraction{unit.along[e][i], 1};
    }
    return verifier::sign(value);
  });
}

std::optional<List<int>> SolvedUnits::signs(const List<Fraction>& values) const {
  List<int> result;
  for (const Values& unit : units_) {
    Meter::tick();
    const std::optional<int> sign = sign_of(unit, values);
    if (!sign)
      return std::nullopt;
    result.push_back(*sign);
  }
  return result;
}

std::optional<int> SolvedUnits::sign_of(const Relation& relation) const {
  Integer common = 1;
  for (const RelationTerm& term : relation) {
    Meter::tick();
    common = lcm(common, term.value.denominator);
  }
  const auto value = [&](const auto& values_of) {
    Sum sum;
    for (const RelationTerm& term : relation) {
      Meter::tick();
      sum.add(term.value.numerator * (common / term.value.denominator),
              values_of(units_[term.unit])[term.sample]);
    }
    return verifier::sign(sum.take());
  };
  for (std::size_t e = 0; e < factors_.size(); ++e)
    if (value([e](const Values& unit) -> const List<Integer>& { return unit.along[e]; }) != 0)
      return std::nullopt;
  return value([](const Values& unit) -> const List<Integer>& { return unit.at_point; });
}

int SolvedUnits::sign_of(const RelationTerm& term, int sign) const {
  const int side = (*units_[term.unit].is_above)[term.sample] ? 1 : -1;
  return verifier::sign(term.value) * side * sign;
}

// ---- choices of signs ----

SignTable::SignTable(std::size_t unit_count) : unit_count_(unit_count) {
  constexpr std::size_t most_units = 40; // 3^40 < 2^64
  std::uint64_t count = 1;
  for (std::size_t u = 0; u < unit_count; ++u) {
    count = u < most_units ? 3 * count : std::numeric_limits<std::uint64_t>::max();
    Meter::require_room(count, sizeof(State));
  }
  states_.assign(Meter::size_of(count), State::open);
}

std::size_t SignTable::index(const List<int>& signs) const {
  std::size_t result = 0;
  for (const int sign : signs)
    result = 3 * result + static_cast<std::size_t>(sign + 1);
  return result;
}

List<int> SignTable::signs(std::size_t index) const {
  List<int> result(unit_count_);
  for (std::size_t u = unit_count_; u-- > 0; index /= 3)
    result[u] = static_cast<int>(index % 3) - 1;
  return result;
}

void SignTable::exclude(const SolvedUnits& units, const Relation& relation, int value) {
  for (const int orientation : {1, -1}) {
    if (orientation * value > 0)
      continue;
    // terms ≥ 0 with a sum < 0, or > 0 for some with the sum 0
    List<List<int>> options;
    List<bool> is_in_relation(unit_count_, false);
    for (std::size_t u = 0; u < unit_count_; ++u) {
      options.emplace_back();
      for (const int sign : {-1, 0, 1})
        if (std::all_of(relation.begin(), relation.end(), [&](const RelationTerm& term) {
              return term.unit != u || orientation * units.sign_of(term, sign) >= 0;
            }))
          options.back().push_back(sign);
    }
    for (const RelationTerm& term : relation)
      is_in_relation[term.unit] = true;
    List<int> choice;
    for_each_choice(options, choice, [&](const List<int>& signs) {
      bool is_strict = value != 0;
      for (std::size_t u = 0; u < unit_count_; ++u)
        is_strict = is_strict || (is_in_relation[u] && signs[u] != 0);
      if (is_strict)
        states_[index(signs)] = State::excluded;
    });
  }
}

std::optional<List<int>> SignTable::first_open() const {
  const auto open = std::find(states_.begin(), states_.end(), State::open);
  if (open == states_.end())
    return std::nullopt;
  return signs(static_cast<std::size_t>(open - states_.begin()));
}

std::size_t SignTable::count_had() const {
  return static_cast<std::size_t>(std::count(states_.begin(), states_.end(), State::had));
}

std::size_t SignTable::component_count() const {
  List<std::size_t> parent(states_.size());
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  const auto root = [&](std::size_t a) {
    while (parent[a] != a)
      a = parent[a] = parent[parent[a]];
    return a;
  };
  std::size_t count = count_had();
  for (std::size_t a = 0; a < states_.size(); ++a) {
    if (states_[a] != State::had)
      continue;
    List<List<int>> options;
    for (const int sign : signs(a))
      options.push_back(sign == 0 ? List<int>{0} : List<int>{0, sign});
    List<int> choice;
    for_each_choice(options, choice, [&](const List<int>& zeroed) {
      const std::size_t b = index(zeroed);
      if (states_[b] != State::had || root(a) == root(b))
        return;
      parent[root(a)] = root(b);
      --count;
    });
  }
  return count;
}

// ---- reading ----

List<Relation> read_relations(const Node& node, std::size_t units, std::size_t samples) {
  return list_of(node, [&](const Node& entry) {
    entry.size_not_zero("term");
    return list_of(entry, [&](const Node& term) {
      term.require_size(3, "unit, sample and value");
      const RelationTerm result{term[std::size_t{0}].index(units, "units"),
                                term[1].index(samples, "samples"), term[2].rational()};
      term[2].require(sign(result.value) != 0, "shape.zero", "a value that is not 0");
      return result;
    });
  });
}

} // namespace thalweg::verifier
