// SPDX-License-Identifier: GPL-3.0-or-later

#include "pictures/landscape_pictures.hpp"

#include "pictures/plane.hpp"
#include "pictures/templates.hpp"
#include "pictures/wall_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace thalweg {

namespace {

constexpr double most_work = 2.5e8;
/// Of the grid: 6k + 1, so that W and W2 are on it.
constexpr std::size_t least_side = 13, largest_side = 37;
constexpr std::size_t most_segments = 2000;

/// A part of the plane: s in [s_from, s_to], |t| ≤ t_to.
struct Window {
  double s_from, s_to, t_to;
};

/// Both sides alike, so that 0 and 1 are on the grid exactly.
std::vector<double> even_steps(double from, double to, std::size_t count) {
  const auto last = static_cast<double>(count - 1);
  std::vector<double> result;
  for (std::size_t k = 0; k < count; ++k) {
    const auto step = static_cast<double>(k);
    result.push_back((from * (last - step) + to * step) / last);
  }
  return result;
}

struct Landscape {
  PlaneGrid grid;
  PlaneRisk::Values values;
  NearestWalls walls;

  bool is_finite() const {
    return std::all_of(values.differences.begin(), values.differences.end(),
                       [](double value) { return std::isfinite(value); });
  }
};

Landscape landscape_in(const PlaneRisk& risk, const Window& window, std::size_t side) {
  Landscape result{
      {even_steps(window.s_from, window.s_to, side), even_steps(-window.t_to, window.t_to, side)},
      {},
      {}};
  result.values =
      risk.at(result.grid.points(), [&](const WallPlace& place, const std::vector<double>& values) {
        result.walls.take(result.grid, place, values, most_segments);
      });
  result.walls.finish(most_segments);
  return result;
}

/// A size that nine of ten numbers that are not 0 are above; there is one.
double small_size(const std::vector<double>& numbers) {
  std::vector<double> sizes;
  for (const double number : numbers)
    if (number != 0)
      sizes.push_back(std::abs(number));
  const auto at = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 10);
  std::nth_element(sizes.begin(), at, sizes.end());
  return *at;
}

/// Blue below W, white as W, orange above: linear up to a small size, logarithmic beyond.
PictureJson color_scale(const std::vector<double>& differences) {
  const auto [least, largest] = std::minmax_element(differences.begin(), differences.end());
  const double size = std::max(-*least, *largest);
  if (size == 0)
    return {{"domain", {-1, 1}}, {"domainMid", 0}, {"scheme", "blueorange"}};
  const double middle = *least < 0 ? -*least : small_size(differences);
  return {{"type", "symlog"},
          {"constant", shown_number(middle)},
          {"domain",
           {shown_number(std::min(*least, -middle)), shown_number(std::max(*largest, middle))}},
          {"domainMid", 0},
          {"scheme", "blueorange"}};
}

PictureJson risk_rows(const Landscape& landscape) {
  const PlaneGrid& grid = landscape.grid;
  const double ds = (grid.s[1] - grid.s[0]) / 2, dt = (grid.t[1] - grid.t[0]) / 2;
  const double end_s = grid.s.back(), end_t = grid.t.back();
  PictureJson rows = PictureJson::array();
  const std::vector<PlanePoint> points = grid.points();
  for (std::size_t k = 0; k < points.size(); ++k) {
    const auto& [s, t] = points[k];
    rows.push_back({{"s", shown_number(std::max(s - ds, grid.s.front()))},
                    {"s2", shown_number(std::min(s + 1.1 * ds, end_s))},
                    {"t", shown_number(std::max(t - dt, grid.t.front()))},
                    {"t2", shown_number(std::min(t + 1.1 * dt, end_t))},
                    {"d", shown_number(landscape.values.differences[k])},
                    {"n", landscape.values.changed[k]}});
  }
  return rows;
}

PictureJson wall_rows(const NearestWalls& walls) {
  PictureJson rows = PictureJson::array();
  for (const auto& [place, distance, segments] : walls.walls)
    for (const auto& [from, to] : segments)
      rows.push_back({{"s", shown_number(from.s)},
                      {"t", shown_number(from.t)},
                      {"s2", shown_number(to.s)},
                      {"t2", shown_number(to.t)},
                      {"sample", place.sample},
                      {"layer", place.layer},
                      {"unit", place.unit}});
  return rows;
}

PictureJson box_rows(const std::vector<std::pair<double, double>>& corners) {
  PictureJson rows = PictureJson::array();
  for (std::size_t k = 0; k < corners.size(); ++k)
    rows.push_back(
        {{"k", k}, {"s", shown_number(corners[k].first)}, {"t", shown_number(corners[k].second)}});
  return rows;
}

PictureJson domain_of(const std::vector<double>& steps) {
  return {shown_number(steps.front()), shown_number(steps.back())};
}

/// W, and W2 if it is in the plane.
void name_points(PictureJson& values, bool has_better) {
  values["points"] = {{{"s", 0}, {"t", 0}, {"name", "W"}}};
  values["networks"] = {"W"};
  values["network_shapes"] = {"circle"};
  if (has_better) {
    values["points"].push_back({{"s", 1}, {"t", 0}, {"name", "W2"}});
    values["networks"].push_back("W2");
    values["network_shapes"].push_back("diamond");
  }
}

