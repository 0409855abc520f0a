// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/floating_algebra.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

/// 4 × 3 of rank 2: the third column is the sum of the others.
FloatingMatrix dependent_columns() {
  FloatingMatrix a(4, 3);
  a << 1, 2, 3, 0, 1, 1, 2, 0, 2, 1, -1, 0;
  return a;
}

bool are_near(const FloatingMatrix& a, const FloatingMatrix& b) {
  return a.rows() == b.rows() && a.cols() == b.cols() && (a - b).cwiseAbs().sum() < 1e-12;
}

} // namespace

TEST_CASE("products of floating matrices are those by definition") {
  const FloatingMatrix a = dependent_columns();
  FloatingMatrix gram(3, 3);
  gram << 6, 1, 7, 1, 6, 7, 7, 7, 14;
  CHECK(are_near(transposed_product(a, a), gram));
  CHECK(are_near(product(a.transpose(), a), gram));
  CHECK(are_near(product_transposed(a.transpose(), a.transpose()), gram));
  FloatingMatrix sum = FloatingMatrix::Identity(3, 3);
  add_gram(sum, a);
  CHECK(are_near(sum, gram + FloatingMatrix::Identity(3, 3)));
  CHECK(are_near(image(gram, FloatingVector::Unit(3, 2)), gram.col(2)));
  CHECK(are_near(transposed_image(a, a.col(0)), gram.col(0)));
}

TEST_CASE("floating bases are orthonormal and end at the rank") {
  const FloatingMatrix a = dependent_columns();
  const PivotedQr qr = pivoted_qr(a);
  REQUIRE(qr.rank(1e-9) == 2);
  const FloatingMatrix basis = qr.basis(2), rest = qr.complement(2);
  CHECK(are_near(transposed_product(basis, basis), FloatingMatrix::Identity(2, 2)));
  CHECK(are_near(transposed_product(rest, a), FloatingMatrix::Zero(2, 3)));
  CHECK(qr.order.front() == 2); // the longest column
  CHECK(qr.leading(3) == std::vector<std::size_t>{0, 1, 2});

  const Reflections reflections(a.leftCols(2));
  CHECK(are_near(transposed_product(reflections.complement(), a), FloatingMatrix::Zero(2, 3)));
  FloatingVector x = a.col(1);
  reflections.apply_transposed(x);
  CHECK(are_near(x.tail(2), FloatingVector::Zero(2)));
  reflections.apply(x);
  CHECK(are_near(x, a.col(1)));
  FloatingMatrix square = product_transposed(a, a);
  reflections.conjugate(square);
  CHECK(are_near(square.bottomRows(2), FloatingMatrix::Zero(2, 4)));
}

TEST_CASE("symmetric floating matrices: eigenvalues and Cholesky factors") {
  FloatingMatrix a(2, 2);
  a << 2, 1, 1, 2;
  const auto [values, vectors] = spectrum(a);
  CHECK(are_near(values, FloatingVector{{1, 3}}));
  CHECK(are_near(eigenvalues(a), values));
  CHECK(are_near(product(a, vectors), vectors * values.asDiagonal()));
  const auto factor = cholesky_factor(a);
  REQUIRE(factor);
  CHECK(are_near(cholesky_solution(*factor, FloatingVector{{3, 3}}), FloatingVector{{1, 1}}));
  a(0, 0) = 0;
  CHECK_FALSE(cholesky_factor(a));
}

TEST_CASE("floating solutions: least squares, the shortest ones, square systems") {
  const FloatingMatrix a = dependent_columns();
  const FloatingVector b = a.col(2);
  CHECK(are_near(image(a, least_squares(a, b)), b));
  const FloatingVector shortest = ShortestSolutions(a).solution(b);
  CHECK(are_near(shortest, FloatingVector{{1, 1, 2}} / 3));
  CHECK(are_near(image(ShortestSolutions(a).pseudo_inverse(), b), shortest));
  CHECK(ShortestSolutions(FloatingMatrix(FloatingVector{{1, 1e-3}}.asDiagonal()), 1e-2)
            .solution(FloatingVector{{1, 1}})[1] == 0);
  FloatingMatrix square(2, 2);
  square << 0, 2, 1, 1;
  const SquareSolutions solutions(square);
  CHECK(are_near(solutions.solution(FloatingVector{{4, 3}}), FloatingVector{{1, 2}}));
  CHECK(are_near(product(solutions.inverse(), square), FloatingMatrix::Identity(2, 2)));
}
