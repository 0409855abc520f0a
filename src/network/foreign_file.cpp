// SPDX-License-Identifier: GPL-3.0-or-later

#include "network/foreign_file.hpp"

#include "exact/error.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace thalweg {

namespace {

struct ForeignKind {
  std::string_view extension; ///< "" for none
  std::string_view first_bytes;
  const char* found;
};

constexpr std::array kinds = {
    ForeignKind{".onnx", "", "an ONNX model"},
    ForeignKind{".npz", "", "an archive of NumPy arrays"},
    ForeignKind{".pt", "", "a PyTorch file"},
    ForeignKind{".pth", "", "a PyTorch file"},
    ForeignKind{".ckpt", "", "a checkpoint"},
    ForeignKind{".safetensors", "", "a file of safetensors"},
    ForeignKind{".h5", "", "an HDF5 file"},
    ForeignKind{".hdf5", "", "an HDF5 file"},
    ForeignKind{".keras", "", "a Keras model"},
    ForeignKind{".pb", "", "a TensorFlow graph"},
    ForeignKind{".tflite", "", "a TensorFlow Lite model"},
    ForeignKind{".pkl", "", "a Python pickle"},
    ForeignKind{"", "PK\x03\x04", "an archive, as PyTorch and NumPy write"},
    ForeignKind{"", "\x89HDF", "an HDF5 file"},
    ForeignKind{"", "\x80\x02", "a Python pickle"},
    ForeignKind{"", "\x80\x04", "a Python pickle"},
    ForeignKind{"", "\x93NUMPY", "a single array"},
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
  return line.find_first_of(",;\t") != line.npos;
}

} // namespace

void require_no_foreign_file(std::string_view bytes, const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return c < 'A' || c > 'Z' ? c : c - 'A' + 'a'; });
  for (const ForeignKind& kind : kinds)
    if (is_of(kind, bytes, extension))
      throw Unsupported(path.string() + ": expected a network file (JSON), found " + kind.found +
                        " → save every array as an NPY file and name them in a network file "
                        "(certificates/NETWORKS.md)");
  if (!bytes.empty() && is_table(bytes, extension))
    throw InputError(path.string() +
                     ": expected a network file (JSON), found a table → the network "
                     "comes first, the table after it");
}

} // namespace thalweg
