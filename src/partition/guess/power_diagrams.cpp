// SPDX-License-Identifier: GPL-3.0-or-later
//
// The number of evaluations is bounded by a count of operations, never by a clock, so that the
// result depends on the data alone.

#include "partition/guess/power_diagrams.hpp"

#include "exact/finite.hpp"
#include "exact/power_of_two.hpp"
#include "exact/watched_work.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace thalweg {
namespace {

using Groups = std::vector<std::size_t>;
using Centres = std::vector<std::vector<double>>;

constexpr int most_turns = 30;
constexpr double distance_weights[] = {1e6, 4, 1, 0.25, 0.05}; ///< τ; the first is plain k-means
constexpr int step_levels = 6;
constexpr int most_passes = 8;
constexpr double search_work = 4e8; ///< floating-point operations of one coordinate search
constexpr double infeasible = -std::numeric_limits<double>::infinity();

double squared_distance(const double* x, const std::vector<double>& centre) {
  double sum = 0;
  for (std::size_t j = 0; j < centre.size(); ++j)
    sum += (x[j] - centre[j]) * (x[j] - centre[j]);
  return sum;
}

double value(const GuessedFunction& f, const double* x) {
  double sum = f.constant;
  for (std::size_t j = 0; j < f.linear.size(); ++j)
    sum += f.linear[j] * x[j];
  return sum;
}

/// Each next centre is the point farthest from those before; the first lies farthest from 0.
Centres distant_centres(const LocalPoints& local, std::size_t groups) {
  Centres centres;
  const std::vector<double> origin(local.input_dimension, 0.0);
  std::vector<double> distance(local.count());
  for (std::size_t i = 0; i < local.count(); ++i)
    distance[i] = squared_distance(local.input(i), origin);
  while (centres.size() < groups) {
    const auto farthest = static_cast<std::size_t>(
        std::max_element(distance.begin(), distance.end()) - distance.begin());
    const double* x = local.input(farthest);
    centres.emplace_back(x, x + local.input_dimension);
    for (std::size_t i = 0; i < local.count(); ++i) {
      const double own = squared_distance(local.input(i), centres.back());
      distance[i] = centres.size() == 1 ? own : std::min(distance[i], own);
    }
  }
  return centres;
}

GuessedDiagram voronoi_diagram(const Centres& centres) {
  GuessedDiagram diagram;
  for (const std::vector<double>& centre : centres) {
    diagram.push_back({centre, 0});
    for (double& coordinate : diagram.back().linear) {
      diagram.back().constant -= coordinate * coordinate;
      coordinate *= 2;
    }
  }
  return diagram;
}

std::vector<Moments> group_moments(const LocalPoints& local, const Groups& group_of,
                                   std::size_t groups) {
  std::vector<Moments> moments(groups, Moments(1 + local.input_dimension, local.target_dimension));
  for (std::size_t i = 0; i < local.count(); ++i)
    moments[group_of[i]].add(local.input(i), local.weights[i], local.residual(i));
  return moments;
}

/// ‖mean residual − fit‖² · weight of point i; `fit` has one row per feature.
double squared_error(const LocalPoints& local, std::size_t i, const std::vector<double>& fit) {
  const std::size_t targets = local.target_dimension;
  double sum = 0;
  for (std::size_t o = 0; o < targets; ++o) {
    double error = fit[o] - local.residual(i)[o] / local.weights[i];
    for (std::size_t j = 0; j < local.input_dimension; ++j)
      error += fit[(1 + j) * targets + o] * local.input(i)[j];
    sum += error * error;
  }
  return sum * local.weights[i];
}

/// The mean of ‖residual‖² per unit of weight, to make τ independent of the targets' scale.
double mean_square(const LocalPoints& local) {
  double sum = 0;
  double weight = 0;
  for (std::size_t i = 0; i < local.count(); ++i) {
    weight += local.weights[i];
    for (std::size_t o = 0; o < local.target_dimension; ++o)
      sum += local.residual(i)[o] * local.residual(i)[o] / local.weights[i];
  }
  return weight > 0 ? sum / weight : 0;
}

void move_centres(const LocalPoints& local, const Groups& group_of, Centres& centres) {
  Centres sums(centres.size(), std::vector<double>(local.input_dimension, 0.0));
  std::vector<double> weights(centres.size(), 0.0);
  for (std::size_t i = 0; i < local.count(); ++i) {
    weights[group_of[i]] += local.weights[i];
    for (std::size_t j = 0; j < local.input_dimension; ++j)
      sums[group_of[i]][j] += local.weights[i] * local.input(i)[j];
  }
  for (std::size_t k = 0; k < centres.size(); ++k)
    for (std::size_t j = 0; weights[k] > 0 && j < local.input_dimension; ++j)
      centres[k][j] = sums[k][j] / weights[k];
}

/// Turns of fits and assignments, from k-means groups; the centres that they end with.
Centres alternated_centres(const LocalPoints& local, Centres centres, double distance_weight) {
  const double unit = mean_square(local) * distance_weight;
  Groups group_of = guessed_groups(local, voronoi_diagram(centres));
  for (int turn = 0; turn < most_turns; ++turn) {
    require_time();
    move_centres(local, group_of, centres);
    std::vector<std::vector<double>> fits;
    for (const Moments& moments : group_moments(local, group_of, centres.size()))
      fits.push_back(coefficients(moments));
    Groups next(local.count());
    for (std::size_t i = 0; i < local.count(); ++i) {
      double least = std::numeric_limits<double>::infinity();
      for (std::size_t k = 0; k < centres.size(); ++k) {
        const double cost = squared_error(local, i, fits[k]) +
                            unit * local.weights[i] * squared_distance(local.input(i), centres[k]);
        if (cost < least) {
          least = cost;
          next[i] = k;
        }
      }
    }
    if (next == group_of)
      break;
    group_of = std::move(next);
  }
  move_centres(local, group_of, centres);
  return centres;
}

/// What the fits of the groups explain; −∞ if a group has fewer than `minimum` points.
double explained_by(const LocalPoints& local, const GuessedDiagram& diagram, std::size_t minimum) {
  const Groups group_of = guessed_groups(local, diagram);
  std::vector<std::size_t> counts(diagram.size(), 0);
  for (std::size_t group : group_of)
    ++counts[group];
  if (*std::min_element(counts.begin(), counts.end()) < minimum)
    return infeasible;
  double sum = 0;
  for (const Moments& moments : group_moments(local, group_of, diagram.size()))
    sum += explained(moments);
  return sum;
}

/// The least distance of a point from a wall of its cell; −∞ if the groups are not `group_of`.
double least_distance(const LocalPoints& local, const GuessedDiagram& diagram,
                      const Groups& group_of) {
  const std::size_t count = diagram.size();
  std::vector<double> lengths(count * count, 0.0);
  for (std::size_t j = 0; j < count; ++j)
    for (std::size_t k = 0; k < count; ++k)
      lengths[j * count + k] =
          std::sqrt(squared_distance(diagram[j].linear.data(), diagram[k].linear));
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < local.count(); ++i) {
    const std::size_t own = group_of[i];
    const double height = value(diagram[own], local.input(i));
    for (std::size_t k = 0; k < count; ++k) {
      if (k == own)
        continue;
      const double lead = height - value(diagram[k], local.input(i));
      if (lead <= 0)
        return infeasible;
      if (lengths[own * count + k] > 0)
        least = std::min(least, lead / lengths[own * count + k]);
    }
  }
  return least;
}

