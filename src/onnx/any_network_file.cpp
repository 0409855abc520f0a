// SPDX-License-Identifier: GPL-3.0-or-later

#include "onnx/any_network_file.hpp"

#include "exact/input_file.hpp"
#include "network/foreign_file.hpp"
#include "network/network_file.hpp"
#include "onnx/onnx_network.hpp"

namespace thalweg {

namespace {

/// Its matrices are kept as floats, so that it may be larger than other files.
constexpr std::size_t largest_onnx_file = std::size_t{1} << 30;

/// ONNX has no mark of its own; its first field is the number of a version, and JSON begins
/// otherwise.
bool is_onnx(std::string_view bytes, const std::filesystem::path& path) {
  return lower_extension(path) == ".onnx" || bytes.starts_with('\x08');
}

} // namespace

Network network_from_file(const std::filesystem::path& path, std::size_t input_dimension) {
  const std::string bytes =
      text_of_file(path, lower_extension(path) == ".onnx" ? largest_onnx_file : largest_input_file);
  return is_onnx(bytes, path) ? network_from_onnx(bytes, path.string(), input_dimension)
                              : network_from_bytes(bytes, path, input_dimension);
}

} // namespace thalweg
