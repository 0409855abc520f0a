// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a max-min form to its CPWL function by cells: the domain is split along hyperplanes p_i =
// p_j until one p_j is the value on each part, and parts of one function with a convex union are
// merged. The converse of cpwl/lattice_construction.hpp.

#pragma once

#include "cpwl/max_min_form.hpp"

namespace thalweg {

/// The function max_r min_{j∈S_r} p_j on `domain` (bounded, with interior points, of the dimension
/// of the functions; InputError otherwise). Functions that are the value nowhere on a cell, and
/// repeated ones, do not occur in the result.
CpwlFunction function_of_lattice(const MaxMinForm& form, const Polytope& domain);

} // namespace thalweg
