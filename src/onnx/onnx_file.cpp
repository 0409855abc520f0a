// SPDX-License-Identifier: GPL-3.0-or-later

#include "onnx/onnx_file.hpp"

#include "exact/error.hpp"

#ifdef THALWEG_WITH_ONNX

#include "exact/finite.hpp"
#include "exact/shown_text.hpp"
#include "onnx/onnx_bits.hpp"

#include <fmt/format.h>

#define ONNX_ML 1 // the names of the definitions that the package ships
#define ONNX_NAMESPACE onnx
#include <onnx/onnx_pb.h>

#include <bit>
#include <cmath>
#include <limits>
#include <set>

namespace thalweg {

namespace {

constexpr std::int64_t ir_version_of_opset_13 = 7;
constexpr std::size_t most_extents = 8;
constexpr std::size_t most_values = std::size_t(1) << 28;

// ---- Tensors

ElementType element_type(int type, const std::string& place) {
  switch (type) {
  case onnx::TensorProto::FLOAT:
    return {OnnxElement::float32, 4};
  case onnx::TensorProto::DOUBLE:
    return {OnnxElement::float64, 8};
  case onnx::TensorProto::FLOAT16:
    return {OnnxElement::float16, 2};
  case onnx::TensorProto::BOOL:
    return {OnnxElement::boolean, 1};
  case onnx::TensorProto::INT8:
    return {OnnxElement::integer, 1, true};
  case onnx::TensorProto::UINT8:
    return {OnnxElement::integer, 1};
  case onnx::TensorProto::INT16:
    return {OnnxElement::integer, 2, true};
  case onnx::TensorProto::UINT16:
    return {OnnxElement::integer, 2};
  case onnx::TensorProto::INT32:
    return {OnnxElement::integer, 4, true};
  case onnx::TensorProto::UINT32:
    return {OnnxElement::integer, 4};
  case onnx::TensorProto::INT64:
    return {OnnxElement::integer, 8, true};
  case onnx::TensorProto::UINT64:
    return {OnnxElement::integer, 8};
  default:
    throw Unsupported(fmt::format("{}: expected floats of 16, 32 or 64 bits, integers or truth "
                                  "values, found the type {}",
                                  place, type));
  }
}

/// All values of raw_data.
Vector raw_values(const std::string& raw, const ElementType& type, std::size_t count,
                  const std::string& place) {
  if (raw.size() != count * type.bytes)
    fail_onnx(place, fmt::format("{} bytes of {} values", count * type.bytes, count),
              fmt::format("{}", raw.size()));
  Vector values;
  values.reserve(count);
  for (std::size_t k = 0; k < count; ++k) {
    values.push_back(number_of_bits(bits_at(raw, k, type.bytes), type, place));
  }
  return values;
}

/// The values of one of the typed lists.
Vector listed_values(const onnx::TensorProto& tensor, const ElementType& type,
                     const std::string& place) {
  Vector values;
  if (tensor.data_type() == onnx::TensorProto::FLOAT)
    for (const float value : tensor.float_data())
      values.push_back(exact_finite(value, place));
  else if (tensor.data_type() == onnx::TensorProto::DOUBLE)
    for (const double value : tensor.double_data())
      values.push_back(exact_finite(value, place));
  else if (tensor.data_type() == onnx::TensorProto::INT64)
    for (const std::int64_t value : tensor.int64_data())
      values.push_back(Rational(static_cast<long>(value)));
  else if (tensor.data_type() == onnx::TensorProto::UINT32 ||
           tensor.data_type() == onnx::TensorProto::UINT64)
    for (const std::uint64_t value : tensor.uint64_data())
      values.push_back(Rational(static_cast<unsigned long>(value)));
  else
    for (const std::int32_t value : tensor.int32_data())
      values.push_back(number_of_bits(static_cast<std::uint64_t>(static_cast<std::int64_t>(value)),
                                      type, place));
  return values;
}

/// Fewer values are made exact at once.
constexpr std::size_t fewest_floats = 4096;

/// The floats of raw_data as they are.
std::vector<double> raw_floats(const std::string& raw, const ElementType& type, std::size_t count,
                               const std::string& place) {
  if (raw.size() != count * type.bytes)
    fail_onnx(place, fmt::format("{} bytes of {} values", count * type.bytes, count),
              fmt::format("{}", raw.size()));
  std::vector<double> values(count);
  for (std::size_t k = 0; k < count; ++k) {
    const std::uint64_t bits = bits_at(raw, k, type.bytes);
    values[k] = type.element == OnnxElement::float64
                    ? std::bit_cast<double>(bits)
                    : static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
    if (!std::isfinite(values[k]))
      fail_onnx(place, "finite numbers", "one that is not");
  }
  return values;
}

bool is_large_matrix(const OnnxTensor& tensor, const onnx::TensorProto& proto, std::size_t count) {
  return tensor.extents.size() == 2 && count >= fewest_floats && proto.has_raw_data() &&
         (tensor.element == OnnxElement::float32 || tensor.element == OnnxElement::float64);
}

OnnxTensor tensor_from(const onnx::TensorProto& proto, const std::string& place,
                       bool may_keep_floats = false) {
  if (proto.data_location() == onnx::TensorProto::EXTERNAL || proto.external_data_size() > 0)
    throw Unsupported(place + ": expected its values in this file, found them in another → "
                              "onnx.save(onnx.load(\"model.onnx\"), \"whole.onnx\")");
  OnnxTensor tensor;
  const ElementType type = element_type(proto.data_type(), place);
  tensor.element = type.element;
  std::size_t count = 1;
  if (static_cast<std::size_t>(proto.dims_size()) > most_extents)
    fail_onnx(place, fmt::format("at most {} extents", most_extents),
              fmt::format("{}", proto.dims_size()));
  for (const std::int64_t extent : proto.dims()) {
    if (extent < 0 || (extent > 0 && count > most_values / static_cast<std::size_t>(extent)))
      fail_onnx(place, "extents of a tensor that fits in memory", fmt::format("{}", extent));
    tensor.extents.push_back(static_cast<std::size_t>(extent));
    count *= static_cast<std::size_t>(extent);
  }
  if (may_keep_floats && is_large_matrix(tensor, proto, count)) {
    tensor.floats = raw_floats(proto.raw_data(), type, count, place);
    return tensor;
  }
  tensor.values = proto.has_raw_data() ? raw_values(proto.raw_data(), type, count, place)
                                       : listed_values(proto, type, place);
  if (tensor.values.size() != count)
    fail_onnx(place, fmt::format("{} values (its extents)", count),
              fmt::format("{}", tensor.values.size()));
  return tensor;
}

// ---- The graph

std::vector<std::string> names_from(const google::protobuf::RepeatedPtrField<std::string>& names) {
  return {names.begin(), names.end()};
}

OnnxAttribute attribute_from(const onnx::AttributeProto& proto, const std::string& place) {
  switch (proto.type()) {
  case onnx::AttributeProto::FLOAT:
    return static_cast<double>(proto.f());
  case onnx::AttributeProto::INT:
    return proto.i();
  case onnx::AttributeProto::STRING:
    return proto.s();
  case onnx::AttributeProto::FLOATS:
    return std::vector<double>(proto.floats().begin(), proto.floats().end());
  case onnx::AttributeProto::INTS:
    return std::vector<std::int64_t>(proto.ints().begin(), proto.ints().end());
  case onnx::AttributeProto::TENSOR:
    return tensor_from(proto.t(), place);
  default:
    throw Unsupported(place + ": expected a number, a text, a tensor or a list of numbers, found "
                              "another attribute (a subgraph, or a sparse tensor)");
  }
}

OnnxNode node_from(const onnx::NodeProto& proto, const std::string& file) {
  OnnxNode node;
  node.name = proto.name();
  node.operation = proto.op_type();
  node.domain = proto.domain();
  node.inputs = names_from(proto.input());
  node.outputs = names_from(proto.output());
  for (const onnx::AttributeProto& attribute : proto.attribute()) {
    const std::string place =
        fmt::format("{}: node {} ({}), attribute {}", file, excerpt(proto.name()),
                    excerpt(proto.op_type()), excerpt(attribute.name()));
    if (!node.attributes.emplace(attribute.name(), attribute_from(attribute, place)).second)
      fail_onnx(place, "each attribute once", "it twice");
  }
  return node;
}

OnnxValueInfo value_info_from(const onnx::ValueInfoProto& proto, const std::string& file) {
  OnnxValueInfo info{proto.name(), {}};
  if (!proto.has_type() || !proto.type().has_tensor_type())
    throw Unsupported(fmt::format("{}: value {}: expected a tensor, found another type or none",
                                  file, excerpt(proto.name())));
  for (const auto& extent : proto.type().tensor_type().shape().dim())
    if (extent.has_dim_value() && extent.dim_value() >= 0)
      info.extents.push_back(static_cast<std::size_t>(extent.dim_value()));
    else
      info.extents.push_back(std::nullopt);
  return info;
}

std::int64_t opset_of(const onnx::ModelProto& proto) {
  for (const onnx::OperatorSetIdProto& opset : proto.opset_import())
    if (opset.domain().empty() || opset.domain() == "ai.onnx")
      return opset.version();
  return 0;
}

// ---- Writing

void write_tensor(const OnnxTensor& tensor, const std::string& name, onnx::TensorProto& proto) {
  proto.set_name(name);
  for (const std::size_t extent : tensor.extents)
    proto.add_dims(static_cast<std::int64_t>(extent));
  std::string raw;
  const auto append = [&raw](std::uint64_t bits, std::size_t bytes) {
    for (std::size_t b = 0; b < bytes; ++b)
      raw += static_cast<char>(bits >> (8 * b) & 255);
  };
  for (const Rational& value : tensor.values) {
    if (tensor.element == OnnxElement::integer) {
      append(static_cast<std::uint64_t>(value.get_num().get_si()), 8);
      continue;
    }
    const double number = value.get_d();
    require(exact_value(number) == value, "onnx: expected a representable number, found another");
    if (tensor.element == OnnxElement::float64)
      append(std::bit_cast<std::uint64_t>(number), 8);
    else
      append(std::bit_cast<std::uint32_t>(static_cast<float>(number)), 4);
  }
  proto.set_data_type(tensor.element == OnnxElement::integer   ? onnx::TensorProto::INT64
                      : tensor.element == OnnxElement::float64 ? onnx::TensorProto::DOUBLE
                                                               : onnx::TensorProto::FLOAT);
  proto.set_raw_data(std::move(raw));
}

struct AttributeWriter {
  onnx::AttributeProto& proto;

