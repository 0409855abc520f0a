// SPDX-License-Identifier: Apache-2.0
//
// Machine integers for sums of products of two of 64 bits: at least 127 bits and a sign. Where the
// machine has none, Boost's of a fixed length.

#pragma once

#include "number/integer.hpp"

#ifndef __SIZEOF_INT128__
#include <boost/multiprecision/cpp_int.hpp>
#endif

namespace thalweg::verifier {

#ifdef __SIZEOF_INT128__
using Wide = Word;
#else
using Wide = boost::multiprecision::int128_t;
#endif

/// The same value as an integer without bound.
inline Integer integer_of(const Wide& a) {
#ifdef __SIZEOF_INT128__
  return Integer(a);
#else
  const Wide high = a / (std::int64_t{1} << 32); // towards 0: the rest has the sign of a
  const Wide higher = high / (std::int64_t{1} << 32);
  const auto part = [](const Wide& b) { return b.convert_to<std::int64_t>(); };
  const Wide unit = Wide(1) << 32;
  return (Integer(part(higher)) << 64) + (Integer(part(high - higher * unit)) << 32) +
         part(a - high * unit);
#endif
}

#ifdef __SIZEOF_INT128__
/// An integer that has its place in 127 bits and a sign.
inline Wide wide_of(const Integer& a) {
  const auto high = static_cast<std::int64_t>(a >> 64);
  const auto low = static_cast<std::uint64_t>(a - (Integer(high) << 64));
  return static_cast<Wide>(high) * (static_cast<Wide>(1) << 64) + low;
}
#endif

} // namespace thalweg::verifier
