// SPDX-License-Identifier: Apache-2.0

#include "claim/lattice_failure.hpp"

#include "shape/geometry_nodes.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

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

/// The value of the piece and that of the formula at the point of failure.
struct FailureValues {
  Fraction piece;
  Fraction form;
};

std::string in_words(const Point& point) {
  std::string result;
  for (const Integer& numerator : point.numerators)
    result += (result.empty() ? "" : ", ") + shown(fraction(numerator, point.denominator));
  return "(" + result + ")";
}

std::string in_words(const LatticeFailure& claim, const CpwlFunction& f,
                     const FailureValues& values) {
  return "Failure of the max-min form of regions. For output " + std::to_string(claim.output) +
         " of f let S_k be the set of all j such that p_j ≥ the function of\n  cell k on all of "
         "cell "
         "k (liu2021, (14), with the cells of partition " +
         std::to_string(f.partition) + "). At the point " + in_words(claim.point) + "\n  of cell " +
         std::to_string(claim.cell) + " the function of the cell is " + number(values.piece) +
         ", but max_k min_{j in S_k} p_j is " + number(values.form) + ".\n";
}

std::string as_json(const LatticeFailure& claim, const FailureValues& values) {
  std::string point;
  for (const Integer& numerator : claim.point.numerators)
    point += (point.empty() ? "" : ",") + exact(fraction(numerator, claim.point.denominator));
  return "{" + key("output") + std::to_string(claim.output) + "," + key("cell") +
         std::to_string(claim.cell) + "," + key("point") + "[" + point + "]," + key("value") +
         exact(values.piece) + "," + key("form") + exact(values.form) + "}";
}

} // namespace

std::unique_ptr<Claim> read_lattice_failure(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"output", "rows", "cell", "point"});
  const Geometry& geometry = subject.geometry;
  const std::size_t output = node["output"].index(geometry.cpwl.size(), "outputs");
  const CpwlFunction& f = geometry.cpwl[output];
  auto claim = std::make_unique<LatticeFailure>(node.place());
  claim->output = output;
  claim->rows = list_of(node["rows"], f.pieces.size(), "cells",
                        [&](const Node& row) { return read_literals(row, f.functions.size()); });
  claim->cell = node["cell"].index(f.pieces.size(), "cells");
  claim->point = read_point(node["point"], geometry.dimension);
  return claim;
}

void read_lattice_failure_witness(const Node& node, Claim& made, const Subject& subject) {
  node.require_keys({"above", "below"});
  LatticeFailure& claim = dynamic_cast<LatticeFailure&>(made);
  const std::size_t functions = subject.geometry.cpwl[claim.output].functions.size();
  const Node above = node["above"];
  const Node below = node["below"];
  above.require_size(claim.rows.size(), "cells");
  below.require_size(claim.rows.size(), "cells");
  for (std::size_t k = 0; k < claim.rows.size(); ++k) {
    const std::size_t literals = claim.rows[k].size();
    claim.above.push_back(read_proofs(above[k], literals, "functions of the row"));
    claim.below.push_back(read_points(below[k], functions - literals, "functions not in the row",
                                      subject.geometry.dimension));
  }
}

Told LatticeFailure::check(const Subject& subject) const {
  const LatticeFailure& claim = *this;
  const CpwlFunction& f = subject.geometry.cpwl[claim.output];
  const Partition& partition = subject.geometry.partitions[f.partition];
  check_rows_of_regions(claim, f, partition);
  if (!is_inside(partition[claim.cell], claim.point)) // O43
    reject("lattice_failure.point", claim.place + "/point",
           "a point of cell " + std::to_string(claim.cell), "another");
  const FailureValues values{value(f.piece(claim.cell), claim.point),
                             form_value(f, claim.rows, claim.point)};
  if (const Check check{values.piece != values.form}) // O44
    check.say({"lattice_failure.equal", claim.place + "/point",
               "a value of the form other than " + shown(values.piece), shown(values.form)});
  return {in_words(claim, f, values), as_json(claim, values)};
}

} // namespace thalweg::verifier
