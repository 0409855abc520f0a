// SPDX-License-Identifier: GPL-3.0-or-later

#include "forgery.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include <array>
#include <functional>
#include <optional>

namespace thalweg::fuzz {

namespace {

using Number = boost::multiprecision::cpp_rational;
using Pointer = Json::json_pointer;

void collect(const Json& value, const Pointer& place, Original& original) {
  if (!value.is_structured()) {
    original.leaves.push_back(place);
    return;
  }
  original.inner.push_back(place);
  if (value.is_object())
    for (const auto& [key, part] : value.items())
      collect(part, place / key, original);
  else
    for (std::size_t k = 0; k < value.size(); ++k)
      collect(value[k], place / k, original);
}

bool chance(Random& random, std::size_t one_in) {
  return random() % one_in == 0;
}

template <class Items> const auto& one_of(const Items& items, Random& random) {
  return items[random() % items.size()];
}

std::optional<Number> number_in(const Json& leaf) {
  if (!leaf.is_string())
    return std::nullopt;
  const std::string& text = leaf.get_ref<const std::string&>();
  if (text.empty() || text.size() > 300 || text.find_first_not_of("-/0123456789") != text.npos)
    return std::nullopt;
  try {
    return Number(text);
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::string text_of(const Number& value) {
  return value.str(); // lowest terms, "/" only if it is needed
}

Number nudged(const Number& value, Random& random) {
  const Number tiny(1, boost::multiprecision::cpp_int(1) << (1 + random() % 80));
  switch (random() % 10) {
  case 0:
    return value + 1;
  case 1:
    return value - 1;
  case 2:
    return -value;
  case 3:
    return value * 2;
  case 4:
    return value / 2;
  case 5:
    return value * (1 + tiny);
  case 6:
    return value * (1 - tiny);
  case 7:
    return value + tiny;
  case 8:
    return value - tiny;
  default:
    return 0;
  }
}

// Each kind of damage gets the document, the original that it was and the other originals.

void nudge(Json& document, const Original& original, const std::vector<Original>&, Random& random) {
  Json& leaf = document.at(one_of(original.leaves, random));
  if (const std::optional<Number> value = number_in(leaf))
    leaf = text_of(nudged(*value, random));
  else if (leaf.is_number_unsigned()) {
    const std::uint64_t count = leaf;
    const std::array<std::uint64_t, 6> others = {count + 1,
                                                 count == 0 ? 1 : count - 1,
                                                 0,
                                                 std::uint64_t{1} << 32,
                                                 (std::uint64_t{1} << 32) + count,
                                                 (std::uint64_t{1} << 53) - 1};
    leaf = one_of(others, random);
    if (chance(random, 20))
      leaf = nullptr;
  } else if (leaf.is_null())
    leaf = random() % 4;
  else if (leaf.is_string())
    leaf = one_of(std::array{"relu", "identity", "first_order", "interval", "dense", "squared",
                             "absolute", "below", "above", "softmax", "logistic", ""},
                  random);
}

/// A number of the statement's claims: what a forger would like to change.
void overstate(Json& document, const Original&, const std::vector<Original>&, Random& random) {
  Json& claims = document.at("statement").at("claims");
  if (claims.empty())
    return;
  Json& claim = claims.at(random() % claims.size());
  std::vector<Json*> numbers;
  for (auto& [key, value] : claim.items())
    if (number_in(value))
      numbers.push_back(&value);
  if (numbers.empty())
    return;
  Json& leaf = *one_of(numbers, random);
  leaf = text_of(nudged(*number_in(leaf), random));
  const Json& next = claims.at(claims.size() > 1 ? 1 : 0);
  if (const auto bound = number_in(next.value("distance", Json())); bound && chance(random, 4))
    claims.at(0)["radius"] = text_of(chance(random, 2) ? *bound : nudged(*bound, random));
}

void exchange(Json& document, const Original& original, const std::vector<Original>&,
              Random& random) {
  std::swap(document.at(one_of(original.leaves, random)),
            document.at(one_of(original.leaves, random)));
}

/// All numbers of one row, layer, table … times one factor.
void scale(Json& document, const Original& original, const std::vector<Original>&, Random& random) {
  const Number factor(1 + random() % 5, 1 + random() % 5);
  const std::function<void(Json&)> scale_all = [&](Json& value) {
    if (value.is_structured())
      for (Json& part : value)
        scale_all(part);
    else if (const std::optional<Number> number = number_in(value))
      value = text_of(*number * factor);
  };
  scale_all(document.at(one_of(original.inner, random)));
}

void leave_out(Json& document, const Original& original, const std::vector<Original>&,
               Random& random) {
  Json& value = document.at(one_of(original.inner, random));
  if (value.empty())
    return;
  auto part = value.begin();
  std::advance(part, random() % value.size());
  value.erase(part);
}

void repeat(Json& document, const Original& original, const std::vector<Original>&,
            Random& random) {
  Json& value = document.at(one_of(original.inner, random));
  if (!value.is_array() || value.empty())
    return;
  const Json part = value[random() % value.size()];
  value.insert(value.begin() + static_cast<std::ptrdiff_t>(random() % (value.size() + 1)), part);
}

void reorder(Json& document, const Original& original, const std::vector<Original>&,
             Random& random) {
  Json& value = chance(random, 4) ? document.at("statement").at("claims")
                                  : document.at(one_of(original.inner, random));
  if (value.is_array() && value.size() > 1)
    std::swap(value[random() % value.size()], value[random() % value.size()]);
}

/// A part of this certificate in another place of it.
void transplant(Json& document, const Original& original, const std::vector<Original>&,
                Random& random) {
  const Json part = document.at(one_of(original.inner, random));
  document.at(one_of(original.inner, random)) = part;
}

/// The same part of another certificate.
void borrow(Json& document, const Original& original, const std::vector<Original>& all,
            Random& random) {
  const Pointer& place = one_of(original.inner, random);
  const Json& other = one_of(all, random).document;
  if (other.contains(place))
    document.at(place) = other.at(place);
}

void lengthen(Json& document, const Original& original, const std::vector<Original>&,
              Random& random) {
  Json& leaf = document.at(one_of(original.leaves, random));
  if (leaf.is_string())
    leaf = leaf.get<std::string>() + std::string(1 + random() % (chance(random, 10) ? 20000 : 30),
                                                 chance(random, 2) ? '0' : '7');
}

void nest(Json& document, const Original& original, const std::vector<Original>&, Random& random) {
  Json& value = document.at(one_of(chance(random, 2) ? original.inner : original.leaves, random));
  const std::size_t depth = 1 + random() % (chance(random, 4) ? 3000 : 20);
  for (std::size_t k = 0; k < depth; ++k) {
    Json outer = Json::array();
    outer.push_back(std::move(value));
    value = std::move(outer);
  }
}

using Damage = void (*)(Json&, const Original&, const std::vector<Original>&, Random&);

constexpr std::array<std::pair<const char*, Damage>, 16> damages = {{{"nudge", nudge},
                                                                     {"nudge", nudge},
                                                                     {"nudge", nudge},
                                                                     {"nudge", nudge},
                                                                     {"overstate", overstate},
                                                                     {"overstate", overstate},
                                                                     {"overstate", overstate},
                                                                     {"exchange", exchange},
                                                                     {"scale", scale},
                                                                     {"leave out", leave_out},
                                                                     {"repeat", repeat},
                                                                     {"reorder", reorder},
                                                                     {"transplant", transplant},
                                                                     {"borrow", borrow},
                                                                     {"lengthen", lengthen},
                                                                     {"nest", nest}}};

/// Damage that no JSON value shows: repeated keys, cut ends, bytes.
std::string damaged_text(std::string text, Random& random) {
  const std::size_t at = random() % text.size();
  switch (random() % 6) {
  case 0:
    return text.substr(0, at);
  case 1:
    text[at] = static_cast<char>(random());
    return text;
  case 2:
    return text.erase(at, 1 + random() % 8);
  case 3:
    return text.insert(at, text.substr(random() % text.size(), random() % 40));
  case 4:
    return text + one_of(std::array{"{}", " ", "\n", "x", ","}, random);
  default:
    const std::size_t key = text.find('"', text.find('{', at));
    const std::size_t end = text.find_first_of(",}", key);
    return key < end && end != text.npos ? text.insert(key, text.substr(key, end - key) + ",")
                                         : text;
  }
}

} // namespace

Original original_of(std::string name, std::string text) {
  Original original{std::move(name), std::move(text), {}, {}, {}};
  original.document = Json::parse(original.text);
  collect(original.document, Pointer(), original);
  return original;
}

Forgery forgery(const Original& original, const std::vector<Original>& all, Random& random) {
  Forgery result;
  Json document = original.document;
  const std::size_t count = chance(random, 3) ? 2 + random() % 2 : 1;
  for (std::size_t k = 0; k < count; ++k) {
    const auto& [kind, damage] = one_of(damages, random);
    result.kinds += (k == 0 ? "" : ", ") + std::string(kind);
    try {
      damage(document, original, all, random);
    } catch (const Json::exception&) { // the place went with earlier damage
      break;
    }
  }
  result.text = document.dump();
  if (chance(random, 25)) {
    result.text = damaged_text(std::move(result.text), random);
    result.kinds += ", text";
  }
  return result;
}

} // namespace thalweg::fuzz
