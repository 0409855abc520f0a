// SPDX-License-Identifier: GPL-3.0-or-later
//
// Polygons are closed lines with a filling, so that the axes are those of a plot.

#include "pictures/region_pictures.hpp"

#include "pictures/planar_regions.hpp"
#include "pictures/templates.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {

namespace {

constexpr std::size_t most_regions = 1000;
constexpr std::size_t most_samples_in_plane = 1500;

PictureJson region_rows(const std::vector<RegionPolygon>& regions) {
  PictureJson rows = PictureJson::array();
  for (std::size_t r = 0; r < regions.size(); ++r)
    append_corners(rows, r, regions[r].corners,
                   {{"v", shown_number(regions[r].map.front()(middle(regions[r].corners)))}});
  return rows;
}

PictureJson target_rows(const Dataset& data, const PlanarSlice& slice) {
  PictureJson rows = PictureJson::array();
  for (const std::size_t i : chosen_indices(data.sample_count(), most_samples_in_plane)) {
    const Rational &x = data.inputs[i][slice.first], &y = data.inputs[i][slice.second];
    rows.push_back({{"sample", i},
                    {"x", shown_number(x)},
                    {"y", shown_number(y)},
                    {"v", shown_number(data.targets[i][0])},
                    {"exact", fmt::format("({}, {}), {}", number_on_hover(x), number_on_hover(y),
                                          number_on_hover(data.targets[i][0]))}});
  }
  return rows;
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
  PictureJson fill = channel("v", "quantitative",
                             document.cross_entropy() ? "first output" : target_name(data, 0));
  fill["scale"] = {{"scheme", "viridis"}};
  const std::string count =
      regions->size() == 1 ? "1 region" : fmt::format("{} regions", regions->size());
  PictureJson values = {{"title", fmt::format("The linear regions of {}", which)},
                        {"polygons", region_rows(*regions)},
                        {"fill", fill},
                        {"tooltip", channel("v", "quantitative", "output in the middle")},
                        {"targets", target_rows(data, slice)}};
  if (document.cross_entropy())
    values["target_shape"] = channel("v", "nominal", "target");
  else
    values["target_fill"] = fill;
  name_axes(values, input_name(data, slice.first), input_name(data, slice.second), box);
  return picture_from(
      name, "polygons",
      fmt::format("The plane of {} inputs around {} samples, cut into {}, on each of "
                  "which {} is affine; the colour is its first output in the middle of the region."
                  "{}{}{}",
                  slice.base.size() == 2 ? "the two" : "two", data.sample_count(), count, which,
                  slice_note(slice, "the mean of the samples"),
                  document.cross_entropy() ? "" : " Samples have the colour of their target.",
                  choice_note(std::min(data.sample_count(), most_samples_in_plane),
                              data.sample_count(), "samples")),
      values);
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

void name_axes(PictureJson& values, const std::string& x, const std::string& y,
               const PlaneBox& box) {
  values["x_title"] = x;
  values["y_title"] = y;
  values["x_domain"] = {shown_number(box.lower[0]), shown_number(box.upper[0])};
  values["y_domain"] = {shown_number(box.lower[1]), shown_number(box.upper[1])};
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
