// SPDX-License-Identifier: GPL-3.0-or-later

#include "network/npz_network.hpp"

#include "data/npz_file.hpp"
#include "exact/error.hpp"
#include "network/parameter_json.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {

namespace {

/// The arrays of one layer.
struct LayerArrays {
  const NamedArray* matrix = nullptr;
  const NamedArray* biases = nullptr; ///< null: none
};

enum class Orientation { units_first, inputs_first };

bool has_word(const std::string& name, std::string_view word) {
  return name.find(word) != std::string::npos;
}

/// Matrices with their vectors, in the order of the archive.
std::vector<LayerArrays> paired_arrays(const std::vector<NamedArray>& arrays,
                                       const std::string& place) {
  std::vector<LayerArrays> layers;
  std::vector<const NamedArray*> vectors;
  bool is_adjacent = true; // every vector directly behind its matrix
  for (const NamedArray& array : arrays) {
    if (array.array.shape.size() == 2) {
      layers.push_back({&array, nullptr});
      continue;
    }
    if (array.array.shape.size() != 1)
      throw Unsupported(fmt::format("{} {}: expected a matrix or a vector, found an array with {} "
                                    "extents → name the arrays in a network file "
                                    "(certificates/NETWORKS.md), or export ONNX",
                                    place, array.name, array.array.shape.size()));
    vectors.push_back(&array);
    is_adjacent = is_adjacent && !layers.empty() && layers.back().biases == nullptr;
    if (is_adjacent)
      layers.back().biases = &array;
  }
  if (layers.empty())
    throw InputError(place + ": expected matrices of weights, found none");
  if (is_adjacent)
    return layers;
  if (vectors.size() != layers.size())
    throw InputError(fmt::format("{}: expected a vector behind each matrix, or {} vectors for the "
                                 "matrices, found {}",
                                 place, layers.size(), vectors.size()));
  for (std::size_t l = 0; l < layers.size(); ++l)
    layers[l].biases = vectors[l];
  return layers;
}

std::size_t extent_of_units(const LayerArrays& layer, Orientation orientation) {
  return layer.matrix->array.shape[orientation == Orientation::units_first ? 0 : 1];
}
std::size_t extent_of_inputs(const LayerArrays& layer, Orientation orientation) {
  return layer.matrix->array.shape[orientation == Orientation::units_first ? 1 : 0];
}

/// Do all sizes but the number of inputs of the network fit together?
bool is_chain(const std::vector<LayerArrays>& layers, Orientation orientation) {
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const std::size_t units = extent_of_units(layers[l], orientation);
    if (layers[l].biases != nullptr && layers[l].biases->array.shape.front() != units)
      return false;
    if (l + 1 < layers.size() && extent_of_inputs(layers[l + 1], orientation) != units)
      return false;
  }
  return true;
}

Orientation orientation_of(const std::vector<LayerArrays>& layers, std::size_t input_dimension,
                           const std::string& place) {
  std::vector<Orientation> fitting;
  for (const Orientation orientation : {Orientation::units_first, Orientation::inputs_first})
    if (is_chain(layers, orientation))
      fitting.push_back(orientation);
  if (fitting.empty())
    throw InputError(place + ": expected matrices (units, inputs), each with as many inputs as the "
                             "layer before has units, or all of them (inputs, units), and biases "
                             "as many as units, found other sizes");
  const auto takes_inputs = [&](Orientation orientation) {
    return extent_of_inputs(layers.front(), orientation) == input_dimension;
  };
  if (fitting.size() == 2 && takes_inputs(fitting[0]) != takes_inputs(fitting[1]))
    return takes_inputs(fitting[0]) ? fitting[0] : fitting[1];
  if (fitting.size() == 1 || !takes_inputs(fitting.front()))
    return fitting.front();
  const std::string& name = layers.front().matrix->name;
  if (has_word(name, "kernel") || has_word(name, "coefs"))
    return Orientation::inputs_first;
  if (has_word(name, "weight"))
    return Orientation::units_first;
  throw InputError(
      fmt::format("{} {}: expected a name with weight, (units, inputs), or with kernel, "
                  "(inputs, units), since both fit the sizes, found another",
                  place, name));
}

Layer dense_layer_of(LayerArrays& arrays, Orientation orientation, bool is_last) {
  Layer layer;
  const std::size_t units = extent_of_units(arrays, orientation);
  layer.input_count = extent_of_inputs(arrays, orientation);
  layer.activation = is_last ? identity_activation() : relu();
  layer.weights.resize(units);
  const Vector& values = arrays.matrix->array.values;
  const bool is_units_first = orientation == Orientation::units_first;
  for (std::size_t unit = 0; unit < units; ++unit)
    for (std::size_t k = 0; k < layer.input_count; ++k) {
      const Rational& weight =
          values[is_units_first ? unit * layer.input_count + k : k * units + unit];
      if (weight != 0)
        layer.weights[unit].emplace_back(k, weight);
    }
  layer.has_biases = arrays.biases != nullptr;
  layer.biases = layer.has_biases ? arrays.biases->array.values : Vector(units, Rational(0));
  return layer;
}

} // namespace

Network network_from_npz(std::string_view bytes, const std::string& name,
                         std::size_t input_dimension) {
  const std::vector<NamedArray> arrays = npz_arrays(bytes, name);
  std::vector<LayerArrays> layers = paired_arrays(arrays, name);
  for (const LayerArrays& layer : layers)
    if (layer.matrix->array.values.empty())
      throw InputError(name + " " + layer.matrix->name +
                       ": expected at least one unit and one input, found none");
  const Orientation orientation = orientation_of(layers, input_dimension, name);
  if (const std::size_t inputs = extent_of_inputs(layers.front(), orientation);
      inputs != input_dimension)
    throw InputCountError(fmt::format("{} {}: expected {} inputs, found {}", name,
                                      layers.front().matrix->name, input_dimension, inputs));
  Network network;
  for (LayerArrays& layer : layers)
    network.layers.push_back(dense_layer_of(layer, orientation, &layer == &layers.back()));
  require_well_formed(network);
  return network;
}

} // namespace thalweg
