// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/asleep_units.hpp"

#include "exact/finite.hpp"
#include "exact/watched_work.hpp"
#include "trained/exact_risks.hpp"
#include "trained/slice_polish.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace thalweg {

namespace {

constexpr double counts_as_zero_row = 1e-6; ///< the largest parameter
constexpr double most_cells = 3000;         ///< so many cells are looked at
constexpr double sure_share = 0.9999;       ///< of the decay: what the pull stays below

bool can_sleep(const Network& network) {
  const std::vector<Layer>& layers = network.layers;
  if (layers.size() != 2 || layers[0].kind != LayerKind::dense ||
      layers[1].kind != LayerKind::dense)
    return false;
  const Activation& activation = layers[0].activation;
  return activation.breakpoints == Vector{0} && activation.intercepts == Vector{0, 0};
}

/// How many cells n walls through 0 in general position cut a space into.
double cells_of(std::size_t walls, std::size_t dimension) {
  double sum = 0, binomial = 1;
  for (std::size_t k = 0; k < dimension && k < walls; ++k) {
    sum += binomial;
    binomial *= double(walls - 1 - k) / double(k + 1);
  }
  return 2 * sum;
}

/// μ ≥ 0 with |v + N μ| nearly least (Lawson and Hanson's active sets).
FloatingVector shortening(const FloatingMatrix& normals, const FloatingVector& v) {
  FloatingVector result = FloatingVector::Zero(normals.cols());
  std::vector<Eigen::Index> active;
  for (int round = 0; round < 100; ++round) {
    FloatingVector rest = v;
    for (const Eigen::Index k : active)
      rest += result[k] * normals.col(k);
    Eigen::Index best = -1;
    double steepest = 1e-12 * (1 + v.norm());
    for (Eigen::Index k = 0; k < normals.cols(); ++k)
      if (const double slope = -normals.col(k).dot(rest) / (1e-300 + normals.col(k).norm());
          slope > steepest && std::find(active.begin(), active.end(), k) == active.end()) {
        steepest = slope;
        best = k;
      }
    if (best < 0 || Eigen::Index(active.size()) == normals.rows())
      break;
    active.push_back(best);
    while (!active.empty()) {
      const FloatingVector wanted = least_squares(normals(Eigen::all, active), -v);
      double part = 1;
      for (Eigen::Index a = 0; a < wanted.size(); ++a)
        if (const double now = result[active[std::size_t(a)]]; wanted[a] <= 0)
          part = std::min(part, now / (now - wanted[a] + 1e-300));
      for (Eigen::Index a = 0; a < wanted.size(); ++a) {
        double& here = result[active[std::size_t(a)]];
        here += part * (wanted[a] - here);
      }
      const std::size_t size = active.size();
      std::erase_if(active, [&](Eigen::Index k) {
        const bool leaves = result[k] <= 1e-14;
        if (leaves)
          result[k] = 0;
        return leaves;
      });
      if (active.size() == size)
        break;
    }
  }
  return result;
}

/// The cells of rows, and what the loss pulls in each.
class Sleep {
public:
  Sleep(const HeldCell& cell, const PointLosses& losses, const Vector& parameters)
      : cell_(cell), has_biases_(cell.network.layers[0].has_biases) {
    std::vector<double> floating;
    for (const Rational& parameter : parameters)
      floating.push_back(parameter.get_d());
    const CellPasses<double> passes(cell, floating);
    const auto gradients = loss_gradients<double>(losses, passes.values().z.back());
    slopes_.resize(gradients.size());
    for (std::size_t i = 0; i < cell.points.count(); ++i) {
      Vector input = cell.inputs[i];
      if (has_biases_)
        input.push_back(1);
      if (std::all_of(input.begin(), input.end(), [](const Rational& x) { return x == 0; }))
        continue;
      walls_.push_back({input, 0});
      for (std::size_t o = 0; o < gradients.size(); ++o)
        slopes_[o].push_back(gradients[o][i]);
    }
    inputs_ =
        FloatingMatrix::Zero(cell.network.input_dimension() + (has_biases_ ? 1 : 0), walls_.size());
    for (std::size_t i = 0; i < walls_.size(); ++i)
      for (std::size_t k = 0; k < walls_[i].normal.size(); ++k)
        inputs_(Eigen::Index(k), Eigen::Index(i)) = walls_[i].normal[k].get_d();
  }

  std::size_t dimension() const { return std::size_t(inputs_.rows()); }
  const std::vector<Halfspace>& walls() const { return walls_; }

