// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/shared_radius.hpp"

#include "exact/error.hpp"
#include "exact/integer_vector.hpp"
#include "exact/linear_algebra.hpp"
#include "exact/watched_work.hpp"
#include "landscape/screen/radius_problem.hpp"
#include "landscape/screen/tabled_members.hpp"
#include "network/walk.hpp"

#include <algorithm>
#include <map>

namespace thalweg {

namespace {

/// Products of parameters, inputs and samples: a few seconds of work on classes.
constexpr unsigned long work_limit = 1'000'000'000;

/// Samples that go through the network together.
constexpr std::size_t batch_size = 256;

/// The weights of a layer and, as the last column, its biases.
RationalMatrix parameter_matrix(const Layer& layer) {
  RationalMatrix result{{layer.unit_count(), layer.input_count + 1}, 1};
  for (std::size_t unit = 0; unit < layer.unit_count(); ++unit) {
    require_time();
    for (const auto& [k, weight] : layer.weights[unit])
      enlarge_denominator(result.denominator, weight.get_den());
    enlarge_denominator(result.denominator, layer.biases[unit].get_den());
  }
  for (std::size_t unit = 0; unit < layer.unit_count(); ++unit) {
    require_time();
    for (const auto& [k, weight] : layer.weights[unit])
      result.numerators(unit, k) = scaled_numerator(weight, result.denominator);
    result.numerators(unit, layer.input_count) =
        scaled_numerator(layer.biases[unit], result.denominator);
  }
  return result;
}

/// [unit][sample] as a matrix, with a last row of ones.
RationalMatrix value_matrix(const std::vector<Vector>& values, std::size_t sample_count) {
  RationalMatrix result{{values.size() + 1, sample_count}, 1};
  for (const Vector& row : values)
    for (const Rational& value : row)
      enlarge_denominator(result.denominator, value.get_den());
  for (std::size_t unit = 0; unit < values.size(); ++unit)
    for (std::size_t i = 0; i < sample_count; ++i)
      result.numerators(unit, i) = scaled_numerator(values[unit][i], result.denominator);
  for (std::size_t i = 0; i < sample_count; ++i)
    result.numerators(values.size(), i) = result.denominator;
  return result;
}

/// Walks batches of samples through the layers and collects what the bound needs.
class SharedMeasurement {
public:
  SharedMeasurement(const Network& network, const Dataset& data) : network_(network), data_(data) {
    for (std::size_t l = 0; l < layer_count(); ++l) {
      require(network.layers[l].kind == LayerKind::dense, "shared radius: expected dense layers");
      parameters_.push_back(parameter_matrix(network.layers[l]));
    }
    resize_tables();
    pieces_.resize(data.sample_count());
    is_on_wall_.assign(data.sample_count(), false);
    for (std::size_t first = 0; first < data.sample_count(); first += batch_size) {
      tell_progress(Share::of(first, data.sample_count()), "samples through the network");
      pass(first, std::min(first + batch_size, data.sample_count()));
    }
    constants_.largest_magnitudes = members_->largest_magnitudes();
    constants_.least_distances = members_->least_distances();
    constants_.members = std::move(members_);
  }

  /// The constants of all samples as those of one class.
  RadiusClass take_constants() { return std::move(constants_); }

  SampleSet on_wall() const {
    SampleSet result;
    for (std::size_t i = 0; i < is_on_wall_.size(); ++i)
      if (is_on_wall_[i])
        result.push_back(i);
    return result;
  }

  std::vector<SampleSet> patterns() const {
    std::map<std::vector<std::size_t>, SampleSet> members;
    for (std::size_t i = 0; i < pieces_.size(); ++i)
      if (!is_on_wall_[i])
        members[pieces_[i]].push_back(i);
    std::vector<SampleSet> result;
    for (auto& [pieces, samples] : members)
      result.push_back(std::move(samples));
    std::sort(result.begin(), result.end(),
              [](const SampleSet& a, const SampleSet& b) { return a.front() < b.front(); });
    return result;
  }

private:
  std::size_t layer_count() const { return network_.hidden_layer_count(); }

