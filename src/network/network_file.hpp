// SPDX-License-Identifier: GPL-3.0-or-later
//
// Networks from JSON files as in certificates/NETWORKS.md: numbers are strings, decimals or JSON
// numbers, all read exactly; weights as dense or sparse rows or in NumPy files beside it. The
// network of a certificate (that of its first claim about one) is read as well, unverified.

#pragma once

#include "network/network.hpp"

#include <filesystem>

namespace thalweg {

/// The network in `text`, for inputs with `input_dimension` entries. NPY files are looked for in
/// `folder`. Throws InputError with "name /place: expected …, found …", Unsupported for layer kinds
/// and activations that this version does not know, ResourceLimit for layers of more than 10^7
/// units or terms.
Network network_from_text(std::string_view text, const std::string& text_name,
                          std::size_t input_dimension, const std::filesystem::path& folder);

/// The same for the bytes of the file at `path`, which may also be an NPZ archive
/// (npz_network.hpp). Unsupported or InputError with what to do for files that are no networks.
Network network_from_bytes(std::string_view bytes, const std::filesystem::path& path,
                           std::size_t input_dimension);

/// Throws InputError if the file is a certificate without a network, and says what it is about.
void require_network_in_file(const std::filesystem::path& path);

/// The network as a network file, sparse rows, ending with a line feed.
std::string network_text(const Network& network);

} // namespace thalweg
