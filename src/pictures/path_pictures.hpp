// SPDX-License-Identifier: GPL-3.0-or-later
//
// The risk along straight lines in the space of parameters, at many points.

#pragma once

#include "pictures/pictures.hpp"
#include "pictures/subject.hpp"

namespace thalweg {

/// From W to W2; nothing without W2. More points where the risk bends. Exact at the ends, and
/// between them unless the network is large or the samples are many; then the text says so.
std::optional<Picture> risk_picture(const Subject& subject);

/// R(W + εD) − R(W) along the descent ray of `not_local_minimum`; nothing without it.
std::optional<Picture> ray_picture(const Subject& subject);

} // namespace thalweg
