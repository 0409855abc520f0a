// SPDX-License-Identifier: GPL-3.0-or-later

#include "exact/polynomial.hpp"

namespace thalweg {

Polynomial::Polynomial(Vector coefficients) : coefficients_(std::move(coefficients)) {
  trim();
}

void Polynomial::trim() {
  while (!coefficients_.empty() && coefficients_.back() == 0)
    coefficients_.pop_back();
}

std::optional<std::size_t> Polynomial::lowest_index() const {
  for (std::size_t k = 0; k < coefficients_.size(); ++k)
    if (coefficients_[k] != 0)
      return k;
  return std::nullopt;
}

int Polynomial::sign_right_of_zero() const {
  const std::optional<std::size_t> k = lowest_index();
  return k ? sgn(coefficients_[*k]) : 0;
}

bool Polynomial::has_one_sign_up_to(const Rational& bound) const {
  const std::optional<std::size_t> k = lowest_index();
  if (!k)
    return true;
  Rational others = 0; // Σ_{j>k} |c_j| bound^{j−k}, by Horner's rule
  for (std::size_t j = coefficients_.size(); j-- > *k + 1;)
    others = (others + abs(coefficients_[j])) * bound;
  return others < abs(coefficients_[*k]);
}

Rational Polynomial::operator()(const Rational& value) const {
  Rational result = 0;
  for (std::size_t j = coefficients_.size(); j-- > 0;)
    result = result * value + coefficients_[j];
  return result;
}

void Polynomial::add_multiple(const Rational& factor, const Polynomial& q, std::size_t shift) {
  if (factor == 0 || q.is_zero())
    return;
  if (coefficients_.size() < q.coefficients_.size() + shift)
    coefficients_.resize(q.coefficients_.size() + shift);
  for (std::size_t j = 0; j < q.coefficients_.size(); ++j)
    coefficients_[j + shift] += factor * q.coefficients_[j];
  trim();
}

void Polynomial::add_multiple(const Rational& factor, const Polynomial& q) {
  add_multiple(factor, q, 0);
}

void Polynomial::add_shifted_multiple(const Rational& factor, const Polynomial& q) {
  add_multiple(factor, q, 1);
}

Polynomial operator*(const Polynomial& p, const Polynomial& q) {
  if (p.is_zero() || q.is_zero())
    return {};
  Vector product(p.coefficients().size() + q.coefficients().size() - 1);
  for (std::size_t i = 0; i < p.coefficients().size(); ++i)
    for (std::size_t j = 0; j < q.coefficients().size(); ++j)
      product[i + j] += p.coefficients()[i] * q.coefficients()[j];
  return Polynomial(std::move(product));
}

std::string to_string(const Polynomial& p) {
  std::string text;
  for (std::size_t k = 0; k < p.coefficients().size(); ++k) {
    const Rational& c = p.coefficients()[k];
    if (c == 0)
      continue;
    text += text.empty() ? (c < 0 ? "-" : "") : c < 0 ? " - " : " + ";
    text += to_string(Rational(abs(c)));
    text += k == 0 ? "" : k == 1 ? " ε" : " ε^" + std::to_string(k);
  }
  return text.empty() ? "0" : text;
}

} // namespace thalweg