  void operator()(double value) const {
    proto.set_type(onnx::AttributeProto::FLOAT);
    proto.set_f(static_cast<float>(value));
  }
  void operator()(std::int64_t value) const {
    proto.set_type(onnx::AttributeProto::INT);
    proto.set_i(value);
  }
  void operator()(const std::string& value) const {
    proto.set_type(onnx::AttributeProto::STRING);
    proto.set_s(value);
  }
  void operator()(const std::vector<double>& values) const {
    proto.set_type(onnx::AttributeProto::FLOATS);
    for (const double value : values)
      proto.add_floats(static_cast<float>(value));
  }
  void operator()(const std::vector<std::int64_t>& values) const {
    proto.set_type(onnx::AttributeProto::INTS);
    for (const std::int64_t value : values)
      proto.add_ints(value);
  }
  void operator()(const OnnxTensor& tensor) const {
    proto.set_type(onnx::AttributeProto::TENSOR);
    write_tensor(tensor, "", *proto.mutable_t());
  }
};

void write_value_info(const OnnxValueInfo& info, int type, onnx::ValueInfoProto& proto) {
  proto.set_name(info.name);
  auto& tensor = *proto.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(type);
  for (const std::optional<std::size_t>& extent : info.extents)
    if (extent)
      tensor.mutable_shape()->add_dim()->set_dim_value(static_cast<std::int64_t>(*extent));
    else
      tensor.mutable_shape()->add_dim()->set_dim_param("samples");
}

} // namespace

OnnxModel onnx_model(std::string_view bytes, const std::string& place) {
  onnx::ModelProto proto;
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()) ||
      !proto.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || !proto.has_graph())
    fail_onnx(place, "an ONNX model", bytes.empty() ? "an empty file" : "damaged bytes or others");
  if (proto.functions_size() > 0 || proto.graph().sparse_initializer_size() > 0)
    throw Unsupported(place + ": expected a graph of operators with dense tensors, found functions "
                              "or sparse tensors");
  OnnxModel model;
  model.opset = opset_of(proto);
  for (const onnx::TensorProto& tensor : proto.graph().initializer())
    if (!model.constants
             .emplace(tensor.name(),
                      tensor_from(tensor, place + ": tensor " + excerpt(tensor.name()), true))
             .second)
      fail_onnx(place + ": tensor " + excerpt(tensor.name()), "each name once", "it twice");
  for (const onnx::NodeProto& node : proto.graph().node())
    model.nodes.push_back(node_from(node, place));
  for (const onnx::ValueInfoProto& input : proto.graph().input())
    if (!model.constants.contains(input.name()))
      model.inputs.push_back(value_info_from(input, place));
  for (const onnx::ValueInfoProto& output : proto.graph().output())
    model.outputs.push_back(value_info_from(output, place));
  return model;
}

