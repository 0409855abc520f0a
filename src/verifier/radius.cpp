// SPDX-License-Identifier: Apache-2.0

#include "radius.hpp"

#include "stop.hpp"

namespace thalweg::verifier {

namespace {

/// σ_k = ⌈|slope in use|⌉ for the units of hidden layer l.
List<Dyadic> slope_sizes(const Network& network, const ClassMap& map, std::size_t l) {
  List<Dyadic> sizes;
  for (const std::size_t piece : map.pieces[l])
    sizes.push_back(magnitude_rounded_up(network.layers[l].activation.slopes[piece]));
  return sizes;
}

/// Σ_k ⌈|W_l[j,k]|⌉ σ_k v_k for the unit j.
Dyadic spread(const Unit& unit, const List<Dyadic>& slopes, const List<Dyadic>& v) {
  Dyadic sum;
  for (const Term& term : unit.terms)
    if (!is_zero(slopes[term.input].mantissa) && !is_zero(v[term.input].mantissa))
      sum = sum + rounded_up(magnitude(term.weight), unit.denominator) * slopes[term.input] *
                      v[term.input];
  return sum;
}

/// Σ_k σ_k v_k
Dyadic total(const List<Dyadic>& slopes, const List<Dyadic>& v) {
  Dyadic sum;
  for (std::size_t k = 0; k < v.size(); ++k)
    sum = sum + slopes[k] * v[k];
  return sum;
}

/// A_j = ⌈Σ_a |J[j,a]|⌉ for the rows of a Jacobian.
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

/// From ∂z_l/∂z_m to ∂h_l/∂z_m: the rows times the slopes in use.
List<AffineRow> through_activation(const Activation& activation, const List<std::size_t>& pieces,
                                   const List<AffineRow>& rows, std::size_t width) {
  const Activation linear{"", {}, activation.slopes, List<Fraction>(activation.slopes.size())};
  List<AffineRow> result;
  for (std::size_t j = 0; j < rows.size(); ++j)
    result.push_back(activated(rows[j], linear, pieces[j], width));
  return result;
}

/// The identity matrix: ∂z_m/∂z_m.
List<AffineRow> unit_rows(std::size_t size) {
  List<AffineRow> rows(size);
  for (std::size_t a = 0; a < size; ++a) {
    rows[a].coefficients.resize(size);
    rows[a].coefficients[a] = 1;
  }
  return rows;
}

/// C_{l,m,j} for l = m..last hidden layer, first-order bound.
void first_order(const Network& network, const ClassMap& map, const Dyadic& r, std::size_t m,
                 Sensitivity& result) {
  const std::size_t width = network.layers[m].units.size();
  List<AffineRow> jacobian = unit_rows(width);
  List<Dyadic> linear(width, rounded_up(1, 1)); // A
  List<Dyadic> remainder(width);                // R
  for (std::size_t l = m; l < map.pieces.size(); ++l) {
    if (l > m) {
      const Layer& layer = network.layers[l];
      const List<Dyadic> slopes = slope_sizes(network, map, l - 1);
      List<Dyadic> change; // r A + R of the layer before
      for (std::size_t k = 0; k < linear.size(); ++k)
        change.push_back(r * linear[k] + remainder[k]);
      const Dyadic everywhere = r * total(slopes, change);
      List<Dyadic> next;
      for (const Unit& unit : layer.units)
        next.push_back(rounded_up(spread(unit, slopes, remainder) + everywhere));
      remainder = std::move(next);
      jacobian = weighted_sums(
          layer,
          through_activation(network.layers[l - 1].activation, map.pieces[l - 1], jacobian, width),
          width);
      linear = row_sums(jacobian);
    }
    for (std::size_t j = 0; j < linear.size(); ++j)
      result[l][j].push_back(rounded_up(r * linear[j] + remainder[j]));
  }
}

/// The same for the interval bound.
void interval(const Network& network, const ClassMap& map, const Dyadic& r, std::size_t m,
              Sensitivity& result) {
  List<Dyadic> bound(network.layers[m].units.size(), r);
  for (std::size_t l = m; l < map.pieces.size(); ++l) {
    if (l > m) {
      const List<Dyadic> slopes = slope_sizes(network, map, l - 1);
      const Dyadic everywhere = r * total(slopes, bound);
      List<Dyadic> next;
      for (const Unit& unit : network.layers[l].units)
        next.push_back(rounded_up(spread(unit, slopes, bound) + everywhere));
      bound = std::move(next);
    }
    for (std::size_t j = 0; j < bound.size(); ++j)
      result[l][j].push_back(bound[j]);
  }
}

/// N_m = ⌈1 + Σ_k ⌈|h_{m−1,k}(x)|⌉⌉ for m = 0..last hidden layer, h_{−1} = x.
List<Dyadic> input_sizes(const Network& network, const ClassMap& map, const Sample& sample,
                         const SampleValues& values) {
  const Dyadic one = rounded_up(1, 1);
  List<Dyadic> sizes;
  Dyadic sum = one;
  for (const Integer& coordinate : sample.x)
    sum = sum + rounded_up(magnitude(coordinate), sample.denominator);
  sizes.push_back(rounded_up(sum));
  for (std::size_t l = 0; l + 1 < map.pieces.size(); ++l) {
    sum = one;
    for (std::size_t k = 0; k < map.h[l].size(); ++k) {
      const AffineRow& h = map.h[l][k];
      if (h.coefficients.empty())
        continue;
      const bool is_z = is_identity_piece(network.layers[l].activation, map.pieces[l][k]);
      const Integer value = is_z ? values[l][k] : value_at(h, sample);
      sum = sum + rounded_up(magnitude(value), h.denominator * sample.denominator);
    }
    sizes.push_back(rounded_up(sum));
  }
  return sizes;
}

} // namespace

Sensitivity sensitivity(const Network& network, const ClassMap& map, const Fraction& radius,
                        RadiusMethod method) {
  const Dyadic r = magnitude_rounded_up(radius);
  Sensitivity result;
  for (std::size_t l = 0; l < map.pieces.size(); ++l)
    result.emplace_back(map.pieces[l].size());
  for (std::size_t m = 0; m < map.pieces.size(); ++m)
    if (method == RadiusMethod::first_order)
      first_order(network, map, r, m, result);
    else
      interval(network, map, r, m, result);
  return result;
}

void check_margins(const Network& network, const ClassMap& map, const Sensitivity& sensitivity,
                   const Sample& sample, const SampleValues& values, std::size_t index,
                   const std::string& place) {
  const List<Dyadic> sizes = input_sizes(network, map, sample, values);
  for (std::size_t l = 0; l < values.size(); ++l)
    for (std::size_t j = 0; j < values[l].size(); ++j)
      for_each_distance(network.layers[l].activation, map.pieces[l][j], values[l][j],
                        map.z[l][j].denominator * sample.denominator,
                        [&](const Integer& distance, const Integer& denominator) {
                          if (!is_product_sum_below(sensitivity[l][j],
                                                    std::span(sizes).first(l + 1), distance,
                                                    denominator))
                            reject("local_minimum.radius", place,
                                   "a bound on the change below the distance to the breakpoint",
                                   "layer " + std::to_string(l) + ", unit " + std::to_string(j) +
                                       " may reach it at sample " + std::to_string(index));
                        });
}

} // namespace thalweg::verifier
