// SPDX-License-Identifier: GPL-3.0-or-later
//
// How many interval partitions give a certified local minimum by the literal construction of
// liu2021? Prints a table in Markdown for three functions sampled at x_k = −1 + k/10, k = 0..20.
//
//   census [LARGEST_GROUPS]     partitions into 2..LARGEST_GROUPS groups (2 to 4, default 4)

#include "constructions/region_network.hpp"
#include "exact/error.hpp"
#include "partition/enlarged_box.hpp"
#include "partition/short_rational.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <numeric>
#include <string_view>
#include <vector>

using namespace thalweg;

namespace {

Rational parabola(const Rational& x) {
  return x * x;
}

Rational cubic(const Rational& x) {
  return x * x * x - x / 2;
}

/// Bhaskara's rational approximation of sin(πx), continued to x < 0 as an odd function.
Rational rational_sine(const Rational& x) {
  const Rational size = abs(x);
  return 16 * x * (1 - size) / (5 - 4 * size * (1 - size));
}

Dataset samples_of(Rational (*f)(const Rational&)) {
  Dataset data{{"x", "y"}, {1}, {}, {}};
  for (long k = 0; k <= 20; ++k) {
    const Rational x = fraction(k - 10, 10);
    data.inputs.push_back({x});
    data.targets.push_back({f(x)});
  }
  return data;
}

struct Curve {
  const char* name;
  Rational (*function)(const Rational&);
};

/// A threshold in every gap, increasing.
Vector thresholds_between_inputs(const Dataset& data) {
  Vector positions;
  for (const Vector& x : data.inputs)
    positions.push_back(x[0]);
  std::sort(positions.begin(), positions.end());
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
  Vector thresholds;
  for (std::size_t i = 1; i < positions.size(); ++i)
    thresholds.push_back(threshold_between(positions[i - 1], positions[i]));
  return thresholds;
}

/// The next set of indices below `count`, lexicographically; false after the last.
bool advance(std::vector<std::size_t>& chosen, std::size_t count) {
  for (std::size_t i = chosen.size(); i-- > 0;)
    if (chosen[i] < count - (chosen.size() - i)) {
      ++chosen[i];
      std::iota(chosen.begin() + static_cast<std::ptrdiff_t>(i) + 1, chosen.end(), chosen[i] + 1);
      return true;
    }
  return false;
}

/// The number of partitions by verdict.
struct Census {
  std::array<std::size_t, 4> counts{};

  std::size_t count(RegionVerdict verdict) const {
    return counts[static_cast<std::size_t>(verdict)];
  }
  std::size_t total() const { return counts[0] + counts[1] + counts[2] + counts[3]; }
};

/// All (m−1 choose K−1) partitions of the m distinct inputs into K intervals, thresholds short
/// numbers between neighbours, on `enlarged_box(data)`: sets of K−1 gaps in lexicographic order.
Census interval_census(const Dataset& data, std::size_t groups, const OrderChoice& orders) {
  const Vector thresholds = thresholds_between_inputs(data);
  const Polytope domain = enlarged_box(data);
  Census census;
  std::vector<std::size_t> chosen(groups - 1);
  std::iota(chosen.begin(), chosen.end(), std::size_t{0});
  do {
    Slabs intervals{{Rational(1)}, {}};
    for (std::size_t gap : chosen)
      intervals.thresholds.push_back(thresholds[gap]);
    const RegionNetwork result = region_network(data, power_partition(intervals), domain, orders);
    const RegionVerdict verdict = verdict_report(result.network(), data, result.groups).verdict;
    ++census.counts[static_cast<std::size_t>(verdict)];
  } while (advance(chosen, thresholds.size()));
  return census;
}

struct OrderKind {
  const char* name;
  OrderChoice choice;
};

void print_row(const Curve& curve, const OrderKind& order, std::size_t groups) {
  const Census census = interval_census(samples_of(curve.function), groups, order.choice);
  fmt::print("| {} | {} | {} | {} | {} | {} | {} | {} |\n", curve.name, order.name, groups,
             census.total(), census.count(RegionVerdict::certified),
             census.count(RegionVerdict::stationary_not_uniform),
             census.count(RegionVerdict::not_stationary), census.count(RegionVerdict::on_wall));
  std::fflush(stdout);
}

} // namespace

int main(int argument_count, char** arguments) {
  const std::string_view text = argument_count > 1 ? arguments[1] : "4";
  if (argument_count > 2 || text.size() != 1 || text[0] < '2' || text[0] > '4') {
    fmt::print(stderr, "census: expected one number of groups from 2 to 4, found {}\n",
               argument_count > 2 ? "several arguments" : text);
    return static_cast<int>(ExitCode::usage_or_file);
  }
  const auto largest = static_cast<std::size_t>(text[0] - '0');
  const std::vector<Curve> curves = {
      {"x²", parabola}, {"x³ − x/2", cubic}, {"rational sine", rational_sine}};
  const std::vector<OrderKind> orders = {{"balanced", balanced_orders}, {"chain", chain_orders}};
  try {
    fmt::print("| y | trees | groups | partitions | certified | not uniform, stationary | "
               "not stationary | on a wall |\n|---|---|---|---|---|---|---|---|\n");
    for (std::size_t groups = 2; groups <= largest; ++groups)
      for (const Curve& curve : curves)
        for (const OrderKind& order : orders)
          print_row(curve, order, groups);
  } catch (const std::exception& error) {
    fmt::print(stderr, "census: {}\n", error.what());
    return 1;
  }
  return 0;
}
