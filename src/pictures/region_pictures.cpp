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

PictureJson region_layer(const std::vector<RegionPolygon>& regions, const PictureJson& x,
                         const PictureJson& y, const PictureJson& fill) {
  PictureJson rows = PictureJson::array();
  for (std::size_t r = 0; r < regions.size(); ++r)
    append_corners(rows, r, regions[r].corners,
                   {{"v", shown_number(regions[r].map.front()(middle(regions[r].corners)))}});
  return polygon_layer(std::move(rows), x, y, fill,
                       channel("v", "quantitative", "output in the middle"));
}

/// The samples, coloured by their target where it is compared with the output.
PictureJson plane_samples(const CertificateDocument& document, const PlanarSlice& slice,
                          const PictureJson& x, const PictureJson& y, const PictureJson& fill) {
  const Dataset& data = document.data;
  PictureJson rows = PictureJson::array();
  for (const std::size_t i : chosen_indices(data.sample_count(), most_samples_in_plane))
    rows.push_back(
        {{"sample", i},
         {"x", shown_number(data.inputs[i][slice.first])},
         {"y", shown_number(data.inputs[i][slice.second])},
         {"v", shown_number(data.targets[i][0])},
         {"exact", fmt::format("({}, {}), {}", number_on_hover(data.inputs[i][slice.first]),
                               number_on_hover(data.inputs[i][slice.second]),
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

std::optional<Picture> region_picture(const Subject& subject, const PlanarSlice& slice,
                                      const Network& network, const std::string& name,
                                      const std::string& which) {
  const CertificateDocument& document = subject.document;
  const Dataset& data = document.data;
  const PlaneBox box = box_around(data.inputs, slice.first, slice.second);
  const auto in_plane = sliced(network, slice);
  if (!in_plane)
    return std::nullopt;
  const auto regions = planar_regions(*in_plane, box.lower, box.upper, most_regions);
  if (!regions)
    return std::nullopt;
  PictureJson fill =
      channel("v", "quantitative", document.cross_entropy ? "first output" : target_name(data, 0));
  fill["scale"] = {{"scheme", "viridis"}};
  const std::string count =
      regions->size() == 1 ? "1 region" : fmt::format("{} regions", regions->size());
  const PictureJson x = plane_axis("x", input_name(data, slice.first), box.lower[0], box.upper[0]);
  const PictureJson y = plane_axis("y", input_name(data, slice.second), box.lower[1], box.upper[1]);
  return picture_of(
      name, fmt::format("The linear regions of {}", which),
      fmt::format("The plane of {} inputs around {} samples, cut into {}, on each of "
                  "which {} is affine; the colour is its first output in the middle of the region."
                  "{}{}{}",
                  slice.base.size() == 2 ? "the two" : "two", data.sample_count(), count, which,
                  slice_note(slice, "the mean of the samples"),
                  document.cross_entropy ? "" : " Samples have the colour of their target.",
                  choice_note(std::min(data.sample_count(), most_samples_in_plane),
                              data.sample_count(), "samples")),
      {560, 520},
      {{"layer",
        {region_layer(*regions, x, y, fill), plane_samples(document, slice, x, y, fill)}}});
}

std::vector<std::string> input_names(const Dataset& data) {
  std::vector<std::string> names;
  for (std::size_t column = 0; column < data.columns.size(); ++column)
    if (std::count(data.target_columns.begin(), data.target_columns.end(), column) == 0)
      names.push_back(data.columns[column]);
  return names;
}

Vector mean_input(const Dataset& data) {
  Vector mean(data.input_dimension());
  for (std::size_t k = 0; k < mean.size(); ++k) {
    for (const Vector& x : data.inputs)
      mean[k] += x[k];
    mean[k] /= static_cast<unsigned long>(data.sample_count());
  }
  return mean;
}

} // namespace

PlaneBox box_around(const std::vector<Vector>& points, std::size_t first, std::size_t second) {
  PlaneBox box;
  for (const std::size_t k : {first, second}) {
    const auto [least, largest] =
        std::minmax_element(points.begin(), points.end(),
                            [&](const Vector& a, const Vector& b) { return a[k] < b[k]; });
    const Rational size = (*largest)[k] - (*least)[k];
    const Rational margin = sgn(size) > 0 ? Rational(size / 12) : Rational(1);
    box.lower.push_back((*least)[k] - margin);
    box.upper.push_back((*largest)[k] + margin);
  }
  return box;
}

PictureJson plane_axis(const char* field, const std::string& title, const Rational& lower,
                       const Rational& upper) {
  PictureJson result = free_channel(field, title);
  result["scale"] = {{"domain", {shown_number(lower), shown_number(upper)}}, {"nice", false}};
  return result;
}

void append_corners(PictureJson& rows, std::size_t r, const Polygon& corners,
                    const PictureJson& more) {
  for (std::size_t k = 0; k < corners.size(); ++k) {
    rows.push_back({{"r", r},
                    {"k", k},
                    {"x", shown_number(corners[k][0])},
                    {"y", shown_number(corners[k][1])}});
    rows.back().update(more);
  }
}

PictureJson polygon_layer(PictureJson rows, const PictureJson& x, const PictureJson& y,
                          const PictureJson& fill, const PictureJson& tooltip) {
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
            {"tooltip", tooltip}}}};
}

std::vector<Picture> region_pictures(const Subject& subject,
                                     const std::vector<std::string>& slice) {
  std::vector<Picture> result;
  const Dataset& data = subject.document.data;
  const auto plane = planar_slice(slice, input_names(data), mean_input(data));
  if (!plane)
    return result;
  if (auto picture = region_picture(subject, *plane, subject.document.network, "regions", "W"))
    result.push_back(std::move(*picture));
  if (subject.better)
    if (auto picture = region_picture(subject, *plane, *subject.better, "better-regions", "W2"))
      result.push_back(std::move(*picture));
  return result;
}

} // namespace thalweg
