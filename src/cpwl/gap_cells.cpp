// SPDX-License-Identifier: GPL-3.0-or-later
//
// A simplex is written by its barycentric coordinates λ_i ≥ 0. The facets of a gap cell are the
// facets of its simplices that belong to one of them only.

#include "cpwl/gap_cells.hpp"

#include "exact/error.hpp"
#include "geometry/faces.hpp"
#include "geometry/regular_subdivision.hpp"
#include "partition/short_rational.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace thalweg {
namespace {

using Simplex = std::vector<std::size_t>;

/// The largest value at x of the functions in use, its index, and by how much it is ahead of the
/// second largest (nothing if there is no second).
struct Lead {
  std::size_t leader;
  Rational value;
  std::optional<Rational> margin;
};

Lead lead_at(const std::vector<AffineFunction>& diagram, const std::vector<bool>& in_use,
             const Vector& x) {
  std::optional<Lead> lead;
  for (std::size_t k = 0; k < diagram.size(); ++k) {
    if (!in_use[k])
      continue;
    const Rational value = diagram[k](x);
    if (!lead) {
      lead = Lead{k, value, std::nullopt};
    } else if (value > lead->value) {
      lead = Lead{k, value, Rational(value - lead->value)};
    } else {
      const Rational margin = lead->value - value;
      if (!lead->margin || margin < *lead->margin)
        lead->margin = margin;
    }
  }
  require(lead.has_value(), "gap cells: some group has samples");
  return *lead;
}

void require_sizes(const Polytope& domain, const std::vector<AffineFunction>& diagram,
                   const std::vector<Vector>& samples, const Grouping& groups) {
  require_dimension(domain, "domain");
  if (diagram.size() != groups.count)
    throw InputError(fmt::format("diagram: expected one function for each of {} groups, found {}",
                                 groups.count, diagram.size()));
  if (samples.empty() || groups.group_of_sample.size() != samples.size())
    throw InputError(
        fmt::format("gap cells: expected samples with one group each, found {} samples "
                    "and {} groups of samples",
                    samples.size(), groups.group_of_sample.size()));
  for (const AffineFunction& f : diagram)
    if (f.linear.size() != domain.dimension)
      throw InputError(fmt::format("diagram: expected functions of {} coordinates, found {}",
                                   domain.dimension, f.linear.size()));
  if (!is_bounded(domain) || !interior_point(domain))
    throw InputError("domain: expected a bounded polytope with interior points, found none");
}

/// The largest η allowed by the samples (as stated in the header) and by the vertices of the
/// domain; nothing if one group is all.
std::optional<Rational> largest_margin(const Polytope& domain,
                                       const std::vector<AffineFunction>& diagram,
                                       const std::vector<bool>& in_use,
                                       const std::vector<Vector>& samples, const Grouping& groups) {
  std::optional<Rational> largest;
  const auto lower = [&](const Rational& bound) {
    if (!largest || bound < *largest)
      largest = bound;
  };
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (samples[i].size() != domain.dimension)
      throw InputError(fmt::format("sample {}: expected {} coordinates, found {}", i,
                                   domain.dimension, samples[i].size()));
    if (!std::all_of(domain.halfspaces.begin(), domain.halfspaces.end(),
                     [&](const Halfspace& h) { return h.contains_in_interior(samples[i]); }))
      throw InputError(fmt::format("sample {}: expected a point inside the domain, found {}", i,
                                   point_text(samples[i])));
    const Lead lead = lead_at(diagram, in_use, samples[i]);
    if (lead.margin && (lead.leader != groups.group_of_sample[i] || sgn(*lead.margin) == 0))
      throw InputError(fmt::format("sample {}: expected a point strictly inside cell {}, found {}",
                                   i, groups.group_of_sample[i], point_text(samples[i])));
    if (lead.margin)
      lower(*lead.margin * 3 / 4);
  }
  for (const Vector& vertex : vertices(domain)) {
    const Lead lead = lead_at(diagram, in_use, vertex);
    if (lead.margin && sgn(*lead.margin) == 0)
      throw InputError(fmt::format("domain: expected every vertex inside one cell of the diagram, "
                                   "found {} on two → move or enlarge the domain",
                                   point_text(vertex)));
    if (lead.margin)
      lower(*lead.margin);
  }
  return largest;
}

