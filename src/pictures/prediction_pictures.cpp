// SPDX-License-Identifier: GPL-3.0-or-later

#include "pictures/prediction_pictures.hpp"

#include "landscape/forward_passes.hpp"
#include "pictures/interval_kinks.hpp"
#include "pictures/templates.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {

namespace {

constexpr std::size_t most_outputs = 4;
constexpr std::size_t most_samples = 1500;
constexpr std::size_t most_groups_by_shape = 6;

struct Interval {
  Rational lower, upper;
};

/// A little more than the inputs of the samples.
Interval shown_interval(const Dataset& data) {
  Rational lower = data.inputs.front()[0], upper = lower;
  for (const Vector& x : data.inputs) {
    lower = std::min(lower, x[0]);
    upper = std::max(upper, x[0]);
  }
  const Rational margin = lower < upper ? Rational((upper - lower) / 20) : Rational(1);
  return {lower - margin, upper + margin};
}

/// The graphs of all outputs of a network: points[k], outputs[k].
struct Graph {
  Vector points;
  std::vector<Vector> outputs;
};

Graph graph_on(const Network& network, const Interval& interval) {
  Graph graph{interval_kinks(network, interval.lower, interval.upper), {}};
  std::vector<Vector> inputs;
  for (const Rational& x : graph.points)
    inputs.push_back({x});
  const ForwardPasses passes(network, inputs, network.layers.size());
  for (std::size_t k = 0; k < inputs.size(); ++k)
    graph.outputs.push_back(passes.output(network.layers.size(), k));
  return graph;
}

/// Points between pieces that have one slope are left out.
void append_graph(PictureJson& rows, const Graph& graph, std::size_t output,
                  const std::string& network) {
  const auto slope = [&](std::size_t k) {
    return Rational((graph.outputs[k + 1][output] - graph.outputs[k][output]) /
                    (graph.points[k + 1] - graph.points[k]));
  };
  const std::size_t count = graph.points.size();
  for (std::size_t k = 0; k < count; ++k)
    if (k == 0 || k + 1 == count || slope(k - 1) != slope(k))
      rows.push_back({{"x", shown_number(graph.points[k])},
                      {"y", shown_number(graph.outputs[k][output])},
                      {"network", network}});
}

/// The group of a sample as a text; nothing if there are no groups or too many.
std::optional<std::vector<std::string>> groups_by_name(const CertificateDocument& document) {
  if (!document.local_minimum)
    return std::nullopt;
  std::size_t count = 0;
  std::vector<std::string> names;
  for (const auto& label : document.local_minimum->pattern_classes) {
    names.push_back(label ? fmt::format("{}", *label) : "on a wall");
    count = std::max(count, label ? *label + 1 : 0);
  }
  if (count > most_groups_by_shape)
    return std::nullopt;
  return names;
}

/// The networks of a picture and their colours.
void name_networks(PictureJson& values, bool has_better) {
  values["networks"] = {"W"};
  values["network_colors"] = {"#4a90d9"};
  if (has_better) {
    values["networks"].push_back("W2");
    values["network_colors"].push_back("#f58518");
  }
}

PictureJson sample_rows(const CertificateDocument& document, std::size_t output,
                        const std::optional<std::vector<std::string>>& groups) {
  const Dataset& data = document.data;
  PictureJson rows = PictureJson::array();
  for (const std::size_t i : chosen_indices(data.sample_count(), most_samples)) {
    rows.push_back({{"sample", i},
                    {"x", shown_number(data.inputs[i][0])},
                    {"y", shown_number(data.targets[i][output])},
                    {"exact", number_on_hover(data.inputs[i][0]) + ", " +
                                  number_on_hover(data.targets[i][output])}});
    if (groups)
      rows.back()["group"] = (*groups)[i];
  }
  return rows;
}

Picture prediction_picture(const Subject& subject, std::size_t output, const Graph& graph,
                           const std::optional<Graph>& better) {
  const Dataset& data = subject.document.data;
  PictureJson rows = PictureJson::array();
  append_graph(rows, graph, output, "W");
  const std::size_t kinks = rows.size() - 2;
  if (better)
    append_graph(rows, *better, output, "W2");
  const std::string better_kinks =
      better ? fmt::format(", W2, which has lower risk, {}", rows.size() - kinks - 4) : "";
  const auto groups = groups_by_name(subject.document);
  PictureJson values = {{"graph", std::move(rows)},
                        {"samples", sample_rows(subject.document, output, groups)},
                        {"input", input_name(data, 0)},
                        {"target", target_name(data, output)}};
  name_networks(values, better.has_value());
  if (groups)
    values["group"] = channel("group", "nominal", "pattern class");
  const std::size_t shown = std::min(data.sample_count(), most_samples);
  return picture_from(output == 0 ? "prediction" : fmt::format("prediction-{}", output + 1),
                      "prediction",
                      fmt::format("{} samples, and the output as a function of the input, "
                                  "piecewise linear: the network W bends {} times{}.{}",
                                  data.sample_count(), kinks, better_kinks,
                                  choice_note(shown, data.sample_count(), "samples")),
                      values);
}

void append_residuals(PictureJson& rows, const Dataset& data, const std::vector<Vector>& outputs,
                      const std::string& network) {
  const bool is_over_input = data.input_dimension() == 1;
  const std::size_t each = std::max<std::size_t>(1, most_samples / data.target_dimension());
  for (const std::size_t i : chosen_indices(data.sample_count(), each))
    for (std::size_t output = 0; output < data.target_dimension(); ++output) {
      const Rational residual = outputs[i][output] - data.targets[i][output];
      rows.push_back({{"sample", i},
                      {"x", is_over_input ? shown_number(data.inputs[i][0]) : PictureJson(i)},
                      {"residual", shown_number(residual)},
                      {"exact", number_on_hover(residual)},
                      {"output", output},
                      {"network", network}});
    }
}

} // namespace

std::vector<Picture> prediction_pictures(const Subject& subject) {
  const CertificateDocument& document = subject.document;
  std::vector<Picture> result;
  if (document.data.input_dimension() != 1 || document.cross_entropy())
    return result;
  const Interval interval = shown_interval(document.data);
  const Graph graph = graph_on(document.network, interval);
  std::optional<Graph> better;
  if (subject.better)
    better = graph_on(*subject.better, interval);
  for (std::size_t o = 0; o < std::min(document.data.target_dimension(), most_outputs); ++o)
    result.push_back(prediction_picture(subject, o, graph, better));
  return result;
}

std::optional<Picture> residual_picture(const Subject& subject) {
  const CertificateDocument& document = subject.document;
  const Dataset& data = document.data;
  if (document.cross_entropy())
    return std::nullopt;
  PictureJson rows = PictureJson::array();
  append_residuals(rows, data, subject.outputs, "W");
  const std::size_t shown = rows.size() / data.target_dimension();
  if (subject.better)
    append_residuals(rows, data, subject.better_outputs, "W2");
  PictureJson values = {{"residuals", std::move(rows)},
                        {"input", data.input_dimension() == 1 ? input_name(data, 0) : "sample"}};
  name_networks(values, subject.better.has_value());
  return picture_from(
      "residuals", "residuals",
      fmt::format("Output minus target of every sample, for W{}. A residual of 0 is a sample that "
                  "is fitted exactly.{}",
                  subject.better ? " and for W2, which has lower risk" : "",
                  choice_note(shown, data.sample_count(), "samples")),
      values);
}

} // namespace thalweg
