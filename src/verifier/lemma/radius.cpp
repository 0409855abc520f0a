// SPDX-License-Identifier: Apache-2.0

#include "lemma/radius.hpp"

#include "layer/fields.hpp"
#include "layer/gradient.hpp"

namespace thalweg::verifier {

namespace {

/// What the formulas need of a layer and of its input vector: σ, and w as sparse rows.
struct Step {
  const Layer& layer;
  List<Dyadic> slopes; ///< of the sources; 0 for x
  List<List<std::pair<std::size_t, Dyadic>>> weights;
};

Step step_to(const Network& network, const ClassMap& map, std::size_t l) {
  const Layer& layer = network.layers[l];
  Step step{layer, List<Dyadic>(layer.input_count), {}};
  for (std::size_t k = 0; k < layer.input_count; ++k)
    if (const auto [source, i] = layer.origin(k); source > 0) {
      const Fraction& slope = network.layers[source - 1].slope(map.pieces[source - 1][i]);
      step.slopes[k] = rounded_up(magnitude(slope.numerator), slope.denominator);
    }
  for (std::size_t j = 0; j < layer.units.size(); ++j) {
    auto& row = step.weights.emplace_back();
    for (const Term& term : layer.terms(j, map.pieces[l][j]))
      if (!is_zero(step.slopes[term.input].mantissa))
        row.emplace_back(term.input,
                         rounded_up(magnitude(term.weight), layer.units[j].denominator));
  }
  return step;
}

/// Σ of the values in each field.
List<Dyadic> field_sums(const Layer& layer, const List<Dyadic>& values) {
  List<Dyadic> sums(field_count(layer));
  for (std::size_t f = 0; f < sums.size(); ++f) {
    Meter::tick();
    for_each_in_field(layer, f, [&](std::size_t, std::size_t k) { sums[f] = sums[f] + values[k]; });
  }
  return sums;
}

/// ⌈ Σ_k w_{j,k} σ_k v_k + r Σ_{k in the field} σ_k u_k ⌉ for every unit j; u is used up.
List<Dyadic> spread(const Step& step, const List<Dyadic>& v, const Dyadic& r, List<Dyadic> u) {
  for (std::size_t k = 0; k < u.size(); ++k)
    u[k] = step.slopes[k] * u[k];
  const bool is_parametrised = step.layer.is_parametrised();
  const List<Dyadic> everywhere = is_parametrised ? field_sums(step.layer, u) : List<Dyadic>{};
  List<Dyadic> result;
  for (std::size_t j = 0; j < step.weights.size(); ++j) {
    Dyadic sum = is_parametrised ? r * everywhere[field_of(step.layer, j)] : Dyadic{};
    for (const auto& [k, weight] : step.weights[j])
      if (!is_zero(v[k].mantissa))
        sum = sum + weight * step.slopes[k] * v[k];
    result.push_back(rounded_up(sum));
  }
  return result;
}

/// The numbers of the table for m at the inputs of a layer: 0 where the source is x or before m.
List<Dyadic> at_inputs(const Sensitivity& table, const Layer& layer, std::size_t m) {
  List<Dyadic> result(layer.input_count);
  for (std::size_t k = 0; k < result.size(); ++k)
    if (const auto [source, i] = layer.origin(k); source > m)
      result[k] = table[source - 1][i][m];
  return result;
}

/// Σ_a |J[a]| for every row, not in lowest terms.
List<Fraction> row_sums(const List<AffineRow>& jacobians) {
  List<Fraction> sums;
  for (const AffineRow& row : jacobians) {
    Integer sum;
    for (const Integer& entry : row.coefficients)
      sum += magnitude(entry);
    sums.push_back({sum, row.denominator});
  }
  return sums;
}

/// Those of (factor J), and that of ∂z/∂z = 1.
List<Fraction> passed_sums(List<Fraction> sums, const Fraction& factor) {
  for (Fraction& sum : sums) {
    sum = {sum.numerator * magnitude(factor.numerator), sum.denominator * factor.denominator};
    Meter::require_bits(bit_length(sum.numerator));
    Meter::require_bits(bit_length(sum.denominator));
  }
  sums.push_back({1, 1});
  return sums;
}

/// Σ_a |J_{l,m}[j,a]| for every unit j of layer l and m ≤ l, below[l'][j'] being those of the
/// layers l' < l. A unit with one input that matters passes the sums of that unit on.
List<List<Fraction>> jacobian_sums(const Network& network, const Derivatives& derivatives,
                                   const List<List<List<Fraction>>>& below) {
  const std::size_t l = below.size();
  const Layer& layer = network.layers[l];
  List<List<Fraction>> sums;
  for (std::size_t j = 0; j < layer.units.size(); ++j) {
    const Unit& unit = derivatives.unit(l, j);
    if (unit.terms.size() != 1) {
      sums.push_back(row_sums(derivatives.of(l, j)));
      continue;
    }
    const auto [source, k] = layer.origin(unit.terms.front().input);
    List<Fraction> of_unit = below[source - 1][k];
    of_unit.resize(l);
    sums.push_back(
        passed_sums(std::move(of_unit), fraction(unit.terms.front().weight, unit.denominator)));
  }
  return sums;
}

/// N[m] for the hidden layers, from ⌈|h|⌉ of each entry of each source.
template <class Size> List<Dyadic> sizes_of_inputs(const Network& network, const Size& size_of) {
  List<Dyadic> sizes;
  for (std::size_t m = 0; m < network.hidden_count(); ++m) {
    const Layer& layer = network.layers[m];
    Dyadic& largest = sizes.emplace_back();
    if (!layer.is_parametrised())
      continue;
    List<Dyadic> inputs;
    for (std::size_t k = 0; k < layer.input_count; ++k)
      inputs.push_back(size_of(layer.sources.front(), k));
    for (const Dyadic& sum : field_sums(layer, inputs))
      if (const Dyadic size = rounded_up(layer.has_biases ? rounded_up(1, 1) + sum : sum);
          is_less(largest, size))
        largest = size;
  }
  return sizes;
}

} // namespace

Sensitivity sensitivity(const Network& network, const ClassMap& map, const Invariance& claim) {
  const Dyadic r = rounded_up(claim.radius.numerator, claim.radius.denominator);
  const bool is_interval = claim.method == RadiusMethod::interval;
  const Derivatives derivatives(network, is_interval ? Pattern{} : map.pieces);
  List<List<List<Fraction>>> a; // A, by layer
  Sensitivity rests;            // R, or the C of the interval bound
  Sensitivity changes;          // r A + R, or the same C
  Sensitivity result;           // C
  for (std::size_t l = 0; l < map.pieces.size(); ++l) {
    const Step step = step_to(network, map, l);
    const std::size_t unit_count = network.layers[l].units.size();
    if (!is_interval)
      a.push_back(jacobian_sums(network, derivatives, a));
    for (Sensitivity* table : {&rests, &changes, &result})
      table->emplace_back(unit_count, List<Dyadic>(l + 1));
    for (std::size_t m = 0; m <= l; ++m) {
      if (!network.layers[m].is_parametrised())
        continue;
      const List<Dyadic> rest = m == l ? List<Dyadic>(unit_count, is_interval ? r : Dyadic{})
                                       : spread(step, at_inputs(rests, step.layer, m), r,
                                                at_inputs(changes, step.layer, m));
      for (std::size_t j = 0; j < unit_count; ++j) {
        rests[l][j][m] = rest[j];
        changes[l][j][m] =
            is_interval ? rest[j]
                        : r * rounded_up(a[l][j][m].numerator, a[l][j][m].denominator) + rest[j];
        result[l][j][m] = rounded_up(changes[l][j][m]);
      }
    }
  }
  return result;
}

List<Dyadic> input_sizes(const Network& network, const ClassMap& map, const Sample& sample,
                         const SampleValues& values) {
  return sizes_of_inputs(network, [&](std::size_t source, std::size_t k) {
    return rounded_up(magnitude(values.h[source][k]),
                      map.h[source][k].denominator * sample.denominator);
  });
}

List<Dyadic> input_sizes(const Network& network, const List<List<Fraction>>& outputs) {
  return sizes_of_inputs(network, [&](std::size_t source, std::size_t k) {
    const Fraction& value = outputs[source][k];
    return rounded_up(magnitude(value.numerator), value.denominator);
  });
}

RadiusMethod read_method(const Node& node) {
  if (node.text() != "first_order" && node.text() != "interval")
    node.unsupported("unsupported.method", "\"first_order\" or \"interval\"");
  return node.text() == "interval" ? RadiusMethod::interval : RadiusMethod::first_order;
}

} // namespace thalweg::verifier
