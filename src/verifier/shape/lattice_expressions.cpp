// SPDX-License-Identifier: Apache-2.0

#include "shape/lattice_expressions.hpp"

#include "shape/geometry_nodes.hpp"

namespace thalweg::verifier {

void add(Expression& expression, const Fraction& factor, const Expression& term) {
  if (sign(factor) == 0)
    return;
  for (const auto& [symbol, coefficient] : term) {
    Fraction& sum = expression[symbol];
    sum = sum + factor * coefficient;
    if (sign(sum) == 0)
      expression.erase(symbol);
  }
}

Expression expression_of(const AffineFunction& f) {
  Expression result;
  for (std::size_t k = 0; k < f.coefficients.size(); ++k)
    if (!is_zero(f.coefficients[k]))
      result[k] = fraction(f.coefficients[k], f.denominator);
  return result;
}

namespace {

/// The functions of a minimum of functions, whose operands are such minima.
List<List<std::size_t>> literals_of_nodes(const LatticeOutput& output, const char* code,
                                          const std::string& place) {
  using Kind = LatticeNode::Kind;
  List<List<std::size_t>> literals; // empty for a maximum
  for (std::size_t v = 0; v < output.nodes.size(); ++v) {
    Meter::tick();
    const LatticeNode& node = output.nodes[v];
    literals.emplace_back();
    if (node.kind == Kind::function)
      literals.back().push_back(node.first);
    if (node.kind != Kind::min)
      continue;
    const List<std::size_t>& a = literals[node.first];
    const List<std::size_t>& b = literals[node.second];
    if (a.empty() || b.empty())
      reject(code, place + "/" + std::to_string(v) + "/min", "minima of functions below a minimum",
             "a maximum");
    std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(literals.back()));
  }
  return literals;
}

} // namespace

void check_family(const LatticeOutput& output, List<List<std::size_t>> rows,
                  const FamilyCodes& codes, const std::string& place) {
  const List<List<std::size_t>> literals = literals_of_nodes(output, codes.min_operand, place);
  List<bool> is_operand(output.nodes.size()); // of the root, through maxima only
  is_operand.back() = true;
  List<List<std::size_t>> family;
  for (std::size_t v = output.nodes.size(); v-- > 0;) {
    if (!is_operand[v])
      continue;
    if (output.nodes[v].kind == LatticeNode::Kind::max)
      is_operand[output.nodes[v].first] = is_operand[output.nodes[v].second] = true;
    else
      family.push_back(literals[v]);
  }
  for (List<List<std::size_t>>* sets : {&family, &rows}) {
    std::sort(sets->begin(), sets->end());
    sets->erase(std::unique(sets->begin(), sets->end()), sets->end());
  }
  if (family != rows)
    reject(codes.family, place, "the rows of the function", "other rows");
}

List<std::optional<Fraction>> lower_bounds(const LatticeOutput& output,
                                           const List<AffineFunction>& functions,
                                           const List<Halfspace>& domain, const char* code,
                                           const std::string& place) {
  for (std::size_t j = 0; j < output.lower.size(); ++j)
    if (const auto& lower = output.lower[j]) {
      AffineFunction bound{List<Integer>(functions[j].coefficients.size()),
                           lower->bound.denominator};
      bound.coefficients.back() = lower->bound.numerator;
      check_proof(lower->multipliers, domain, where_at_most(bound, functions[j]), code,
                  [&] { return place + "/lower/" + std::to_string(j); });
    }
  List<std::optional<Fraction>> result;
  for (const LatticeNode& node : output.nodes) {
    if (node.kind == LatticeNode::Kind::function) {
      const auto& lower = output.lower[node.first];
      result.push_back(lower ? std::optional(lower->bound) : std::nullopt);
      continue;
    }
    const bool is_min = node.kind == LatticeNode::Kind::min;
    const auto& a = result[node.first];
    const auto& b = result[node.second];
    if (a && b)
      result.push_back((*a < *b) == is_min ? a : b);
    else
      result.push_back(is_min ? std::nullopt : a ? a : b);
  }
  return result;
}

Expression composed(const Unit& unit, const List<Expression>& below, const Expression& one) {
  Expression result;
  add(result, fraction(unit.bias, unit.denominator), one);
  for (const Term& term : unit.terms)
    add(result, fraction(term.weight, unit.denominator), below[term.input]);
  return result;
}

namespace {

LatticeNode read_lattice_node(const Node& node, std::size_t number, std::size_t function_count) {
  if (has_key(node, "function")) {
    node.require_keys({"function"});
    return {LatticeNode::Kind::function, node["function"].index(function_count, "functions"), 0};
  }
  const bool is_min = has_key(node, "min");
  const std::string_view key = is_min ? "min" : "max";
  node.require_keys({key});
  const List<std::size_t> operands =
      read_indices(node[key], 2, "operands", number, "earlier nodes");
  return {is_min ? LatticeNode::Kind::min : LatticeNode::Kind::max, operands[0], operands[1]};
}

std::optional<LowerBound> read_lower_bound(const Node& node) {
  if (node.is(JsonKind::null))
    return std::nullopt;
  node.require_size(2, "bound and multipliers");
  return LowerBound{node[std::size_t{0}].rational(), read_multipliers(node[1])};
}

} // namespace

LatticeOutput read_lattice_output(const Node& node, std::size_t function_count) {
  node.require_keys({"nodes", "lower"});
  node["nodes"].size_not_zero("node");
  LatticeOutput output;
  for (std::size_t v = 0; v < node["nodes"].size(); ++v)
    output.nodes.push_back(read_lattice_node(node["nodes"][v], v, function_count));
  output.lower = list_of(node["lower"], function_count, "functions", read_lower_bound);
  return output;
}

} // namespace thalweg::verifier
