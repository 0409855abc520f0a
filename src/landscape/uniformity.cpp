// SPDX-License-Identifier: GPL-3.0-or-later
//
// Patterns are compared class by class: a group is uniform iff its samples are in one class.

#include "landscape/uniformity.hpp"

#include "exact/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace thalweg {
namespace {

/// The members of one group in each class that it meets.
using ClassParts = std::vector<std::pair<const PatternClass*, SampleSet>>;

std::vector<ClassParts> parts_of_groups(const PatternClasses& classes, const Grouping& groups) {
  std::vector<ClassParts> result(groups.count);
  for (const PatternClass& one : classes.classes)
    for (std::size_t sample : one.members) {
      ClassParts& parts = result.at(groups.group_of_sample.at(sample));
      if (parts.empty() || parts.back().first != &one)
        parts.push_back({&one, {}});
      parts.back().second.push_back(sample);
    }
  return result;
}

std::vector<MixedUnit> mixed_units(const ClassParts& parts) {
  std::vector<MixedUnit> result;
  if (parts.size() < 2)
    return result;
  const auto& first = parts.front().first->pieces;
  for (std::size_t layer = 0; layer < first.size(); ++layer)
    for (std::size_t unit = 0; unit < first[layer].size(); ++unit) {
      MixedUnit mixed{layer, unit, {}};
      for (const auto& [one, samples] : parts) {
        const std::size_t piece = one->pieces[layer][unit];
        if (mixed.samples_of_piece.size() <= piece)
          mixed.samples_of_piece.resize(piece + 1);
        SampleSet& set = mixed.samples_of_piece[piece];
        set.insert(set.end(), samples.begin(), samples.end());
      }
      std::size_t used = 0;
      for (SampleSet& set : mixed.samples_of_piece) {
        std::sort(set.begin(), set.end());
        used += set.empty() ? 0 : 1;
      }
      if (used > 1)
        result.push_back(std::move(mixed));
    }
  return result;
}

void append_walls(const Network& network, const Dataset& data, std::size_t sample,
                  std::vector<WallUnit>& result) {
  const std::vector<Vector> z = network.pre_activations(data.inputs[sample]);
  for (std::size_t layer = 0; layer < network.hidden_layer_count(); ++layer) {
    const Vector& breakpoints = network.layers[layer].activation.breakpoints;
    for (std::size_t unit = 0; unit < z[layer].size(); ++unit)
      if (std::find(breakpoints.begin(), breakpoints.end(), z[layer][unit]) != breakpoints.end())
        result.push_back({sample, layer, unit});
  }
}

std::string list_text(const SampleSet& samples) {
  return fmt::format("{} {}", samples.size() == 1 ? "sample" : "samples", fmt::join(samples, ", "));
}

} // namespace

bool UniformityReport::is_uniform() const {
  return wall_units.empty() && std::all_of(mixed_units.begin(), mixed_units.end(),
                                           [](const auto& units) { return units.empty(); });
}

UniformityReport uniformity_report(const Network& network, const Dataset& data,
                                   const PatternClasses& classes, const Grouping& groups) {
  require(groups.group_of_sample.size() == data.sample_count(),
          "uniformity: expected one group per sample");
  UniformityReport report;
  for (const ClassParts& parts : parts_of_groups(classes, groups))
    report.mixed_units.push_back(mixed_units(parts));
  for (std::size_t sample : classes.on_wall)
    append_walls(network, data, sample, report.wall_units);
  return report;
}

std::string text_of(const UniformityReport& report) {
  std::string text;
  for (std::size_t group = 0; group < report.mixed_units.size(); ++group)
    for (const MixedUnit& mixed : report.mixed_units[group]) {
      std::vector<std::string> parts;
      for (std::size_t piece = 0; piece < mixed.samples_of_piece.size(); ++piece)
        if (!mixed.samples_of_piece[piece].empty())
          parts.push_back(
              fmt::format("piece {} on {}", piece, list_text(mixed.samples_of_piece[piece])));
      text += fmt::format("group {}: layer {} unit {}: {}\n", group, mixed.layer, mixed.unit,
                          fmt::join(parts, "; "));
    }
  std::map<std::pair<std::size_t, std::size_t>, SampleSet> walls;
  for (const WallUnit& wall : report.wall_units)
    walls[{wall.layer, wall.unit}].push_back(wall.sample);
  for (const auto& [unit, samples] : walls)
    text += fmt::format("layer {} unit {}: on a wall at {}\n", unit.first, unit.second,
                        list_text(samples));
  return text;
}

} // namespace thalweg
