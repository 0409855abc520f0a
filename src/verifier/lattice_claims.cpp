// SPDX-License-Identifier: Apache-2.0
//
// The max-min form of a CPWL function, max_r min_{j∈row r} p_j: that it is the piece on every cell,
// and that the form with the rows of liu2021 (14), { j : p_j ≥ f on cell k }, is another function.
//
// "≥": a tree splits the cell along hyperplanes p_j = piece; at every leaf one row is ≥ the piece.
// "≤": for every row a convex combination of its functions is ≤ the piece on the whole cell.

#include "geometry_claims.hpp"

#include "decimal.hpp"
#include "obligation.hpp"

namespace thalweg::verifier {

namespace {

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

/// O41, O42: the rows are those of liu2021 (14).
void check_rows_of_regions(const LatticeFailure& claim, const CpwlFunction& f,
                           const Partition& partition) {
  for (std::size_t k = 0; k < partition.size(); ++k) {
    const List<std::size_t>& row = claim.rows[k];
    const std::string number = std::to_string(k) + "/";
    std::size_t literal = 0;
    for (std::size_t j = 0; j < f.functions.size(); ++j)
      if (literal < row.size() && row[literal] == j) {
        check_proof(claim.above[k][literal], partition[k],
                    where_at_most(f.piece(k), f.functions[j]), "lattice_failure.above", [&] {
                      return "/witness/lattice_failure/above/" + number + std::to_string(literal);
                    });
        ++literal;
      } else if (const Point& point = claim.below[k][j - literal];
                 !is_inside(partition[k], point) ||
                 !(value(f.functions[j], point) < value(f.piece(k), point))) {
        reject("lattice_failure.below",
               "/witness/lattice_failure/below/" + number + std::to_string(j - literal),
               "a point of the cell at which function " + std::to_string(j) + " is below the piece",
               "another");
      }
  }
}

/// max over rows of min over a row, at a point.
Fraction form_value(const CpwlFunction& f, const List<List<std::size_t>>& rows,
                    const Point& point) {
  const auto smaller = [](const Fraction& a, const Fraction& b) { return b < a ? b : a; };
  std::optional<Fraction> result;
  for (const List<std::size_t>& row : rows) {
    Fraction least = value(f.functions[row.front()], point);
    for (const std::size_t j : row)
      least = smaller(least, value(f.functions[j], point));
    if (!result || *result < least)
      result = least;
  }
  return *result;
}

} // namespace

void check_lattice_identity(const Certificate& certificate) {
  const Geometry& geometry = certificate.geometry;
  for (std::size_t o = 0; o < geometry.cpwl.size(); ++o) {
    const CpwlFunction& f = geometry.cpwl[o];
    const Partition& partition = geometry.partitions[f.partition];
    for (std::size_t m = 0; m < partition.size(); ++m) {
      const CellForm& form = certificate.lattice_identity->witness[o][m];
      const std::string place =
          "/witness/lattice_identity/" + std::to_string(o) + "/" + std::to_string(m);
      check_form_above(f, f.piece(m), partition[m], form.cover, place + "/cover");
      check_form_below(f, f.piece(m), partition[m], form, place);
    }
  }
}

FailureValues check_lattice_failure(const Certificate& certificate) {
  const LatticeFailure& claim = *certificate.lattice_failure;
  const CpwlFunction& f = certificate.geometry.cpwl[claim.output];
  const Partition& partition = certificate.geometry.partitions[f.partition];
  check_rows_of_regions(claim, f, partition);
  if (!is_inside(partition[claim.cell], claim.point)) // O43
    reject("lattice_failure.point", claim.place + "/point",
           "a point of cell " + std::to_string(claim.cell), "another");
  FailureValues values{value(f.piece(claim.cell), claim.point),
                       form_value(f, claim.rows, claim.point)};
  if (const Check check{values.piece != values.form}) // O44
    check.say({"lattice_failure.equal", claim.place + "/point",
               "a value of the form other than " + shown(values.piece), shown(values.form)});
  return values;
}

} // namespace thalweg::verifier
