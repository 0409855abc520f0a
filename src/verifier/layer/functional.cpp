// SPDX-License-Identifier: Apache-2.0

#include "layer/functional.hpp"

namespace thalweg::verifier {

namespace {

using Sums = std::map<std::size_t, Integer>; ///< coefficients by index

Functional functional_of(const Sums& sums) {
  if (sums.empty())
    return {};
  const std::size_t begin = sums.begin()->first;
  Functional b{begin, List<Integer>(sums.rbegin()->first - begin + 1)};
  for (const auto& [index, value] : sums)
    b.entries[index - begin] = value;
  normalise(b);
  return b;
}

/// a := the multiple of a minus a multiple of b that has no entry at their common beginning.
void eliminate(Functional& a, const Functional& b) {
  const Integer factor = a.entries.front();
  const Integer& pivot = b.entries.front();
  if (a.entries.size() < b.entries.size())
    a.entries.resize(b.entries.size());
  for (std::size_t k = 0; k < a.entries.size(); ++k) {
    a.entries[k] *= pivot;
    if (k < b.entries.size())
      a.entries[k] -= b.entries[k] * factor;
  }
  normalise(a);
}

} // namespace

void normalise(Functional& b) {
  const auto is_not_zero = [](const Integer& a) { return !is_zero(a); };
  const auto first = std::find_if(b.entries.begin(), b.entries.end(), is_not_zero);
  b.begin += static_cast<std::size_t>(first - b.entries.begin());
  b.entries.erase(b.entries.begin(), first);
  while (!b.entries.empty() && is_zero(b.entries.back()))
    b.entries.pop_back();
  Integer common = 0;
  for (const Integer& a : b.entries)
    if (common != 1)
      common = gcd(common, a);
  for (Integer& a : b.entries) {
    Meter::require_bits(bit_length(a));
    if (common > 1)
      a = a / common;
  }
}

void add(Basis& basis, Functional b) {
  Meter::tick();
  while (!b.entries.empty()) {
    const auto found = basis.find(b.begin);
    if (found == basis.end()) {
      basis.emplace(b.begin, std::move(b));
      return;
    }
    eliminate(b, found->second);
  }
}

bool is_plain(const Layer& layer) {
  return layer.activation.breakpoints.empty() && layer.is_identity(0);
}

Functional times(const Layer& layer, const PiecesOfClasses& pieces, std::size_t channel,
                 const List<Fraction>& of_pieces, Functional b) {
  Integer common = 1;
  for (const Fraction& value : of_pieces)
    common = lcm(common, value.denominator);
  const std::size_t first = channel * layer.positions();
  for (std::size_t k = 0; k < b.entries.size(); ++k) {
    const std::size_t index = b.begin + k;
    const Fraction& value =
        of_pieces[(*pieces[index % pieces.size()])[first + index / pieces.size()]];
    b.entries[k] *= value.numerator * (common / value.denominator);
  }
  normalise(b);
  return b;
}

Basis on_group(const Layer& layer, const PiecesOfClasses& pieces, const Functionals& on,
               std::size_t first, std::size_t last) {
  Basis result = is_plain(layer) ? on.shared : Basis{};
  for (std::size_t channel = first; channel < last; ++channel)
    if (is_plain(layer))
      for (const auto& [begin, b] : on.own[channel])
        add(result, b);
    else
      for_each_of(on, channel, [&](const Functional& b) {
        add(result, times(layer, pieces, channel, layer.activation.slopes, b));
      });
  return result;
}

List<Functional> pulled_back_by_parameters(const Layer& layer, const Shape& source,
                                           std::size_t class_count, const Functional& b) {
  List<Functional> result;
  if (layer.kind == LayerKind::dense) {
    for (std::size_t p = 0; p < position_count(source); ++p)
      result.push_back({b.begin + p * class_count, b.entries});
    return result;
  }
  std::map<std::size_t, Sums> by_offset;
  for (std::size_t k = 0; k < b.entries.size(); ++k) {
    const std::size_t index = b.begin + k;
    if (!is_zero(b.entries[k]))
      for (const WindowEntry& entry : layer.windows.entries[index / class_count])
        by_offset[entry.offset][entry.position * class_count + index % class_count] += b.entries[k];
  }
  for (const auto& [offset, sums] : by_offset)
    result.push_back(functional_of(sums));
  return result;
}

Functional pulled_back_by_pooling(const Layer& layer, const PiecesOfClasses& pieces,
                                  std::size_t channel, const Functional& b) {
  const std::size_t class_count = pieces.size();
  const std::size_t first = channel * layer.positions();
  Sums sums;
  for (std::size_t k = 0; k < b.entries.size(); ++k) {
    const std::size_t position = (b.begin + k) / class_count;
    const std::size_t c = (b.begin + k) % class_count;
    const std::span<const WindowEntry> window(layer.windows.entries[position]);
    for (const WindowEntry& entry :
         layer.is_maximum() ? window.subspan((*pieces[c])[first + position], 1) : window)
      sums[entry.position * class_count + c] += b.entries[k];
  }
  return functional_of(sums);
}

} // namespace thalweg::verifier
