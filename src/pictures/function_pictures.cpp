// SPDX-License-Identifier: GPL-3.0-or-later

#include "pictures/function_pictures.hpp"

#include "pictures/planar_polygon.hpp"
#include "pictures/region_pictures.hpp"
#include "pictures/subject.hpp"
#include "pictures/templates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace thalweg {

namespace {

constexpr std::size_t most_functions = 4, most_partitions = 4, most_cells = 2000;

struct Segment {
  Rational lower, upper;
};

/// A bounded polytope of dimension 1.
Segment segment_of(const Polytope& polytope) {
  std::optional<Rational> lower, upper;
  for (const Halfspace& side : polytope.halfspaces) {
    if (sgn(side.normal[0]) == 0)
      continue;
    const Rational end = side.offset / side.normal[0];
    if (sgn(side.normal[0]) > 0)
      upper = upper ? std::min(*upper, end) : end;
    else
      lower = lower ? std::max(*lower, end) : end;
  }
  return {lower.value(), upper.value()};
}

std::string numbered(const std::string& name, std::size_t k) {
  return k == 0 ? name : fmt::format("{}-{}", name, k + 1);
}

std::string of_output(std::size_t output, std::size_t count) {
  return count == 1 ? "" : fmt::format(", output {}", output);
}

/// The names of the inputs: of the samples, or x1, x2, ….
std::vector<std::string> names_of_inputs(const CertificateDocument& document,
                                         std::size_t dimension) {
  std::vector<std::string> names;
  for (std::size_t k = 0; k < dimension; ++k)
    names.push_back(document.data.sample_count() > 0 ? input_name(document.data, k)
                                                     : fmt::format("x{}", k + 1));
  return names;
}

/// The samples over one input, or in a plane; `output` for the former.
PictureJson sample_rows(const CertificateDocument& document, std::size_t first,
                        std::optional<std::size_t> second, std::size_t output) {
  PictureJson rows = PictureJson::array();
  const Dataset& data = document.data;
  for (const std::size_t i : chosen_indices(data.sample_count(), 1500))
    rows.push_back(
        {{"sample", i},
         {"x", shown_number(data.inputs[i][first])},
         {"y", shown_number(second ? data.inputs[i][*second] : data.targets[i][output])}});
  return rows;
}

const std::string failure_note =
    " The red cross is a point where the form of eq. (14) of liu2021 has another value.";

// ---- Over one input

Picture function_graph(const StatedGeometry& geometry, const CertificateDocument& document,
                       std::size_t output) {
  const StatedFunction& function = geometry.functions[output];
  const Cells& cells = geometry.partitions[function.partition];
  PictureJson rows = PictureJson::array();
  for (std::size_t m = 0; m < cells.size(); ++m) {
    const AffineFunction& piece = function.functions[function.pieces[m]];
    const Segment segment = segment_of(cells[m]);
    for (const Rational& end : {segment.lower, segment.upper})
      rows.push_back({{"x", shown_number(end)},
                      {"y", shown_number(piece({end}))},
                      {"cell", m},
                      {"piece", fmt::format("p{}", function.pieces[m])},
                      {"formula", formula_on_hover(piece)}});
  }
  PictureJson values = {
      {"title", "The piecewise linear function" + of_output(output, geometry.functions.size())},
      {"graph", std::move(rows)},
      {"input", names_of_inputs(document, 1)[0]}};
  if (document.data.sample_count() > 0)
    values["samples"] = sample_rows(document, 0, std::nullopt, output);
  const bool fails = geometry.failure && geometry.failure->output == output;
  if (fails) {
    const Vector& point = geometry.failure->point;
    const auto cell = std::find_if(cells.begin(), cells.end(),
                                   [&](const Polytope& one) { return one.contains(point); });
    const auto m = static_cast<std::size_t>(cell - cells.begin());
    values["failure"] =
        PictureJson::array({{{"x", shown_number(point[0])},
                             {"y", shown_number(function.functions[function.pieces.at(m)](point))},
                             {"what", "eq. (14) fails"}}});
  }
  return picture_from(numbered("function", output), "function",
                      fmt::format("The graph of the stated function: {} cells, on each of them one "
                                  "of {} affine functions.{}",
                                  cells.size(), function.functions.size(),
                                  fails ? failure_note : ""),
                      values);
}

/// Where the minimum of some functions bends in a segment, with its ends.
Vector minimum_kinks(const std::vector<AffineFunction>& functions, const Segment& segment) {
  std::set<Rational> points{segment.lower, segment.upper};
  for (std::size_t a = 0; a < functions.size(); ++a)
    for (std::size_t b = 0; b < a; ++b) {
      const AffineFunction gap = functions[a] - functions[b];
      if (sgn(gap.linear[0]) == 0)
        continue;
      const Rational x = -gap.constant / gap.linear[0];
      if (segment.lower < x && x < segment.upper)
        points.insert(x);
    }
  return {points.begin(), points.end()};
}

Rational least_value(const std::vector<AffineFunction>& functions, const Vector& x) {
  Rational least = functions.front()(x);
  for (const AffineFunction& function : functions)
    least = std::min(least, function(x));
  return least;
}

std::vector<AffineFunction> functions_of_row(const StatedFunction& function, std::size_t row) {
  std::vector<AffineFunction> result;
  for (const std::size_t j : function.rows[row])
    result.push_back(function.functions[j]);
  return result;
}

std::string row_name(const StatedFunction& function, std::size_t row) {
  std::string text;
  for (const std::size_t j : function.rows[row])
    text += (text.empty() ? "min(p" : ", p") + std::to_string(j);
  return text + ")";
}

Picture lattice_graph(const StatedGeometry& geometry, std::size_t output) {
  const StatedFunction& function = geometry.functions[output];
  const Cells& cells = geometry.partitions[function.partition];
  Segment domain = segment_of(cells.front());
  for (const Polytope& cell : cells) {
    const Segment segment = segment_of(cell);
    domain = {std::min(domain.lower, segment.lower), std::max(domain.upper, segment.upper)};
  }
  PictureJson rows = PictureJson::array(), graph = PictureJson::array();
  for (std::size_t row = 0; row < function.rows.size(); ++row) {
    const std::vector<AffineFunction> functions = functions_of_row(function, row);
    for (const Rational& point : minimum_kinks(functions, domain))
      rows.push_back({{"x", shown_number(point)},
                      {"y", shown_number(least_value(functions, {point}))},
                      {"row", row_name(function, row)}});
  }
  for (std::size_t m = 0; m < cells.size(); ++m)
    for (const Rational& end : {segment_of(cells[m]).lower, segment_of(cells[m]).upper})
      graph.push_back({{"x", shown_number(end)},
                       {"y", shown_number(function.functions[function.pieces[m]]({end}))},
                       {"cell", m}});
  return picture_from(
      numbered("lattice", output), "lattice",
      fmt::format("The stated function, broad and grey, is the maximum of {} minima of affine "
                  "functions, dashed.",
                  function.rows.size()),
      {{"title", "The max-min form" + of_output(output, geometry.functions.size())},
       {"graph", std::move(graph)},
       {"rows", std::move(rows)},
       {"input", "x"}});
}

Picture interval_partitions(const StatedGeometry& geometry, const CertificateDocument& document) {
  PictureJson rows = PictureJson::array();
  for (std::size_t k = 0; k < geometry.partitions.size(); ++k)
    for (std::size_t m = 0; m < geometry.partitions[k].size(); ++m) {
      const Segment segment = segment_of(geometry.partitions[k][m]);
      rows.push_back({{"x", shown_number(segment.lower)},
                      {"x2", shown_number(segment.upper)},
                      {"partition", k},
                      {"cell", m},
                      {"exact", fmt::format("[{}, {}]", number_on_hover(segment.lower),
                                            number_on_hover(segment.upper))}});
    }
  PictureJson values = {{"intervals", std::move(rows)},
                        {"input", names_of_inputs(document, 1)[0]},
                        {"height", 150 + 40 * geometry.partitions.size()}};
  const bool has_samples = document.data.sample_count() > 0;
  if (has_samples)
    values["samples"] = sample_rows(document, 0, std::nullopt, 0);
  const std::string count = geometry.partitions.size() == 1
                                ? "1 partition"
                                : fmt::format("{} partitions", geometry.partitions.size());
  return picture_from("partition", "intervals",
                      fmt::format("The cells of {} as intervals{}.", count,
                                  has_samples ? ", and the samples as lines" : ""),
                      values);
}

// ---- In a plane

const PictureJson squares = {{"symbolType", "square"}, {"symbolStrokeWidth", 0}};

struct PlanarCells {
  PlanarSlice slice;
  std::vector<std::string> names;                        ///< of all inputs
  std::vector<std::pair<std::size_t, Polygon>> polygons; ///< cells that meet the plane
};

std::optional<PlanarSlice> slice_of(const StatedGeometry& geometry,
                                    const CertificateDocument& document,
                                    const std::vector<std::string>& chosen) {
  const std::size_t dimension = geometry.domain->dimension;
  return planar_slice(chosen, names_of_inputs(document, dimension),
                      interior_point(*geometry.domain).value_or(Vector(dimension)));
}

PlanarCells planar_cells(const Cells& cells, const CertificateDocument& document,
                         const PlanarSlice& slice) {
  PlanarCells result{slice, names_of_inputs(document, slice.base.size()), {}};
  for (std::size_t m = 0; m < cells.size(); ++m) {
    Polygon polygon = polygon_of(sliced(cells[m], slice));
    if (polygon.size() > 2)
      result.polygons.emplace_back(m, std::move(polygon));
  }
  return result;
}

Picture planar_picture(const PlanarCells& cells, const std::string& name,
                       const std::string& description, PictureJson values,
                       const CertificateDocument& document) {
  std::vector<Vector> corners;
  for (const auto& [m, polygon] : cells.polygons)
    corners.insert(corners.end(), polygon.begin(), polygon.end());
  name_axes(values, cells.names[cells.slice.first], cells.names[cells.slice.second],
            box_around(corners, 0, 1));
  const bool has_samples = document.data.sample_count() > 0;
  if (has_samples)
    values["samples"] = sample_rows(document, cells.slice.first, cells.slice.second, 0);
  return picture_from(name, "polygons",
                      description + slice_note(cells.slice, "a point inside the domain") +
                          (has_samples ? " The points are the samples." : ""),
                      values);
}

Picture planar_function(const StatedGeometry& geometry, const CertificateDocument& document,
                        std::size_t output, const PlanarSlice& slice) {
  const StatedFunction& function = geometry.functions[output];
  const PlanarCells cells = planar_cells(geometry.partitions[function.partition], document, slice);
  PictureJson rows = PictureJson::array();
  for (const auto& [m, polygon] : cells.polygons) {
    const AffineFunction& piece = function.functions[function.pieces[m]];
    append_corners(
        rows, m, polygon,
        {{"v", shown_number(sliced(piece, slice)(middle(polygon)))},
         {"piece", fmt::format("p{} = {}", function.pieces[m], formula_on_hover(piece))}});
  }
  PictureJson fill = channel("v", "quantitative", "value");
  fill["scale"] = {{"scheme", "viridis"}};
  PictureJson values = {
      {"title", "The piecewise linear function" + of_output(output, geometry.functions.size())},
      {"polygons", std::move(rows)},
      {"fill", fill},
      {"tooltip", channel("piece", "nominal", "affine function")}};
  const bool fails =
      geometry.failure && geometry.failure->output == output && slice.base.size() == 2;
  if (fails)
    values["failure"] =
        PictureJson::array({{{"x", shown_number(geometry.failure->point[slice.first])},
                             {"y", shown_number(geometry.failure->point[slice.second])},
                             {"what", "eq. (14) fails"}}});
  return planar_picture(
      cells, numbered("function", output),
      fmt::format(
          "{} cells of the stated function, on each of them one of {} affine functions; the "
          "colour is the value in the middle.{}",
          cells.polygons.size(), function.functions.size(), fails ? failure_note : ""),
      std::move(values), document);
}

Picture planar_lattice(const StatedGeometry& geometry, std::size_t output,
                       const PlanarSlice& slice) {
  const StatedFunction& function = geometry.functions[output];
  const CertificateDocument none;
  const PlanarCells cells = planar_cells(geometry.partitions[function.partition], none, slice);
  std::vector<std::vector<AffineFunction>> functions(function.rows.size());
  for (std::size_t row = 0; row < function.rows.size(); ++row)
    for (const AffineFunction& one : functions_of_row(function, row))
      functions[row].push_back(sliced(one, slice));
  PictureJson rows = PictureJson::array();
  for (const auto& [m, polygon] : cells.polygons) {
    const Vector inside = middle(polygon);
    std::size_t largest = 0;
    for (std::size_t row = 1; row < functions.size(); ++row)
      if (least_value(functions[row], inside) > least_value(functions[largest], inside))
        largest = row;
    append_corners(
        rows, m, polygon,
        {{"row", row_name(function, largest)}, {"piece", fmt::format("p{}", function.pieces[m])}});
  }
  PictureJson fill = channel("row", "nominal", "row");
  fill["legend"] = functions.size() > 12 ? PictureJson(nullptr) : squares;
  return planar_picture(
      cells, numbered("lattice", output),
      fmt::format("The stated function is the maximum of {} minima of affine functions. The colour "
                  "of a cell is the row that is the largest in its middle.",
                  functions.size()),
      {{"title", "The max-min form" + of_output(output, geometry.functions.size())},
       {"polygons", std::move(rows)},
       {"fill", fill},
       {"tooltip", {channel("row", "nominal", "row"), channel("piece", "nominal", "value")}}},
      none);
}

Picture planar_partition(const StatedGeometry& geometry, const CertificateDocument& document,
                         std::size_t k, const PlanarSlice& slice) {
  const PlanarCells cells = planar_cells(geometry.partitions[k], document, slice);
  PictureJson rows = PictureJson::array();
  for (const auto& [m, polygon] : cells.polygons)
    append_corners(rows, m, polygon, {{"cell", m}});
  PictureJson fill = channel("cell", "nominal", "cell");
  fill["scale"] = {{"scheme", "tableau20"}};
  fill["legend"] = cells.polygons.size() > 20 ? PictureJson(nullptr) : squares;
  return planar_picture(
      cells, numbered("partition", k),
      fmt::format("{} cells of a convex partition of the domain.", cells.polygons.size()),
      {{"title", geometry.partitions.size() == 1 ? "The cells of the partition"
                                                 : fmt::format("The cells of partition {}", k)},
       {"polygons", std::move(rows)},
       {"fill", fill},
       {"tooltip", channel("cell", "nominal", "cell")}},
      document);
}

/// Can it be drawn: how many inputs, or a plane of them?
bool is_drawable(const StatedGeometry& geometry, std::size_t partition) {
  return geometry.domain && geometry.partitions.at(partition).size() <= most_cells;
}

} // namespace

