// SPDX-License-Identifier: GPL-3.0-or-later

#include "search/least_norm.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace thalweg;

namespace {

FloatMatrix matrix(const std::vector<std::vector<double>>& rows) {
  FloatMatrix a(rows.size(), rows.empty() ? 0 : rows.front().size());
  for (std::size_t i = 0; i < a.row_count; ++i)
    for (std::size_t j = 0; j < a.column_count; ++j)
      a.column(j)[i] = rows[i][j];
  return a;
}

} // namespace

TEST_CASE("the shortest solution shares a value between equal columns", "[search]") {
  const std::vector<double> x = least_norm_solution(matrix({{1, 1}}), {2});
  CHECK(x[0] == Approx(1));
  CHECK(x[1] == Approx(1));
}

TEST_CASE("inconsistent equations are solved in the mean", "[search]") {
  // x = 1 and x = 4: least squares 5/2; the column of zeros stays at 0
  const std::vector<double> x = least_norm_solution(matrix({{1, 0}, {1, 0}}), {1, 4});
  CHECK(x[0] == Approx(2.5));
  CHECK(x[1] == 0);
}

TEST_CASE("matrices without rows, columns or entries other than 0", "[search]") {
  CHECK(least_norm_solution(FloatMatrix(0, 2), {}) == std::vector<double>{0, 0});
  CHECK(least_norm_solution(FloatMatrix(2, 0), {1, 2}).empty());
  CHECK(least_norm_solution(matrix({{0, 0}}), {3}) == std::vector<double>{0, 0});
}

TEST_CASE("the residual is orthogonal to the columns, the solution to the kernel", "[search]") {
  std::mt19937 source(7);
  for (int round = 0; round < 200; ++round) {
    INFO("seed 7, round " << round);
    const std::size_t rows = 1 + source() % 6, rank = 1 + source() % 3;
    // columns k and k + rank are equal: the kernel holds e_k − e_{k+rank}
    FloatMatrix a(rows, 2 * rank);
    std::vector<double> b(rows);
    for (std::size_t i = 0; i < rows; ++i) {
      b[i] = static_cast<double>(source() % 21) - 10;
      for (std::size_t k = 0; k < rank; ++k)
        a.column(k)[i] = a.column(k + rank)[i] = static_cast<double>(source() % 9) - 4;
    }
    const std::vector<double> x = least_norm_solution(a, b);
    for (std::size_t k = 0; k < rank; ++k)
      CHECK(x[k] == Approx(x[k + rank]).margin(1e-9));
    for (std::size_t j = 0; j < 2 * rank; ++j) {
      double product = 0;
      for (std::size_t i = 0; i < rows; ++i) {
        double residual = -b[i];
        for (std::size_t c = 0; c < 2 * rank; ++c)
          residual += a.column(c)[i] * x[c];
        product += residual * a.column(j)[i];
      }
      CHECK(product == Approx(0).margin(1e-8));
    }
  }
}
