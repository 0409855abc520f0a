// SPDX-License-Identifier: Apache-2.0

#include "radius.hpp"

namespace thalweg::verifier {

namespace {

/// What the formulas need of the layers l−1 and l: σ_{l−1}, and w_l as sparse rows.
struct Step {
  List<Dyadic> slopes;
  List<List<std::pair<std::size_t, Dyadic>>> weights;
};

Step step_to(const Network& network, const ClassMap& map, std::size_t l) {
  Step step;
  for (const std::size_t piece : map.pieces[l - 1]) {
    const Fraction& slope = network.layers[l - 1].activation.slopes[piece];
    step.slopes.push_back(rounded_up(magnitude(slope.numerator), slope.denominator));
  }
  for (const Unit& unit : network.layers[l].units) {
    auto& row = step.weights.emplace_back();
    for (const Term& term : unit.terms)
      if (!is_zero(step.slopes[term.input].mantissa))
        row.emplace_back(term.input, rounded_up(magnitude(term.weight), unit.denominator));
  }
  return step;
}

/// ⌈ Σ_k w_{j,k} σ_k v_k + r Σ_k σ_k u_k ⌉ for every unit j.
List<Dyadic> spread(const Step& step, const List<Dyadic>& v, const Dyadic& r,
                    const List<Dyadic>& u) {
  Dyadic everywhere;
  for (std::size_t k = 0; k < u.size(); ++k)
    everywhere = everywhere + step.slopes[k] * u[k];
  List<Dyadic> result;
  for (const auto& row : step.weights) {
    Dyadic sum = r * everywhere;
    for (const auto& [k, weight] : row)
      if (!is_zero(v[k].mantissa))
        sum = sum + weight * step.slopes[k] * v[k];
    result.push_back(rounded_up(sum));
  }
  return result;
}

/// J_{l,m} from J_{l−1,m}; rows have one coefficient for each unit of layer m.
List<AffineRow> next_jacobian(const Network& network, const ClassMap& map, std::size_t l,
                              List<AffineRow> jacobian, std::size_t width) {
  const List<Fraction>& slopes = network.layers[l - 1].activation.slopes;
  for (std::size_t k = 0; k < jacobian.size(); ++k)
    jacobian[k] = activated(jacobian[k], slopes[map.pieces[l - 1][k]], Fraction{}, width);
  return affine_images(network.layers[l], jacobian, width, Biases::left_out);
}

/// A_j = ⌈Σ_a |J[j,a]|⌉
List<Dyadic> row_sums(const List<AffineRow>& jacobian) {
  List<Dyadic> sums;
  for (const AffineRow& row : jacobian) {
    Integer sum;
    for (const Integer& entry : row.coefficients)
      sum += magnitude(entry);
    sums.push_back(rounded_up(sum, row.denominator));
  }
  return sums;
}

/// C_{l,m,j} = ⌈ r A_{l,m,j} + R_{l,m,j} ⌉ for l = m..last hidden layer.
void first_order(const Network& network, const ClassMap& map, const Dyadic& r, std::size_t m,
                 Sensitivity& result) {
  const std::size_t width = network.layers[m].units.size();
  List<AffineRow> jacobian = coordinates(width, width);
  List<Dyadic> a(width, rounded_up(1, 1));
  List<Dyadic> remainder(width); // R
  for (std::size_t l = m; l < map.pieces.size(); ++l) {
    if (l > m) {
      List<Dyadic> change;
      for (std::size_t k = 0; k < a.size(); ++k)
        change.push_back(r * a[k] + remainder[k]);
      remainder = spread(step_to(network, map, l), remainder, r, change);
      jacobian = next_jacobian(network, map, l, std::move(jacobian), width);
      a = row_sums(jacobian);
    }
    for (std::size_t j = 0; j < a.size(); ++j)
      result[l][j].push_back(rounded_up(r * a[j] + remainder[j]));
  }
}

/// C_{l,m,j} by the interval bound.
void interval(const Network& network, const ClassMap& map, const Dyadic& r, std::size_t m,
              Sensitivity& result) {
  List<Dyadic> c(network.layers[m].units.size(), r);
  for (std::size_t l = m; l < map.pieces.size(); ++l) {
    if (l > m)
      c = spread(step_to(network, map, l), c, r, c);
    for (std::size_t j = 0; j < c.size(); ++j)
      result[l][j].push_back(c[j]);
  }
}

} // namespace

Sensitivity sensitivity(const Network& network, const ClassMap& map, const LocalMinimum& claim) {
  const Dyadic r = rounded_up(claim.radius.numerator, claim.radius.denominator);
  Sensitivity result;
  for (const List<std::size_t>& units : map.pieces)
    result.emplace_back(units.size());
  for (std::size_t m = 0; m < map.pieces.size(); ++m)
    (claim.method == RadiusMethod::interval ? interval : first_order)(network, map, r, m, result);
  return result;
}

List<Dyadic> input_sizes(const Network& network, const ClassMap& map, const Sample& sample,
                         const SampleValues& values) {
  const Dyadic one = rounded_up(1, 1);
  List<Dyadic> sizes;
  Dyadic sum = one;
  for (const Integer& coordinate : sample.x)
    sum = sum + rounded_up(magnitude(coordinate), sample.denominator);
  sizes.push_back(rounded_up(sum));
  Integer value;
  Integer scratch;
  for (std::size_t l = 0; l + 1 < map.pieces.size(); ++l) {
    sum = one;
    for (std::size_t k = 0; k < map.h[l].size(); ++k) {
      const AffineRow& h = map.h[l][k];
      if (h.coefficients.empty())
        continue;
      if (network.layers[l].activation.is_identity(map.pieces[l][k]))
        value = values[l][k];
      else
        evaluate(h, sample, value, scratch);
      sum = sum + rounded_up(magnitude(value), h.denominator * sample.denominator);
    }
    sizes.push_back(rounded_up(sum));
  }
  return sizes;
}

} // namespace thalweg::verifier
