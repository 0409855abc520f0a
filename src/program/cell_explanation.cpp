// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/cell_explanation.hpp"

#include "certificate/further_members.hpp"
#include "exact/rational.hpp"
#include "program/further_explanation.hpp"
#include "program/list_text.hpp"
#include "program/prose.hpp"
#include "program/summary.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace thalweg {

std::string cell_components_section(const FurtherClaim& claim) {
  const nlohmann::json members = members_of(claim);
  const nlohmann::json witness = nlohmann::json::parse(claim.witness.value());
  const std::string risk = exact_and_decimal(Rational(members.at("risk").get<std::string>()));
  const auto components = members.at("components").get<std::size_t>();
  const std::string start =
      "The cell of W has all parameters with the activation patterns of W. In it the predictions "
      "are linear in the products p of outgoing and incoming weights, and a point is a local "
      "minimum exactly if its predictions are f*, the nearest to the targets that the patterns "
      "allow, with the risk " +
      risk +
      ". Which p give f* is an affine space; which signs the outgoing weights then can "
      "have is decided choice by choice: ";
  if (components == 0)
    return section(
        "All minima of the cell",
        start +
            fmt::format("every one is excluded by {} of the units' values. The cell has no local "
                        "minimum: whatever lies in it, its risk is higher.",
                        counted(witness.at("relations").size(), "relation")));
  return section(
      "All minima of the cell",
      start +
          fmt::format("those of {} in the file can be had, and all others are excluded by {} "
                      "of the units' values. Minima with the same signs are connected, and so are "
                      "those whose signs differ by zeros; signs change in no other way along a "
                      "path. So all local minima of the cell have the risk of f*, and they make "
                      "exactly {}.",
                      counted(witness.at("solutions").size(), "solution"),
                      counted(witness.at("relations").size(), "relation"),
                      counted(components, "path component")));
}

std::string minima_off_walls_section(const FurtherClaim& claim) {
  const nlohmann::json members = members_of(claim);
  const nlohmann::json witness = nlohmann::json::parse(claim.witness.value());
  std::string numbers;
  std::size_t units = 0;
  for (const nlohmann::json& of_units : members.at("units"))
    numbers +=
        fmt::format("{}{}: {} of {} cells, with {} different {}", numbers.empty() ? "" : "; ",
                    counted(++units, "unit"), of_units.at("cells_with_minima").get<std::size_t>(),
                    of_units.at("cells").get<std::size_t>(), of_units.at("risks").size(),
                    of_units.at("risks").size() == 1 ? "risk" : "risks");
  return section(
      "All minima off the walls",
      fmt::format(
          "The networks are F(x) = Σ_u v_u σ({0}){1} with one hidden layer, where σ has the slope "
          "{2} below 0 and {3} above. Every sample is a wall {0} = 0 in the parameters of a unit "
          "u, and a tree with a point in every cell shows that there are no other cells. Up to the "
          "order of units, a cell of all parameters is a choice of one of them for each unit, with "
          "repetition. In each the least squares are solved; the cell has local minima exactly if "
          "some solution is inside of it (units may also be switched off), and all of them have "
          "one risk. Where the solution is not unique the file says for {4} which one it is, or "
          "why there is none. Cells with minima: {5}. These are all local minima at which no "
          "sample is on a wall; minima on walls are not counted.",
          members.at("hidden_biases").get<bool>() ? "w_u·x + b_u" : "w_u·x",
          members.at("output_bias").get<bool>() ? " + c" : "",
          members.at("slopes").at(0).get<std::string>(),
          members.at("slopes").at(1).get<std::string>(),
          counted(witness.at("cells").size(), "cell"), numbers));
}

std::string valleys_of_cells_section(const FurtherClaim& claim) {
  const nlohmann::json members = members_of(claim);
  const nlohmann::json witness = nlohmann::json::parse(claim.witness.value());
  std::string numbers;
  std::size_t units = 0;
  for (const nlohmann::json& of_units : members.at("units")) {
    std::string words;
    for (std::size_t k = 0; k < of_units.size(); ++k)
      if (const auto count = of_units.at(k).get<std::size_t>(); count > 0)
        words += fmt::format("{}{} with {}", words.empty() ? "" : ", ", counted(count, "cell"),
                             k == 0 ? "none" : counted(k, "component"));
    numbers +=
        fmt::format("{}{}: {}", numbers.empty() ? "" : "; ", counted(++units, "unit"), words);
  }
  return section(
      "The valleys of all cells",
      fmt::format(
          "In a cell the local minima are exactly the points with the predictions f*, so each of "
          "them is global in its cell. For each of the {} the file decides every choice of signs "
          "of "
          "the outgoing weights, by a solution that has it or a relation that excludes it. Minima "
          "with the same signs are connected, and so are those whose signs differ by zeros; signs "
          "change in no other way along a path of minima. Path components of the minima: {}.",
          counted(witness.at("cells").size(), "cell"), numbers));
}

} // namespace thalweg
