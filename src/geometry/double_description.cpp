// SPDX-License-Identifier: GPL-3.0-or-later
//
// Starts from a simplicial cone of n independent rows, whose rays are the columns of the inverse;
// zero sets are bit sets over the rows in the order of their insertion.

#include "geometry/double_description.hpp"

#include "exact/error.hpp"
#include "exact/integer_vector.hpp"
#include "exact/row_space.hpp"
#include "exact/watched_work.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace thalweg {
namespace {

using Bits = std::vector<std::uint64_t>;

struct Ray {
  std::vector<Integer> direction;
  Bits tight; ///< over insertion positions
};

void set_bit(Bits& bits, std::size_t position) {
  bits[position / 64] |= std::uint64_t{1} << (position % 64);
}

/// The number of common bits, and the common bits themselves in `common`.
std::size_t intersect(const Bits& a, const Bits& b, Bits& common) {
  std::size_t count = 0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    common[k] = a[k] & b[k];
    count += static_cast<std::size_t>(std::popcount(common[k]));
  }
  return count;
}

bool is_bit_subset(const Bits& a, const Bits& b) {
  for (std::size_t k = 0; k < a.size(); ++k)
    if ((a[k] & ~b[k]) != 0)
      return false;
  return true;
}

/// Insertion order: first `dimension` independent rows, then the others, all as given.
std::vector<std::size_t> insertion_order(const IntegerRows& rows, std::size_t dimension) {
  RowSpace span(dimension);
  std::vector<std::size_t> first, rest;
  for (std::size_t i = 0; i < rows.size(); ++i)
    (span.rank() < dimension && span.insert(rows[i]) ? first : rest).push_back(i);
  require(first.size() == dimension, "extreme_rays takes a pointed cone");
  first.insert(first.end(), rest.begin(), rest.end());
  return first;
}

/// The rays of the simplicial cone of the first `dimension` rows in the order.
std::vector<Ray> simplicial_rays(const IntegerRows& rows, const std::vector<std::size_t>& order,
                                 std::size_t dimension, std::size_t words) {
  std::vector<Ray> rays;
  for (std::size_t k = 0; k < dimension; ++k) {
    IntegerRows system;
    for (std::size_t i = 0; i < dimension; ++i) {
      system.push_back(rows[order[i]]);
      system.back().emplace_back(i == k ? 1 : 0);
    }
    const std::optional<IntegerVector> solution = square_solution(std::move(system));
    require(solution.has_value(), "independent rows have an inverse");
    Ray ray{solution->numerators, Bits(words)};
    make_primitive(ray.direction);
    for (std::size_t i = 0; i < dimension; ++i)
      if (i != k)
        set_bit(ray.tight, i);
    rays.push_back(std::move(ray));
  }
  return rays;
}

/// Are rays[a] and rays[b] the only ones tight in all of their common rows?
bool are_adjacent(const std::vector<Ray>& rays, std::size_t a, std::size_t b, std::size_t dimension,
                  Bits& common) {
  if (intersect(rays[a].tight, rays[b].tight, common) + 2 < dimension)
    return false;
  for (std::size_t c = 0; c < rays.size(); ++c)
    if (c != a && c != b && is_bit_subset(common, rays[c].tight))
      return false;
  return true;
}

void insert_row(std::vector<Ray>& rays, const std::vector<Integer>& row, std::size_t position,
                std::size_t dimension) {
  std::vector<Integer> values;
  std::vector<std::size_t> positive, negative;
  for (std::size_t i = 0; i < rays.size(); ++i) {
    values.push_back(dot(row, rays[i].direction));
    if (sgn(values[i]) > 0)
      positive.push_back(i);
    else if (sgn(values[i]) < 0)
      negative.push_back(i);
  }
  std::vector<Ray> created;
  if (!negative.empty()) {
    Bits common(rays.empty() ? 0 : rays[0].tight.size());
    for (std::size_t p : positive) {
      require_time();
      for (std::size_t n : negative) {
        if (!are_adjacent(rays, p, n, dimension, common))
          continue;
        Ray ray{std::vector<Integer>(dimension), common};
        for (std::size_t k = 0; k < dimension; ++k)
          ray.direction[k] = values[p] * rays[n].direction[k] - values[n] * rays[p].direction[k];
        make_primitive(ray.direction);
        set_bit(ray.tight, position);
        created.push_back(std::move(ray));
      }
    }
  }
  std::vector<Ray> next;
  for (std::size_t i = 0; i < rays.size(); ++i)
    if (sgn(values[i]) >= 0) {
      if (sgn(values[i]) == 0)
        set_bit(rays[i].tight, position);
      next.push_back(std::move(rays[i]));
    }
  std::move(created.begin(), created.end(), std::back_inserter(next));
  rays = std::move(next);
}

} // namespace

std::vector<ExtremeRay> extreme_rays(const IntegerRows& rows, std::size_t dimension) {
  const std::vector<std::size_t> order = insertion_order(rows, dimension);
  std::vector<Ray> rays = simplicial_rays(rows, order, dimension, (rows.size() + 63) / 64);
  for (std::size_t position = dimension; position < order.size(); ++position) {
    require_time();
    insert_row(rays, rows[order[position]], position, dimension);
  }
  std::vector<ExtremeRay> result;
  for (Ray& ray : rays) {
    ExtremeRay extreme{std::move(ray.direction), {}};
    for (std::size_t position = 0; position < order.size(); ++position)
      if ((ray.tight[position / 64] >> (position % 64) & 1) != 0)
        extreme.tight.push_back(order[position]);
    std::sort(extreme.tight.begin(), extreme.tight.end());
    result.push_back(std::move(extreme));
  }
  std::sort(result.begin(), result.end(),
            [](const ExtremeRay& a, const ExtremeRay& b) { return a.direction < b.direction; });
  return result;
}

} // namespace thalweg
