// SPDX-License-Identifier: Apache-2.0
//
// That a ReLU network computes max-min forms on Ω. The witness writes each form as an expression of
// binary minima and maxima of the p_j and says what every hidden unit means. Values are linear
// expressions over the symbols x_1, …, x_d, 1 and one symbol N_v for each minimum and maximum v:
//
//   carry of v with shift B: pre-activation N_v + B ≥ 0 on Ω, so its output is N_v + B;
//   gadget of v = min(u, w): pre-activation N_u − N_w, output [N_u − N_w]_+ = N_u − N_v;
//   gadget of v = max(u, w): pre-activation N_w − N_u, output [N_w − N_u]_+ = N_v − N_u.
//
// Each pre-activation, composed from the outputs below, must be the expression that its label says,
// coefficient by coefficient. Nothing else is known of the symbols, so this is more than enough.

#include "geometry_claims.hpp"

#include "decimal.hpp"

#include <map>

namespace thalweg::verifier {

namespace {

/// Symbols: k < d is x_k, d is 1, then the nodes of output 0, of output 1, …. No zero coefficients.
using Expression = std::map<std::size_t, Fraction>;

/// expression += factor · term
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

/// The nodes of all outputs, as expressions and with what is known of them.
class Nodes {
public:
  Nodes(const Certificate& certificate, const NetworkLattice& claim)
      : cpwl_(certificate.geometry.cpwl), claim_(claim), one_(certificate.geometry.dimension) {
    std::size_t next = one_ + 1;
    for (const LatticeOutput& output : claim.outputs) {
      offsets_.push_back(next);
      next += output.nodes.size();
    }
  }

  const LatticeNode& node(std::size_t output, std::size_t v) const {
    return claim_.outputs[output].nodes[v];
  }

  /// N_v, or p_j for a function node.
  Expression expression(std::size_t output, std::size_t v) const {
    if (node(output, v).kind != LatticeNode::Kind::function)
      return {{offsets_[output] + v, Fraction{1, 1}}};
    const AffineFunction& f = cpwl_[output].functions[node(output, v).first];
    Expression result;
    for (std::size_t k = 0; k <= one_; ++k)
      if (!is_zero(f.coefficients[k]))
        result[k] = fraction(f.coefficients[k], f.denominator);
    return result;
  }

  Expression coordinate(std::size_t k) const { return {{k, Fraction{1, 1}}}; }
  Expression one() const { return {{one_, Fraction{1, 1}}}; }

private:
  const List<CpwlFunction>& cpwl_;
  const NetworkLattice& claim_;
  std::size_t one_;
  List<std::size_t> offsets_;
};

std::string output_place(std::size_t output) {
  return "/witness/network_computes_lattice/outputs/" + std::to_string(output);
}

/// The functions of a minimum of functions; O46: its operands are such minima.
List<List<std::size_t>> literals_of_nodes(const LatticeOutput& output, const std::string& place) {
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
      reject("network_computes_lattice.min_operand", place + "/" + std::to_string(v) + "/min",
             "minima of functions below a minimum", "a maximum");
    std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(literals.back()));
  }
  return literals;
}

/// O46: the maxima below the root have the rows as operands.
void check_family(const LatticeOutput& output, List<List<std::size_t>> rows,
                  const std::string& place) {
  const List<List<std::size_t>> literals = literals_of_nodes(output, place);
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
    reject("network_computes_lattice.family", place, "the rows of the function", "other rows");
}

