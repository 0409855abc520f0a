// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/ray_writer.hpp"

namespace thalweg {

namespace {

/// [index,…,"change"]
void put_move(JsonText& text, std::initializer_list<std::size_t> indices, const Rational& change) {
  text.put("[");
  for (const std::size_t index : indices) {
    text.put(index);
    text.put(",");
  }
  text.put(change);
  text.put("]");
}

} // namespace

void put_direction(JsonText& text, const Direction& direction) {
  text.put("{\"weights\":");
  text.list(direction.weights, ",", [&](const WeightMove& move) {
    put_move(text, {move.layer, move.unit, move.input}, move.change);
  });
  text.put(",\"biases\":");
  text.list(direction.biases, ",", [&](const BiasMove& move) {
    put_move(text, {move.layer, move.unit}, move.change);
  });
  text.put("}");
}

} // namespace thalweg
