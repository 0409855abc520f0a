// SPDX-License-Identifier: GPL-3.0-or-later
//
// Real data: J. W. Longley, "An appraisal of least squares programs for the electronic computer
// from the point of view of the user", JASA 62 (1967). Sixteen years of the economy of the United
// States, famous for nearly dependent columns, which exact arithmetic does not notice. The values
// agree with the certified regression of NIST's Statistical Reference Datasets.

#pragma once

#include "data/dataset.hpp"

namespace thalweg {

/// The columns by name: year, deflator, product, unemployed, armed, population, employed.
/// InternalError on other names.
Dataset longley_data(const std::vector<std::string>& inputs,
                     const std::vector<std::string>& targets);

} // namespace thalweg
