// SPDX-License-Identifier: GPL-3.0-or-later
//
// A row of the matrix is stored as runs of units that use one piece: a few marks instead of one per
// unit.

#include "pictures/pattern_pictures.hpp"

#include "pictures/templates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace thalweg {

namespace {

constexpr std::size_t most_rows = 60;
constexpr std::size_t most_units = 120;
constexpr std::size_t most_margins = 1000;

bool is_shown(const Layer& layer) {
  return has_pieces(layer);
}

struct UnitPlace {
  std::size_t layer, unit;
};

std::vector<UnitPlace> shown_units(const Network& network) {
  std::vector<UnitPlace> result;
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l)
    for (std::size_t j = 0; is_shown(network.layers[l]) && j < network.layers[l].unit_count(); ++j)
      result.push_back({l, j});
  return result;
}

/// What decides the pieces of a layer: its pre-activations, or the inputs of max pooling.
Vector deciding_values(const Subject& subject, std::size_t layer, std::size_t sample) {
  if (subject.document.network.layers[layer].kind == LayerKind::max_pooling)
    return subject.passes.output(layer, sample);
  return subject.passes.pre_activations(layer, sample);
}

/// By how much the largest entry of a window leads; it has two.
Rational lead(const SparseRow& window, const Vector& inputs) {
  Vector entries;
  for (const Term& entry : window)
    entries.push_back(inputs[entry.first]);
  std::sort(entries.rbegin(), entries.rend());
  return entries[0] - entries[1];
}

/// How far a unit is from another piece; nothing if it has one only.
std::optional<Rational> distance_to_wall(const Layer& layer, std::size_t unit,
                                         const Vector& values) {
  if (piece_count(layer, unit) < 2)
    return std::nullopt;
  if (layer.kind == LayerKind::max_pooling)
    return lead(layer.choices[unit], values);
  return abs(values[unit] - *layer.activation.nearest_breakpoint(values[unit]));
}

/// "off", "on", "piece 0", … or "on a wall"
std::string piece_name(const Layer& layer, std::size_t unit, const Vector& values) {
  const auto piece = layer.kind == LayerKind::max_pooling ? selected_entry(layer, unit, values)
                                                          : layer.activation.piece_of(values[unit]);
  if (!piece)
    return "on a wall";
  if (layer.activation.name == "relu")
    return *piece == 0 ? "off" : "on";
  return fmt::format("piece {}", *piece);
}

/// Names of pieces, per sample and unit.
using Patterns = std::vector<std::vector<std::string>>;

Patterns patterns_of(const Subject& subject, const std::vector<UnitPlace>& units) {
  const Network& network = subject.document.network;
  const Dataset& data = subject.document.data;
  Patterns result(data.sample_count());
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    std::vector<Vector> z(network.hidden_layer_count());
    for (const auto& [layer, unit] : units) {
      if (z[layer].empty())
        z[layer] = deciding_values(subject, layer, i);
      result[i].push_back(piece_name(network.layers[layer], unit, z[layer]));
    }
  }
  return result;
}

void append_runs(PictureJson& rows, std::size_t sample, const std::vector<std::string>& pattern) {
  for (std::size_t from = 0, to = 0; from < pattern.size(); from = to) {
    while (to < pattern.size() && pattern[to] == pattern[from])
      ++to;
    rows.push_back({{"s", sample}, {"from", from}, {"to", to}, {"piece", pattern[from]}});
  }
}

/// Where the layers begin, as lines between them.
PictureJson layer_lines(const std::vector<UnitPlace>& units) {
  PictureJson rows = PictureJson::array();
  for (std::size_t k = 0; k < units.size(); ++k)
    if (k == 0 || units[k].layer != units[k - 1].layer)
      rows.push_back({{"from", k}, {"layer", units[k].layer}});
  return rows;
}

/// The pieces of a picture and their colours.
void name_pieces(PictureJson& values, const Patterns& patterns) {
  std::vector<std::string> domain, range;
  std::size_t pieces = 0;
  for (const auto& pattern : patterns)
    for (const std::string& name : pattern)
      if (name.starts_with("piece "))
        pieces = std::max<std::size_t>(pieces, std::stoul(name.substr(6)) + 1);
  const auto has = [&](const std::string& name) {
    return std::any_of(patterns.begin(), patterns.end(), [&](const auto& pattern) {
      return std::find(pattern.begin(), pattern.end(), name) != pattern.end();
    });
  };
  for (const auto& [name, color] :
       {std::pair("off", "#c9d3dd"), {"on", "#2f5d8c"}, {"on a wall", "#d62728"}})
    if (has(name)) {
      domain.push_back(name);
      range.push_back(color);
    }
  constexpr const char* scheme[] = {"#c9d3dd", "#2f5d8c", "#f58518", "#54a24b", "#b279a2"};
  for (std::size_t q = 0; q < pieces; ++q) {
    domain.push_back(fmt::format("piece {}", q));
    range.push_back(scheme[q % std::size(scheme)]);
  }
  values["pieces"] = domain;
  values["piece_colors"] = range;
}

