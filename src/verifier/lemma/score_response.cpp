// SPDX-License-Identifier: Apache-2.0

#include "lemma/score_response.hpp"

#include "limit/stop.hpp"
#include "number/decimal.hpp"

namespace thalweg::verifier {

namespace {

/// ∂ score/∂z of every score of a class, z those of the layer: one list for each of its units.
List<List<Fraction>> score_derivatives(const ScoreResponse& all, const Pattern& pieces) {
  const Network& network = all.problem.network;
  const std::size_t units = network.layers[all.layer].units.size();
  List<List<AffineRow>> h(all.layer + 1);
  List<AffineRow> z = coordinates(units, units);
  for (std::size_t l = all.layer; l < network.hidden_count(); ++l) {
    List<AffineRow>& rows = h.emplace_back();
    for (std::size_t j = 0; j < z.size(); ++j)
      rows.push_back(activated(z[j], network.layers[l].slope(pieces[l][j]), Fraction{}, units));
    z = affine_images(network.layers[l + 1], {h, network.layers[l + 1]}, units, Biases::left_out);
  }
  const Loss& loss = all.problem.loss;
  List<List<Fraction>> result;
  for (std::size_t u = 0; u < units; ++u) {
    List<Fraction> outputs;
    for (const AffineRow& row : z)
      outputs.push_back(row.coefficients.empty() ? Fraction{}
                                                 : fraction(row.coefficients[u], row.denominator));
    List<Fraction>& of_unit = result.emplace_back();
    for (std::size_t o = 0; o < block_count(loss, all.problem.data); ++o)
      for (const Fraction& v : scores(loss, o, outputs))
        of_unit.push_back(v);
  }
  return result;
}

} // namespace

std::size_t ScoreResponse::scores_of_block() const {
  return problem.loss.cross_entropy->classes - 1;
}

std::size_t ScoreResponse::scores_of_class() const {
  return block_count(problem.loss, problem.data) * scores_of_block();
}

void check_response(const ScoreResponse& all, const Pattern& pieces, std::size_t c) {
  const List<List<Fraction>> derivatives = score_derivatives(all, pieces);
  const std::size_t of_class = all.scores_of_class();
  Meter::require_room(of_class, all.count(), sizeof(Fraction));
  List<List<Fraction>> products(of_class, List<Fraction>(all.count()));
  for (std::size_t u = 0; u < derivatives.size(); ++u) {
    Meter::tick();
    for (const auto& [column, value] : all.response[u])
      for (std::size_t k = 0; k < of_class; ++k)
        products[k][column] = products[k][column] + derivatives[u][k] * value;
  }
  for (std::size_t k = 0; k < of_class; ++k)
    for (std::size_t column = 0; column < all.count(); ++column)
      if (const Fraction wanted{column == c * of_class + k ? 1 : 0, 1};
          products[k][column] != wanted)
        reject("nearby_minimum.response", "/witness/nearby_minimum/response",
               "score " + std::to_string(c * of_class + k) + " answering to column " +
                   std::to_string(column) + " with " + shown(wanted),
               shown(products[k][column]));
}

} // namespace thalweg::verifier