/// Core k, its halfspaces in shortest form; nothing if it has no interior.
std::optional<Polytope> core(const Polytope& domain, const std::vector<AffineFunction>& diagram,
                             const std::vector<bool>& in_use, std::size_t k,
                             const Rational& margin) {
  Polytope result = domain;
  for (std::size_t j = 0; j < diagram.size(); ++j)
    if (in_use[j] && j != k) {
      AffineFunction ahead = diagram[k] - diagram[j];
      ahead.constant -= margin;
      result.halfspaces.push_back(primitive(where_not_negative(ahead)));
    }
  return irredundant(result);
}

/// The barycentric coordinates of a simplex as affine functions, one per vertex.
std::vector<AffineFunction> barycentric_coordinates(const std::vector<Vector>& points,
                                                    const Simplex& simplex) {
  std::vector<Vector> corners;
  Simplex all;
  for (std::size_t i = 0; i < simplex.size(); ++i) {
    corners.push_back(points[simplex[i]]);
    all.push_back(i);
  }
  std::vector<AffineFunction> result;
  for (std::size_t i = 0; i < simplex.size(); ++i) {
    std::vector<Rational> heights(simplex.size());
    heights[i] = 1;
    result.push_back(lifted_function(corners, heights, all));
  }
  return result;
}

Polytope simplex_polytope(const std::vector<Vector>& points, const Simplex& simplex) {
  Polytope result{points.front().size(), {}};
  for (const AffineFunction& coordinate : barycentric_coordinates(points, simplex))
    result.halfspaces.push_back(primitive(where_not_negative(coordinate)));
  return result;
}

/// The convex union of simplices that triangulate it face to face.
Polytope union_polytope(const std::vector<Vector>& points, const std::vector<Simplex>& simplices) {
  std::map<Simplex, std::size_t> occurrences;
  const auto facet = [](Simplex simplex, std::size_t omitted) {
    simplex.erase(simplex.begin() + static_cast<std::ptrdiff_t>(omitted));
    return simplex;
  };
  for (const Simplex& simplex : simplices)
    for (std::size_t i = 0; i < simplex.size(); ++i)
      ++occurrences[facet(simplex, i)];
  Polytope result{points.front().size(), {}};
  for (const Simplex& simplex : simplices) {
    const std::vector<AffineFunction> coordinates = barycentric_coordinates(points, simplex);
    for (std::size_t i = 0; i < simplex.size(); ++i) {
      if (occurrences[facet(simplex, i)] != 1)
        continue;
      const Halfspace halfspace = primitive(where_not_negative(coordinates[i]));
      if (std::find(result.halfspaces.begin(), result.halfspaces.end(), halfspace) ==
          result.halfspaces.end())
        result.halfspaces.push_back(halfspace);
    }
  }
  return result;
}

void add_gaps(GapComplex& complex, const std::vector<Rational>& heights) {
  const RegularTriangulation triangulation = regular_triangulation(complex.points, heights);
  require(triangulation.affine_dimension == complex.domain.dimension,
          "gap cells: the cores span the space");
  for (const SubdivisionCell& cell : subdivision_cells(complex.points, heights, triangulation)) {
    std::set<std::size_t> owners;
    for (std::size_t vertex : cell.vertices)
      owners.insert(complex.owner[vertex]);
    if (owners.size() == 1)
      continue; // the core itself
    GapCell gap{{}, {owners.begin(), owners.end()}, {}};
    for (std::size_t simplex : cell.simplices)
      gap.simplices.push_back(triangulation.simplices[simplex]);
    gap.polytope = union_polytope(complex.points, gap.simplices);
    complex.gaps.push_back(std::move(gap));
  }
}

/// Pairs of cores whose gap touches no third core.
std::set<std::vector<std::size_t>> isolated_pairs(const GapComplex& complex) {
  std::set<std::vector<std::size_t>> pairs;
  for (const GapCell& gap : complex.gaps)
    if (gap.owners.size() == 2)
      pairs.insert(gap.owners);
  for (const GapCell& gap : complex.gaps)
    if (gap.owners.size() > 2)
      std::erase_if(pairs, [&](const std::vector<std::size_t>& pair) {
        return std::includes(gap.owners.begin(), gap.owners.end(), pair.begin(), pair.end());
      });
  return pairs;
}

