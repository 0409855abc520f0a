// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/lattice_document.hpp"

#include "certificate/computed_form_claim.hpp"
#include "certificate/network_lattice_proof.hpp"
#include "certificate/partition_proof.hpp"
#include "cpwl/lattice_construction.hpp"
#include "cpwl/row_bounds.hpp"
#include "cpwl/short_multipliers.hpp"
#include "exact/error.hpp"
#include "geometry/faces.hpp"
#include "risk/affine_fit.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {

namespace {

std::string output_place(const LatticeRequest& request, std::size_t output) {
  return request.functions.size() == 1 ? request.place
                                       : fmt::format("{}: output {}", request.place, output);
}

/// The cell as it is stated: irredundant, and with a halfspace even if it is all of Q^0.
Polytope stated_cell(const Polytope& cell) {
  Polytope result = irredundant(cell);
  if (result.halfspaces.empty())
    result.halfspaces.push_back({Vector(cell.dimension), 1});
  return result;
}

/// The function over its stated domain and cells.
CpwlFunction stated(CpwlFunction f) {
  f.domain = irredundant(f.domain);
  for (Polytope& cell : f.cells)
    cell = stated_cell(cell);
  return f;
}

void require_domain(const Polytope& domain, const std::string& place) {
  if (!is_bounded(domain) || !interior_point(domain))
    throw InputError(fmt::format("{}: expected a bounded domain with interior points, found {}",
                                 place, is_bounded(domain) ? "one without" : "an unbounded one"));
}

/// The partitions of a document being made, each proven once.
class PartitionList {
public:
  PartitionList(CertificateDocument& document, std::string place)
      : document_(document), place_(std::move(place)) {}

  /// The number of the partition with these cells.
  std::size_t number(const Cells& cells) {
    const auto found = std::find(document_.partitions.begin(), document_.partitions.end(), cells);
    const auto index = static_cast<std::size_t>(found - document_.partitions.begin());
    if (found == document_.partitions.end()) {
      document_.convex_partition->witnesses.push_back(
          partition_witness(*document_.domain, cells, place_));
      document_.partitions.push_back(cells);
    }
    return index;
  }

private:
  CertificateDocument& document_;
  std::string place_;
};

/// States the functions with their cells and forms.
void add_functions(CertificateDocument& document, const std::vector<CpwlFunction>& functions,
                   const std::vector<std::string>& places) {
  LatticeIdentityClaim& identity = document.lattice_identity.emplace();
  for (std::size_t o = 0; o < functions.size(); ++o) {
    const CpwlFunction& f = functions[o];
    PartitionList partitions(document, places[o]);
    const std::size_t partition = partitions.number(f.cells);
    require_continuous(f, places[o]);
    CertifiedLattice lattice = irredundant_lattice(f);
    document.cpwl.push_back(
        {partition, f.functions, f.function_of_cell, std::move(lattice.form.rows)});
    identity.witnesses.push_back(std::move(lattice.witness));
    if (!document.lattice_failure)
      document.lattice_failure = lattice_failure(f, o);
  }
}

std::vector<MaxMinForm> forms_of(const CertificateDocument& document) {
  std::vector<MaxMinForm> forms;
  for (const StatedFunction& function : document.cpwl)
    forms.push_back({function.functions, function.rows});
  return forms;
}

/// The network of the request, or one made here.
void add_network(CertificateDocument& document, const LatticeRequest& request) {
  const std::vector<MaxMinForm> forms = forms_of(document);
  ProvenLatticeNetwork made =
      request.network
          ? ProvenLatticeNetwork{request.network->network,
                                 computed_forms(forms, request.trees,
                                                carried_units(*request.network), *document.domain)}
          : proven_lattice_network(forms, *document.domain);
  document.network = std::move(made.network);
  document.further.push_back(computed_form_claim(made.forms, forms, FormsAre::of_functions));
}

/// The risk of the pieces around the samples, which must be optimal on every group.
GroupsClaim groups_claim(const CertificateDocument& document, std::size_t partition,
                         const std::string& place) {
  const Dataset& data = document.data;
  GroupsClaim claim{partition, 0, 0, {}, {}};
  claim.cell_of_sample = cells_of_samples(document.partitions[partition], data.inputs, place);
  for (const StatedFunction& f : document.cpwl)
    claim.function_cells.push_back(
        cells_of_samples(document.partitions[f.partition], data.inputs, place));
  const Grouping groups{document.partitions[partition].size(), claim.cell_of_sample};
  for (const SampleSet& members : groups.members()) {
    if (members.empty())
      continue;
    AffineMap pieces;
    for (std::size_t o = 0; o < document.cpwl.size(); ++o) {
      const auto piece_of = [&](std::size_t i) {
        return document.cpwl[o].pieces[claim.function_cells[o][i]];
      };
      for (const std::size_t i : members)
        if (piece_of(i) != piece_of(members.front()))
          throw ClaimError(fmt::format("{}: samples {} and {}: expected one piece for a group, "
                                       "found two in output {}",
                                       place, members.front(), i, o));
      pieces.push_back(document.cpwl[o].functions[piece_of(members.front())]);
    }
    const Rational squares = sum_of_squares(data, members, pieces);
    const Rational least = sum_of_squares(data, members, affine_fit(data, members));
    if (squares != least)
      throw ClaimError(fmt::format("{}: the group of sample {}: expected its optimal fit with sum "
                                   "of squares {}, found {}",
                                   place, members.front(), to_string(least), to_string(squares)));
    claim.risk += squares;
    ++claim.count;
  }
  claim.risk /= Rational(static_cast<unsigned long>(data.sample_count()));
  return claim;
}

/// Row k of eq. (14) for every cell k: proofs of its literals, points against the others.
void prove_rows(LatticeFailureClaim& claim, const CpwlFunction& f,
                const std::vector<OrderedCell>& cells) {
  for (std::size_t k = 0; k < f.cells.size(); ++k) {
    const std::vector<std::size_t> row = elements(cells[k].order.above);
    std::vector<Multipliers>& above = claim.above.emplace_back();
    std::vector<Vector>& below = claim.below.emplace_back();
    for (std::size_t j = 0; j < f.functions.size(); ++j) {
      if (cells[k].order.above.test(j)) {
        std::optional<Multipliers> proof = short_multipliers(f.cells[k], above_piece(f, k, j));
        require(proof.has_value(), "lattice failure: a literal without proof");
        above.push_back(*std::move(proof));
        continue;
      }
      const std::vector<Vector>& corners = cells[k].vertices;
      const auto corner = std::find_if(corners.begin(), corners.end(), [&](const Vector& x) {
        return f.functions[j](x) < f.piece(k)(x);
      });
      require(corner != corners.end(), "lattice failure: a missing literal without a point");
      below.push_back(*corner);
    }
    claim.rows.push_back(row);
  }
}

/// Chooses the point of the claim, whose rows are there; false if the form is f.
bool find_failure(LatticeFailureClaim& claim, const CpwlFunction& f,
                  const OrderedFunction& ordered) {
  RowBounds bounds(ordered);
  std::optional<Vector> excess;
  for (std::size_t k = 0; k < f.cells.size() && !excess; ++k)
    excess = bounds.excess(ordered.cells[k].order.above);
  if (!excess)
    return false;
  MaxMinForm form{f.functions, {}};
  for (const OrderedCell& cell : ordered.cells)
    form.rows.push_back(elements(cell.order.above));
  claim.point = *excess;
  claim.cell = f.cell_at(claim.point).value();
  Rational greatest = 0;
  for (std::size_t m = 0; m < f.cells.size(); ++m)
    for (const Vector& corner : ordered.cells[m].vertices) {
      const Rational difference = form(corner) - f.piece(m)(corner);
      if (difference == 0 || difference < greatest)
        continue;
      greatest = difference;
      claim.cell = m;
      claim.point = corner;
    }
  return true;
}

} // namespace