std::string onnx_bytes(const OnnxModel& model) {
  onnx::ModelProto proto;
  proto.set_ir_version(ir_version_of_opset_13);
  proto.set_producer_name("thalweg");
  proto.set_producer_version(THALWEG_VERSION);
  proto.add_opset_import()->set_version(model.opset);
  onnx::GraphProto& graph = *proto.mutable_graph();
  graph.set_name("network");
  int type = onnx::TensorProto::FLOAT;
  for (const auto& [name, tensor] : model.constants) {
    write_tensor(tensor, name, *graph.add_initializer());
    if (tensor.element == OnnxElement::float64)
      type = onnx::TensorProto::DOUBLE;
  }
  for (const OnnxNode& node : model.nodes) {
    onnx::NodeProto& written = *graph.add_node();
    written.set_name(node.name);
    written.set_op_type(node.operation);
    for (const std::string& name : node.inputs)
      written.add_input(name);
    for (const std::string& name : node.outputs)
      written.add_output(name);
    for (const auto& [name, attribute] : node.attributes) {
      onnx::AttributeProto& written_attribute = *written.add_attribute();
      written_attribute.set_name(name);
      std::visit(AttributeWriter{written_attribute}, attribute);
    }
  }
  for (const OnnxValueInfo& input : model.inputs)
    write_value_info(input, type, *graph.add_input());
  for (const OnnxValueInfo& output : model.outputs)
    write_value_info(output, type, *graph.add_output());
  return proto.SerializeAsString();
}

} // namespace thalweg

#else

namespace thalweg {

namespace {

[[noreturn]] void refuse_without_onnx(const std::string& place) {
  throw Unsupported(place + ": expected a build with ONNX, found one without → install libonnx-dev "
                            "and libprotobuf-dev, then cmake -DTHALWEG_ONNX=ON and build again");
}

} // namespace

OnnxModel onnx_model(std::string_view, const std::string& place) {
  refuse_without_onnx(place);
}

std::string onnx_bytes(const OnnxModel&) {
  refuse_without_onnx("ONNX");
}

} // namespace thalweg

#endif
