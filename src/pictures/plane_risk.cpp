// SPDX-License-Identifier: GPL-3.0-or-later
//
// Some points at a time, so that the inner loops are of one length: the lanes.

#include "pictures/plane_risk.hpp"

#include "network/walk.hpp"
#include "pictures/loss_change.hpp"
#include "pictures/plane_layers.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace thalweg {

namespace {

constexpr std::size_t lane_count = 8;
using Lanes = std::array<double, lane_count>;

void add_multiple(Lanes& sum, double factor, const Lanes& values) {
  for (std::size_t p = 0; p < lane_count; ++p)
    sum[p] += factor * values[p];
}

/// The points of one batch with the changes of all outputs.
struct Batch {
  std::array<Lanes, 2> coordinates;
  std::vector<std::vector<Lanes>> outputs; ///< [source]
  std::array<bool, lane_count> is_changed;
};

/// The change of the largest entry of a window.
Lanes window_change(const LinearView<double>::Row& window, const double* gaps,
                    const std::vector<Lanes>& input, std::array<bool, lane_count>& is_changed) {
  Lanes largest;
  for (std::size_t p = 0; p < lane_count; ++p) {
    largest[p] = gaps[0] + input[window[0].first][p];
    double selected_gap = gaps[0];
    for (std::size_t k = 1; k < window.size(); ++k) {
      const double value = gaps[k] + input[window[k].first][p];
      if (value > largest[p]) {
        largest[p] = value;
        selected_gap = gaps[k];
      }
    }
    is_changed[p] = is_changed[p] || selected_gap < 0;
  }
  return largest;
}

/// σ(z + δ) − σ(z): the slope in use at z, and what is added beyond breakpoints.
Lanes activation_change(const std::vector<double>& slopes, const double* gaps, const Lanes& change,
                        std::array<bool, lane_count>& is_changed) {
  const std::size_t breakpoints = slopes.size() - 1;
  std::size_t piece = 0;
  while (piece < breakpoints && gaps[piece] < 0)
    ++piece;
  Lanes result{};
  add_multiple(result, slopes[piece], change);
  for (std::size_t b = 0; b < breakpoints; ++b) {
    const bool is_above = b >= piece;
    const double bend = is_above ? slopes[b + 1] - slopes[b] : slopes[b] - slopes[b + 1];
    for (std::size_t p = 0; p < lane_count; ++p) {
      const double beyond = change[p] - gaps[b];
      const double passed = is_above ? std::max(0.0, beyond) : std::min(0.0, beyond);
      result[p] += bend * passed;
      is_changed[p] = is_changed[p] || passed != 0;
    }
  }
  return result;
}

/// What rounding may leave of 0 is 0: where a unit stays on its breakpoint there is no wall.
void take_small_as_zero(std::vector<double>& values) {
  constexpr double lost_part = 0x1p-44;
  double size = 0;
  for (const double value : values)
    size = std::max(size, std::abs(value));
  for (double& value : values)
    if (std::abs(value) <= lost_part * size)
      value = 0;
}

} // namespace

struct PlaneRisk::State {
  const Network& network;
  std::vector<PlaneLayer> layers;
  std::vector<std::vector<LayerPass>> passes; ///< [sample][layer]
  LossChange loss;

  /// Changes of the pre-activations of one unit.
  Lanes unit_change(const PlaneLayer& layer, const LayerPass& pass, std::size_t unit,
                    const std::vector<Lanes>& input, const std::array<Lanes, 2>& points) const {
    Lanes change{};
    for (const auto& [k, weight] : layer.view.rows[unit])
      add_multiple(change, weight, input[k]);
    for (std::size_t d = 0; d < 2; ++d) {
      if (pass.shifts[d].empty())
        continue;
      Lanes sum;
      sum.fill(pass.shifts[d][unit]);
      for (const auto& [k, weight] : layer.changes[d].rows[unit])
        add_multiple(sum, weight, input[k]);
      for (std::size_t p = 0; p < lane_count; ++p)
        change[p] += points[d][p] * sum[p];
    }
    return change;
  }