/// The least distance of a sample to a breakpoint and where it is.
struct Margin {
  std::size_t sample;
  Rational distance;
  UnitPlace where;
};

std::vector<Margin> sorted_margins(const Subject& subject, const std::vector<UnitPlace>& units) {
  const Network& network = subject.document.network;
  const Dataset& data = subject.document.data;
  std::vector<Margin> result;
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    std::optional<Margin> least;
    std::vector<Vector> z(network.hidden_layer_count());
    for (const UnitPlace& place : units) {
      if (z[place.layer].empty())
        z[place.layer] = deciding_values(subject, place.layer, i);
      const auto distance =
          distance_to_wall(network.layers[place.layer], place.unit, z[place.layer]);
      if (distance && (!least || *distance < least->distance))
        least = Margin{i, *distance, place};
    }
    if (least)
      result.push_back(std::move(*least));
  }
  std::stable_sort(result.begin(), result.end(),
                   [](const Margin& a, const Margin& b) { return a.distance < b.distance; });
  return result;
}

} // namespace

std::optional<Picture> pattern_picture(const Subject& subject) {
  const std::vector<UnitPlace> all = shown_units(subject.document.network);
  if (all.empty())
    return std::nullopt;
  std::vector<UnitPlace> units;
  for (const std::size_t k : chosen_indices(all.size(), most_units))
    units.push_back(all[k]);
  const Patterns patterns = patterns_of(subject, units);
  std::vector<std::size_t> samples = chosen_indices(patterns.size(), most_rows);
  std::stable_sort(samples.begin(), samples.end(),
                   [&](std::size_t a, std::size_t b) { return patterns[a] < patterns[b]; });
  PictureJson rows = PictureJson::array();
  for (const std::size_t i : samples)
    append_runs(rows, i, patterns[i]);
  PictureJson values = {
      {"runs", std::move(rows)},
      {"layers", layer_lines(units)},
      {"units", units.size()},
      {"height", std::clamp(static_cast<int>(samples.size() * 10) + 110, 200, 620)}};
  name_pieces(values, patterns);
  return picture_from(
      "patterns", "patterns",
      fmt::format("A matrix of {} samples by {} hidden units: the linear piece that each unit "
                  "uses. Samples with equal patterns stand together; a line begins each hidden "
                  "layer.{}{}",
                  patterns.size(), all.size(),
                  choice_note(samples.size(), patterns.size(), "samples"),
                  choice_note(units.size(), all.size(), "units")),
      values);
}

std::optional<Picture> margin_picture(const Subject& subject) {
  const std::vector<UnitPlace> units = shown_units(subject.document.network);
  if (units.empty())
    return std::nullopt;
  const std::vector<Margin> margins = sorted_margins(subject, units);
  const auto on_wall = static_cast<std::size_t>(
      std::count_if(margins.begin(), margins.end(),
                    [](const Margin& margin) { return sgn(margin.distance) == 0; }));
  if (on_wall == margins.size())
    return std::nullopt;
  const std::vector<Layer>& all_layers = subject.document.network.layers;
  const bool has_windows =
      std::any_of(all_layers.begin(), all_layers.end(),
                  [](const Layer& layer) { return layer.kind == LayerKind::max_pooling; });
  PictureJson rows = PictureJson::array();
  const std::vector<std::size_t> chosen = chosen_indices(margins.size() - on_wall, most_margins);
  for (const std::size_t k : chosen) {
    const Margin& margin = margins[on_wall + k];
    rows.push_back({{"rank", on_wall + k + 1},
                    {"margin", shown_number(margin.distance)},
                    {"exact", number_on_hover(margin.distance)},
                    {"sample", margin.sample},
                    {"layer", margin.where.layer},
                    {"unit", margin.where.unit}});
  }
  PictureJson values = {{"margins", std::move(rows)}};
  std::string radius;
  if (const auto& claim = subject.document.local_minimum) {
    radius =
        fmt::format(" The dashed line is the certified radius {}, by which every parameter may "
                    "move.",
                    decimal(claim->radius, 4));
    values["radius"] = PictureJson::array(
        {{{"margin", shown_number(claim->radius)}, {"exact", number_on_hover(claim->radius)}}});
  }
  return picture_from(
      "margins", "margins",
      fmt::format("The least distance of a pre-activation to a breakpoint{}, for every sample, in "
                  "increasing order: from {} to {}.{}{}{}",
                  has_windows ? ", or lead of an entry of max pooling" : "",
                  decimal(margins[on_wall].distance, 4), decimal(margins.back().distance, 4),
                  on_wall == 0 ? ""
                               : fmt::format(" {} of {} samples are on a wall, at distance 0, and "
                                             "not shown.",
                                             on_wall, margins.size()),
                  radius, choice_note(chosen.size(), margins.size() - on_wall, "samples")),
      values);
}

} // namespace thalweg
