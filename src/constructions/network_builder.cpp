// SPDX-License-Identifier: GPL-3.0-or-later
//
// Arithmetic of unit forms and their collection into layers.

#include "constructions/network_builder.hpp"

namespace thalweg {
namespace {

SparseRow sparse_row(const UnitForm& form) {
  SparseRow row;
  for (const auto& [unit, weight] : form.weights)
    if (weight != 0)
      row.emplace_back(unit, weight);
  return row;
}

void append_unit(DenseLayer& layer, const UnitForm& form) {
  layer.weights.push_back(sparse_row(form));
  layer.biases.push_back(form.constant);
}

} // namespace

UnitForm operator+(const UnitForm& f, const UnitForm& g) {
  UnitForm sum = f;
  sum.constant += g.constant;
  for (const auto& [unit, weight] : g.weights)
    sum.weights[unit] += weight;
  return sum;
}

UnitForm operator-(const UnitForm& f, const UnitForm& g) {
  return f + Rational(-1) * g;
}

UnitForm operator*(const Rational& factor, const UnitForm& f) {
  UnitForm product = f;
  product.constant *= factor;
  for (auto& [unit, weight] : product.weights)
    weight *= factor;
  return product;
}

UnitForm operator+(const UnitForm& f, const Rational& constant) {
  UnitForm sum = f;
  sum.constant += constant;
  return sum;
}

NetworkBuilder::NetworkBuilder(std::size_t input_dimension) {
  current_.input_count = input_dimension;
  current_.activation = thalweg::relu();
}

UnitForm NetworkBuilder::over_inputs(const AffineFunction& f) {
  UnitForm form;
  for (std::size_t a = 0; a < f.linear.size(); ++a)
    form.weights[a] = f.linear[a];
  form.constant = f.constant;
  return form;
}

UnitForm NetworkBuilder::relu(const UnitForm& z) {
  append_unit(current_, z);
  return UnitForm{{{current_.unit_count() - 1, Rational(1)}}, Rational(0)};
}

UnitForm NetworkBuilder::carried(const UnitForm& u, const Rational& shift) {
  return relu(u + shift) + Rational(-shift);
}

void NetworkBuilder::finish_layer() {
  const std::size_t unit_count = current_.unit_count();
  network_.layers.push_back(std::move(current_));
  current_ = DenseLayer{};
  current_.input_count = unit_count;
  current_.activation = thalweg::relu();
}

Network NetworkBuilder::network(const std::vector<UnitForm>& outputs) && {
  current_.activation = identity_activation();
  for (const UnitForm& output : outputs)
    append_unit(current_, output);
  network_.layers.push_back(std::move(current_));
  return std::move(network_);
}

} // namespace thalweg
