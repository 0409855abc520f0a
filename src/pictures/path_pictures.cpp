// SPDX-License-Identifier: GPL-3.0-or-later

#include "pictures/path_pictures.hpp"

#include "exact/finite.hpp"
#include "landscape/linear_view.hpp"
#include "landscape/ray.hpp"
#include "pictures/specification.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

namespace thalweg {

namespace {

constexpr std::size_t ray_points = 64;
constexpr std::size_t most_exact_work = 50'000;

SparseRow row_between(const SparseRow& from, const SparseRow& to, const Rational& t) {
  std::map<std::size_t, Rational> entries;
  for (const auto& [column, weight] : from)
    entries[column] += (1 - t) * weight;
  for (const auto& [column, weight] : to)
    entries[column] += t * weight;
  SparseRow result;
  for (auto& [column, weight] : entries)
    if (sgn(weight) != 0)
      result.emplace_back(column, std::move(weight));
  return result;
}

/// A layer in floating point.
struct FloatingLayer {
  std::vector<std::vector<std::pair<std::size_t, double>>> rows; ///< of max pooling: the windows
  std::vector<double> biases, breakpoints, slopes, intercepts;
  bool is_max_pooling;
};

std::vector<double> floating_numbers(const Vector& numbers) {
  std::vector<double> result;
  for (const Rational& number : numbers)
    result.push_back(number.get_d());
  return result;
}

FloatingLayer floating_layer(const Layer& layer) {
  const Activation& activation = layer.activation;
  FloatingLayer result{{},
                       floating_numbers(layer.biases),
                       floating_numbers(activation.breakpoints),
                       floating_numbers(activation.slopes),
                       floating_numbers(activation.intercepts),
                       layer.kind == LayerKind::max_pooling};
  for (const SparseRow& row : result.is_max_pooling ? layer.choices : layer.weights) {
    auto& numbers = result.rows.emplace_back();
    for (const auto& [k, weight] : row)
      numbers.emplace_back(k, weight.get_d());
  }
  return result;
}

/// h of a layer whose input is u.
std::vector<double> floating_outputs(const FloatingLayer& layer, const std::vector<double>& u) {
  std::vector<double> h;
  for (std::size_t j = 0; j < layer.rows.size(); ++j) {
    double z = layer.is_max_pooling ? u[layer.rows[j].front().first] : layer.biases[j];
    for (const auto& [k, weight] : layer.rows[j])
      z = layer.is_max_pooling ? std::max(z, u[k]) : z + weight * u[k];
    std::size_t piece = 0;
    while (piece < layer.breakpoints.size() && z > layer.breakpoints[piece])
      ++piece;
    h.push_back(layer.slopes[piece] * z + layer.intercepts[piece]);
  }
  return h;
}

/// F(W; x_i) of all samples in floating point, as the rationals that these numbers are; nothing if
/// one is not finite.
std::optional<std::vector<Vector>> floating_outputs_on(const Network& network,
                                                       const Dataset& data) {
  std::vector<FloatingLayer> layers;
  for (const Layer& layer : network.layers)
    layers.push_back(floating_layer(layer));
  std::vector<Vector> result;
  for (const Vector& x : data.inputs) {
    std::vector<std::vector<double>> outputs{floating_numbers(x)};
    for (std::size_t l = 0; l < layers.size(); ++l)
      outputs.push_back(floating_outputs(layers[l], gathered(network, l, outputs)));
    Vector& exact = result.emplace_back();
    for (const double value : outputs.back()) {
      if (!std::isfinite(value))
        return std::nullopt;
      exact.push_back(exact_value(value));
    }
  }
  return result;
}

/// The risk on [0, 1] at points that are added where it bends; exact at the ends, and everywhere if
/// that is not too much work.
class RiskOnSegment {
public:
  RiskOnSegment(const Subject& subject, bool is_exact) : subject_(subject), is_exact_(is_exact) {
    const CertificateDocument& document = subject.document;
    values_[0] = risk_with(document, document.network, subject.outputs);
    values_[1] = risk_with(document, *subject.better, subject.better_outputs);
  }

  const Rational& at(const Rational& t) {
    auto found = values_.find(t);
    if (found == values_.end()) {
      const Dataset& data = subject_.document.data;
      const Network network = network_between(subject_.document.network, *subject_.better, t);
      const auto quick = is_exact_ ? std::nullopt : floating_outputs_on(network, data);
      found = values_
                  .emplace(t, risk_with(subject_.document, network,
                                        quick ? *quick : outputs_on(network, data)))
                  .first;
    }
    return found->second;
  }

  /// The middle of [from, to], and of its halves if the risk there is not nearly on the chord.
  void refine(const Rational& from, const Rational& to, const Rational& tolerance, int depth) {
    const Rational middle = (from + to) / 2;
    const Rational off = at(middle) - (at(from) + at(to)) / 2;
    if (depth == 0 || abs(off) <= tolerance)
      return;
    refine(from, middle, tolerance, depth - 1);
    refine(middle, to, tolerance, depth - 1);
  }