/// The sign of p_j − p_k on the vertices of core j in the gaps of the pair (j, k) if it is strict
/// and the opposite one on those of core k; otherwise 0.
int separating_sign(const GapComplex& complex, const std::vector<std::size_t>& pair,
                    const AffineFunction& difference) {
  int common = 0;
  for (const GapCell& gap : complex.gaps) {
    if (gap.owners != pair)
      continue;
    for (const Simplex& simplex : gap.simplices)
      for (std::size_t vertex : simplex) {
        const int sign =
            sgn(difference(complex.points[vertex])) * (complex.owner[vertex] == pair[0] ? 1 : -1);
        if (sign == 0 || sign == -common)
          return 0;
        common = sign;
      }
  }
  return common;
}

AffineFunction interpolation(const GapComplex& complex,
                             const std::vector<AffineFunction>& predictors,
                             const Simplex& simplex) {
  std::vector<Vector> corners;
  std::vector<Rational> values;
  Simplex all;
  for (std::size_t vertex : simplex) {
    all.push_back(corners.size());
    corners.push_back(complex.points[vertex]);
    values.push_back(predictors[complex.owner[vertex]](complex.points[vertex]));
  }
  return lifted_function(corners, values, all);
}

} // namespace

GapComplex gap_complex(const Polytope& domain, const std::vector<AffineFunction>& diagram,
                       const std::vector<Vector>& samples, const Grouping& groups) {
  require_sizes(domain, diagram, samples, groups);
  std::vector<bool> in_use(groups.count, false);
  for (std::size_t group : groups.group_of_sample)
    in_use.at(group) = true;
  const std::optional<Rational> largest = largest_margin(domain, diagram, in_use, samples, groups);
  GapComplex result{
      domain, largest ? shortest_dyadic(*largest / 2, *largest) : Rational(0), {}, {}, {}, {}};
  std::vector<Rational> heights;
  for (std::size_t k = 0; k < diagram.size(); ++k) {
    result.cores.push_back(in_use[k] ? core(domain, diagram, in_use, k, result.margin)
                                     : std::nullopt);
    if (!in_use[k])
      continue;
    for (const Vector& vertex : vertices(*result.cores[k])) {
      heights.push_back(diagram[k](vertex));
      result.points.push_back(vertex);
      result.owner.push_back(k);
    }
  }
  add_gaps(result, heights);
  return result;
}

CpwlFunction gap_function(const GapComplex& complex,
                          const std::vector<AffineFunction>& predictors) {
  require(predictors.size() == complex.cores.size(), "gap function: one predictor per group");
  std::vector<Polytope> cells;
  std::vector<AffineFunction> pieces;
  const auto add = [&](Polytope cell, const AffineFunction& piece) {
    cells.push_back(std::move(cell));
    pieces.push_back(piece);
  };
  for (std::size_t k = 0; k < complex.cores.size(); ++k)
    if (complex.cores[k])
      add(*complex.cores[k], predictors[k]);
  const std::set<std::vector<std::size_t>> isolated = isolated_pairs(complex);
  for (const GapCell& gap : complex.gaps) {
    const std::size_t j = gap.owners[0], k = gap.owners[1];
    const AffineFunction difference = predictors[j] - predictors[k];
    const int sign =
        isolated.contains(gap.owners) ? separating_sign(complex, gap.owners, difference) : 0;
    if (sign != 0) {
      const AffineFunction side = Rational(sign) * difference;
      add(irredundant(intersection(gap.polytope, primitive(where_not_negative(side)))),
          predictors[j]);
      add(irredundant(intersection(gap.polytope, primitive(where_not_positive(side)))),
          predictors[k]);
      continue;
    }
    for (const Simplex& simplex : gap.simplices)
      add(simplex_polytope(complex.points, simplex), interpolation(complex, predictors, simplex));
  }
  return with_merged_cells(function_of_pieces(complex.domain, std::move(cells), pieces));
}

} // namespace thalweg
