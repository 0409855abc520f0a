// SPDX-License-Identifier: GPL-3.0-or-later
//
// In dimension 1 the groups are sorted along the line; cells of the diagram may come in any order.

#include "constructions/region_network.hpp"

#include "cpwl/gap_cells.hpp"
#include "cpwl/interval_function.hpp"
#include "exact/error.hpp"
#include "geometry/faces.hpp"
#include "geometry/power_diagram.hpp"
#include "landscape/residuals.hpp"
#include "partition/enlarged_box.hpp"
#include "partition/short_number.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {
namespace {

CpwlFunction function_on_line(const Dataset& data, const Grouping& groups,
                              const std::vector<AffineFunction>& fits, const Polytope& domain) {
  const std::vector<SampleSet> members = groups.members();
  std::vector<FittedInterval> intervals;
  for (std::size_t k = 0; k < members.size(); ++k) {
    Rational first = data.inputs[members[k].front()][0];
    Rational last = first;
    for (std::size_t sample : members[k]) {
      first = std::min(first, data.inputs[sample][0]);
      last = std::max(last, data.inputs[sample][0]);
    }
    intervals.push_back({first, last, fits[k]});
  }
  std::sort(intervals.begin(), intervals.end(),
            [](const FittedInterval& a, const FittedInterval& b) { return a.first < b.first; });
  const std::vector<Vector> ends = vertices(domain);
  if (!is_bounded(domain) || ends.size() != 2)
    throw InputError("domain: expected an interval of positive length, found another set");
  CpwlFunction result = cpwl_function(function_of_fits(ends[0][0], ends[1][0], intervals));
  result.domain = domain;
  return result;
}

Rational least_value(const AffineFunction& f, const std::vector<Vector>& points) {
  Rational least = f(points.front());
  for (const Vector& x : points)
    least = std::min(least, f(x));
  return least;
}

/// B > −lower, short, from the least and the greatest size of values.
Rational shift_of_layer(const Rational& lower, const Rational& size) {
  const Rational wanted = std::max<Rational>(-lower * 9 / 8, size / 8);
  return wanted > 0 ? short_upper_bound(wanted) : Rational(1);
}

/// f and the network are the fit of its group at every sample.
void require_fits(const RegionNetwork& result, const Dataset& data) {
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    const Vector predictions = result.network()(data.inputs[i]);
    const AffineMap& fit = result.fits.pieces[result.groups.group_of_sample[i]];
    for (std::size_t o = 0; o < fit.size(); ++o) {
      const Rational expected = fit[o](data.inputs[i]);
      require(result.functions[o](data.inputs[i]) == expected,
              "region network: the function misses a fit on a sample");
      require(predictions[o] == expected, "region network: the network misses a fit on a sample");
    }
  }
}

} // namespace

TreeOrders balanced_orders(const MaxMinForm& form, std::size_t) {
  TreeOrders orders{{}, balanced_order(form.rows.size())};
  for (const std::vector<std::size_t>& row : form.rows)
    orders.rows.push_back(balanced_order(row.size()));
  return orders;
}

TreeOrders chain_orders(const MaxMinForm& form, std::size_t) {
  TreeOrders orders{{}, chain_order(form.rows.size())};
  for (const std::vector<std::size_t>& row : form.rows)
    orders.rows.push_back(chain_order(row.size()));
  return orders;
}

namespace {

/// The groups that have samples, numbered without gaps, with their fits.
struct OccupiedGroups {
  Grouping groups;
  std::vector<AffineFunction> fits;
};

OccupiedGroups occupied_groups(const Grouping& groups, const std::vector<AffineFunction>& fits) {
  OccupiedGroups result;
  result.groups.group_of_sample.resize(groups.group_of_sample.size());
  const std::vector<SampleSet> members = groups.members();
  for (std::size_t k = 0; k < members.size(); ++k) {
    if (members[k].empty())
      continue;
    for (const std::size_t i : members[k])
      result.groups.group_of_sample[i] = result.groups.count;
    ++result.groups.count;
    result.fits.push_back(fits[k]);
  }
  return result;
}

} // namespace

