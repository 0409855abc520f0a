// SPDX-License-Identifier: Apache-2.0

#include "claim/lattice_identity.hpp"

#include "shape/geometry_nodes.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

FormNode read_form_node(const Node& node, const CpwlFunction& f) {
  if (has_key(node, "function")) {
    node.require_keys({"function"});
    return {node["function"].index(f.functions.size(), "functions"), 0, {}};
  }
  node.require_keys({"row", "proofs"});
  const std::size_t row = node["row"].index(f.rows.size(), "rows");
  return {std::nullopt, row,
          read_proofs(node["proofs"], f.rows[row].size(), "functions of the row")};
}

FormBound read_form_bound(const Node& node, std::size_t function_count) {
  node.require_keys({"weights", "multipliers"});
  const Node weights = node["weights"];
  FormBound bound{read_multipliers(weights), read_multipliers(node["multipliers"])};
  weights.require(bound.weights.empty() || bound.weights.back().index < function_count,
                  "shape.index", "indices below " + std::to_string(function_count) + " (functions)",
                  "others");
  return bound;
}

CellForm read_cell_form(const Node& node, const CpwlFunction& f) {
  node.require_keys({"cover", "bounds", "bound_of_row"});
  CellForm form;
  form.cover = list_of(node["cover"], [&](const Node& entry) { return read_form_node(entry, f); });
  form.bounds = list_of(node["bounds"], [&](const Node& entry) {
    return read_form_bound(entry, f.functions.size());
  });
  form.bound_of_row =
      read_indices(node["bound_of_row"], f.rows.size(), "rows", form.bounds.size(), "bounds");
  return form;
}

/// O38: the form is at least the piece.
void check_form_above(const CpwlFunction& f, const AffineFunction& piece, const Cell& cell,
                      const List<FormNode>& cover, const std::string& place) {
  walk_tree(
      cover,
      [&](const FormNode& node) {
        return node.function ? std::optional(where_at_most(f.functions[*node.function], piece))
                             : std::nullopt;
      },
      [&](std::size_t n, const List<Halfspace>& sides) {
        const List<std::size_t>& row = f.rows[cover[n].row];
        for (std::size_t t = 0; t < row.size(); ++t)
          check_proof(cover[n].proofs[t], Premises(cell, sides),
                      where_at_most(piece, f.functions[row[t]]), "lattice_identity.row", [&] {
                        return place + "/" + std::to_string(n) + "/proofs/" + std::to_string(t);
                      });
      },
      "lattice_identity.tree", place);
}

/// Σ λ_j f_j; O39: Σ λ_j = 1.
AffineFunction convex_combination(const CpwlFunction& f, const Multipliers& weights,
                                  const std::string& place) {
  Integer common = 1;
  for (const auto& [j, weight] : weights)
    common = lcm(common, weight.denominator * f.functions[j].denominator);
  AffineFunction result{List<Integer>(f.functions.front().coefficients.size()), common};
  Fraction total;
  for (const auto& [j, weight] : weights) {
    total = total + weight;
    const AffineFunction& function = f.functions[j];
    const Integer factor = common / (weight.denominator * function.denominator) * weight.numerator;
    for (std::size_t k = 0; k < result.coefficients.size(); ++k)
      result.coefficients[k] += factor * function.coefficients[k];
  }
  if (const Check check{total == Fraction{1, 1}})
    check.say({"lattice_identity.weights", place, "weights with the sum 1", shown(total)});
  return result;
}

/// O39, O40: the form is at most the piece.
void check_form_below(const CpwlFunction& f, const AffineFunction& piece, const Cell& cell,
                      const CellForm& form, const std::string& place) {
  for (std::size_t k = 0; k < form.bounds.size(); ++k) {
    const std::string at = place + "/bounds/" + std::to_string(k);
    check_proof(
        form.bounds[k].multipliers, cell,
        where_at_most(convex_combination(f, form.bounds[k].weights, at + "/weights"), piece),
        "lattice_identity.bound", [&] { return at + "/multipliers"; });
  }
  for (std::size_t r = 0; r < f.rows.size(); ++r)
    for (const auto& [j, weight] : form.bounds[form.bound_of_row[r]].weights)
      if (const Check check{std::binary_search(f.rows[r].begin(), f.rows[r].end(), j)})
        check.say({"lattice_identity.bound_of_row", place + "/bound_of_row/" + std::to_string(r),
                   "a bound whose functions are in the row", "function " + std::to_string(j)});
}

/// Numbers of rows and of functions in them, of one output.
std::pair<std::size_t, std::size_t> size_of_form(const CpwlFunction& f) {
  std::size_t literals = 0;
  for (const List<std::size_t>& row : f.rows)
    literals += row.size();
  return {f.rows.size(), literals};
}

std::string in_words(const List<CpwlFunction>& cpwl) {
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

} // namespace

std::unique_ptr<Claim> read_lattice_identity(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {});
  return std::make_unique<LatticeIdentity>(node.place());
}

void read_lattice_identity_witness(const Node& node, Claim& made, const Subject& subject) {
  const Geometry& geometry = subject.geometry;
  LatticeIdentity& claim = dynamic_cast<LatticeIdentity&>(made);
  node.require_size(geometry.cpwl.size(), "outputs");
  for (std::size_t o = 0; o < node.size(); ++o) {
    const CpwlFunction& f = geometry.cpwl[o];
    claim.witness.push_back(list_of(node[o], f.pieces.size(), "cells",
                                    [&](const Node& entry) { return read_cell_form(entry, f); }));
  }
}

Told LatticeIdentity::check(const Subject& subject) const {
  const Geometry& geometry = subject.geometry;
  for (std::size_t o = 0; o < geometry.cpwl.size(); ++o) {
    const CpwlFunction& f = geometry.cpwl[o];
    const Partition& partition = geometry.partitions[f.partition];
    for (std::size_t m = 0; m < partition.size(); ++m) {
      const CellForm& form = witness[o][m];
      const std::string place =
          "/witness/lattice_identity/" + std::to_string(o) + "/" + std::to_string(m);
      check_form_above(f, f.piece(m), partition[m], form.cover, place + "/cover");
      check_form_below(f, f.piece(m), partition[m], form, place);
    }
  }
  List<std::size_t> rows;
  List<std::size_t> literals;
  for (const CpwlFunction& f : geometry.cpwl) {
    rows.push_back(size_of_form(f).first);
    literals.push_back(size_of_form(f).second);
  }
  return {in_words(geometry.cpwl), "{" + key("rows") + indices_as_json(rows) + "," +
                                       key("functions_in_rows") + indices_as_json(literals) + "}"};
}

} // namespace thalweg::verifier