  /// The multipliers of the cell with this point; nothing if the pull may be larger.
  std::optional<std::vector<Multipliers>> bounds(const Vector& point, double most) const {
    const Vector& slopes = cell_.network.layers[0].activation.slopes;
    FloatingMatrix normals = inputs_;
    FloatingMatrix pulls = FloatingMatrix::Zero(inputs_.rows(), slopes_.size());
    for (std::size_t i = 0; i < walls_.size(); ++i) {
      const bool is_above = dot(walls_[i].normal, point) > 0;
      if (!is_above)
        normals.col(Eigen::Index(i)) *= -1;
      for (std::size_t o = 0; o < slopes_.size(); ++o)
        pulls.col(Eigen::Index(o)) +=
            slopes[is_above ? 1 : 0].get_d() * slopes_[o][i] * inputs_.col(Eigen::Index(i));
    }
    std::vector<Multipliers> result(2 * slopes_.size());
    if (pulls.squaredNorm() < most)
      return result;
    double sum = 0;
    for (std::size_t o = 0; o < slopes_.size(); ++o) {
      double largest = 0;
      for (const int sign : {0, 1}) {
        const FloatingVector pull = (sign == 0 ? 1 : -1) * pulls.col(Eigen::Index(o));
        const FloatingVector shorter = shortening(normals, pull);
        largest = std::max(largest, (pull + image(normals, shorter)).squaredNorm());
        for (Eigen::Index i = 0; i < shorter.size(); ++i)
          if (shorter[i] > 0)
            result[2 * o + std::size_t(sign)].push_back({std::size_t(i), exact_value(shorter[i])});
      }
      sum += largest;
    }
    return sum < most ? std::optional(std::move(result)) : std::nullopt;
  }

private:
  const HeldCell& cell_;
  bool has_biases_;
  std::vector<Halfspace> walls_;            ///< of points that a row can see
  std::vector<std::vector<double>> slopes_; ///< of the loss, by output and such point
  FloatingMatrix inputs_;                   ///< a column for each
};

} // namespace

std::vector<std::size_t> asleep_parameters(const Network& network,
                                           const std::vector<std::size_t>& units) {
  std::vector<std::size_t> result;
  const ParameterOrder order(network);
  for (std::size_t j = 0; j < order.count(); ++j) {
    const ParameterPlace& place = order.place(j);
    if (place.layer == 0 ? std::binary_search(units.begin(), units.end(), place.row)
                         : place.column < network.layers[0].unit_count() &&
                               std::binary_search(units.begin(), units.end(), place.column))
      result.push_back(j);
  }
  return result;
}

std::vector<std::size_t> guessed_asleep_units(const Network& network, const WeightDecay& decay) {
  std::vector<std::size_t> result;
  if (!can_sleep(network) || decay.empty())
    return result;
  const Vector parameters = parameter_vector(network);
  const Vector by_parameter = decay_of_parameters(network, decay);
  for (std::size_t unit = 0; unit < network.layers[0].unit_count(); ++unit) {
    const std::vector<std::size_t> own = asleep_parameters(network, {unit});
    if (std::all_of(own.begin(), own.end(), [&](std::size_t j) {
          return by_parameter[j] > 0 && std::abs(parameters[j].get_d()) < counts_as_zero_row;
        }))
      result.push_back(unit);
  }
  return result;
}

WalkEnd with_units_asleep(WalkEnd end, const std::vector<std::size_t>& units) {
  Vector parameters = parameter_vector(end.network);
  for (const std::size_t j : asleep_parameters(end.network, units))
    parameters[j] = 0;
  end.network = with_parameters(end.network, parameters);
  std::erase_if(end.held, [&](const HeldPair& pair) {
    return pair.layer == 0 && std::binary_search(units.begin(), units.end(), pair.unit);
  });
  return end;
}

std::variant<AsleepUnits, std::string> guessed_sleep(const HeldCell& cell,
                                                     const PointLosses& losses, const Vector& decay,
                                                     const Vector& parameters,
                                                     const std::vector<std::size_t>& units) {
  const Sleep sleep(cell, losses, parameters);
  if (cells_of(sleep.walls().size(), sleep.dimension()) > most_cells)
    return fmt::format("decay has brought {} units to 0; their rows have too many cells to show "
                       "that they stay there",
                       units.size());
  AsleepUnits result{units, wall_tree(sleep.walls(), sleep.dimension()), {}, 0};
  Rational row, column;
  for (const std::size_t j : asleep_parameters(cell.network, units)) {
    Rational& least = ParameterOrder(cell.network).place(j).layer == 0 ? row : column;
    least = least == 0 || decay[j] < least ? decay[j] : least;
    ++result.parameter_count;
  }
  const double most = sure_share * 4 * row.get_d() * column.get_d();
  for (const WallNode& node : result.nodes) {
    tell_progress(0.58, "units asleep");
    if (!node.point)
      continue;
    std::optional<std::vector<Multipliers>> bounds = sleep.bounds(*node.point, most);
    if (!bounds)
      return "decay has brought units to 0 that may wake up";
    result.bounds.push_back(std::move(*bounds));
  }
  return result;
}

} // namespace thalweg