CpwlFunction function_of_groups(const Dataset& data, const PowerPartition& partition,
                                const Grouping& groups, const std::vector<AffineFunction>& fits,
                                const Polytope& domain) {
  require(fits.size() == groups.count, "function of groups: expected one fit per group");
  const OccupiedGroups occupied = occupied_groups(groups, fits);
  if (occupied.groups.count == 1)
    return function_of_pieces(domain, {domain}, occupied.fits);
  if (domain.dimension == 1)
    return function_on_line(data, occupied.groups, occupied.fits, domain);
  return gap_function(gap_complex(domain, partition.functions, data.inputs, groups), fits);
}

Vector shifts_on(const LatticeTree& tree, const Polytope& domain) {
  using Operation = LatticeTree::Operation;
  const std::vector<Vector> corners = vertices(domain);
  if (corners.empty())
    throw InputError("domain: expected a bounded polytope that is not empty, found the empty set");
  Vector lower;
  Vector size; // greatest |p| on Ω of the functions below a node
  Vector shifts;
  for (const LatticeTree::Node& node : tree.nodes) {
    if (node.operation == Operation::affine) {
      const AffineFunction& f = tree.functions[node.left];
      lower.push_back(least_value(f, corners));
      const Rational upper = -least_value(Rational(-1) * f, corners);
      size.push_back(std::max<Rational>(upper, -lower.back()));
    } else {
      const Rational& a = lower[node.left];
      const Rational& b = lower[node.right];
      lower.push_back(Rational((a < b) == (node.operation == Operation::minimum) ? a : b));
      size.push_back(Rational(std::max(size[node.left], size[node.right])));
    }
    shifts.push_back(shift_of_layer(lower.back(), size.back()));
  }
  return shifts;
}

RegionNetwork region_network(const Dataset& data, const PowerPartition& partition,
                             const Polytope& domain, const OrderChoice& orders) {
  RegionNetwork result;
  result.partition = partition;
  result.domain = domain;
  result.groups = sample_groups(partition, data);
  require_dimension(domain, "domain");
  if (domain.dimension != data.input_dimension())
    throw InputError(fmt::format("domain: expected dimension {} (input columns), found {}",
                                 data.input_dimension(), domain.dimension));
  for (const Vector& x : data.inputs)
    for (const Halfspace& halfspace : domain.halfspaces)
      if (!halfspace.contains_in_interior(x))
        throw InputError("domain: expected every sample in its interior, found " + point_text(x) +
                         " outside or on its boundary");
  for (PowerCell& cell : power_cells(partition.functions, domain))
    result.cells.push_back(std::move(cell.polytope));
  result.fits = group_fits(data, result.groups);
  for (std::size_t o = 0; o < data.target_dimension(); ++o) {
    std::vector<AffineFunction> fits;
    for (const AffineMap& fit : result.fits.pieces)
      fits.push_back(fit[o]);
    result.functions.push_back(function_of_groups(data, partition, result.groups, fits, domain));
    result.lattices.push_back(irredundant_lattice(result.functions.back()));
    const MaxMinForm& form = result.lattices.back().form;
    const TreeOrders order = orders(form, o);
    result.trees.push_back(tree_of_lattice(form, order.rows, order.outer));
    result.shifts.push_back(shifts_on(result.trees.back(), domain));
  }
  result.labelled = labelled_lattice_network(result.trees, result.shifts, data.input_dimension());
  require_fits(result, data);
  return result;
}

RegionNetwork region_network(const Dataset& data, const PowerPartition& partition,
                             const OrderChoice& orders) {
  sample_groups(partition, data); // its errors come first
  return region_network(data, partition, enlarged_box(data, partition), orders);
}

RegionVerdictReport verdict_report(const Network& network, const Dataset& data,
                                   const Grouping& groups) {
  RegionVerdictReport report{RegionVerdict::on_wall, pattern_classes(network, data), {}, {}};
  report.uniformity = uniformity_report(network, data, report.classes, groups);
  if (unsettled_wall_sample(network, data, report.classes))
    return report;
  report.failure = lifted_stationarity_failure(network, data, report.classes);
  if (report.failure)
    report.verdict = RegionVerdict::not_stationary;
  else
    report.verdict = report.uniformity.is_uniform() ? RegionVerdict::certified
                                                    : RegionVerdict::stationary_not_uniform;
  return report;
}

} // namespace thalweg
