// SPDX-License-Identifier: GPL-3.0-or-later
//
// Sorting projections in doubles.

#include "partition/guess/line.hpp"

#include "partition/guess/products.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace thalweg {

namespace {

/// Differences of projections below this part of their spread may be rounding errors.
constexpr double position_tie_tolerance = 1e-12;

std::vector<std::size_t> sorted_order(const std::vector<double>& positions) {
  std::vector<std::pair<double, std::size_t>> pairs;
  pairs.reserve(positions.size());
  for (std::size_t i = 0; i < positions.size(); ++i)
    pairs.emplace_back(positions[i], i);
  std::sort(pairs.begin(), pairs.end());
  std::vector<std::size_t> order;
  order.reserve(pairs.size());
  for (const auto& [position, i] : pairs)
    order.push_back(i);
  return order;
}

template <class AddPoint>
std::vector<Moments> summed_segments(const LocalPoints& local, const Line& line,
                                     const std::vector<std::size_t>& cuts, std::size_t features,
                                     const AddPoint& add_point) {
  std::vector<Moments> segments(cuts.size() + 1, Moments(features, local.target_dimension));
  std::size_t segment = 0;
  for (std::size_t rank = 0; rank < line.order.size(); ++rank) {
    while (segment < cuts.size() && cuts[segment] <= rank)
      ++segment;
    add_point(segments[segment], rank);
  }
  return segments;
}

} // namespace

Line guessed_line(const LocalPoints& local, const InputDirection& direction) {
  std::vector<double> positions(local.count());
  visit_products(
      std::vector<double>(direction.begin(), direction.end()), local.count(),
      [&](std::size_t i) { return local.input(i); },
      [&](std::size_t i, double position) { positions[i] = position; });
  Line line;
  line.order = sorted_order(positions);
  for (std::size_t i : line.order)
    line.positions.push_back(positions[i]);
  if (local.count() == 0)
    return line;
  const double tolerance =
      position_tie_tolerance * (line.positions.back() - line.positions.front());
  for (std::size_t rank = 1; rank < local.count(); ++rank) {
    const double gap = line.positions[rank] - line.positions[rank - 1];
    line.gaps.push_back(gap > tolerance ? gap : 0);
  }
  return line;
}

Line rounded_line(const ExactLine& exact) {
  Line line;
  line.order = exact.order;
  if (exact.order.empty())
    return line;
  const Rational middle = (exact.positions.front() + exact.positions.back()) / 2;
  for (const Rational& position : exact.positions)
    line.positions.push_back(Rational(position - middle).get_d());
  for (std::size_t rank = 1; rank < exact.order.size(); ++rank) {
    const Rational gap = exact.positions[rank] - exact.positions[rank - 1];
    line.gaps.push_back(gap > 0 ? std::max(gap.get_d(), std::numeric_limits<double>::min()) : 0);
  }
  return line;
}

std::vector<std::size_t> candidate_cuts(const Line& line, std::size_t minimum, std::size_t limit) {
  std::vector<std::size_t> possible;
  const std::size_t count = line.order.size();
  for (std::size_t rank = std::max<std::size_t>(minimum, 1); rank < count; ++rank)
    if (rank + minimum <= count && line.gaps[rank - 1] > 0)
      possible.push_back(rank);
  if (possible.size() <= limit)
    return possible;
  std::vector<std::size_t> chosen;
  for (std::size_t block = 0; block < limit; ++block) {
    const std::size_t begin = block * possible.size() / limit;
    const std::size_t end = (block + 1) * possible.size() / limit;
    std::size_t widest = possible[begin];
    for (std::size_t k = begin + 1; k < end; ++k)
      if (line.gaps[possible[k] - 1] > line.gaps[widest - 1])
        widest = possible[k];
    chosen.push_back(widest);
  }
  return chosen;
}

std::vector<Moments> segment_moments(const LocalPoints& local, const Line& line,
                                     const std::vector<std::size_t>& cuts) {
  return summed_segments(local, line, cuts, 1 + local.input_dimension,
                         [&](Moments& segment, std::size_t rank) {
                           const std::size_t i = line.order[rank];
                           segment.add(local.input(i), local.weights[i], local.residual(i));
                         });
}

std::vector<Moments> projected_segment_moments(const LocalPoints& local, const Line& line,
                                               const std::vector<std::size_t>& cuts) {
  return summed_segments(local, line, cuts, 2, [&](Moments& segment, std::size_t rank) {
    const std::size_t i = line.order[rank];
    segment.add(&line.positions[rank], local.weights[i], local.residual(i));
  });
}

std::vector<double> drops_at_cuts(const std::vector<Moments>& segments) {
  std::vector<double> drops(segments.size() - 1);
  if (drops.empty())
    return drops;
  Moments below = segments.front();
  for (std::size_t k = 0; k < drops.size(); ++k) {
    drops[k] = explained(below);
    below += segments[k + 1];
  }
  Moments above = segments.back();
  for (std::size_t k = drops.size(); k-- > 0;) {
    drops[k] += explained(above);
    above += segments[k];
  }
  return drops;
}

} // namespace thalweg
