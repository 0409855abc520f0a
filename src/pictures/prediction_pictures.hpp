// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the networks make of the data: their graphs over one input, and their residuals.

#pragma once

#include "pictures/pictures.hpp"
#include "pictures/subject.hpp"

namespace thalweg {

/// Samples and graphs of W and W2 over an interval around the samples, with every breakpoint; one
/// picture per output, a few at most. Empty unless d_x = 1 and the outputs are compared with
/// the targets.
std::vector<Picture> prediction_pictures(const Subject& subject);

/// Residuals of W and W2, sample by sample; nothing for logistic and softmax loss.
std::optional<Picture> residual_picture(const Subject& subject);

} // namespace thalweg
