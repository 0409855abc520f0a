// SPDX-License-Identifier: GPL-3.0-or-later
//
// The hidden units on the samples: which linear piece each uses (of max pooling: which entry of
// its window), and how far from a breakpoint (by how much the entry leads).

#pragma once

#include "pictures/pictures.hpp"
#include "pictures/subject.hpp"

namespace thalweg {

/// Samples × units, coloured by piece; samples with equal patterns stand together. Nothing if no
/// unit has pieces.
std::optional<Picture> pattern_picture(const Subject& subject);

/// The least distance of a pre-activation of a sample to a breakpoint, over all samples in
/// increasing order, and the certified radius, if there is one. Nothing if no unit has pieces or
/// all samples are on a wall.
std::optional<Picture> margin_picture(const Subject& subject);

} // namespace thalweg
