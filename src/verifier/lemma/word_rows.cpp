// SPDX-License-Identifier: Apache-2.0

#include "lemma/word_rows.hpp"

#include <algorithm>

namespace thalweg::verifier {

namespace {

constexpr std::size_t longest = std::size_t{1} << 16; // bits of numbers that are worth rounding

/// |numerator/denominator| < 2^this
std::int64_t size_in_bits(const Integer& numerator, const Integer& denominator) {
  return static_cast<std::int64_t>(bit_length(numerator)) -
         static_cast<std::int64_t>(bit_length(denominator)) + 1;
}

/// numerator/denominator · 2^shift, towards 0.
Integer shifted_quotient(const Integer& numerator, const Integer& denominator, std::int64_t shift) {
  return shift >= 0 ? (numerator << static_cast<std::size_t>(shift)) / denominator
                    : numerator / (denominator << static_cast<std::size_t>(-shift));
}

bool is_short(const Integer& a) {
  return bit_length(a) <= longest;
}

} // namespace

WordInputs word_inputs(const Data& data) {
  const std::size_t d = data.inputs.size();
  List<std::int64_t> sizes(d + 1, std::int64_t{0});
  List<bool> is_used(d);
  for (const Sample& sample : data.samples)
    for (std::size_t k = 0; k < d; ++k) {
      if (!is_short(sample.x[k]) || !is_short(sample.denominator))
        return {};
      if (is_zero(sample.x[k]))
        continue;
      const std::int64_t size = size_in_bits(sample.x[k], sample.denominator);
      sizes[k] = is_used[k] ? std::max(sizes[k], size) : size;
      is_used[k] = true;
    }
  sizes[d] = 1;
  WordInputs inputs{d + 1, {}, {}};
  for (const std::int64_t size : sizes)
    inputs.exponents.push_back(screened_bits - size);
  inputs.entries.reserve(data.samples.size() * inputs.width);
  for (const Sample& sample : data.samples) {
    Meter::tick();
    for (std::size_t k = 0; k < d; ++k)
      inputs.entries.push_back(static_cast<std::int64_t>(
          shifted_quotient(sample.x[k], sample.denominator, inputs.exponents[k])));
    inputs.entries.push_back(std::int64_t{1} << inputs.exponents[d]);
  }
  return inputs;
}

#ifdef __SIZEOF_INT128__

std::optional<Wide> ceiling(const Integer& numerator, const Integer& denominator,
                            std::int64_t shift) {
  if (is_zero(numerator))
    return 0;
  if (!is_short(numerator) || !is_short(denominator) ||
      size_in_bits(numerator, denominator) + shift > sum_bits)
    return std::nullopt;
  if (size_in_bits(numerator, denominator) + shift < 0)
    return 1;
  return wide_of(shifted_quotient(numerator, denominator, shift)) + 1;
}

std::optional<Wide> ceiling(const Dyadic& a, std::int64_t shift) {
  return ceiling(a.mantissa, 1, a.exponent + shift);
}

namespace {

/// Appends the row, rounded to words as long as its largest term needs; false if numbers are too
/// long.
bool append_row(WordLayer& layer, RowTable& table, const AffineRow& row, const WordInputs& inputs) {
  Meter::tick();
  std::optional<std::int64_t> size; // |a_k| 2^{−exponents[k]} < 2^size
  for (std::size_t k = 0; k < row.coefficients.size(); ++k) {
    if (!is_short(row.coefficients[k]) || !is_short(row.denominator))
      return false;
    if (!is_zero(row.coefficients[k]))
      size = std::max(size.value_or(INT64_MIN),
                      size_in_bits(row.coefficients[k], row.denominator) - inputs.exponents[k]);
  }
  const auto room = static_cast<std::int64_t>(bit_length(Integer(inputs.width)));
  WordRow& words = layer.rows.emplace_back();
  words.exponent = size ? screened_bits - room - *size : screened_bits;
  List<std::int64_t> entries(inputs.width);
  for (std::size_t k = 0; k < row.coefficients.size(); ++k)
    if (!is_zero(row.coefficients[k])) {
      entries[k] = static_cast<std::int64_t>(shifted_quotient(
          row.coefficients[k], row.denominator, words.exponent - inputs.exponents[k]));
      // |α ξ − a x| < |a| + |x| + 1 for α = a + θ, ξ = x + φ, |θ|, |φ| < 1
      words.error += (entries[k] < 0 ? -entries[k] : entries[k]) + (Wide{1} << screened_bits) + 1;
    }
  const auto first = std::find_if(entries.begin(), entries.end(), [](auto a) { return a != 0; });
  words.is_negated = first != entries.end() && *first < 0;
  if (words.is_negated)
    for (std::int64_t& entry : entries)
      entry = -entry;
  words.product = table.emplace(std::move(entries), table.size()).first->second;
  return true;
}

} // namespace

std::optional<WordLayer> word_layer(const Network& network, const ClassMap& map, std::size_t l,
                                    const WordInputs& inputs, RowTable& table) {
  WordLayer layer;
  for (const AffineRow& row : map.z[l])
    if (!append_row(layer, table, row, inputs))
      return std::nullopt;
  for (std::size_t j = 0; j < map.z[l].size(); ++j)
    if (network.layers[l].is_identity(map.pieces[l][j])) {
      if (!map.z[l][j].coefficients.empty())
        layer.outputs.push_back(j);
    } else if (!map.h[l + 1][j].coefficients.empty()) {
      layer.outputs.push_back(layer.rows.size());
      if (!append_row(layer, table, map.h[l + 1][j], inputs))
        return std::nullopt;
    }
  return layer;
}

#endif

} // namespace thalweg::verifier
