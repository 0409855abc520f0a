// SPDX-License-Identifier: GPL-3.0-or-later
//
// A network of a certificate as a value again; part of the reader for explanations and tests.

#pragma once

#include "network/network.hpp"

#include <nlohmann/json_fwd.hpp>

namespace thalweg {

/// "-3/7", and an array of such. InputError if one is no rational.
Rational rational_from(const nlohmann::json& json);
Vector vector_from(const nlohmann::json& json);

/// The network under a key `network`. nlohmann's exceptions if keys are missing or have other
/// types, InputError if the layers do not fit together, naming the place within the network.
Network network_from(const nlohmann::json& json, std::size_t input_dimension);

} // namespace thalweg