  void resize_tables() {
    constants_.slopes.resize(layer_count());
    members_->magnitudes.resize(layer_count());
    members_->distances.resize(layer_count());
    constants_.row_sums.resize(layer_count());
    constants_.selected_rows.resize(layer_count());
    constants_.gaps.resize(layer_count());
    for (std::size_t l = 0; l < layer_count(); ++l) {
      constants_.slopes[l].resize(network_.layers[l].unit_count());
      members_->distances[l].resize(network_.layers[l].unit_count());
    }
  }

  /// The samples first, …, end − 1.
  void pass(std::size_t first, std::size_t end) {
    using Values = std::vector<Vector>; // [unit][sample of the batch]
    std::vector<Values> outputs{Values(network_.input_dimension())};
    for (std::size_t i = first; i < end; ++i)
      for (std::size_t k = 0; k < outputs.front().size(); ++k)
        outputs.front()[k].push_back(data_.inputs[i][k]);
    push(network_, outputs, layer_count(), [&](std::size_t l, const Values& values) {
      require_time();
      add_magnitudes(l, values, end - first);
      const RationalMatrix h = value_matrix(values, end - first);
      const IntegerMatrix z = product(parameters_[l].numerators, h.numerators);
      const Integer denominator = parameters_[l].denominator * h.denominator;
      Values next(network_.layers[l].unit_count());
      for (std::size_t unit = 0; unit < next.size(); ++unit) {
        require_time();
        for (std::size_t i = first; i < end; ++i)
          next[unit].push_back(measured(l, unit, i, fraction(z(unit, i - first), denominator)));
      }
      return next;
    });
  }

  /// N of the layer at the samples of a batch, from its inputs.
  void add_magnitudes(std::size_t l, const std::vector<Vector>& inputs, std::size_t count) {
    const Rounded bias = network_.layers[l].has_biases ? rounded_up(Rational(1)) : Rounded();
    for (std::size_t i = 0; i < count; ++i) {
      RoundedSum sum;
      sum.add(bias);
      for (const Vector& row : inputs)
        sum.add(rounded_up_magnitude(row[i]));
      members_->magnitudes[l].push_back(sum.rounded_up());
    }
  }

  /// Notes piece, slope and distance of a unit at sample i; the result is its output.
  Rational measured(std::size_t l, std::size_t unit, std::size_t i, const Rational& z) {
    const Activation& activation = network_.layers[l].activation;
    const std::optional<std::size_t> piece = activation.piece_of(z);
    if (!piece) {
      is_on_wall_[i] = true;
      return activation(z);
    }
    if (activation.piece_count() > 1) {
      pieces_[i].push_back(*piece);
      members_->distances[l][unit].push_back(
          rounded_down(abs(z - *activation.nearest_breakpoint(z))));
    }
    Rounded& slope = constants_.slopes[l][unit];
    slope = std::max(slope, rounded_up_magnitude(activation.slopes[*piece]));
    return activation(z);
  }

  const Network& network_;
  const Dataset& data_;
  std::vector<RationalMatrix> parameters_;       ///< [hidden layer]
  std::vector<std::vector<std::size_t>> pieces_; ///< [sample], of all units with breakpoints
  std::vector<bool> is_on_wall_;
  RadiusClass constants_;
  std::shared_ptr<TabledMembers> members_ = std::make_shared<TabledMembers>();
};

} // namespace

bool is_large_for_classes(const Network& network, const Dataset& data) {
  const bool is_dense =
      std::all_of(network.layers.begin(), network.layers.end(),
                  [](const Layer& layer) { return layer.kind == LayerKind::dense; });
  Integer terms = 0;
  for (const Layer& layer : network.layers)
    for (const SparseRow& row : layer.weights)
      terms += row.size();
  return is_dense && terms * (data.input_dimension() + 1) * data.sample_count() > work_limit;
}

SharedRadius shared_radius(const Network& network, const Dataset& data) {
  SharedMeasurement measurement(network, data);
  SharedRadius result{measurement.patterns(), measurement.on_wall(), std::nullopt};
  if (result.on_wall.empty())
    result.radius = largest_radius(RadiusProblem(network, measurement.take_constants()),
                                   RadiusMethod::interval);
  return result;
}

} // namespace thalweg