/// Multiplied so that the largest difference of two functions' linear coefficients is 1.
void normalise(GuessedDiagram& diagram) {
  double largest = 0;
  for (const GuessedFunction& f : diagram)
    for (std::size_t j = 0; j < f.linear.size(); ++j)
      largest = std::max(largest, std::abs(f.linear[j] - diagram.front().linear[j]));
  for (GuessedFunction& f : diagram) {
    f.constant /= largest > 0 ? largest : 1;
    for (double& coefficient : f.linear)
      coefficient /= largest > 0 ? largest : 1;
  }
}

using Objective = std::function<double(const GuessedDiagram&)>;

/// Steps ±h of single coefficients, h = 1/2, 1/4, …, taken where the objective rises.
GuessedDiagram climbed(const LocalPoints& local, GuessedDiagram diagram,
                       const Objective& objective) {
  normalise(diagram);
  const double one = static_cast<double>(local.count()) * static_cast<double>(diagram.size()) *
                     static_cast<double>(2 + local.input_dimension) *
                     static_cast<double>(2 + local.input_dimension);
  double left = search_work / (one + 1);
  double best = objective(diagram);
  double step = 0.5;
  for (int level = 0; level < step_levels; ++level, step /= 2)
    for (int pass = 0; pass < most_passes; ++pass) {
      require_time();
      bool has_moved = false;
      for (GuessedFunction& f : diagram)
        for (std::size_t j = 0; j <= local.input_dimension; ++j)
          for (double move : {step, -step}) {
            require_time();
            if ((left -= 1) < 0)
              return diagram;
            double& coefficient = j < local.input_dimension ? f.linear[j] : f.constant;
            const double before = coefficient;
            coefficient += move;
            const double reached = objective(diagram);
            if (reached > best + 1e-9 * std::abs(best)) {
              best = reached;
              has_moved = true;
            } else {
              coefficient = before;
            }
          }
      if (!has_moved)
        break;
    }
  return diagram;
}

} // namespace

