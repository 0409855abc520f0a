// SPDX-License-Identifier: GPL-3.0-or-later
//
// A partition and its refinement with their risks.

#pragma once

#include "pictures/pictures.hpp"
#include "pictures/subject.hpp"

namespace thalweg {

/// For every group of W what its samples add to R(W), beside what the finer groups in it add to
/// R(W2); exact, decay left out. Nothing without `refinement`.
std::optional<Picture> group_picture(const Subject& subject);

} // namespace thalweg