/// O47: lower bounds of the nodes on Ω, where there are any.
List<std::optional<Fraction>> lower_bounds(const LatticeOutput& output, const CpwlFunction& f,
                                           const List<Halfspace>& domain,
                                           const std::string& place) {
  for (std::size_t j = 0; j < output.lower.size(); ++j)
    if (const auto& lower = output.lower[j]) {
      AffineFunction bound{List<Integer>(f.functions[j].coefficients.size()),
                           lower->bound.denominator};
      bound.coefficients.back() = lower->bound.numerator;
      check_proof(lower->multipliers, domain, where_at_most(bound, f.functions[j]),
                  "network_computes_lattice.lower",
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

/// Σ weights · outputs below + bias
Expression composed(const Unit& unit, const List<Expression>& below, const Expression& one) {
  Expression result;
  add(result, fraction(unit.bias, unit.denominator), one);
  for (const Term& term : unit.terms)
    add(result, fraction(term.weight, unit.denominator), below[term.input]);
  return result;
}

/// O48, O49. Returns the output of the unit.
Expression output_of_unit(const UnitLabel& label, const Expression& pre_activation,
                          const Nodes& nodes, const List<List<std::optional<Fraction>>>& lower,
                          const std::string& place) {
  const Fraction minus_one{-1, 1};
  Expression result = nodes.expression(label.output, label.node);
  Expression meant = result;
  if (label.shift) {
    const auto& bound = lower[label.output][label.node];
    if (!bound || *bound < -*label.shift)
      reject("network_computes_lattice.shift", place + "/shift",
             bound ? "at least " + shown(-*bound) : "a node with a lower bound",
             shown(*label.shift));
    add(result, *label.shift, nodes.one());
    meant = result;
  } else {
    const LatticeNode& node = nodes.node(label.output, label.node);
    if (node.kind == LatticeNode::Kind::function)
      reject("network_computes_lattice.gadget", place + "/gadget", "a minimum or a maximum",
             "a function");
    const bool is_min = node.kind == LatticeNode::Kind::min;
    const Expression first = nodes.expression(label.output, node.first);
    const Expression second = nodes.expression(label.output, node.second);
    meant = is_min ? first : second;
    add(meant, minus_one, is_min ? second : first);
    const Expression value = std::move(result);
    result = is_min ? first : value;
    add(result, minus_one, is_min ? value : first);
  }
  if (pre_activation != meant)
    reject("network_computes_lattice.unit", place, "the pre-activation that the label says",
           "another");
  return result;
}

} // namespace

void check_network_lattice(const Certificate& certificate) {
  const NetworkLattice& claim = *certificate.network_lattice;
  const Geometry& geometry = certificate.geometry;
  const auto& layers = certificate.network.layers;
  List<List<std::optional<Fraction>>> lower;
  for (std::size_t o = 0; o < claim.outputs.size(); ++o) {
    check_family(claim.outputs[o], geometry.cpwl[o].rows, output_place(o) + "/nodes");
    lower.push_back(
        lower_bounds(claim.outputs[o], geometry.cpwl[o], geometry.domain, output_place(o)));
  }
  const Nodes nodes(certificate, claim);
  List<Expression> below;
  for (std::size_t k = 0; k < geometry.dimension; ++k)
    below.push_back(nodes.coordinate(k));
  for (std::size_t l = 0; l < claim.units.size(); ++l) {
    if (layers[l].activation != relu()) // O45
      reject("network_computes_lattice.activation",
             "/statement/network/layers/" + std::to_string(l) + "/activation", "\"relu\"",
             "another");
    List<Expression> outputs;
    for (std::size_t j = 0; j < layers[l].units.size(); ++j) {
      Meter::tick();
      outputs.push_back(output_of_unit(
          claim.units[l][j], composed(layers[l].units[j], below, nodes.one()), nodes, lower,
          "/witness/network_computes_lattice/units/" + std::to_string(l) + "/" +
              std::to_string(j)));
    }
    below = std::move(outputs);
  }
  for (std::size_t o = 0; o < claim.outputs.size(); ++o) // O50
    if (composed(layers.back().units[o], below, nodes.one()) !=
        nodes.expression(o, claim.outputs[o].nodes.size() - 1))
      reject("network_computes_lattice.output",
             "/statement/network/layers/" + std::to_string(layers.size() - 1),
             "output " + std::to_string(o) + " to be the root of its expression", "another");
}

} // namespace thalweg::verifier
