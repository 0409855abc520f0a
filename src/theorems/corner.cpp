// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/corner.hpp"

#include "exact/error.hpp"
#include "network/named_activation.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// The distance from breakpoint k to the nearest other one.
std::optional<Rational> distance_to_neighbour(const Vector& breakpoints, std::size_t k) {
  std::optional<Rational> least;
  if (k > 0)
    least = breakpoints[k] - breakpoints[k - 1];
  if (k + 1 < breakpoints.size())
    if (const Rational next = breakpoints[k + 1] - breakpoints[k]; !least || next < *least)
      least = next;
  return least;
}

/// Through (breakpoints[0], 0), continuous.
Activation table_of_slopes(Vector breakpoints, Vector slopes) {
  Vector intercepts;
  Rational value = 0; // at the breakpoint below the piece
  intercepts.push_back(-slopes[0] * breakpoints[0]);
  for (std::size_t k = 0; k < breakpoints.size(); ++k) {
    if (k > 0)
      value += slopes[k] * (breakpoints[k] - breakpoints[k - 1]);
    intercepts.push_back(value - slopes[k + 1] * breakpoints[k]);
  }
  return table_activation(std::move(breakpoints), std::move(slopes), std::move(intercepts),
                          "activation");
}

std::optional<Activation> activation_of(const std::string& name) {
  if (name == "three_pieces")
    return table_of_slopes({-1, 1}, {Rational(1, 4), 1, Rational(1, 2)});
  if (name == "five_pieces")
    return table_of_slopes({-2, -1, 1, 3}, {Rational(1, 2), Rational(-1, 4), 2, 0, 1});
  return named_activation(name);
}

} // namespace

std::vector<Corner> corners(const Activation& activation) {
  std::vector<Corner> result;
  for (std::size_t k = 0; k < activation.breakpoints.size(); ++k) {
    const Rational& left = activation.slopes[k];
    const Rational& right = activation.slopes[k + 1];
    if (left == right)
      continue;
    Corner corner;
    corner.breakpoint = activation.breakpoints[k];
    corner.orientation = right != 0 ? 1 : -1;
    corner.value = activation(corner.breakpoint);
    corner.above = right != 0 ? right : Rational(-left);
    corner.below = right != 0 ? left : Rational(-right);
    corner.reach = distance_to_neighbour(activation.breakpoints, k);
    result.push_back(std::move(corner));
  }
  return result;
}

Corner chosen_corner(const Activation& activation) {
  const std::vector<Corner> all = corners(activation);
  if (all.empty())
    throw UsageError("--activation: expected one that is not affine");
  const auto found = std::find_if(all.begin(), all.end(), [](const Corner& corner) {
    return corner.above + corner.below != 0;
  });
  return found == all.end() ? all.front() : *found;
}

Activation theorem_activation(const std::string& name) {
  const std::optional<Activation> activation = activation_of(name);
  if (!activation)
    throw UsageError("--activation: expected " + activation_names() +
                     ", three_pieces or five_pieces, found " + name);
  if (corners(*activation).empty())
    throw UsageError("--activation: expected one that is not affine, found " + name);
  return *activation;
}

std::string file_word(const std::string& activation_name) {
  std::string word = activation_name;
  std::replace_if(
      word.begin(), word.end(), [](char c) { return c == ':' || c == '/'; }, '-');
  return word;
}

} // namespace thalweg
