// SPDX-License-Identifier: Apache-2.0
//
// Expressions have the symbols x_1, …, x_d, 1 and, numbered as they are met, positive parts [C]_+
// of expressions C whose last coefficient is 1. For c > 0
//
//   [c C]_+ = c [C]_+,   [−c C]_+ = c [C]_+ − c C,
//
// so that the positive part of every expression is an expression, and equal expressions have equal
// positive parts. With min(u, w) = u − [u − w]_+ and max(u, w) = u + [w − u]_+ the nodes of a form
// are expressions too. Nothing else is known of the symbols, so that equal expressions are equal
// functions.

#include "claim/network_computes_form.hpp"

#include "number/decimal.hpp"
#include "shape/geometry_nodes.hpp"
#include "shape/lattice_expressions.hpp"
#include "text/digest.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

constexpr const char* form_place = "/witness/network_computes_form";

std::string form_output_place(std::size_t output) {
  return form_place + ("/outputs/" + std::to_string(output));
}

/// The symbols beside x and 1.
class PositiveParts {
public:
  explicit PositiveParts(std::size_t dimension) : one_(dimension), next_(dimension + 1) {}

  /// [e]_+
  Expression of(const Expression& e) {
    if (e.empty())
      return {};
    const auto& [last, coefficient] = *e.rbegin();
    if (last == one_ && e.size() == 1)
      return sign(coefficient) > 0 ? e : Expression{};
    const bool is_negative = sign(coefficient) < 0;
    const Fraction factor = is_negative ? -coefficient : coefficient;
    Expression monic;
    add(monic, fraction(coefficient.denominator, coefficient.numerator), e);
    const auto [place, is_new] = symbols_.try_emplace(std::move(monic), next_);
    next_ += is_new ? 1 : 0;
    Expression result{{place->second, factor}};
    if (is_negative)
      add(result, Fraction{1, 1}, e);
    return result;
  }

private:
  std::size_t one_, next_;
  std::map<Expression, std::size_t> symbols_;
};

Expression difference(const Expression& a, const Expression& b) {
  Expression result = a;
  add(result, Fraction{-1, 1}, b);
  return result;
}

/// Every node as an expression.
List<Expression> node_expressions(const LatticeOutput& output,
                                  const List<AffineFunction>& functions, PositiveParts& parts) {
  List<Expression> result;
  for (const LatticeNode& node : output.nodes) {
    Meter::tick();
    if (node.kind == LatticeNode::Kind::function) {
      result.push_back(expression_of(functions[node.first]));
      continue;
    }
    const bool is_min = node.kind == LatticeNode::Kind::min;
    const Expression& u = result[node.first];
    const Expression& w = result[node.second];
    Expression value = u;
    add(value, Fraction{is_min ? -1 : 1, 1},
        parts.of(is_min ? difference(u, w) : difference(w, u)));
    result.push_back(std::move(value));
  }
  return result;
}

struct FormNodes {
  List<Expression> expressions;
  List<std::optional<Fraction>> lower;
};

/// O236: the pre-activation is node + s with lower bound of the node ≥ −s.
void check_carried(const Expression& pre_activation, const CarriedUnit& carried,
                   const List<FormNodes>& nodes, std::size_t one, const std::string& place) {
  const FormNodes& of_output = nodes[carried.output];
  const Expression shift = difference(pre_activation, of_output.expressions[carried.node]);
  if (!shift.empty() && (shift.size() != 1 || shift.begin()->first != one))
    reject("network_computes_form.carried", place, "the node and a constant as pre-activation",
           "another");
  const Fraction constant = shift.empty() ? Fraction{} : shift.begin()->second;
  const auto& bound = of_output.lower[carried.node];
  if (!bound || *bound < -constant)
    reject("network_computes_form.shift", place, "a node with a lower bound of " + shown(-constant),
           bound ? shown(*bound) : "none");
}

/// The outputs of a hidden layer; O235.
List<Expression> layer_outputs(const Layer& layer, std::size_t number,
                               const List<Expression>& below, const List<CarriedUnit>& carried,
                               const List<FormNodes>& nodes, std::size_t one,
                               PositiveParts& parts) {
  const bool is_affine = layer.activation == identity();
  if (!is_affine && layer.activation != relu())
    reject("network_computes_form.activation",
           "/statement/network/layers/" + std::to_string(number) + "/activation",
           "\"relu\" or \"identity\"", "another");
  const std::string place = form_place + ("/carried/" + std::to_string(number));
  List<Expression> outputs;
  std::size_t next = 0;
  for (std::size_t j = 0; j < layer.units.size(); ++j) {
    Meter::tick();
    Expression e = composed(layer.units[j], below, {{one, Fraction{1, 1}}});
    if (next < carried.size() && carried[next].unit == j) {
      check_carried(e, carried[next], nodes, one, place + "/" + std::to_string(next));
      ++next;
    } else if (!is_affine) {
      e = parts.of(e);
    }
    outputs.push_back(std::move(e));
  }
  return outputs;
}