struct LandscapeWords {
  std::string name, title, place;
};

Picture landscape_picture(const LandscapeWords& words, const Landscape& landscape,
                          const std::pair<PlaneDirection, PlaneDirection>& directions,
                          const std::optional<CertifiedBox>& box, bool has_better) {
  const auto& [first, second] = directions;
  PictureJson values = {{"title", words.title},
                        {"risks", risk_rows(landscape)},
                        {"color_scale", color_scale(landscape.values.differences)},
                        {"walls", wall_rows(landscape.walls)},
                        {"x_title", "s, " + first.meaning},
                        {"y_title", "t, " + second.meaning},
                        {"s_domain", domain_of(landscape.grid.s)},
                        {"t_domain", domain_of(landscape.grid.t)}};
  name_points(values, has_better);
  std::string box_words;
  if (box) {
    values["box"] = box_rows(box_in_plane(first, second, box->radius.get_d()));
    box_words = fmt::format(
        " The black outline is the certified box: no parameter moves by more than {}, and the risk "
        "is nowhere lower than {}.",
        decimal(box->radius, 4), box->is_near ? "at a minimum near W" : "at W");
  }
  const auto& differences = landscape.values.differences;
  const auto [least, largest] = std::minmax_element(differences.begin(), differences.end());
  const std::size_t shown = landscape.walls.walls.size(), count = landscape.walls.count;
  return picture_from(
      words.name, "landscape",
      fmt::format(
          "The risk at W + s D + t E, {}: D leads {}, E {}. Colours are the risk minus R(W), from "
          "{:.3g} to {:.3g} here. {} walls, where a unit is at a breakpoint for a sample, cross "
          "the picture as lines{}.{} Computed in floating point on a grid of {} by {} points.",
          words.place, first.meaning, second.meaning, *least, *largest, count,
          shown == count ? "" : fmt::format("; the {} nearest to W are shown", shown), box_words,
          landscape.grid.s.size(), landscape.grid.t.size()),
      values);
}

/// How far from W along a direction the walls next to the box are, by halving and doubling: the
/// first size at which some sample has another pattern; 64 sizes of the box at most.
double near_size(const PlaneRisk& risk, double box, const PlaneDirection& first,
                 const PlaneDirection& second) {
  double size = box;
  for (int doubled = 0; doubled < 6; ++doubled, size *= 2) {
    const double s = size / first.size.get_d(), t = size / second.size.get_d();
    const auto changed = risk.at({{s, 0}, {-s, 0}, {0, t}, {0, -t}}).changed;
    if (std::any_of(changed.begin(), changed.end(), [](std::size_t n) { return n > 0; }))
      break;
  }
  return 1.25 * size;
}

/// t so far that the risk changes about as much as between W and W2.
double far_size(const PlaneRisk& risk, double s_from, double s_to, double start) {
  std::vector<PlanePoint> points;
  for (const double s : even_steps(s_from, s_to, 17))
    points.push_back({s, 0});
  double largest = 0;
  for (const double value : risk.at(points).differences)
    largest = std::max(largest, std::abs(value));
  double t = start;
  for (int halved = 0; halved < 60; ++halved, t /= 2) {
    const auto values = risk.at({{0, t}, {0, -t}, {1, t}, {1, -t}}).differences;
    if (std::all_of(values.begin(), values.end(),
                    [&](double value) { return std::abs(value) <= 2 * largest; }))
      break;
  }
  return t;
}

/// Half of the picture near W, as a size of parameters.
double near_radius(const CertificateDocument& document, const std::optional<CertifiedBox>& box,
                   const PlaneDirection& first) {
  if (box)
    return box->radius.get_d();
  if (document.not_local_minimum)
    return Rational(document.not_local_minimum->epsilon * first.size).get_d();
  return first.size.get_d() / 4;
}

} // namespace

std::vector<Picture> landscape_pictures(const Subject& subject,
                                        const std::vector<std::string>& plane) {
  std::vector<Picture> result;
  auto directions = plane_directions(subject, plane);
  if (!directions)
    return result;
  const PlaneRisk risk(subject, directions->first.change, directions->second.change);
  const double side =
      std::floor(std::sqrt(most_work / static_cast<double>(risk.work_of_one_point())));
  if (side < least_side)
    return result;
  const std::size_t points =
      std::min((static_cast<std::size_t>(side) - 1) / 6 * 6 + 1, largest_side);
  const auto box = certified_box(subject.document);
  const auto& [first, second] = *directions;
  const double size = near_size(risk, near_radius(subject.document, box, first), first, second);
  const double s = size / first.size.get_d(), t = size / second.size.get_d();
  const Landscape near = landscape_in(risk, {-s, s, t}, points);
  if (near.is_finite())
    result.push_back(landscape_picture({"landscape", "The landscape around W", "near W"}, near,
                                       *directions, box, false));
  if (first.name == "better") {
    const double start = Rational(first.size / second.size).get_d();
    const Landscape far =
        landscape_in(risk, {-0.25, 1.25, far_size(risk, -0.25, 1.25, start)}, points);
    if (far.is_finite())
      result.push_back(landscape_picture(
          {"far-landscape", "The landscape as far as the better network", "from W to W2"}, far,
          *directions, box, true));
  }
  return result;
}

} // namespace thalweg
