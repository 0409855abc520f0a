// SPDX-License-Identifier: Apache-2.0

#include "layer/network_document.hpp"

namespace thalweg::verifier {

namespace {

constexpr std::uint64_t most = (std::uint64_t{1} << 53) - 1; ///< what JSON can count

/// Stops if so many things of this size would not find room.
void require_room(const Integer& count, std::size_t bytes) {
  Meter::require_room(count > most ? most : static_cast<std::uint64_t>(count), bytes);
}

Integer product(const Extents& factors) {
  Integer result = 1;
  for (const std::uint64_t factor : factors)
    result *= factor;
  return result;
}

std::uint64_t read_extent(const Node& node) {
  node.require_kind(JsonKind::integer, "an integer");
  return node.json().integer;
}

/// One number for each axis of the source.
Extents read_axes(const Node& node, const Shape& source, std::size_t least) {
  node.require_size(source.size() - 1, "axes of the source");
  Extents values;
  for (std::size_t axis = 0; axis < node.size(); ++axis) {
    values.push_back(read_extent(node[axis]));
    node[axis].require(values.back() >= least, "shape.window", "at least " + std::to_string(least));
  }
  return values;
}

/// Places the windows; the output has the given number of channels.
void place(const Node& kernel, std::size_t channels, Layer& layer) {
  Windows& windows = layer.windows;
  Extents shape{channels};
  Integer reachable = 1; // entries of one window, at most
  for (std::size_t axis = 0; axis < windows.kernel.size(); ++axis) {
    const std::uint64_t size = windows.source[axis + 1];
    shape.push_back(output_size(size, windows.kernel[axis], windows.stride[axis],
                                windows.padding[axis], windows.dilation[axis]));
    kernel[axis].require(shape.back() != 0, "shape.window", "a window that fits");
    reachable *= std::min(windows.kernel[axis], size);
  }
  const Integer offsets = product(windows.kernel);
  kernel.require(offsets * windows.group_channels() <= most && product(shape) <= most,
                 "shape.window", "at most 2^53 - 1 weights in a row and entries in a layer");
  require_room(product(shape), sizeof(Unit));
  require_room(product(shape) / channels * reachable, sizeof(WindowEntry));
  windows.offset_count = Meter::size_of(static_cast<std::uint64_t>(offsets));
  Meter::size_of(static_cast<std::uint64_t>(offsets * windows.group_channels()));
  layer.shape = {};
  for (const std::uint64_t extent : shape)
    layer.shape.push_back(Meter::size_of(extent));
  place_windows(windows, List<std::size_t>(layer.shape.begin() + 1, layer.shape.end()));
}

Layer read_convolution(const Node& node, Layer layer) {
  node.require_keys({"kind", "activation", "kernel", "stride", "padding", "dilation", "groups",
                     "weights", "biases"});
  layer.activation = read_activation(node["activation"]);
  Windows& windows = layer.windows;
  windows.kernel = read_axes(node["kernel"], windows.source, 1);
  windows.stride = read_axes(node["stride"], windows.source, 1);
  windows.padding = read_axes(node["padding"], windows.source, 0);
  windows.dilation = read_axes(node["dilation"], windows.source, 1);
  const std::uint64_t groups = read_extent(node["groups"]);
  const std::size_t channels = node["weights"].size_not_zero("channel");
  node["groups"].require(groups != 0 && windows.source.front() % groups == 0 &&
                             channels % groups == 0,
                         "shape.groups", "a divisor of both numbers of channels");
  windows.groups = static_cast<std::size_t>(groups);
  place(node["kernel"], channels, layer);
  const List<Fraction> biases = read_biases(node["biases"], channels, layer);
  const List<SparseRow> weights = read_weights(node["weights"], layer.row_length());
  Integer terms = 0;
  for (const SparseRow& row : weights)
    terms += row.size();
  require_room(terms * windows.entries.size(), sizeof(Term));
  set_parameters(layer, weights, biases);
  return layer;
}

Layer read_pooling(const Node& node, Layer layer) {
  node.require_keys({"kind", "window", "stride", "padding"});
  Windows& windows = layer.windows;
  windows.kernel = read_axes(node["window"], windows.source, 1);
  windows.stride = read_axes(node["stride"], windows.source, 1);
  windows.padding = read_axes(node["padding"], windows.source, 0);
  windows.dilation.assign(windows.kernel.size(), 1);
  for (std::size_t axis = 0; axis < windows.kernel.size(); ++axis)
    node["padding"][axis].require(windows.padding[axis] < windows.kernel[axis], "shape.window",
                                  "a padding smaller than the window");
  place(node["window"], windows.source.front(), layer);
  const std::size_t positions = position_count(windows.source);
  for (std::size_t channel = 0; channel < layer.shape.front(); ++channel)
    for (const List<WindowEntry>& window : windows.entries) {
      Meter::tick();
      Unit& unit = layer.units.emplace_back(
          Unit{{}, 0, layer.is_maximum() ? Integer(1) : Integer(windows.offset_count)});
      for (const WindowEntry& entry : window)
        unit.terms.push_back({channel * positions + entry.position, 1});
    }
  return layer;
}

Layer read_addition(const Node& node, Layer layer, const Network& before) {
  node.require_keys({"kind", "activation", "with"});
  layer.activation = read_activation(node["activation"]);
  const std::size_t with =
      node["with"].index(before.layers.size(), "x and the layers before the last");
  layer.sources.push_back(with);
  layer.shape = layer.windows.source;
  layer.windows = {};
  node["with"].require(before.shape(with) == layer.shape, "shape.addition",
                       "an output with the shape of the layer before");
  const std::size_t count = layer.input_count;
  layer.input_count = 2 * count;
  for (std::size_t k = 0; k < count; ++k)
    layer.units.push_back(Unit{{{k, 1}, {count + k, 1}}, 0, 1});
  return layer;
}

} // namespace

Shape read_input_shape(const Node& node, std::size_t input_count) {
  if (node.size() != 2)
    node.require_size(3, "channels and the sizes of one or two axes");
  Extents shape;
  for (std::size_t axis = 0; axis < node.size(); ++axis)
    shape.push_back(read_extent(node[axis]));
  node.require(product(shape) == input_count && input_count != 0, "shape.input",
               "positive numbers whose product is " + std::to_string(input_count));
  return {shape.begin(), shape.end()};
}

Layer read_spatial_layer(const Node& node, const Network& before) {
  const Shape& source = before.shape(before.layers.size());
  Layer layer{LayerKind::addition,
              {},
              {before.layers.size()},
              source.front() * position_count(source),
              identity()};
  layer.windows.source = source;
  const std::string_view kind = node["kind"].text();
  if (kind == "addition")
    return read_addition(node, std::move(layer), before);
  const bool is_pooling = kind == "average_pooling" || kind == "max_pooling";
  if (!is_pooling && kind != "convolution")
    node["kind"].unsupported("unsupported.layer", "a kind of layer of the specification");
  node["kind"].require(source.size() > 1, "shape.window", "a source with positions", "a vector");
  layer.kind = kind == "max_pooling"       ? LayerKind::max_pooling
               : kind == "average_pooling" ? LayerKind::average_pooling
                                           : LayerKind::convolution;
  return is_pooling ? read_pooling(node, std::move(layer))
                    : read_convolution(node, std::move(layer));
}

} // namespace thalweg::verifier
