// SPDX-License-Identifier: GPL-3.0-or-later
//
// he2020, Theorems 3 and 4, decided for cells: all local minima of a cell have one risk and are
// global in it (Theorem 3, with one output), but they need not be connected, and there may be none.
// ReLU units on few samples:
//   none   one unit, on at 1, 2: it would have to be 3 − x there, which is positive at −1;
//   one    the same with y = x;
//   two    the four samples of components.hpp;
//   four   two such pairs of units, one on for small x, one for large x.
// And all local minima off the walls of small networks on pseudo-random data, cell by cell; with
// the path components that they make in every cell of the arrangement (search/cell_valleys.hpp).

#pragma once

#include "theorems/instance.hpp"

namespace thalweg {

Instance he2020_all_minima();
Instance he2020_minima_off_walls();
Instance he2020_valleys();

} // namespace thalweg
