// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/piece_explanation.hpp"

#include "certificate/further_members.hpp"
#include "program/list_text.hpp"
#include "program/prose.hpp"
#include "program/summary.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace thalweg {

std::string minimum_in_pieces_section(const FurtherClaim& claim) {
  const nlohmann::json members = members_of(claim);
  const auto number = [&](const char* key) {
    return exact_and_decimal(Rational(members.at(key).get<std::string>()));
  };
  return section(
      "Why W is a local minimum, of a loss that need not be convex",
      fmt::format(
          "Every output is at every sample strictly inside a piece of its loss. If no "
          "parameter "
          "moves by more than {}, all patterns stay and so do these pieces: the outputs do not "
          "change enough. There the risk is {} plus a linear and a quadratic function of the "
          "changes of the outputs. The linear one is 0, since the slopes of the losses are "
          "orthogonal to all that the network can reach with these patterns. On a group of samples "
          "with one pattern the outputs change by an affine function of x, and for those the "
          "quadratic one is not negative, although single pieces may curve downwards.",
          number("radius"), number("risk")));
}

std::string family_of_minima_section(const FurtherClaim& claim) {
  const auto witness = nlohmann::json::parse(claim.witness.value());
  const std::size_t directions = witness.at("directions").size();
  const std::size_t scaled = witness.at("scaled").size();
  std::string moves;
  if (directions > 0)
    moves = fmt::format("moved along {}{} by a factor from 0 to 1",
                        counted(directions, "direction"), directions == 1 ? "" : " at once, each");
  if (scaled > 0)
    moves += fmt::format("{}{} scaled by any positive factors, what reads them by the inverse",
                         directions > 0 ? ", and " : "changed with ", counted(scaled, "unit"));
  return section(
      "A whole family of minima",
      fmt::format(
          "W can be {}. The outputs at the samples are polynomials in the factors, and constant; "
          "no pre-activation can meet a breakpoint, as the coefficients that lead towards it do "
          "not sum up to its distance. What makes W a minimum depends on patterns, outputs and "
          "data alone: so all these networks, infinitely many, are local minima of the same risk. "
          "The moves are independent: the family has dimension {}.",
          moves, members_of(claim).at("dimension").get<std::size_t>()));
}

std::string risk_in_words(const LossTable& loss) {
  return fmt::format(
      "R(W) = (1/n) Σ_i Σ_o L(F_o(W; x_i) − y_io), the mean of a loss L that the file "
      "states as {}, not necessarily a convex one,",
      counted(loss.pieces.size(), "quadratic piece"));
}

} // namespace thalweg
