// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "network/activation.hpp"

namespace thalweg {

/// z ↦ outer(factor · inner(z) + offset), with as few pieces as it has.
Activation composed(const Activation& outer, const Rational& factor, const Rational& offset,
                    const Activation& inner);

} // namespace thalweg
