// SPDX-License-Identifier: GPL-3.0-or-later
//
// How often does `thalweg snap` find a minimum? Prints rows of examples/snap.md, one for each
// number of units from 2 on.
//
//   snap_table DATA.csv INPUT TARGET NAME LARGEST_UNITS SEEDS

#include "gradient_descent.hpp"

#include "search/cell_walk.hpp"
#include "search/snap.hpp"
#include "data/csv.hpp"
#include "data/selected_inputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

using namespace thalweg;

namespace {

struct Row {
  std::size_t by_walk = 0, after_hops = 0, undecided = 0;
  std::size_t walls = 0; ///< walks without hops that ended on a wall
  std::vector<std::size_t> steps;
  std::vector<Rational> radii, tightness, drops;
};

/// The larger of the two middle ones of an even number.
template <class Number> Number median(std::vector<Number> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? Number(0) : values[values.size() / 2];
}

bool first_walk_ends_on_wall(const Network& network, const Dataset& data) {
  const WalkProblem problem = walk_problem(network, data);
  WalkState state = walk_start(problem, network, data);
  std::size_t steps = SnapRequest{}.step_budget;
  return walk_down(problem, state, steps) == CellWalkEnd::on_wall;
}

void count(Row& row, const SnapResult& result) {
  if (!result.is_certified()) {
    ++row.undecided;
    return;
  }
  ++(result.hops == 0 ? row.by_walk : row.after_hops);
  row.steps.push_back(result.steps);
  row.drops.emplace_back((result.start_risk - result.risk) / result.start_risk * 100);
  if (const auto* minimum = std::get_if<CertifiedMinimum>(&result.minimum)) {
    row.radii.push_back(minimum->radius);
    if (minimum->flip)
      row.tightness.emplace_back(minimum->radius / minimum->flip->distance);
  }
}

Row row_of(const Dataset& data, std::size_t units, std::size_t seeds) {
  Row row;
  for (std::size_t seed = 0; seed < seeds; ++seed) {
    const Network network = examples::trained_network(data, {units, seed});
    count(row, snap(network, data));
    row.walls += first_walk_ends_on_wall(network, data) ? 1 : 0;
  }
  return row;
}

} // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 7) {
      std::fputs("usage: snap_table DATA.csv INPUT TARGET NAME LARGEST_UNITS SEEDS\n", stderr);
      return 5;
    }
    const Dataset data = with_selected_inputs(dataset_from_csv_file(argv[1], {argv[3]}), {argv[2]});
    const std::size_t largest = std::stoul(argv[5]), seeds = std::stoul(argv[6]);
    for (std::size_t units = 2; units <= largest; ++units) {
      const Row row = row_of(data, units, seeds);
      fmt::print("| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n", argv[4], units,
                 row.by_walk, row.after_hops, row.undecided, row.walls, median(row.steps),
                 decimal(median(row.drops), 2), decimal(median(row.radii), 2),
                 decimal(median(row.tightness), 3));
      std::fflush(stdout);
    }
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "snap_table: %s\n", error.what());
    return 2;
  }
}
