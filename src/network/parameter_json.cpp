// SPDX-License-Identifier: GPL-3.0-or-later

#include "network/parameter_json.hpp"

#include "data/npz_file.hpp"
#include "exact/error.hpp"
#include "exact/input_file.hpp"
#include "network/named_activation.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace thalweg {

namespace {

using Folder = std::filesystem::path;

Vector rationals(const ExactJson& json) {
  Vector values;
  for (const ExactJson& item : json.array())
    values.push_back(item.rational());
  return values;
}

/// {"npy":"file.npy"} or {"npz":"file.npz","name":"array"}: an array beside the network.
NpyArray npy_array_beside(const ExactJson& json, const Folder& folder) {
  const bool is_archived = json.find("npz") != nullptr;
  if (is_archived)
    json.require_keys({"npz", "name"});
  else
    json.require_keys({"npy"});
  const ExactJson& file = json.at(is_archived ? "npz" : "npy");
  const std::filesystem::path name = file.string();
  if (name.empty() || name.has_root_path() || name.has_parent_path())
    file.fail("the name of a file beside the network", file.in_words());
  const std::filesystem::path path = folder / name;
  if (is_archived)
    return npz_array(text_of_file(path), json.at("name").string(), path.string());
  return npy_array_from_file(path);
}

/// The number of columns is not that of the shape.
[[noreturn]] void fail_count(const ExactJson& json, const WeightShape& shape,
                             const std::string& expected, const std::string& found) {
  if (shape.takes_inputs)
    throw InputCountError(json.place + ": expected " + expected + ", found " + found);
  json.fail(expected, found);
}

/// [w, w, …] with one weight per column.
SparseRow dense_row(const ExactJson& json, const WeightShape& shape) {
  if (json.items.size() != shape.column_count)
    fail_count(json, shape, fmt::format("{} weights ({})", shape.column_count, shape.of),
               fmt::format("{}", json.items.size()));
  SparseRow row;
  for (std::size_t k = 0; k < shape.column_count; ++k)
    if (Rational weight = json.items[k].rational(); weight != 0)
      row.emplace_back(k, std::move(weight));
  return row;
}

/// [[column, w], …] with increasing columns; [] has no non-zero weight.
SparseRow sparse_row(const ExactJson& json, const WeightShape& shape) {
  SparseRow row;
  std::optional<std::size_t> last;
  for (const ExactJson& pair : json.items) {
    if (pair.array().size() != 2)
      pair.fail(fmt::format("[{}, weight]", shape.column), pair.in_words());
    const std::size_t column = pair.items[0].index();
    if (column >= shape.column_count)
      fail_count(pair.items[0], shape,
                 fmt::format("an {} below {} ({})", shape.column, shape.column_count, shape.of),
                 pair.items[0].in_words());
    if (last && column <= *last)
      pair.items[0].fail("strictly increasing " + shape.columns, pair.items[0].in_words());
    last = column;
    if (Rational weight = pair.items[1].rational(); weight != 0)
      row.emplace_back(column, std::move(weight));
  }
  return row;
}

SparseRow row_from(const ExactJson& json, const WeightShape& shape) {
  const bool is_sparse = json.array().empty() || json.items.front().kind == ExactJsonKind::array;
  return is_sparse ? sparse_row(json, shape) : dense_row(json, shape);
}

std::string npy_shape_text(const Shape& shape) {
  return fmt::format("({})", fmt::join(shape, ", "));
}

std::vector<SparseRow> rows_from_npy(const ExactJson& json, const WeightShape& shape,
                                     const Folder& folder) {
  NpyArray array = npy_array_beside(json, folder);
  if (array.shape.empty() || Shape(array.shape.begin() + 1, array.shape.end()) != shape.npy)
    fail_count(json, shape,
               fmt::format("an array of shape ({}s, {})", shape.row, fmt::join(shape.npy, ", ")),
               npy_shape_text(array.shape));
  std::vector<SparseRow> rows(array.shape.front());
  for (std::size_t r = 0; r < rows.size(); ++r)
    for (std::size_t k = 0; k < shape.column_count; ++k)
      if (Rational& weight = array.values[r * shape.column_count + k]; weight != 0)
        rows[r].emplace_back(k, std::move(weight));
  return rows;
}

} // namespace

Activation activation_from_json(const ExactJson& json) {
  if (json.kind == ExactJsonKind::text) {
    if (const std::optional<Activation> activation = named_activation(json.text))
      return *activation;
    throw Unsupported(json.place + ": expected " + activation_names() + " or a table, found " +
                      json.in_words());
  }
  json.require_keys({"breakpoints", "slopes", "intercepts"});
  return recognised(table_activation(rationals(json.at("breakpoints")),
                                     rationals(json.at("slopes")), rationals(json.at("intercepts")),
                                     json.place));
}

std::vector<SparseRow> rows_from_json(const ExactJson& json, const WeightShape& shape,
                                      const Folder& folder) {
  std::vector<SparseRow> rows;
  if (json.kind == ExactJsonKind::object)
    rows = rows_from_npy(json, shape, folder);
  else
    for (const ExactJson& row : json.array())
      rows.push_back(row_from(row, shape));
  if (rows.empty())
    json.fail("at least one " + shape.row, "none");
  return rows;
}

std::optional<Vector> biases_from_json(const ExactJson& json, std::size_t row_count,
                                       const WeightShape& shape, const Folder& folder) {
  if (json.kind == ExactJsonKind::null)
    return std::nullopt;
  Vector biases;
  if (json.kind == ExactJsonKind::object) {
    NpyArray array = npy_array_beside(json, folder);
    if (array.shape.size() != 1)
      json.fail(fmt::format("an array of shape ({}s)", shape.row), npy_shape_text(array.shape));
    biases = std::move(array.values);
  } else {
    biases = rationals(json);
  }
  if (biases.size() != row_count)
    json.fail(fmt::format("{} biases ({}s of the layer)", row_count, shape.row),
              fmt::format("{}", biases.size()));
  return biases;
}

Shape extents_from_json(const ExactJson& json) {
  Shape extents;
  for (const ExactJson& item : json.array())
    extents.push_back(item.index());
  return extents;
}

} // namespace thalweg
