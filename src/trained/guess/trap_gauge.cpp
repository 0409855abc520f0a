// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/trap_gauge.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>

namespace thalweg {

namespace {

using HiddenRow = std::pair<std::size_t, std::size_t>; ///< layer, row

std::optional<std::string> unscalable_layer(const Network& network) {
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) {
    const Layer& layer = network.layers[l];
    if (layer.kind == LayerKind::addition)
      return fmt::format("layer {} is an addition, which ties the scales of units together", l);
    for (const Rational& intercept : layer.activation.intercepts)
      if (intercept != 0)
        return fmt::format("the activation of layer {} is not positively homogeneous", l);
  }
  return std::nullopt;
}

/// The row whose outputs, or what poolings make of them, entry `index` of a source is; nothing for
/// inputs.
std::optional<HiddenRow> row_behind(const Network& network, std::size_t source, std::size_t index) {
  const std::size_t channel = index / position_count(shape_of_output(network, source));
  while (source > 0 && !has_parameters(network.layers[source - 1]))
    source = sources(network, source - 1).front();
  return source == 0 ? std::nullopt : std::optional(HiddenRow(source - 1, channel));
}

std::map<HiddenRow, std::vector<std::size_t>> readers_of_rows(const HeldCell& cell) {
  const Network& network = cell.network;
  std::map<HiddenRow, std::vector<std::size_t>> readers;
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l)
    for (std::size_t row = 0;
         has_parameters(network.layers[l]) && row < parameter_row_count(network.layers[l]); ++row)
      readers[{l, row}] = {};
  for (const CellLayer& layer : cell.layers)
    for (const CellLink& link : layer.links)
      if (link.parameter)
        if (const auto row = row_behind(network, link.source, link.index)) {
          std::vector<std::size_t>& known = readers.at(*row);
          if (std::find(known.begin(), known.end(), *link.parameter) == known.end())
            known.push_back(*link.parameter);
        }
  return readers;
}

} // namespace

std::variant<TrapGauge, std::string> guessed_trap_gauge(const HeldCell& cell,
                                                        const Vector& parameters,
                                                        const FloatingVector& curvatures) {
  if (auto reason = unscalable_layer(cell.network))
    return *reason;
  const ParameterOrder order(cell.network);
  std::map<HiddenRow, std::pair<double, std::size_t>> largest;
  for (std::size_t j = 0; j < parameters.size(); ++j) {
    const ParameterPlace& place = order.place(j);
    if (place.layer == cell.network.hidden_layer_count() || parameters[j] == 0)
      continue;
    const double size =
        std::abs(parameters[j].get_d()) * std::sqrt(std::abs(curvatures[Eigen::Index(j)]));
    auto& known = largest.try_emplace({place.layer, place.row}, -1, 0).first->second;
    known =
        std::max(known, {size, j}, [](const auto& a, const auto& b) { return a.first < b.first; });
  }
  TrapGauge result;
  for (auto& [row, readers] : readers_of_rows(cell)) {
    const auto [layer, number] = row;
    if (!largest.contains(row))
      return fmt::format("all incoming parameters of row {} of layer {} are 0", number, layer);
    if (std::all_of(readers.begin(), readers.end(),
                    [&](std::size_t j) { return parameters[j] == 0; }))
      return fmt::format("nobody reads row {} of layer {}", number, layer);
    result.gauge.fields.push_back({ScaleField{layer, number}, {}});
    result.gauge.fixed.push_back(largest.at(row).second);
    result.readers.push_back(std::move(readers));
  }
  std::sort(result.gauge.fixed.begin(), result.gauge.fixed.end());
  return result;
}

} // namespace thalweg
