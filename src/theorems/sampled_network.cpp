// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/sampled_network.hpp"

#include "exact/error.hpp"

#include <algorithm>

namespace thalweg {

namespace {

void append_unit(DenseLayer& layer, const UnitForm& form) {
  SparseRow row;
  for (const auto& [unit, weight] : form.weights)
    if (weight != 0)
      row.emplace_back(unit, weight);
  layer.weights.push_back(std::move(row));
  layer.biases.push_back(form.constant);
}

Rational largest_size(const Vector& values) {
  Rational largest = 0;
  for (const Rational& value : values)
    largest = std::max(largest, Rational(abs(value)));
  return largest;
}

/// ε with ε·size ≤ reach/2, 1 if possible.
Rational scale_within(const std::optional<Rational>& reach, const Rational& size) {
  if (!reach || 2 * size <= *reach)
    return 1;
  Integer ceiling;
  mpz_cdiv_q(ceiling.get_mpz_t(), size.get_num_mpz_t(), size.get_den_mpz_t());
  return *reach / Rational(2 * ceiling);
}

} // namespace

SampledForm operator+(const SampledForm& f, const SampledForm& g) {
  require(f.values.size() == g.values.size(), "sampled form: different samples");
  SampledForm sum{f.form + g.form, f.values};
  for (std::size_t i = 0; i < g.values.size(); ++i)
    sum.values[i] += g.values[i];
  return sum;
}

SampledForm operator-(const SampledForm& f, const SampledForm& g) {
  return f + Rational(-1) * g;
}

SampledForm operator*(const Rational& factor, const SampledForm& f) {
  SampledForm product{factor * f.form, f.values};
  for (Rational& value : product.values)
    value *= factor;
  return product;
}

SampledForm operator+(const SampledForm& f, const Rational& constant) {
  SampledForm sum{f.form + constant, f.values};
  for (Rational& value : sum.values)
    value += constant;
  return sum;
}

SampledNetwork::SampledNetwork(std::vector<Vector> inputs, std::size_t input_dimension,
                               Activation activation, Corner corner)
    : inputs_(std::move(inputs)), activation_(std::move(activation)), corner_(std::move(corner)) {
  current_.input_count = input_dimension;
  current_.activation = activation_;
}

SampledForm SampledNetwork::over_inputs(const AffineFunction& f) const {
  SampledForm result{NetworkBuilder::over_inputs(f), {}};
  for (const Vector& x : inputs_)
    result.values.push_back(f(x));
  return result;
}

SampledForm SampledNetwork::constant(const Rational& value) const {
  return {UnitForm{{}, value}, Vector(inputs_.size(), value)};
}

SampledForm SampledNetwork::kinked(const SampledForm& t) {
  const Rational scale = scale_within(corner_.reach, largest_size(t.values));
  const Rational factor = corner_.orientation * scale;
  append_unit(current_, factor * t.form + corner_.breakpoint);
  SampledForm result;
  result.form.weights[current_.unit_count() - 1] = 1 / scale;
  result.form.constant = -corner_.value / scale;
  for (const Rational& value : t.values)
    result.values.push_back(corner_(value));
  return result;
}

SampledForm SampledNetwork::carried(const SampledForm& u, const Rational& shift) {
  require(std::all_of(u.values.begin(), u.values.end(),
                      [&shift](const Rational& value) { return value > shift; }),
          "sampled network: a carried form is not above its shift");
  return Rational(1 / corner_.above) * kinked(u + Rational(-shift)) + shift;
}

SampledForm SampledNetwork::carried(const SampledForm& u) {
  return carried(u, low_shift({u}));
}

void SampledNetwork::finish_layer() {
  const std::size_t unit_count = current_.unit_count();
  network_.layers.push_back(std::move(current_));
  current_ = DenseLayer{};
  current_.input_count = unit_count;
  current_.activation = activation_;
}

Network SampledNetwork::network(const std::vector<SampledForm>& outputs) && {
  current_.activation = identity_activation();
  for (const SampledForm& output : outputs)
    append_unit(current_, output.form);
  network_.layers.push_back(std::move(current_));
  return std::move(network_);
}

Rational low_shift(const std::vector<SampledForm>& forms) {
  Rational shift = -1;
  for (const SampledForm& form : forms)
    for (const Rational& value : form.values)
      shift = std::min(shift, Rational(2 * value));
  return shift;
}

std::vector<SampledForm> carried_layer(SampledNetwork& network,
                                       const std::vector<SampledForm>& forms, std::size_t width) {
  const Rational eta = low_shift(forms);
  std::vector<SampledForm> carried;
  for (const SampledForm& form : forms)
    carried.push_back(network.carried(form, eta));
  for (std::size_t unit = forms.size(); unit < width; ++unit)
    network.kinked(network.constant(-eta));
  network.finish_layer();
  return carried;
}

Network passed_on(SampledNetwork network, std::vector<SampledForm> outputs,
                  std::size_t hidden_layers, std::size_t width) {
  for (std::size_t layer = 1; layer < hidden_layers; ++layer)
    outputs = carried_layer(network, outputs, width);
  return std::move(network).network(outputs);
}

} // namespace thalweg
