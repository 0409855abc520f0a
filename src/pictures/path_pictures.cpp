// SPDX-License-Identifier: GPL-3.0-or-later

#include "pictures/path_pictures.hpp"

#include "exact/finite.hpp"
#include "landscape/ray.hpp"
#include "pictures/plane.hpp"
#include "pictures/plane_risk.hpp"
#include "pictures/templates.hpp"

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

/// (1 − t) W + t W2, of one architecture.
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

/// The risk on [0, 1] at points that are added where it bends; exact at the ends, and everywhere if
/// that is not too much work.
class RiskOnSegment {
public:
  RiskOnSegment(const Subject& subject, bool is_exact) : subject_(subject) {
    const auto change = is_exact ? std::nullopt : plane_direction(subject, "better");
    if (change)
      floating_.emplace(subject, change->change, change->change);
    const CertificateDocument& document = subject.document;
    values_[0] = risk_with(document, document.network, subject.outputs);
    values_[1] = risk_with(document, *subject.better, subject.better_outputs);
  }

  const Rational& at(const Rational& t) {
    auto found = values_.find(t);
    if (found == values_.end())
      found = values_.emplace(t, new_value(t)).first;
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
  Rational new_value(const Rational& t) const {
    if (floating_) {
      const double difference = floating_->at({{t.get_d(), 0}}).differences.front();
      if (std::isfinite(difference))
        return values_.at(0) + exact_value(difference);
    }
    const CertificateDocument& document = subject_.document;
    const Network network = network_between(document.network, *subject_.better, t);
    return risk_with(document, network, outputs_on(network, document.data));
  }

  const Subject& subject_;
  std::optional<PlaneRisk> floating_; ///< nothing: exact everywhere
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

} // namespace

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
  return picture_from(
      "risk", "line",
      fmt::format("The risk of (1 − t) W + t W2 at {} points of the straight line from W, where it "
                  "is {}, to W2, where it is {}. The largest of these values is {}, at t = {}.{}",
                  risk.values().size(), decimal(at_w), decimal(at_better), decimal(largest->second),
                  decimal(largest->first, 4),
                  is_exact ? "" : " Between the ends it is computed in floating point."),
      {{"title", "The risk on the way to the better network"},
       {"height", 340},
       {"line", std::move(rows)},
       {"ends", ends},
       {"x", channel("t", "quantitative", "t, from W (0) to W2 (1)")},
       {"y", free_channel("risk", "risk")}});
}

std::optional<Picture> ray_picture(const Subject& subject) {
  const CertificateDocument& document = subject.document;
  if (!document.not_local_minimum)
    return std::nullopt;
  const auto ray = descent_along(document.network, document.problem(),
                                 document.not_local_minimum->direction, document.decay);
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
  return picture_from(
      "ray", "line",
      fmt::format("R(W + εD) − R(W), a polynomial for 0 ≤ ε ≤ {}: it falls from 0 to {}.",
                  decimal(end, 4), decimal(drop, 4)),
      {{"title", "The risk along the descent ray"},
       {"height", 280},
       {"line", std::move(rows)},
       {"ends", ends},
       {"x", x},
       {"y", y}});
}

} // namespace thalweg
