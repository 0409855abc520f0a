// SPDX-License-Identifier: Apache-2.0

#include "layer/unit_graph.hpp"

#include "layer/fields.hpp"

namespace thalweg::verifier {

namespace {

void add_parameters(UnitGraph& graph, const Layer& layer) {
  const List<Unit>& rows = layer.parameters();
  Meter::require_room(rows.size() * layer.row_length(), sizeof(Fraction));
  for (const Unit& row : rows) {
    const std::size_t first = graph.coefficients.size();
    graph.coefficients.resize(first + layer.row_length());
    for (const Term& term : row.terms)
      graph.coefficients[first + term.input] = fraction(term.weight, row.denominator);
  }
  if (layer.has_biases)
    for (const Unit& row : rows)
      graph.coefficients.push_back(fraction(row.bias, row.denominator));
}

List<Link> links_to_parameters(const UnitGraph& graph, std::size_t l, std::size_t unit) {
  const Layer& layer = graph.network.layers[l];
  const std::size_t row = unit / (layer.units.size() / layer.parameters().size());
  List<Link> links;
  const auto link = [&](std::size_t k, std::size_t entry) {
    links.push_back({static_cast<std::uint32_t>(entry),
                     static_cast<std::uint32_t>(graph.parameter(l, row, k))});
  };
  for_each_in_field(layer, field_of(layer, unit), [&](std::size_t k, std::size_t input) {
    link(k, graph.entry_of_input(l, input));
  });
  if (layer.has_biases)
    link(layer.row_length(), 0);
  return links;
}

/// Links with fixed weights; the weights stand behind the parameters.
List<Link> links_to_constants(UnitGraph& graph, std::size_t l, std::size_t unit) {
  const Unit& view = graph.network.layers[l].units[unit];
  List<Link> links;
  for (const Term& term : view.terms) {
    links.push_back({static_cast<std::uint32_t>(graph.entry_of_input(l, term.input)),
                     static_cast<std::uint32_t>(graph.coefficients.size())});
    graph.coefficients.push_back(fraction(term.weight, view.denominator));
  }
  return links;
}

} // namespace

UnitGraph::UnitGraph(const Network& of) : network(of) {
  input_count = 1;
  for (const std::size_t length : of.input)
    input_count *= length;
  std::size_t unit_count = 0;
  for (const Layer& layer : of.layers) {
    first_parameter.push_back(coefficients.size());
    first_unit.push_back(unit_count);
    unit_count += layer.units.size();
    if (layer.is_parametrised())
      add_parameters(*this, layer);
  }
  parameter_count = coefficients.size();
  first_parameter.push_back(parameter_count);
  first_unit.push_back(unit_count);
  for (std::size_t l = 0; l < of.layers.size(); ++l)
    for (std::size_t unit = 0; unit < of.layers[l].units.size(); ++unit) {
      Meter::tick();
      units.push_back({l, of.layers[l].is_parametrised() ? links_to_parameters(*this, l, unit)
                                                         : links_to_constants(*this, l, unit)});
    }
}

std::size_t UnitGraph::entry_of_input(std::size_t layer, std::size_t k) const {
  if (k == network.layers[layer].input_count)
    return 0;
  const auto [source, index] = network.layers[layer].origin(k);
  return source == 0 ? 1 + index : entry_of(first_unit[source - 1] + index);
}

EntryPlace UnitGraph::place(std::size_t entry) const {
  const std::size_t index = entry - 1;
  if (index < input_count) {
    const std::size_t positions = position_count(network.input);
    return {0, index / positions, index % positions};
  }
  const std::size_t unit = index - input_count;
  const std::size_t in_layer = unit - first_unit[units[unit].layer];
  return {units[unit].layer + 1, channel_of(unit), in_layer % layer_of(unit).positions()};
}

std::size_t UnitGraph::parameter(std::size_t layer, std::size_t row, std::size_t k) const {
  const Layer& of = network.layers[layer];
  return first_parameter[layer] + (k == of.row_length()
                                       ? of.parameters().size() * of.row_length() + row
                                       : row * of.row_length() + k);
}

ParameterPlace UnitGraph::parameter_place(std::size_t parameter) const {
  const auto behind =
      std::upper_bound(first_parameter.begin(), first_parameter.end() - 1, parameter);
  const std::size_t layer = static_cast<std::size_t>(behind - first_parameter.begin()) - 1;
  const std::size_t length = network.layers[layer].row_length();
  const std::size_t index = parameter - first_parameter[layer];
  const std::size_t weights = network.layers[layer].parameters().size() * length;
  return index < weights ? ParameterPlace{layer, index / length, index % length}
                         : ParameterPlace{layer, index - weights, length};
}

List<std::size_t> UnitGraph::routes(std::size_t layer) const {
  List<std::size_t> result(network.layers.size(), 0);
  result[layer] = 1;
  for (std::size_t l = layer + 1; l < result.size(); ++l)
    for (const std::size_t source : network.layers[l].sources)
      if (!network.layers[l].is_parametrised() && source > layer)
        result[l] = std::min<std::size_t>(2, result[l] + result[source - 1]);
  return result;
}

} // namespace thalweg::verifier