  /// The changes of the outputs of a sample; z − β of all units into `fields` at `first`, if any.
  void pass_batch(std::size_t sample, Batch& batch, std::vector<std::vector<double>>& fields,
                  std::size_t first) const {
    std::size_t field = 0;
    batch.outputs.resize(1);
    push(
        network, batch.outputs, layers.size(), [&](std::size_t l, const std::vector<Lanes>& input) {
          const PlaneLayer& layer = layers[l];
          const LayerPass& pass = passes[sample][l];
          std::vector<Lanes> outputs;
          const double* gaps = pass.gaps.data();
          for (std::size_t j = 0; j < layer.view.unit_count(); ++j) {
            if (layer.view.is_max_pooling) {
              outputs.push_back(window_change(layer.view.rows[j], gaps, input, batch.is_changed));
              gaps += layer.view.rows[j].size();
              continue;
            }
            const Lanes change = unit_change(layer, pass, j, input, batch.coordinates);
            for (std::size_t b = 0; b < layer.breakpoint_count() && !fields.empty(); ++b, ++field)
              for (std::size_t p = 0; p < lane_count && first + p < fields[field].size(); ++p)
                fields[field][first + p] = change[p] - gaps[b];
            outputs.push_back(activation_change(layer.view.slopes, gaps, change, batch.is_changed));
            gaps += layer.breakpoint_count();
          }
          return outputs;
        });
  }

  void see_walls(std::size_t sample, std::vector<std::vector<double>>& fields,
                 const SeeWall& see_wall) const {
    std::size_t field = 0;
    for (std::size_t l = 0; l < layers.size(); ++l)
      for (std::size_t k = 0; k < passes[sample][l].gaps.size() && !layers[l].view.is_max_pooling;
           ++k, ++field) {
        take_small_as_zero(fields[field]);
        const auto [least, largest] =
            std::minmax_element(fields[field].begin(), fields[field].end());
        if (*least < 0 && *largest > 0)
          see_wall({sample, l, k / layers[l].breakpoint_count()}, fields[field]);
      }
  }

  std::size_t field_count() const {
    std::size_t count = 0;
    for (std::size_t l = 0; l < layers.size(); ++l)
      count += layers[l].view.is_max_pooling ? 0 : passes.front()[l].gaps.size();
    return count;
  }
};

PlaneRisk::PlaneRisk(const Subject& subject, const Network& first, const Network& second)
    : state_(new State{subject.document.network, {}, {}, LossChange(subject, first, second)}) {
  const Network& network = subject.document.network;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    state_->layers.push_back(plane_layer(network.layers[l], first.layers[l], second.layers[l]));
  }
  for (std::size_t i = 0; i < subject.document.data.sample_count(); ++i) {
    std::vector<Vector> outputs;
    for (std::size_t source = 0; source <= network.layers.size(); ++source)
      outputs.push_back(subject.passes.output(source, i));
    std::vector<LayerPass>& passes = state_->passes.emplace_back();
    for (std::size_t l = 0; l < network.layers.size(); ++l)
      passes.push_back(layer_pass(network.layers[l], state_->layers[l],
                                  layer_input(network, l, outputs),
                                  subject.passes.pre_activations(l, i)));
  }
}

PlaneRisk::~PlaneRisk() = default;
PlaneRisk::PlaneRisk(PlaneRisk&&) noexcept = default;

std::size_t PlaneRisk::work_of_one_point() const {
  std::size_t work = 0;
  for (const PlaneLayer& layer : state_->layers) {
    for (const LinearView<double>* view : {&layer.view, &layer.changes[0], &layer.changes[1]})
      for (const auto& row : view->rows)
        work += row.size();
    work += 4 * layer.view.unit_count();
  }
  return work * state_->passes.size();
}

PlaneRisk::Values PlaneRisk::at(const std::vector<PlanePoint>& points,
                                const SeeWall& see_wall) const {
  Values values{{}, std::vector<std::size_t>(points.size())};
  std::vector<LossChange::Sum> sums(points.size());
  std::vector<std::vector<double>> fields;
  if (see_wall)
    fields.assign(state_->field_count(), std::vector<double>(points.size()));
  Batch batch;
  batch.outputs.emplace_back(state_->network.input_dimension(), Lanes{});
  for (std::size_t i = 0; i < state_->passes.size(); ++i) {
    for (std::size_t first = 0; first < points.size(); first += lane_count) {
      const std::size_t count = std::min(lane_count, points.size() - first);
      batch.is_changed.fill(false);
      for (std::size_t p = 0; p < lane_count; ++p) {
        const PlanePoint& point = points[first + std::min(p, count - 1)];
        batch.coordinates[0][p] = point.s;
        batch.coordinates[1][p] = point.t;
      }
      state_->pass_batch(i, batch, fields, first);
      for (std::size_t p = 0; p < count; ++p) {
        std::vector<double> change;
        for (const Lanes& output : batch.outputs.back())
          change.push_back(output[p]);
        state_->loss.add(sums[first + p], i, change);
        values.changed[first + p] += batch.is_changed[p] ? 1 : 0;
      }
    }
    if (see_wall)
      state_->see_walls(i, fields, see_wall);
  }
  for (std::size_t k = 0; k < points.size(); ++k)
    values.differences.push_back(state_->loss.risk_change(sums[k], points[k].s, points[k].t));
  return values;
}

} // namespace thalweg
