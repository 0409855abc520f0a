// SPDX-License-Identifier: GPL-3.0-or-later
//
// The only way in which the commands read a network: JSON, NPZ and ONNX alike.

#pragma once

#include "network/network.hpp"

#include <filesystem>

namespace thalweg {

/// The network in a file, recognised by its bytes and its name, for inputs with `input_dimension`
/// entries: ONNX (onnx_network.hpp), an NPZ archive (network/npz_network.hpp), or a network file or
/// certificate in JSON (network/network_file.hpp). Throws as those do, and UsageError for a file
/// that cannot be read; other kinds of files get a line that says what to do.
Network network_from_file(const std::filesystem::path& path, std::size_t input_dimension);

} // namespace thalweg
