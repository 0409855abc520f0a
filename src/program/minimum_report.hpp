// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is told alike of a certified minimum next to a trained network (judge, snap). Numbers are
// rounded for people; the certificate has the exact ones.

#pragma once

#include "trained/snap.hpp"

#include <nlohmann/json_fwd.hpp>

namespace thalweg {

/// "no change of the parameters by up to 0.01 lowers the risk; on 2 walls"; nothing for a global
/// minimum.
std::string radius_in_words(const FoundMinimum& minimum);

/// Risk, distance, kind, radius and walls.
nlohmann::ordered_json minimum_json(const FoundMinimum& minimum);

/// A number, or {"lower": …, "upper": …} where the risk is enclosed.
nlohmann::ordered_json json_of_risk(const RiskBounds& risk);

} // namespace thalweg
