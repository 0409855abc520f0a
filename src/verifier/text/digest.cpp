// SPDX-License-Identifier: Apache-2.0

#include "text/digest.hpp"

#include "text/sha256.hpp"
#include "text/text.hpp"

#include <algorithm>

namespace thalweg::verifier {

namespace {

bool is_escaped(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

/// The literal of a text, piece by piece: a text may be long.
void hash_literal(std::string_view text, Sha256& hash) {
  constexpr std::size_t piece = 1 << 16;
  hash.update("\"");
  if (text.size() < piece &&
      std::none_of(text.begin(), text.end(), is_escaped)) { // numbers, mostly
    hash.update(text);
    return hash.update("\"");
  }
  for (std::size_t at = 0; at < text.size(); at += piece) {
    Meter::tick();
    const std::string literal = json_literal(text.substr(at, piece)); // bytes by themselves
    hash.update(std::string_view(literal).substr(1, literal.size() - 2));
  }
  hash.update("\"");
}

void hash_canonical(const Json& value, Sha256& hash) {
  Meter::tick();
  switch (value.kind) {
  case JsonKind::null:
    return hash.update("null");
  case JsonKind::boolean:
    return hash.update(value.integer != 0 ? "true" : "false");
  case JsonKind::integer:
    return hash.update(std::to_string(value.integer));
  case JsonKind::string:
    return hash_literal(value.text, hash);
  case JsonKind::array:
  case JsonKind::object:
    break;
  }
  const bool is_object = value.kind == JsonKind::object;
  List<std::size_t> order;
  for (std::size_t i = 0; i < value.items.size(); ++i)
    order.push_back(i);
  if (is_object)
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return value.keys[a].text < value.keys[b].text;
    });
  hash.update(is_object ? "{" : "[");
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i != 0)
      hash.update(",");
    if (is_object) {
      hash_literal(value.keys[order[i]].text, hash);
      hash.update(":");
    }
    hash_canonical(value.items[order[i]], hash);
  }
  hash.update(is_object ? "}" : "]");
}

} // namespace

std::string canonical_digest(const Json& value) {
  Sha256 hash;
  hash_canonical(value, hash);
  return hash.digest();
}

} // namespace thalweg::verifier