std::optional<LatticeFailureClaim> lattice_failure(const CpwlFunction& f, std::size_t output) {
  const OrderedFunction ordered(f);
  LatticeFailureClaim claim{output, {}, 0, {}, {}, {}};
  if (!find_failure(claim, f, ordered))
    return std::nullopt;
  prove_rows(claim, f, ordered.cells);
  return claim;
}

CertificateDocument lattice_document(const LatticeRequest& request, Provenance provenance) {
  require(!request.functions.empty(), "lattice document: expected functions, found none");
  CertificateDocument document;
  document.provenance = std::move(provenance);
  std::vector<CpwlFunction> functions;
  std::vector<std::string> places;
  for (std::size_t o = 0; o < request.functions.size(); ++o) {
    places.push_back(output_place(request, o));
    require_domain(request.functions[o].domain, places.back());
    require_well_formed(request.functions[o], places.back());
    functions.push_back(stated(request.functions[o]));
    if (functions.back().domain != functions.front().domain)
      throw InputError(places.back() + ": expected the domain of output 0, found another");
  }
  document.domain = functions.front().domain;
  document.convex_partition.emplace();
  if (request.data) {
    document.data = *request.data;
    if (document.data.target_dimension() != functions.size())
      throw InputError(fmt::format("{}: expected one function per target, found {} and {}",
                                   request.place, functions.size(),
                                   document.data.target_dimension()));
    Cells cells = functions.front().cells;
    if (!request.data_cells.empty()) {
      cells.clear();
      for (const Polytope& cell : request.data_cells)
        cells.push_back(stated_cell(cell));
    }
    PartitionList(document, request.place).number(cells);
  }
  add_functions(document, functions, places);
  if (request.data)
    document.groups = groups_claim(document, 0, request.place);
  add_network(document, request);
  return document;
}

CertificateDocument network_function_document(const Network& network, const LinearRegions& regions,
                                              Provenance provenance) {
  CertificateDocument document = certificate_document(network, regions, std::move(provenance));
  document.convex_partition.emplace();
  std::vector<CpwlFunction> functions;
  std::vector<std::string> places;
  for (const CpwlFunction& f : functions_of_regions(regions)) {
    functions.push_back(with_merged_cells(f));
    for (Polytope& cell : functions.back().cells)
      cell = stated_cell(cell);
    places.push_back(fmt::format("network: output {}", places.size()));
  }
  add_functions(document, functions, places);
  NetworkComputesFunctionClaim& claim = document.network_computes_function.emplace();
  for (const CpwlFunction& f : functions)
    claim.outputs.push_back(regions_in_cells(regions, f.cells));
  return document;
}

} // namespace thalweg