GuessedDiagram diagram_of(const Slabs& slabs, const DistinctPoints& points,
                          const LocalPoints& local, const Vector& origin) {
  GuessedFunction difference;
  Rational shift = -dot(slabs.direction, origin);
  for (std::size_t j = 0; j < slabs.direction.size(); ++j) {
    const Rational slope = times_power_of_two(slabs.direction[j], -points.column_exponents[j]);
    difference.linear.push_back(slope.get_d());
    shift += slope * exact_value(local.input(0)[j]);
  }
  GuessedDiagram result{{std::vector<double>(slabs.direction.size(), 0.0), 0}};
  for (const Rational& threshold : slabs.thresholds) {
    GuessedFunction next = result.back();
    for (std::size_t j = 0; j < next.linear.size(); ++j)
      next.linear[j] += difference.linear[j];
    next.constant -= Rational(threshold + shift).get_d();
    result.push_back(std::move(next));
  }
  return result;
}

std::vector<std::size_t> guessed_groups(const LocalPoints& local, const GuessedDiagram& diagram) {
  Groups result(local.count(), 0);
  for (std::size_t i = 0; i < local.count(); ++i) {
    double largest = infeasible;
    for (std::size_t k = 0; k < diagram.size(); ++k) {
      const double height = value(diagram[k], local.input(i));
      if (height > largest) {
        largest = height;
        result[i] = k;
      }
    }
  }
  return result;
}

std::optional<GuessedDiagram> scouted_diagram(const LocalPoints& local, std::size_t groups,
                                              const std::vector<GuessedDiagram>& starts) {
  const std::size_t minimum =
      std::max<std::size_t>(1, std::min(local.input_dimension + 2, local.count() / groups));
  std::vector<GuessedDiagram> candidates = starts;
  for (double weight : distance_weights)
    candidates.push_back(
        voronoi_diagram(alternated_centres(local, distant_centres(local, groups), weight)));
  std::optional<GuessedDiagram> best;
  double reached = infeasible;
  for (const GuessedDiagram& candidate : candidates)
    for (std::size_t least : {minimum, std::size_t{1}}) {
      if (explained_by(local, candidate, least) == infeasible)
        continue;
      const Objective objective = [&](const GuessedDiagram& diagram) {
        return explained_by(local, diagram, least);
      };
      const GuessedDiagram diagram = climbed(local, candidate, objective);
      const double own = objective(diagram);
      if (own > reached + 1e-9 * std::abs(reached) || !best) {
        reached = own;
        best = diagram;
      }
      break;
    }
  if (!best)
    return std::nullopt;
  const Groups group_of = guessed_groups(local, *best);
  return climbed(local, *best, [&](const GuessedDiagram& diagram) {
    return least_distance(local, diagram, group_of);
  });
}

} // namespace thalweg
