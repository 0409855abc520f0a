// SPDX-License-Identifier: GPL-3.0-or-later
//
// Polygons are closed lines with a filling, so that the axes are those of a plot.

#include "pictures/region_pictures.hpp"

#include "pictures/planar_regions.hpp"
#include "pictures/specification.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {

namespace {

constexpr std::size_t most_regions = 1000;
constexpr std::size_t most_samples_in_plane = 1500;

struct PlaneBox {
  Vector lower, upper;
};

/// A little more than the inputs of the samples.
PlaneBox shown_box(const Dataset& data) {
  PlaneBox box{data.inputs.front(), data.inputs.front()};
  for (const Vector& x : data.inputs)
    for (std::size_t k = 0; k < 2; ++k) {
      box.lower[k] = std::min(box.lower[k], x[k]);
      box.upper[k] = std::max(box.upper[k], x[k]);
    }
  for (std::size_t k = 0; k < 2; ++k) {
    const Rational size = box.upper[k] - box.lower[k];
    const Rational margin = sgn(size) > 0 ? Rational(size / 12) : Rational(1);
    box.lower[k] -= margin;
    box.upper[k] += margin;
  }
  return box;
}

PictureJson region_layer(const std::vector<RegionPolygon>& regions, const PictureJson& x,
                         const PictureJson& y, const PictureJson& fill) {
  PictureJson rows = PictureJson::array();
  for (std::size_t r = 0; r < regions.size(); ++r) {
    const Rational value = regions[r].map.front()(middle(regions[r].corners));
    for (std::size_t k = 0; k < regions[r].corners.size(); ++k)
      rows.push_back({{"r", r},
                      {"k", k},
                      {"x", shown_number(regions[r].corners[k][0])},
                      {"y", shown_number(regions[r].corners[k][1])},
                      {"v", shown_number(value)}});
  }
  return {{"data", inline_data(std::move(rows))},
          {"mark",
           {{"type", "line"},
            {"interpolate", "linear-closed"},
            {"filled", true},
            {"stroke", "#8888"},
            {"strokeWidth", 0.7}}},
          {"encoding",
           {{"x", x},
            {"y", y},
            {"fill", fill},
            {"detail", {{"field", "r"}, {"type", "ordinal"}}},
            {"order", {{"field", "k"}, {"type", "quantitative"}}},
            {"tooltip", channel("v", "quantitative", "output in the middle")}}}};
}

/// The samples, coloured by their target where it is compared with the output.
PictureJson plane_samples(const CertificateDocument& document, const PictureJson& x,
                          const PictureJson& y, const PictureJson& fill) {
  const Dataset& data = document.data;
  PictureJson rows = PictureJson::array();
  for (const std::size_t i : chosen_indices(data.sample_count(), most_samples_in_plane))
    rows.push_back({{"sample", i},
                    {"x", shown_number(data.inputs[i][0])},
                    {"y", shown_number(data.inputs[i][1])},
                    {"v", shown_number(data.targets[i][0])},
                    {"exact", fmt::format("({}, {}), {}", number_on_hover(data.inputs[i][0]),
                                          number_on_hover(data.inputs[i][1]),
                                          number_on_hover(data.targets[i][0]))}});
  PictureJson encoding = {
      {"x", x},
      {"y", y},
      {"tooltip",
       {channel("sample", "ordinal", "sample"), channel("exact", "nominal", "inputs, target")}}};
  if (document.cross_entropy)
    encoding["shape"] = channel("v", "nominal", "target");
  else
    encoding["fill"] = fill;
  return {{"data", inline_data(std::move(rows))},
          {"mark",
           {{"type", "point"},
            {"stroke", "black"},
            {"fill", "white"},
            {"size", 70},
            {"strokeWidth", 1.5},
            {"opacity", 1}}},
          {"encoding", std::move(encoding)}};
}

std::optional<Picture> region_picture(const Subject& subject, const Network& network,
                                      const std::string& name, const std::string& which) {
  const CertificateDocument& document = subject.document;
  const Dataset& data = document.data;
  const PlaneBox box = shown_box(data);
  const auto regions = planar_regions(network, box.lower, box.upper, most_regions);
  if (!regions)
    return std::nullopt;
  const auto axis = [&](const char* field, std::size_t k) {
    PictureJson result = free_channel(field, input_name(data, k));
    result["scale"] = {{"domain", {shown_number(box.lower[k]), shown_number(box.upper[k])}},
                       {"nice", false}};
    return result;
  };
  PictureJson fill =
      channel("v", "quantitative", document.cross_entropy ? "first output" : target_name(data, 0));
  fill["scale"] = {{"scheme", "viridis"}};
  const std::string count =
      regions->size() == 1 ? "1 region" : fmt::format("{} regions", regions->size());
  const PictureJson x = axis("x", 0), y = axis("y", 1);
  return picture_of(
      name, fmt::format("The linear regions of {}", which),
      fmt::format("The plane of the two inputs around {} samples, cut into {}, on each of "
                  "which {} is affine; the colour is its first output in the middle of the region."
                  "{}{}",
                  data.sample_count(), count, which,
                  document.cross_entropy ? "" : " Samples have the colour of their target.",
                  choice_note(std::min(data.sample_count(), most_samples_in_plane),
                              data.sample_count(), "samples")),
      {560, 520},
      {{"layer", {region_layer(*regions, x, y, fill), plane_samples(document, x, y, fill)}}});
}

bool is_drawable(const Network& network) {
  return std::none_of(network.layers.begin(), network.layers.end(),
                      [](const Layer& layer) { return layer.kind == LayerKind::max_pooling; });
}

} // namespace

std::vector<Picture> region_pictures(const Subject& subject) {
  std::vector<Picture> result;
  const CertificateDocument& document = subject.document;
  if (document.data.input_dimension() != 2 || !is_drawable(document.network))
    return result;
  if (auto picture = region_picture(subject, document.network, "regions", "W"))
    result.push_back(std::move(*picture));
  if (subject.better)
    if (auto picture = region_picture(subject, *subject.better, "better-regions", "W2"))
      result.push_back(std::move(*picture));
  return result;
}

} // namespace thalweg
