// SPDX-License-Identifier: GPL-3.0-or-later

#include "onnx/onnx_export.hpp"

#include "exact/error.hpp"
#include "network/named_activation.hpp"
#include "onnx/onnx_file.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

constexpr std::int64_t exported_opset = 13;

class GraphWriter {
public:
  GraphWriter(const Network& network, FloatFormat format) : network_(network), format_(format) {
    export_.rounded = network;
    model_.opset = exported_opset;
  }

  OnnxExport result() {
    write_input();
    outputs_ = {"x"};
    for (layer_ = 0; layer_ < network_.layers.size(); ++layer_)
      outputs_.push_back(written_layer());
    model_.nodes.back().outputs.front() = "y";
    model_.outputs.push_back({"y", {std::nullopt, network_.output_dimension()}});
    export_.bytes = onnx_bytes(model_);
    return std::move(export_);
  }

private:
  // ---- Small parts

  std::string name(const std::string& what) const { return fmt::format("{}{}", what, layer_ + 1); }

  /// Adds a node with one output, whose name it returns.
  std::string node(const std::string& operation, std::vector<std::string> inputs,
                   std::map<std::string, OnnxAttribute> attributes = {}) {
    const std::string output = fmt::format("v{}", model_.nodes.size() + 1);
    model_.nodes.push_back({fmt::format("{}_{}", operation, model_.nodes.size() + 1),
                            operation,
                            "",
                            std::move(inputs),
                            {output},
                            std::move(attributes)});
    return output;
  }

  std::string constant(const std::string& constant_name, Extents extents, Vector values) {
    const OnnxElement element =
        format_ == FloatFormat::float32 ? OnnxElement::float32 : OnnxElement::float64;
    model_.constants[constant_name] = {std::move(extents), std::move(values), element};
    return constant_name;
  }

  Rational rounded(const Rational& value, FloatFormat format) const {
    const std::optional<Rational> nearest = nearest_float(value, format);
    if (!nearest)
      throw Unsupported(fmt::format("layer {}: expected numbers within {}, found {}", layer_,
                                    format_name(format), decimal(value)));
    return *nearest;
  }
  Rational rounded_parameter(const Rational& value) {
    const Rational nearest = rounded(value, format_);
    if (const Rational change = abs(Rational(nearest - value)); change > export_.largest_change) {
      export_.largest_change = change;
      export_.layer = layer_;
    }
    return nearest;
  }
  Rational rounded_constant(const Rational& value, FloatFormat format) {
    const Rational nearest = rounded(value, format);
    export_.keeps_activations = export_.keeps_activations && nearest == value;
    return nearest;
  }
  std::string scalar(const std::string& what, const Rational& value) {
    return constant(name(what), {}, {value});
  }

  // ---- Layers

  void write_input() {
    OnnxValueInfo input{"x", {std::nullopt}};
    const Shape shape = shape_of_output(network_, 0);
    input.extents.insert(input.extents.end(), shape.begin(), shape.end());
    model_.inputs.push_back(std::move(input));
  }

  /// Rounds the parameters of the layer in `export_.rounded`.
  const Layer& rounded_layer() {
    Layer& layer = export_.rounded.layers[layer_];
    std::vector<SparseRow> rows = parameter_rows(layer);
    Vector biases = parameter_biases(layer);
    for (SparseRow& row : rows) {
      for (auto& [column, weight] : row)
        weight = rounded_parameter(weight);
      std::erase_if(row, [](const Term& term) { return term.second == 0; });
    }
    for (Rational& bias : biases)
      bias = rounded_parameter(bias);
    set_parameters(layer, std::move(rows), std::move(biases));
    return layer;
  }

  std::vector<std::string> parameters(const Layer& layer, const std::string& input,
                                      Extents extents) {
    const std::size_t columns = parameter_column_count(layer);
    Vector weights(parameter_row_count(layer) * columns);
    for (std::size_t row = 0; row < parameter_row_count(layer); ++row)
      for (const auto& [column, weight] : parameter_rows(layer)[row])
        weights[row * columns + column] = weight;
    std::vector<std::string> inputs{
        input, constant(name("weights"), std::move(extents), std::move(weights))};
    if (layer.has_biases)
      inputs.push_back(
          constant(name("biases"), {parameter_row_count(layer)}, parameter_biases(layer)));
    return inputs;
  }

  std::string written_layer() {
    const Layer& layer = network_.layers[layer_];
    std::string input = outputs_.back();
    switch (layer.kind) {
    case LayerKind::dense:
      if (shape_of_output(network_, layer_).size() > 1)
        input = node("Flatten", {input});
      input =
          node("Gemm", parameters(rounded_layer(), input, {layer.unit_count(), layer.input_count}),
               {{"transB", std::int64_t(1)}});
      break;
    case LayerKind::convolution:
      input = written_convolution(rounded_layer(), input);
      break;
    case LayerKind::average_pooling:
      return node("AveragePool", {input}, pooling_attributes(layer, true));
    case LayerKind::max_pooling:
      return node("MaxPool", {input}, pooling_attributes(layer, false));
    case LayerKind::addition:
      input = node("Add", {input, outputs_[layer.with]});
      break;
    }
    return written_activation(input);
  }

