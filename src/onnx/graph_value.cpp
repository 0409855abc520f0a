// SPDX-License-Identifier: GPL-3.0-or-later

#include "onnx/graph_value.hpp"

#include "exact/error.hpp"
#include "exact/finite.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace thalweg {

namespace {

constexpr std::size_t most_elements = std::size_t(1) << 28;

std::string extents_in_words(const Extents& extents) {
  return fmt::format("({})", fmt::join(extents, ", "));
}

/// strides[a] is how far the next entry along axis a is.
std::vector<std::size_t> strides_of(const Extents& extents) {
  std::vector<std::size_t> strides(extents.size(), 1);
  for (std::size_t axis = extents.size(); axis-- > 1;)
    strides[axis - 1] = strides[axis] * extents[axis];
  return strides;
}

/// For every index of `extents` in C order the number Σ index[a] · strides[a].
std::vector<std::size_t> numbers_of(const Extents& extents,
                                    const std::vector<std::size_t>& strides) {
  std::size_t count = 1;
  for (const std::size_t extent : extents)
    count *= extent;
  std::vector<std::size_t> numbers(count);
  std::vector<std::size_t> index(extents.size(), 0);
  std::size_t number = 0;
  for (std::size_t k = 0; k < count; ++k) {
    numbers[k] = number;
    for (std::size_t axis = extents.size(); axis-- > 0;) {
      number += strides[axis];
      if (++index[axis] < extents[axis])
        break;
      number -= strides[axis] * extents[axis];
      index[axis] = 0;
    }
  }
  return numbers;
}

/// Appends the element `k` of a value to a result that has all its members spelled out.
void append_element(GraphValue& result, const GraphValue& value, std::size_t k) {
  if (result.source) {
    result.entries.push_back(value.is_constant() ? 0 : value.entry(k));
    result.factors.push_back(value.is_constant() ? Rational(0) : value.factor(k));
  }
  result.offsets.push_back(value.offset(k));
}

/// Forgets factors that are 1, offsets that are 0 and entries that are 0, 1, 2, ….
void shorten(GraphValue& value) {
  if (value.is_constant())
    return;
  const auto all = [](const Vector& numbers, int number) {
    return std::all_of(numbers.begin(), numbers.end(),
                       [number](const Rational& one) { return one == number; });
  };
  if (all(value.factors, 1))
    value.factors.clear();
  if (all(value.offsets, 0))
    value.offsets.clear();
}

} // namespace

void make_offsets(GraphValue& constant) {
  for (const double value : constant.floats)
    constant.offsets.push_back(exact_value(value));
  constant.floats = {};
}

std::size_t GraphValue::count() const {
  std::size_t count = 1;
  for (const std::size_t extent : extents)
    count *= extent;
  return count;
}

std::size_t limited_count(const Extents& extents, const std::string& place) {
  std::size_t count = 1;
  for (const std::size_t extent : extents) {
    if (extent > 0 && count > most_elements / extent)
      throw InputError(place + ": expected a tensor that fits in memory, found the extents " +
                       extents_in_words(extents));
    count *= extent;
  }
  return count;
}

GraphValue picked(const GraphValue& value, Extents extents, const std::vector<std::size_t>& picks) {
  GraphValue result;
  result.extents = std::move(extents);
  result.source = value.source;
  result.is_integer = value.is_integer;
  result.is_shared = value.is_shared;
  for (const std::size_t k : picks) {
    if (value.source)
      result.entries.push_back(value.entry(k));
    if (!value.factors.empty())
      result.factors.push_back(value.factors[k]);
    if (!value.offsets.empty())
      result.offsets.push_back(value.offsets[k]);
  }
  return result;
}

GraphValue transposed(const GraphValue& value, const std::vector<std::size_t>& order) {
  const std::vector<std::size_t> strides = strides_of(value.extents);
  Extents extents;
  std::vector<std::size_t> new_strides;
  for (const std::size_t axis : order) {
    extents.push_back(value.extents[axis]);
    new_strides.push_back(strides[axis]);
  }
  const std::vector<std::size_t> picks = numbers_of(extents, new_strides);
  return picked(value, std::move(extents), picks);
}

GraphValue concatenated(const std::vector<const GraphValue*>& values, std::size_t axis,
                        const std::string& place) {
  GraphValue result;
  result.extents = values.front()->extents;
  result.extents[axis] = 0;
  result.is_integer = values.front()->is_integer;
  for (const GraphValue* value : values) {
    Extents fitting = value->extents;
    if (fitting.size() == result.extents.size())
      fitting[axis] = result.extents[axis];
    if (fitting != result.extents)
      throw InputError(fmt::format(
          "{}: expected extents that differ on axis {} only, found {} and {}", place, axis,
          extents_in_words(values.front()->extents), extents_in_words(value->extents)));
    if (value->source && result.source && value->source != result.source)
      throw Unsupported(place + ": expected parts of one output, found outputs of several layers → "
                                "only additions read earlier layers");
    if (value->source)
      result.source = value->source;
    result.is_shared = result.is_shared || value->is_shared;
    result.extents[axis] += value->extents[axis];
  }
  limited_count(result.extents, place);
  std::size_t outer = 1;
  for (std::size_t a = 0; a < axis; ++a)
    outer *= result.extents[a];
  for (std::size_t o = 0; o < outer; ++o)
    for (const GraphValue* value : values) {
      const std::size_t length = value->count() / outer;
      for (std::size_t k = 0; k < length; ++k)
        append_element(result, *value, o * length + k);
    }
  shorten(result);
  return result;
}

GraphValue sliced(const GraphValue& value, std::size_t axis, std::int64_t start, std::int64_t step,
                  std::size_t count) {
  Extents extents = value.extents;
  extents[axis] = count;
  const std::vector<std::size_t> strides = strides_of(value.extents);
  std::vector<std::size_t> picks;
  for (const std::size_t number : numbers_of(extents, strides)) {
    // along the axis `index` stands for start + step · index
    const std::size_t index = number / strides[axis] % value.extents[axis];
    const auto moved = static_cast<std::size_t>(start + step * static_cast<std::int64_t>(index));
    picks.push_back(number - index * strides[axis] + moved * strides[axis]);
  }
  return picked(value, std::move(extents), picks);
}

Extents common_extents(const Extents& a, const Extents& b, const std::string& place) {
  const std::size_t rank = std::max(a.size(), b.size());
  Extents common(rank, 1);
  for (std::size_t axis = 0; axis < rank; ++axis) { // counted from the last
    const std::size_t of_a = axis < a.size() ? a[a.size() - 1 - axis] : 1;
    const std::size_t of_b = axis < b.size() ? b[b.size() - 1 - axis] : 1;
    if (of_a != of_b && of_a != 1 && of_b != 1)
      throw InputError(place + ": expected extents that fit each other, found " +
                       extents_in_words(a) + " and " + extents_in_words(b));
    common[rank - 1 - axis] = of_a == 1 ? of_b : of_a;
  }
  limited_count(common, place);
  return common;
}

GraphValue broadcast(const GraphValue& value, const Extents& extents) {
  if (value.extents == extents)
    return value;
  const std::vector<std::size_t> own = strides_of(value.extents);
  std::vector<std::size_t> strides(extents.size(), 0);
  const std::size_t shift = extents.size() - value.extents.size();
  for (std::size_t axis = 0; axis < value.extents.size(); ++axis)
    strides[shift + axis] = value.extents[axis] == 1 ? 0 : own[axis];
  return picked(value, extents, numbers_of(extents, strides));
}

} // namespace thalweg
