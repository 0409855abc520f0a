// SPDX-License-Identifier: GPL-3.0-or-later
//
// The header of an NPY file is a Python dictionary with the keys 'descr', 'fortran_order' and
// 'shape' in any order, padded with blanks and ended by a line feed. Only this form is read, as it
// is written by Python 3, by Python 2 (whose long integers are 3L) and by other programs, which
// differ in blanks and quotes.

#include "data/npy_file.hpp"

#include "exact/error.hpp"
#include "exact/finite.hpp"
#include "exact/half_precision.hpp"
#include "exact/input_file.hpp"
#include "exact/shown_text.hpp"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <cstdint>

namespace thalweg {

namespace {

constexpr std::size_t most_dimensions = 8;

struct Header {
  std::string type; ///< "<f4"
  bool is_fortran_order = false;
  std::vector<std::size_t> shape;
};

[[noreturn]] void throw_unknown_type(const std::string& type, const std::string& place) {
  throw InputError(place +
                   ": expected floats of 16, 32 or 64 bits, integers or truth values, found "
                   "the type " +
                   excerpt(type) + " → array.astype(\"float64\")");
}

/// Reads the dictionary from left to right.
class HeaderReader {
public:
  HeaderReader(std::string_view text, const std::string& place) : text_(text), place_(place) {}

  Header header() {
    Header result;
    unsigned seen = 0;
    expect('{');
    while (!skip('}')) {
      const std::string key = quoted();
      expect(':');
      const unsigned bit = key == "descr" ? 1 : key == "fortran_order" ? 2 : key == "shape" ? 4 : 0;
      if (bit == 0 || (seen & bit) != 0)
        fail("the keys descr, fortran_order and shape once each", "'" + key + "'");
      seen |= bit;
      if (bit == 1)
        result.type = type();
      else if (bit == 2)
        result.is_fortran_order = boolean();
      else
        result.shape = shape();
      if (!skip(',')) {
        expect('}');
        break;
      }
    }
    blanks();
    if (seen != 7 || at_ != text_.size())
      fail("a header with descr, fortran_order and shape", "another");
    return result;
  }

private:
  [[noreturn]] void fail(const std::string& expected, const std::string& found) const {
    throw InputError(place_ + ": expected " + expected + ", found " + found);
  }
  void blanks() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != text_.npos)
      ++at_;
  }
  bool skip(char c) {
    blanks();
    if (at_ == text_.size() || text_[at_] != c)
      return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!skip(c))
      fail(std::string("'") + c + "' in the header", "something else");
  }
  std::string quoted() {
    const char quote = skip('"') ? '"' : '\'';
    if (quote == '\'')
      expect(quote);
    const std::size_t end = text_.find(quote, at_);
    if (end == text_.npos || end - at_ > 32)
      fail("a short quoted word in the header", "something else");
    const std::string word(text_.substr(at_, end - at_));
    at_ = end + 1;
    return word;
  }
  /// A quoted word; of another type its beginning.
  std::string type() {
    blanks();
    if (at_ < text_.size() && (text_[at_] == '\'' || text_[at_] == '"'))
      return quoted();
    throw_unknown_type(excerpt(text_.substr(at_)), place_);
  }
  bool boolean() {
    blanks();
    for (const std::string_view word : {"True", "False"})
      if (text_.substr(at_, word.size()) == word) {
        at_ += word.size();
        return word == "True";
      }
    fail("True or False in the header", "something else");
  }
  std::vector<std::size_t> shape() {
    std::vector<std::size_t> result;
    expect('(');
    while (!skip(')')) {
      std::size_t value = 0, digits = 0;
      for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_, ++digits)
        value = 10 * value + static_cast<std::size_t>(text_[at_] - '0');
      if (digits == 0 || digits > 12 || result.size() == most_dimensions)
        fail("a shape of few numbers in the header", "something else");
      result.push_back(value);
      if (!skip('L'))
        skip('l');
      if (!skip(',')) {
        expect(')');
        break;
      }
    }
    return result;
  }

  std::string_view text_;
  const std::string& place_;
  std::size_t at_ = 0;
};

struct NumberType {
  char kind = 'f'; ///< f, i, u or b
  std::size_t size = 4;
  bool is_big_endian = false;
};

/// "float32" as "f4"; other words as they are.
std::string short_type(const std::string& word) {
  for (const auto& [name, kind] :
       {std::pair{"float", 'f'}, std::pair{"int", 'i'}, std::pair{"uint", 'u'}})
    for (const std::size_t size : {1, 2, 4, 8})
      if (word == fmt::format("{}{}", name, 8 * size))
        return fmt::format("{}{}", kind, size);
  return word == "bool" || word == "?" ? "b1" : word;
}

