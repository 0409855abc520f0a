// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/function_explanation.hpp"

#include "cpwl/cpwl_function.hpp"

#include "program/list_text.hpp"
#include "program/prose.hpp"
#include "program/summary.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace thalweg {

namespace {

std::string partition_section(const StatedFunctions& stated) {
  return section(
      "The convex partitions",
      fmt::format("The domain Ω is a polytope in dimension {}. {} of it: into {} cells. Every two "
                  "cells of a partition lie on different sides of a hyperplane, so their interiors "
                  "are disjoint; a tree of hyperplanes, each of whose leaves lies in a cell, shows "
                  "that they cover Ω; and each holds a ball.",
                  stated.dimension, counted(stated.cell_counts.size(), "partition"),
                  fmt::join(stated.cell_counts, ", ")));
}

std::string functions_section(const StatedFunctions& stated) {
  std::string text = "The function f is affine on every cell.";
  for (std::size_t o = 0; o < stated.sizes.size(); ++o)
    text += fmt::format(" Output {}: {} and {}.", o, counted(stated.sizes[o].cells, "cell"),
                        counted(stated.sizes[o].functions, "affine function"));
  if (const auto& groups = stated.groups)
    text += fmt::format(" The samples fall into {}, the cells of partition {} with samples. Around "
                        "the samples of a group f is their optimal affine fit; the pieces on the "
                        "other cells hold no sample and only join the fits. The risk of f is {}.",
                        counted(groups->count, "group"), groups->partition,
                        exact_and_decimal(groups->risk));
  return section("The function", text);
}

std::string form_section(const StatedFunctions& stated) {
  std::string text;
  for (std::size_t o = 0; o < stated.sizes.size(); ++o)
    text += fmt::format("Output {} of f is a maximum of {} of minima of its affine functions, with "
                        "{} in all. ",
                        o, counted(stated.sizes[o].rows, "row"),
                        counted(stated.sizes[o].literals, "literal"));
  text += "On every cell some row is at least the piece (each of its functions is, by Farkas "
          "multipliers), and no row is above it (a convex combination of its functions is below "
          "the piece). So the form is f on all of Ω, and f is continuous.";
  return section("The max-min form", text);
}

std::string failure_section(const StatedFailure& failure) {
  return section("Where the formula of regions fails",
                 fmt::format("Rows made from the cells alone, S_k = all p_j that are at least the "
                             "piece on cell k (liu2021, (14)), do not give f: at {}, in cell {}, "
                             "output {} would be wrong.",
                             point_text(failure.point), failure.cell, failure.output));
}

std::string refinement_section(const StatedPartitionRefinement& refinement) {
  return section("A finer partition",
                 fmt::format("Every cell of partition {} lies in one of partition {}. The optimal "
                             "fits on the finer cells have the risk {} instead of {}.",
                             refinement.fine, refinement.coarse,
                             exact_and_decimal(refinement.fine_risk),
                             exact_and_decimal(refinement.risk)));
}

std::string regions_section(const StatedFunctions& stated) {
  std::string text = fmt::format(
      "The network has exactly {} on Ω: sets on which every unit uses one piece of its "
      "activation. A tree of hyperplanes, one for each unit that changes its piece, leads to all "
      "of them; every leaf holds a ball.",
      counted(*stated.linear_regions, "linear region"));
  if (stated.has_network_function)
    text += " On each the network is the piece of f there: the network is f on all of Ω.";
  return section("The linear regions", text);
}

} // namespace

std::string function_sections(const StatedFunctions& stated) {
  std::string text;
  if (!stated.cell_counts.empty())
    text += partition_section(stated);
  if (!stated.sizes.empty())
    text += functions_section(stated);
  if (stated.linear_regions)
    text += regions_section(stated);
  if (stated.has_lattice_identity)
    text += form_section(stated);
  if (stated.lattice_failure)
    text += failure_section(*stated.lattice_failure);
  if (stated.refinement)
    text += refinement_section(*stated.refinement);
  return text;
}

} // namespace thalweg
