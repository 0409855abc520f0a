// SPDX-License-Identifier: GPL-3.0-or-later

#include "network/foreign_file.hpp"

#include "exact/error.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace thalweg {

namespace {

constexpr const char* torch_hint =
    "torch.onnx.export(model, x, \"model.onnx\"), or give the model to the Python module";
constexpr const char* keras_hint =
    "numpy.savez(\"network.npz\", *model.get_weights()) for dense ReLU networks, else export ONNX";
constexpr const char* array_hint =
    "save every array as an NPY file and name them in a network file (certificates/NETWORKS.md)";

struct ForeignKind {
  std::string_view extension; ///< "" for none
  std::string_view first_bytes;
  const char* found;
  const char* hint;
};

constexpr std::array kinds = {
    ForeignKind{".pt", "", "a PyTorch file", torch_hint},
    ForeignKind{".pth", "", "a PyTorch file", torch_hint},
    ForeignKind{".ckpt", "", "a checkpoint", torch_hint},
    ForeignKind{".safetensors", "", "a file of safetensors", array_hint},
    ForeignKind{".h5", "", "an HDF5 file", keras_hint},
    ForeignKind{".hdf5", "", "an HDF5 file", keras_hint},
    ForeignKind{".keras", "", "a Keras model", keras_hint},
    ForeignKind{".pb", "", "a TensorFlow graph", keras_hint},
    ForeignKind{".tflite", "", "a TensorFlow Lite model", keras_hint},
    ForeignKind{".pkl", "", "a Python pickle", array_hint},
    ForeignKind{"", "\x89HDF", "an HDF5 file", keras_hint},
    ForeignKind{"", "\x80\x02", "a Python pickle", array_hint},
    ForeignKind{"", "\x80\x04", "a Python pickle", array_hint},
    ForeignKind{"", "\x80\x05", "a Python pickle", array_hint},
    ForeignKind{"", "\x93NUMPY", "a single array", array_hint},
};

bool is_of(const ForeignKind& kind, std::string_view bytes, std::string_view extension) {
  return kind.first_bytes.empty() ? kind.extension == extension
                                  : bytes.starts_with(kind.first_bytes);
}

/// Is the first line one of cells, or is there none of the characters that begin JSON values?
bool is_table(std::string_view bytes, std::string_view extension) {
  if (extension == ".csv" || extension == ".tsv")
    return true;
  constexpr std::string_view blanks = " \t\r\n\xEF\xBB\xBF";
  const std::size_t start = bytes.find_first_not_of(blanks);
  if (start == bytes.npos || bytes[start] == '{' || bytes[start] == '[')
    return false;
  const std::string_view line = bytes.substr(start, bytes.find('\n', start) - start);
  return !bytes.starts_with("PK") && line.find_first_of(",;\t") != line.npos;
}

} // namespace

std::string lower_extension(const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return c < 'A' || c > 'Z' ? c : c - 'A' + 'a'; });
  return extension;
}

void require_no_foreign_file(std::string_view bytes, const std::filesystem::path& path) {
  const std::string extension = lower_extension(path);
  for (const ForeignKind& kind : kinds)
    if (is_of(kind, bytes, extension))
      throw Unsupported(path.string() + ": expected a network (JSON, NPZ or ONNX), found " +
                        kind.found + " → " + kind.hint);
  if (!bytes.empty() && is_table(bytes, extension))
    throw InputError(path.string() +
                     ": expected a network (JSON, NPZ or ONNX), found a table → the network "
                     "comes first, the table after it");
}

} // namespace thalweg
