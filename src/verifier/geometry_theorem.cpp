// SPDX-License-Identifier: Apache-2.0

#include "geometry_theorem.hpp"

#include "digest.hpp"
#include "theorem_words.hpp"

namespace thalweg::verifier {

namespace {

std::string digest_of(const Certificate& certificate, std::string_view section) {
  const Json* const value = member_of(*certificate.statement_json, section);
  return value == nullptr ? "" : canonical_digest(*value);
}

/// "3, 5": the entries in order.
std::string listed(const List<std::size_t>& entries) {
  std::string result;
  for (const std::size_t entry : entries)
    result += (result.empty() ? "" : ", ") + std::to_string(entry);
  return result;
}

std::string in_words(const Point& point) {
  std::string result;
  for (const Integer& numerator : point.numerators)
    result += (result.empty() ? "" : ", ") + shown(fraction(numerator, point.denominator));
  return "(" + result + ")";
}

/// Numbers of rows and of functions in them, of one output.
std::pair<std::size_t, std::size_t> size_of_form(const CpwlFunction& f) {
  std::size_t literals = 0;
  for (const List<std::size_t>& row : f.rows)
    literals += row.size();
  return {f.rows.size(), literals};
}

std::string in_words(const Certificate& certificate, const ConvexPartition& claim) {
  return "Convex partitions. " + counted(claim.cells.size(), "partition", "partitions") +
         " of Ω (numbered from 0; digest " + digest_of(certificate, "partitions") +
         ")\n  into this many cells: " + listed(claim.cells) +
         ". The cells of each lie in Ω and cover it; every cell has interior points,\n"
         "  and no two of one partition have an interior point in common.\n";
}

std::string function_in_words(const Certificate& certificate) {
  const List<CpwlFunction>& cpwl = certificate.geometry.cpwl;
  std::string result = "Function. f (digest " + digest_of(certificate, "cpwl") + ") has " +
                       counted(cpwl.size(), "output", "outputs") + ":";
  for (std::size_t o = 0; o < cpwl.size(); ++o)
    result += std::string(o == 0 ? "" : ";") + "\n  output " + std::to_string(o) + " is one of " +
              counted(cpwl[o].functions.size(), "affine function", "affine functions") +
              " p_j on each cell of partition " + std::to_string(cpwl[o].partition);
  return result + ".\n";
}

std::string in_words(const Groups& claim, const GeometryFindings& findings) {
  return "Groups. The samples lie strictly inside cells of partition " +
         std::to_string(claim.partition) + ", in " + counted(claim.count, "group", "groups") +
         " (one for each cell with samples).\n  Around the samples of a group every output of f is "
         "one affine function, an optimal affine fit of the group.\n  The risk of f is " +
         number(claim.risk) + ". Cells without samples in the partition of each output: " +
         listed(findings.auxiliary_cells) + ".\n";
}

std::string identity_in_words(const List<CpwlFunction>& cpwl) {
  std::string result = "Max-min form. Every output of f is well defined and continuous on Ω and is "
                       "max_r min_{j in row r} p_j there:";
  for (std::size_t o = 0; o < cpwl.size(); ++o) {
    const auto [rows, literals] = size_of_form(cpwl[o]);
    result += std::string(o == 0 ? "" : ";") + "\n  output " + std::to_string(o) + " with " +
              counted(rows, "row", "rows") + " and " + counted(literals, "function", "functions") +
              " in them";
  }
  return result + ".\n";
}

std::string in_words(const LatticeFailure& claim, const CpwlFunction& f,
                     const GeometryFindings& findings) {
  return "Failure of the max-min form of regions. For output " + std::to_string(claim.output) +
         " of f let S_k be the set of all j such that p_j ≥ the function of\n  cell k on all of "
         "cell "
         "k (liu2021, (14), with the cells of partition " +
         std::to_string(f.partition) + "). At the point " + in_words(claim.point) + "\n  of cell " +
         std::to_string(claim.cell) + " the function of the cell is " +
         number(findings.failure.piece) + ", but max_k min_{j in S_k} p_j is " +
         number(findings.failure.form) + ".\n";
}

std::string in_words(const PartitionRefinement& claim) {
  return "Refinement of partitions. Every cell of partition " + std::to_string(claim.fine) +
         " lies in a cell of partition " + std::to_string(claim.coarse) +
         "; the samples lie strictly inside the cells of both.\n  The optimal affine fits of the "
         "samples of each cell have the risk " +
         number(claim.risk) + " for partition " + std::to_string(claim.coarse) + " and\n  " +
         number(claim.fine_risk) + " for partition " + std::to_string(claim.fine) +
         "; the drop is " + number(claim.risk - claim.fine_risk) + ".\n";
}

std::string in_words(const LinearRegions& claim) {
  return "Linear regions. On Ω exactly " +
         counted(claim.count, "activation pattern of the network has",
                 "activation patterns of the "
                 "network have") +
         " interior points.\n  The closures of their sets of inputs cover Ω, their interiors are "
         "disjoint, and on each the network is one affine map.\n  (A unit that is constant on a "
         "region with its value on a breakpoint counts as using a piece of its own there.)\n";
}

} // namespace

std::string geometry_in_words(const Certificate& certificate, const Findings& all) {
  const Geometry& geometry = certificate.geometry;
  const GeometryFindings& findings = all.geometry;
  std::string result;
  if (member_of(*certificate.statement_json, "domain") != nullptr)
    result += "Domain. Ω is the set of all x with a·x ≤ b for " +
              counted(geometry.domain.size(), "halfspace", "halfspaces") +
              ", d = " + std::to_string(geometry.dimension) + ", digest " +
              digest_of(certificate, "domain") + ".\n";
  if (certificate.convex_partition)
    result += in_words(certificate, *certificate.convex_partition);
  if (!geometry.cpwl.empty())
    result += function_in_words(certificate);
  if (certificate.groups)
    result += in_words(*certificate.groups, findings);
  if (certificate.lattice_identity)
    result += identity_in_words(geometry.cpwl);
  if (const auto& claim = certificate.lattice_failure)
    result += in_words(*claim, geometry.cpwl[claim->output], findings);
  if (certificate.network_lattice)
    result += "Network and form. F(W; x) = f(x) for every x in Ω, through the max-min form.\n";
  if (certificate.partition_refinement)
    result += in_words(*certificate.partition_refinement);
  if (certificate.linear_regions)
    result += in_words(*certificate.linear_regions);
  if (certificate.network_function)
    result += "Network and function. F(W; x) = f(x) for every x in Ω, region by region.\n";
  return result;
}

std::string geometry_as_json(const Certificate& certificate, const Findings& all) {
  const Geometry& geometry = certificate.geometry;
  const GeometryFindings& findings = all.geometry;
  std::string result;
  const auto member = [&](std::string_view name, const std::string& value) {
    result += "," + key(name) + value;
  };
  const auto section = [&](std::string_view name) {
    if (const std::string digest = digest_of(certificate, name); !digest.empty())
      member(name, "{" + key("digest") + json_literal(digest) + "}");
  };
  section("domain");
  section("partitions");
  section("cpwl");
  if (const auto& claim = certificate.convex_partition)
    member("convex_partition", "{" + key("cells") + indices_as_json(claim->cells) + "}");
  if (const auto& claim = certificate.groups)
    member("groups", "{" + key("partition") + std::to_string(claim->partition) + "," +
                         key("count") + std::to_string(claim->count) + "," + key("risk") +
                         exact(claim->risk) + "," + key("cells_without_samples") +
                         indices_as_json(findings.auxiliary_cells) + "}");
  if (certificate.lattice_identity) {
    List<std::size_t> rows;
    List<std::size_t> literals;
    for (const CpwlFunction& f : geometry.cpwl) {
      rows.push_back(size_of_form(f).first);
      literals.push_back(size_of_form(f).second);
    }
    member("lattice_identity", "{" + key("rows") + indices_as_json(rows) + "," +
                                   key("functions_in_rows") + indices_as_json(literals) + "}");
  }
  if (const auto& claim = certificate.lattice_failure) {
    std::string point;
    for (const Integer& numerator : claim->point.numerators)
      point += (point.empty() ? "" : ",") + exact(fraction(numerator, claim->point.denominator));
    member("lattice_failure", "{" + key("output") + std::to_string(claim->output) + "," +
                                  key("cell") + std::to_string(claim->cell) + "," + key("point") +
                                  "[" + point + "]," + key("value") +
                                  exact(findings.failure.piece) + "," + key("form") +
                                  exact(findings.failure.form) + "}");
  }
  if (certificate.network_lattice)
    member("network_computes_lattice", "true");
  if (const auto& claim = certificate.partition_refinement)
    member("refinement_of_partitions",
           "{" + key("coarse") + std::to_string(claim->coarse) + "," + key("fine") +
               std::to_string(claim->fine) + "," + key("risk") + exact(claim->risk) + "," +
               key("fine_risk") + exact(claim->fine_risk) + "," + key("drop") +
               exact(claim->risk - claim->fine_risk) + "}");
  if (const auto& claim = certificate.linear_regions)
    member("linear_regions", "{" + key("count") + std::to_string(claim->count) + "}");
  if (certificate.network_function)
    member("network_computes_function", "true");
  return result;
}

} // namespace thalweg::verifier