  const std::map<Rational, Rational>& values() const { return values_; }

private:
  const Subject& subject_;
  bool is_exact_;
  std::map<Rational, Rational> values_;
};

/// Products of a pass of all samples.
std::size_t work_of_one_risk(const Subject& subject) {
  std::size_t weights = 0;
  for (const Layer& layer : subject.document.network.layers)
    for (const SparseRow& row : layer.weights)
      weights += row.size() + 1;
  return weights * subject.document.data.sample_count();
}

/// Equal steps first, then halves where the graph bends.
void sample_segment(RiskOnSegment& risk) {
  constexpr int steps = 32, depth = 3;
  Rational least = risk.at(0), largest = least;
  for (int k = 1; k <= steps; ++k) {
    const Rational& value = risk.at(Rational(k) / steps);
    least = std::min(least, value);
    largest = std::max(largest, value);
  }
  for (int k = 0; k < steps; ++k)
    risk.refine(Rational(k) / steps, Rational(k + 1) / steps, (largest - least) / 400, depth);
}

PictureJson hover_layer(const PictureJson& rows, const PictureJson& x, const PictureJson& y) {
  return {{"data", inline_data(rows)},
          {"mark", {{"type", "point"}, {"filled", true}, {"size", 70}, {"style", "sample"}}},
          {"encoding",
           {{"x", x},
            {"y", y},
            {"tooltip", {channel("name", "nominal", "at"), channel("exact", "nominal", "risk")}}}}};
}

} // namespace

Network network_between(const Network& from, const Network& to, const Rational& t) {
  Network result = from;
  for (std::size_t l = 0; l < result.layers.size(); ++l) {
    Layer& layer = result.layers[l];
    if (!has_parameters(layer))
      continue;
    std::vector<SparseRow> rows;
    Vector biases;
    for (std::size_t r = 0; r < parameter_row_count(layer); ++r) {
      rows.push_back(
          row_between(parameter_rows(from.layers[l])[r], parameter_rows(to.layers[l])[r], t));
      biases.push_back((1 - t) * parameter_biases(from.layers[l])[r] +
                       t * parameter_biases(to.layers[l])[r]);
    }
    set_parameters(layer, std::move(rows), std::move(biases));
  }
  return result;
}

std::optional<Picture> risk_picture(const Subject& subject) {
  if (!subject.better)
    return std::nullopt;
  const bool is_exact = work_of_one_risk(subject) <= most_exact_work;
  RiskOnSegment risk(subject, is_exact);
  sample_segment(risk);
  PictureJson rows = PictureJson::array();
  for (const auto& [t, value] : risk.values())
    rows.push_back({{"t", shown_number(t)}, {"risk", shown_number(value)}});
  const Rational at_w = risk.at(0), at_better = risk.at(1);
  const auto largest =
      std::max_element(risk.values().begin(), risk.values().end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  const PictureJson ends = {
      {{"t", 0}, {"risk", shown_number(at_w)}, {"name", "W"}, {"exact", number_on_hover(at_w)}},
      {{"t", 1},
       {"risk", shown_number(at_better)},
       {"name", "W2"},
       {"exact", number_on_hover(at_better)}}};
  const PictureJson x = channel("t", "quantitative", "t, from W (0) to W2 (1)");
  const PictureJson y = free_channel("risk", "risk");
  const PictureJson line = {{"data", inline_data(std::move(rows))},
                            {"mark", {{"type", "line"}, {"strokeWidth", 2}, {"color", "#4a90d9"}}},
                            {"encoding", {{"x", x}, {"y", y}}}};
  return picture_of(
      "risk", "The risk on the way to the better network",
      fmt::format("The risk of (1 − t) W + t W2 at {} points of the straight line from W, where it "
                  "is {}, to W2, where it is {}. The largest of these values is {}, at t = {}.{}",
                  risk.values().size(), decimal(at_w), decimal(at_better), decimal(largest->second),
                  decimal(largest->first, 4),
                  is_exact ? "" : " Between the ends it is computed in floating point."),
      {}, {{"layer", {line, hover_layer(ends, x, y)}}});
}

std::optional<Picture> ray_picture(const Subject& subject) {
  const CertificateDocument& document = subject.document;
  if (!document.not_local_minimum)
    return std::nullopt;
  const auto ray =
      descent_along(document.network, document.data, document.not_local_minimum->direction,
                    document.loss, document.decay);
  if (!ray)
    return std::nullopt;
  const Rational end = std::min(ray->epsilon, document.not_local_minimum->epsilon);
  PictureJson rows = PictureJson::array();
  for (std::size_t k = 0; k <= ray_points; ++k) {
    const Rational epsilon = end * static_cast<unsigned long>(k) / ray_points;
    rows.push_back(
        {{"t", shown_number(epsilon)}, {"risk", shown_number(ray->risk_difference(epsilon))}});
  }
  const Rational drop = ray->risk_difference(end);
  const PictureJson ends = {{{"t", 0}, {"risk", 0}, {"name", "W"}, {"exact", "0"}},
                            {{"t", shown_number(end)},
                             {"risk", shown_number(drop)},
                             {"name", "the end of the ray"},
                             {"exact", number_on_hover(drop)}}};
  PictureJson x = channel("t", "quantitative", "ε");
  PictureJson y = channel("risk", "quantitative", "R(W + εD) − R(W)");
  for (PictureJson* axis : {&x, &y})
    (*axis)["axis"] = {{"format", ".3~g"}};
  const PictureJson line = {{"data", inline_data(std::move(rows))},
                            {"mark", {{"type", "line"}, {"strokeWidth", 2}, {"color", "#4a90d9"}}},
                            {"encoding", {{"x", x}, {"y", y}}}};
  return picture_of(
      "ray", "The risk along the descent ray",
      fmt::format("R(W + εD) − R(W), a polynomial for 0 ≤ ε ≤ {}: it falls from 0 to {}.",
                  decimal(end, 4), decimal(drop, 4)),
      {560, 280}, {{"layer", {line, hover_layer(ends, x, y)}}});
}

} // namespace thalweg