/// "<f4", ">i8", "|b1", "=f8", "float64": without an order the one of nearly all machines.
NumberType number_type(const std::string& type, const std::string& place) {
  const bool has_order = !type.empty() && std::string_view("<>|=").find(type[0]) != type.npos;
  const std::string word = short_type(has_order ? type.substr(1) : type);
  constexpr std::string_view known = " f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1 ";
  if (word.size() != 2 || known.find(" " + word + " ") == known.npos)
    throw_unknown_type(type, place);
  return {word[0], static_cast<std::size_t>(word[1] - '0'), type[0] == '>'};
}

double floating_value(std::uint64_t bits, std::size_t size) {
  if (size == 2)
    return half_precision(static_cast<std::uint16_t>(bits));
  return size == 4 ? static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)))
                   : std::bit_cast<double>(bits);
}

Rational number(const char* bytes, const NumberType& type, const std::string& place) {
  std::uint64_t bits = 0;
  for (std::size_t k = 0; k < type.size; ++k) {
    const std::size_t at = type.is_big_endian ? k : type.size - 1 - k;
    bits = bits << 8 | static_cast<unsigned char>(bytes[at]);
  }
  if (type.kind == 'f') {
    const double value = floating_value(bits, type.size);
    if (!std::isfinite(value))
      throw InputError(place + ": expected finite numbers, found one that is not");
    return exact_value(value);
  }
  if (type.kind == 'b' && bits > 1)
    throw InputError(place + fmt::format(": expected truth values 0 and 1, found {}", bits));
  const std::uint64_t sign_bit = std::uint64_t(1) << (8 * type.size - 1);
  Integer value(std::to_string(bits));
  if (type.kind == 'i' && (bits & sign_bit) != 0)
    value -= Integer(1) << (8 * type.size);
  return Rational(value);
}

/// From Fortran order (the first index runs fastest) to C order.
Vector in_c_order(const std::vector<std::size_t>& shape, Vector values) {
  Vector result(values.size());
  std::vector<std::size_t> index(shape.size(), 0);
  for (Rational& value : values) {
    std::size_t place = 0;
    for (std::size_t k = 0; k < shape.size(); ++k)
      place = place * shape[k] + index[k];
    result[place] = std::move(value);
    for (std::size_t k = 0; k < shape.size() && ++index[k] == shape[k]; ++k)
      index[k] = 0;
  }
  return result;
}

} // namespace

NpyArray npy_array(std::string_view bytes, const std::string& place) {
  const auto fail = [&](const std::string& expected, const std::string& found) {
    throw InputError(place + ": expected " + expected + ", found " + found);
  };
  if (bytes.substr(0, 6) != "\x93NUMPY" || bytes.size() < 12)
    fail("an NPY file (numpy.save of an array)", bytes.empty() ? "an empty one" : "other bytes");
  const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(bytes[k]); };
  const unsigned version = byte(6);
  if (version < 1 || version > 3 || byte(7) != 0)
    fail("NPY version 1, 2 or 3", fmt::format("{}.{}", version, byte(7)));
  const std::size_t length_size = version == 1 ? 2 : 4;
  std::size_t length = 0;
  for (std::size_t k = length_size; k-- > 0;)
    length = length << 8 | byte(8 + k);
  const std::size_t start = 8 + length_size;
  if (length > bytes.size() - start)
    fail("a whole header", "the end of the file");
  const Header header = HeaderReader(bytes.substr(start, length), place).header();
  const NumberType type = number_type(header.type, place);
  const std::string_view content = bytes.substr(start + length);
  std::size_t count = 1;
  for (const std::size_t extent : header.shape) {
    if (extent != 0 && count > content.size() / extent)
      fail("as many numbers as the shape says", "fewer");
    count *= extent;
  }
  if (content.size() != count * type.size)
    fail(fmt::format("{} bytes of {} numbers", count * type.size, count),
         fmt::format("{}", content.size()));
  NpyArray array{header.shape, {}};
  for (std::size_t k = 0; k < count; ++k)
    array.values.push_back(number(content.data() + k * type.size, type, place));
  if (header.is_fortran_order)
    array.values = in_c_order(array.shape, std::move(array.values));
  return array;
}

NpyArray npy_array_from_file(const std::filesystem::path& path) {
  return npy_array(text_of_file(path), path.string());
}

} // namespace thalweg