  static std::vector<std::int64_t> integers(const Shape& numbers) {
    return {numbers.begin(), numbers.end()};
  }

  static std::map<std::string, OnnxAttribute> window_attributes(const Layer& layer) {
    std::vector<std::int64_t> pads = integers(layer.window.padding);
    pads.insert(pads.end(), layer.window.padding.begin(), layer.window.padding.end());
    return {{"kernel_shape", integers(layer.window.size)},
            {"strides", integers(layer.window.stride)},
            {"pads", std::move(pads)}};
  }

  static std::map<std::string, OnnxAttribute> pooling_attributes(const Layer& layer,
                                                                 bool is_average) {
    std::map<std::string, OnnxAttribute> attributes = window_attributes(layer);
    if (is_average)
      attributes["count_include_pad"] = std::int64_t(1);
    return attributes;
  }

  std::string written_convolution(const Layer& layer, const std::string& input) {
    std::map<std::string, OnnxAttribute> attributes = window_attributes(layer);
    attributes["dilations"] = integers(layer.window.dilation);
    attributes["group"] = static_cast<std::int64_t>(layer.groups);
    Extents extents{layer.filters.size(), layer.input_shape.front() / layer.groups};
    extents.insert(extents.end(), layer.window.size.begin(), layer.window.size.end());
    return node("Conv", parameters(layer, input, std::move(extents)), std::move(attributes));
  }

  // ---- Activations

  std::string written_activation(const std::string& input) {
    Activation& activation = export_.rounded.layers[layer_].activation;
    const std::size_t pieces = activation.piece_count();
    const Vector slopes = activation.slopes, intercepts = activation.intercepts;
    if (activation == identity_activation())
      return input;
    if (activation == relu())
      return node("Relu", {input});
    const bool bends_at_0 = pieces == 2 && activation.breakpoints.front() == 0 &&
                            intercepts == Vector{0, 0} && slopes[1] == 1;
    if (bends_at_0 && slopes[0] == -1)
      return node("Abs", {input});
    if (bends_at_0) { // an attribute is a float32 in any case
      const Rational slope = rounded_constant(slopes[0], FloatFormat::float32);
      activation = recognised(table_activation({0}, {slope, 1}, {0, 0}, "activation"));
      return node("LeakyRelu", {input}, {{"alpha", slope.get_d()}});
    }
    if (pieces == 3 && slopes == Vector{0, 1, 0} && intercepts[1] == 0)
      return written_clip(input, activation);
    return written_table(input, activation);
  }

  std::string written_clip(const std::string& input, Activation& activation) {
    const Rational low = rounded_constant(activation.breakpoints[0], format_);
    const Rational high = rounded_constant(activation.breakpoints[1], format_);
    if (low >= high)
      throw Unsupported(fmt::format("layer {}: expected breakpoints that differ when rounded, "
                                    "found equal ones",
                                    layer_));
    activation = table_activation({low, high}, {0, 1, 0}, {low, 0, high}, "activation");
    return node("Clip", {input, scalar("low", low), scalar("high", high)});
  }

  std::string written_table(const std::string& input, Activation& activation) {
    Rational slope = rounded_constant(activation.slopes[0], format_);
    Rational intercept = rounded_constant(activation.intercepts[0], format_);
    Vector breakpoints, slopes{slope}, intercepts{intercept};
    std::string sum = node("Mul", {input, scalar("slope", slope)});
    sum = node("Add", {sum, scalar("intercept", intercept)});
    for (std::size_t q = 0; q < activation.breakpoints.size(); ++q) {
      const Rational bend =
          rounded_constant(Rational(activation.slopes[q + 1] - activation.slopes[q]), format_);
      const Rational breakpoint = rounded_constant(activation.breakpoints[q], format_);
      if (!breakpoints.empty() && breakpoint <= breakpoints.back())
        throw Unsupported(fmt::format("layer {}: expected breakpoints that differ when rounded, "
                                      "found equal ones",
                                      layer_));
      slope += bend;
      intercept -= bend * breakpoint;
      breakpoints.push_back(breakpoint);
      slopes.push_back(slope);
      intercepts.push_back(intercept);
      const std::string number = fmt::format("_{}_", q + 1);
      const std::string shifted = node("Sub", {input, scalar("breakpoint" + number, breakpoint)});
      const std::string bent = node("Relu", {shifted});
      sum = node("Add", {sum, node("Mul", {bent, scalar("bend" + number, bend)})});
    }
    activation = recognised(table_activation(std::move(breakpoints), std::move(slopes),
                                             std::move(intercepts), "activation"));
    return sum;
  }

  const Network& network_;
  FloatFormat format_;
  OnnxExport export_;
  OnnxModel model_;
  std::vector<std::string> outputs_; ///< the names of h_0, h_1, …
  std::size_t layer_ = 0;
};

} // namespace

OnnxExport onnx_export(const Network& network, FloatFormat format) {
  return GraphWriter(network, format).result();
}

} // namespace thalweg
