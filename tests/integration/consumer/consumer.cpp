// SPDX-License-Identifier: GPL-3.0-or-later
//
// The smallest program on top of an installed thalweg::thalweg: the optimal affine fit of y = x².

#include <data/csv.hpp>
#include <iostream>
#include <risk/affine_fit.hpp>

int main() {
  const auto data = thalweg::dataset_from_csv("x,y\n-1,1\n0,0\n1,1\n", "table", {});
  const auto fit = thalweg::affine_fit(data, {0, 1, 2});
  std::cout << thalweg::to_string(fit[0].constant) << '\n'; // 2/3
}