std::vector<Picture> function_pictures(const StatedGeometry& geometry,
                                       const CertificateDocument& document,
                                       const std::vector<std::string>& slice) {
  std::vector<Picture> result;
  for (std::size_t o = 0; o < std::min(geometry.functions.size(), most_functions); ++o) {
    if (!is_drawable(geometry, geometry.functions[o].partition))
      continue;
    if (geometry.domain->dimension == 1)
      result.push_back(function_graph(geometry, document, o));
    else if (const auto plane = slice_of(geometry, document, slice))
      result.push_back(planar_function(geometry, document, o, *plane));
  }
  return result;
}

std::vector<Picture> lattice_pictures(const StatedGeometry& geometry,
                                      const std::vector<std::string>& slice) {
  std::vector<Picture> result;
  for (std::size_t o = 0; o < std::min(geometry.functions.size(), most_functions); ++o) {
    const StatedFunction& function = geometry.functions[o];
    if (function.rows.empty() || !is_drawable(geometry, function.partition))
      continue;
    if (geometry.domain->dimension == 1)
      result.push_back(lattice_graph(geometry, o));
    else if (const auto plane = slice_of(geometry, {}, slice))
      result.push_back(planar_lattice(geometry, o, *plane));
  }
  return result;
}

std::vector<Picture> partition_pictures(const StatedGeometry& geometry,
                                        const CertificateDocument& document,
                                        const std::vector<std::string>& slice) {
  std::vector<Picture> result;
  for (std::size_t k = 0; k < std::min(geometry.partitions.size(), most_partitions); ++k) {
    if (!is_drawable(geometry, k))
      continue;
    if (geometry.domain->dimension == 1)
      return {interval_partitions(geometry, document)};
    if (const auto plane = slice_of(geometry, document, slice))
      result.push_back(planar_partition(geometry, document, k, *plane));
  }
  return result;
}

} // namespace thalweg