List<CarriedUnit> read_carried(const Node& node, std::size_t unit_count,
                               const List<LatticeOutput>& outputs) {
  List<CarriedUnit> result;
  for (std::size_t t = 0; t < node.size(); ++t) {
    const Node entry = node[t];
    entry.require_size(3, "unit, output and node");
    CarriedUnit one{entry[std::size_t{0}].index(unit_count, "units of the layer"),
                    entry[1].index(outputs.size(), "outputs"), 0};
    one.node = entry[2].index(outputs[one.output].nodes.size(), "nodes of the output");
    entry.require(t == 0 || one.unit > result.back().unit, "shape.order",
                  "strictly increasing units");
    result.push_back(one);
  }
  return result;
}

} // namespace

std::unique_ptr<Claim> read_computed_form(const Node& node, const Subject& subject) {
  auto claim = std::make_unique<ComputedForm>(node.place());
  if (!node.has("outputs")) {
    require_own_keys(node, subject, {});
    for (const CpwlFunction& f : subject.geometry.cpwl)
      claim->forms.push_back({f.functions, f.rows});
    return claim;
  }
  require_own_keys(node, subject, {"outputs"});
  const Node outputs = node["outputs"];
  claim->forms_json = &outputs.json();
  claim->forms = list_of(
      outputs, subject.network.layers.back().units.size(), "outputs of the network",
      [&](const Node& output) {
        output.require_keys({"functions", "rows"});
        StatedForm form{read_functions(output["functions"], subject.geometry.dimension), {}};
        output["rows"].size_not_zero("row");
        form.rows = list_of(output["rows"], [&](const Node& row) {
          return read_literals(row, form.functions.size());
        });
        return form;
      });
  return claim;
}

void read_computed_form_witness(const Node& node, Claim& made, const Subject& subject) {
  node.require_keys({"outputs", "carried"});
  ComputedForm& claim = dynamic_cast<ComputedForm&>(made);
  const auto& layers = subject.network.layers;
  const Node outputs = node["outputs"];
  const Node carried = node["carried"];
  outputs.require_size(claim.forms.size(), "outputs");
  for (std::size_t o = 0; o < claim.forms.size(); ++o)
    claim.outputs.push_back(read_lattice_output(outputs[o], claim.forms[o].functions.size()));
  carried.require_size(layers.size() - 1, "hidden layers");
  for (std::size_t l = 0; l + 1 < layers.size(); ++l)
    claim.carried.push_back(read_carried(carried[l], layers[l].units.size(), claim.outputs));
}

Told ComputedForm::check(const Subject& subject) const {
  const std::size_t one = subject.geometry.dimension;
  const auto& layers = subject.network.layers;
  PositiveParts parts(one);
  List<FormNodes> nodes;
  for (std::size_t o = 0; o < forms.size(); ++o) {
    check_family(outputs[o], forms[o].rows, // O232, O233
                 {"network_computes_form.min_operand", "network_computes_form.family"},
                 form_output_place(o) + "/nodes");
    nodes.push_back({node_expressions(outputs[o], forms[o].functions, parts),
                     lower_bounds(outputs[o], forms[o].functions, subject.geometry.domain,
                                  "network_computes_form.lower", form_output_place(o))}); // O234
  }
  List<Expression> below;
  for (std::size_t k = 0; k < one; ++k)
    below.push_back({{k, Fraction{1, 1}}});
  bool is_everywhere = true;
  for (std::size_t l = 0; l + 1 < layers.size(); ++l) {
    is_everywhere = is_everywhere && carried[l].empty();
    below = layer_outputs(layers[l], l, below, carried[l], nodes, one, parts);
  }
  for (std::size_t o = 0; o < forms.size(); ++o) // O237
    if (composed(layers.back().units[o], below, {{one, Fraction{1, 1}}}) !=
        nodes[o].expressions.back())
      reject("network_computes_form.output",
             "/statement/network/layers/" + std::to_string(layers.size() - 1),
             "output " + std::to_string(o) + " to be the root of its form", "another expression");
  return told(is_everywhere);
}

Told ComputedForm::told(bool is_everywhere) const {
  std::size_t function_count = 0, row_count = 0;
  for (const StatedForm& form : forms) {
    function_count += form.functions.size();
    row_count += form.rows.size();
  }
  const std::string json = "{" + key("functions") + std::to_string(function_count) + "," +
                           key("rows") + std::to_string(row_count) + "," + key("everywhere") +
                           (is_everywhere ? "true" : "false");
  if (forms_json == nullptr)
    return {std::string("Network and form. F(W; x) = f(x) for every x in Ω, through the max-min "
                        "form") +
                (is_everywhere ? ",\n  which F(W; x) is also outside of Ω.\n" : ".\n"),
            json + "}"};
  const std::string digest = canonical_digest(*forms_json);
  return {"Network and form. " +
              counted(forms.size(), "output of the network is a maximum",
                      "outputs of the network are maxima") +
              " of minima of affine functions,\n  max_r min_{j in row r} p_j (digest " + digest +
              "; " + counted(function_count, "affine function", "affine functions") + ", " +
              counted(row_count, "row", "rows") + "),\n  for every x" +
              (is_everywhere ? ", also outside of Ω" : " ∈ Ω") + ".\n",
          json + "," + key("digest") + json_literal(digest) + "}"};
}

} // namespace thalweg::verifier
