// SPDX-License-Identifier: GPL-3.0-or-later

#include "pictures/population_pictures.hpp"

#include "pictures/templates.hpp"
#include "population/guess/floating_population.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {

namespace {

constexpr std::size_t most_teachers_with_values = 16;

struct Eigenvalue {
  double value;
  std::size_t multiplicity;
};

/// Numbers in increasing order; those that differ by rounding only are one.
std::vector<Eigenvalue> with_multiplicity(const std::vector<double>& sorted) {
  constexpr double same = 1e-7;
  std::vector<Eigenvalue> result;
  double last = 0;
  for (const double value : sorted) {
    if (result.empty() || value - last > same * std::abs(value))
      result.push_back({value, 0});
    ++result.back().multiplicity;
    last = value;
  }
  return result;
}

void append_block(PictureJson& rows, const std::vector<double>& eigenvalues,
                  const std::string& name) {
  for (const Eigenvalue& one : with_multiplicity(eigenvalues))
    rows.push_back({{"value", shown_number(one.value)},
                    {"times", one.multiplicity},
                    {"zero", 0},
                    {"block", name}});
}

} // namespace

Picture weights_picture(const PopulationPoint& point) {
  const std::size_t n = point.units.size(), k = point.teachers;
  const bool has_values = k <= most_teachers_with_values;
  const Integer one = Integer(1) << point.bits;
  PictureJson rows = PictureJson::array();
  Rational least, largest;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < k; ++j) {
      const Rational weight = fraction(point.units[i][j], one);
      least = std::min(least, weight);
      largest = std::max(largest, weight);
      rows.push_back({{"unit", i + 1},
                      {"teacher", j + 1},
                      {"weight", shown_number(weight)},
                      {"exact", number_on_hover(weight)}});
      if (has_values)
        rows.back()["dark"] = std::abs(weight.get_d()) > 0.6;
    }
  PictureJson values = {{"weights", std::move(rows)},
                        {"height", std::clamp(static_cast<int>(26 * n) + 90, 180, 620)}};
  if (has_values)
    values["font_size"] = k <= 10 ? 11 : 9;
  return picture_from(
      "weights", "weights",
      fmt::format("A map of {} units by {} teachers: the component of every unit along every "
                  "teacher, from {} to {}. A unit that equals its teacher would have one 1 in its "
                  "row and zeros otherwise.",
                  n, k, decimal(least, 3), decimal(largest, 3)),
      values);
}

Picture spectrum_picture(const PopulationPoint& point, const Rational& curvature) {
  const PopulationSpectrum spectrum = floating_spectrum(point);
  PictureJson rows = PictureJson::array();
  append_block(rows, spectrum.inner, fmt::format("first {} coordinates", point.teachers));
  append_block(rows, spectrum.further, "each further coordinate");
  const PictureJson bound = PictureJson::array(
      {{{"value", shown_number(curvature)}, {"exact", number_on_hover(curvature)}}});
  return picture_from(
      "spectrum", "spectrum",
      fmt::format("Eigenvalues of the Hessian at the centre of the ball, computed in floating "
                  "point: {} from {:.4g} to {:.4g} in the coordinates of the teachers, and {} from "
                  "{:.4g} to {:.4g} in each further coordinate. The dashed line is the certified "
                  "bound {}: no eigenvalue is below it.",
                  spectrum.inner.size(), spectrum.inner.front(), spectrum.inner.back(),
                  spectrum.further.size(), spectrum.further.front(), spectrum.further.back(),
                  decimal(curvature, 4)),
      {{"eigenvalues", std::move(rows)}, {"bound", bound}});
}

} // namespace thalweg
