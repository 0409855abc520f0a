// SPDX-License-Identifier: GPL-3.0-or-later
//
// A guess in scaled, centred coordinates becomes exact functions of the inputs: linear parts are
// rounded to multiples of 2^−b and scaled by powers of two; constants are rounded after the shift.
// The bits b grow until the samples are grouped as guessed, with at least half of the guess's
// margin; if that never happens the guess is dropped.

#include "partition/power.hpp"

#include "exact/error.hpp"
#include "exact/finite.hpp"
#include "exact/power_of_two.hpp"
#include "partition/choice.hpp"
#include "partition/guess/power_diagrams.hpp"
#include "risk/affine_fit.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {
namespace {

constexpr long fewest_bits = 2;
constexpr long most_bits = 48;

/// The multiple of 2^−bits nearest to `value`.
Rational rounded(const Rational& value, long bits) {
  const Rational scaled = times_power_of_two(value, bits) + Rational(1, 2);
  Integer floor;
  mpz_fdiv_q(floor.get_mpz_t(), scaled.get_num_mpz_t(), scaled.get_den_mpz_t());
  return times_power_of_two(Rational(floor), -bits);
}

/// What ties local coordinates to inputs: the exact first point and its local coordinates.
struct Frame {
  const DistinctPoints& points;
  const LocalPoints& local;
  const Vector& origin;

  /// ℓ of the guess, minus that of `base`, rounded; a function of the inputs.
  AffineFunction exact(const GuessedFunction& f, const GuessedFunction& base, long bits) const {
    AffineFunction result = zero_function(f.linear.size());
    Rational constant = exact_value(f.constant) - exact_value(base.constant);
    for (std::size_t j = 0; j < f.linear.size(); ++j) {
      const Rational slope = rounded(exact_value(f.linear[j]) - exact_value(base.linear[j]), bits);
      result.linear[j] = times_power_of_two(slope, points.column_exponents[j]);
      constant += slope * exact_value(local.input(0)[j]);
      constant -= result.linear[j] * origin[j];
    }
    result.constant = rounded(constant, bits);
    return result;
  }
};

/// The least lead of the distinct inputs if they are grouped as `wanted` says; else nothing.
std::optional<Rational> least_lead(const PowerPartition& partition, const Dataset& data,
                                   const DistinctPoints& points,
                                   const std::vector<std::size_t>& wanted) {
  std::optional<Rational> least;
  for (std::size_t i = 0; i < points.count(); ++i) {
    const CellLead lead = lead_at(partition, input_of(data, points, i));
    if (lead.group != wanted[i] || !lead.margin || sgn(*lead.margin) == 0)
      return std::nullopt;
    if (!least || *lead.margin < *least)
      least = lead.margin;
  }
  return least;
}

/// The guess in short exact numbers, or nothing.
std::optional<PowerPartition> rounded_partition(const Dataset& data, const Frame& frame,
                                                const GuessedDiagram& guess) {
  const std::vector<std::size_t> wanted = guessed_groups(frame.local, guess);
  const auto with_bits = [&](long bits) {
    PowerPartition result;
    for (const GuessedFunction& f : guess)
      result.functions.push_back(frame.exact(f, guess.front(), bits));
    return result;
  };
  const std::optional<Rational> margin =
      least_lead(with_bits(most_bits), data, frame.points, wanted);
  if (!margin)
    return std::nullopt;
  for (long bits = fewest_bits; bits < most_bits; ++bits) {
    PowerPartition candidate = with_bits(bits);
    const auto own = least_lead(candidate, data, frame.points, wanted);
    if (own && *own * 2 >= *margin)
      return candidate;
  }
  return with_bits(most_bits);
}

} // namespace

PowerPartition power_partition(const Slabs& slabs) {
  PowerPartition result{{zero_function(slabs.direction.size())}};
  for (const Rational& threshold : slabs.thresholds)
    result.functions.push_back(result.functions.back() +
                               AffineFunction{slabs.direction, -threshold});
  return result;
}

CellLead lead_at(const PowerPartition& partition, const Vector& x) {
  require(!partition.functions.empty(), "lead: expected at least one function");
  CellLead lead{0, std::nullopt};
  Rational largest = partition.functions.front()(x);
  for (std::size_t k = 1; k < partition.functions.size(); ++k) {
    const Rational value = partition.functions[k](x);
    if (value > largest) {
      lead = {k, Rational(value - largest)};
      largest = value;
    } else {
      const Rational behind = largest - value;
      if (!lead.margin || behind < *lead.margin)
        lead.margin = behind;
    }
  }
  return lead;
}

Grouping sample_groups(const PowerPartition& partition, const Dataset& data) {
  if (partition.functions.empty())
    throw UsageError("power partition: expected at least one affine function, found none");
  for (const AffineFunction& f : partition.functions)
    if (f.linear.size() != data.input_dimension())
      throw UsageError(fmt::format("power partition: expected functions of {} coordinates (input "
                                   "columns), found {}",
                                   data.input_dimension(), f.linear.size()));
  Grouping groups{partition.functions.size(), {}};
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    const CellLead lead = lead_at(partition, data.inputs[i]);
    if (lead.margin && sgn(*lead.margin) == 0)
      throw UsageError(fmt::format("power partition: expected sample {} strictly inside a cell, "
                                   "found it on a wall of cell {}",
                                   i, lead.group));
    groups.group_of_sample.push_back(lead.group);
  }
  return groups;
}

void require_no_empty_group(const Grouping& groups, const std::string& place) {
  const std::vector<SampleSet> members = groups.members();
  for (std::size_t k = 0; k < members.size(); ++k)
    if (members[k].empty())
      throw UsageError(
          fmt::format("{}: expected a sample in every cell, found none in cell {}", place, k));
}

PowerPartition chosen_power_partition(const Dataset& data, std::size_t groups) {
  const ScaledPoints points = scaled_points(data);
  require_group_count(points, groups);
  if (groups == 1)
    return {{zero_function(data.input_dimension())}};
  const Slabs slabs = optimal_slabs(data, groups, chosen_direction(data, groups));
  PowerPartition best = power_partition(slabs);
  const LocalPoints local = local_points(points, all_points(points));
  const Frame frame{points, local, input_of(data, points, 0)};
  const auto scouted =
      scouted_diagram(local, groups, {diagram_of(slabs, points, local, frame.origin)});
  const auto exact = scouted ? rounded_partition(data, frame, *scouted) : std::nullopt;
  if (exact && group_fits(data, sample_groups(*exact, data)).risk <
                   group_fits(data, sample_groups(best, data)).risk)
    best = *exact;
  require_no_empty_group(sample_groups(best, data), "power partition");
  return best;
}

} // namespace thalweg
