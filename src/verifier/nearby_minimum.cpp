// SPDX-License-Identifier: Apache-2.0

#include "nearby_minimum.hpp"

#include "contraction.hpp"
#include "decimal.hpp"
#include "examined.hpp"
#include "nearby_theorem.hpp"
#include "obligation.hpp"

namespace thalweg::verifier {

namespace {

Fraction absolute(const Fraction& q) {
  return sign(q) < 0 ? -q : q;
}

const std::string nearby_minimum_place = "/witness/nearby_minimum";

/// O83: every entry of (x, 1) outside the basis is the stated combination on the class.
void check_dependencies(const ClassWitness& witness, const List<Sample>& samples,
                        const List<std::size_t>& members, const std::string& place) {
  const std::size_t width = samples.front().x.size() + 1;
  std::size_t next = 0;
  for (std::size_t entry = 0; entry < width; ++entry) {
    if (std::binary_search(witness.basis.begin(), witness.basis.end(), entry))
      continue;
    const AffineRow row = over_common_denominator(witness.dependencies[next]);
    for (const std::size_t i : members) {
      const Sample& sample = samples[i];
      const List<Integer> values = basis_values(witness.basis, sample, sample.denominator);
      Integer rest = -row.denominator * basis_values({entry}, sample, sample.denominator).front();
      for (std::size_t j = 0; j < values.size(); ++j)
        rest += row.coefficients[j] * values[j];
      if (!is_zero(rest))
        reject("nearby_minimum.dependency", place + "/dependencies/" + std::to_string(next),
               "entry " + std::to_string(entry) + " of (x, 1) as a combination of the basis",
               "another value at sample " + std::to_string(i));
    }
    ++next;
  }
}

/// What moves in a score of a class is first numbered here: (class · blocks + block)·(C − 1) + a.
struct Responses {
  const Certificate& certificate;
  const NearbyMinimum& claim;
  std::size_t blocks;
  std::size_t scores_of_block;

  std::size_t count() const { return claim.classes.size() * blocks * scores_of_block; }
};

/// ∂ score/∂z_1 of every score of a class: one list for each unit of the first layer.
List<List<Fraction>> score_derivatives(const Responses& all, const ClassMap& map) {
  const Network& network = all.certificate.network;
  const std::size_t units = network.layers.front().units.size();
  List<List<AffineRow>> h(1);
  List<AffineRow> z = coordinates(units, units);
  for (std::size_t l = 0; l < network.hidden_count(); ++l) {
    List<AffineRow>& rows = h.emplace_back();
    for (std::size_t j = 0; j < z.size(); ++j)
      rows.push_back(activated(z[j], network.layers[l].slope(map.pieces[l][j]), Fraction{}, units));
    z = affine_images(network.layers[l + 1], {h, network.layers[l + 1]}, units, Biases::left_out);
  }
  List<List<Fraction>> result;
  for (std::size_t u = 0; u < units; ++u) {
    List<Fraction> outputs;
    for (const AffineRow& row : z)
      outputs.push_back(row.coefficients.empty() ? Fraction{}
                                                 : fraction(row.coefficients[u], row.denominator));
    List<Fraction>& of_unit = result.emplace_back();
    for (std::size_t o = 0; o < all.blocks; ++o)
      for (const Fraction& v : scores(all.certificate.loss, o, outputs))
        of_unit.push_back(v);
  }
  return result;
}

/// O86: a move of the first layer by `response` moves exactly the score that it belongs to.
void check_response(const Responses& all, const ClassMap& map, std::size_t c) {
  const List<List<Fraction>> derivatives = score_derivatives(all, map);
  const std::size_t of_class = all.blocks * all.scores_of_block;
  Meter::require_room(of_class, all.count(), sizeof(Fraction));
  List<List<Fraction>> products(of_class, List<Fraction>(all.count()));
  for (std::size_t u = 0; u < derivatives.size(); ++u) {
    Meter::tick();
    for (const auto& [column, value] : all.claim.response[u])
      for (std::size_t k = 0; k < of_class; ++k)
        products[k][column] = products[k][column] + derivatives[u][k] * value;
  }
  for (std::size_t k = 0; k < of_class; ++k)
    for (std::size_t column = 0; column < all.count(); ++column)
      if (const Fraction wanted{column == c * of_class + k ? 1 : 0, 1};
          products[k][column] != wanted)
        reject("nearby_minimum.response", nearby_minimum_place + "/response",
               "score " + std::to_string(c * of_class + k) + " answering to column " +
                   std::to_string(column) + " with " + shown(wanted),
               shown(products[k][column]));
}

/// O87: no parameter of the first layer moves by more than the distance.
void check_distance(const Responses& all) {
  const std::size_t width = all.certificate.data.inputs.size() + 1;
  for (const SparseRow& row : all.claim.response) {
    List<Fraction> moves(width);
    for (const auto& [column, value] : row) {
      const std::size_t block = column / all.scores_of_block;
      const ClassWitness& witness = all.claim.classes[block / all.blocks];
      const List<Fraction>& box = witness.boxes[block % all.blocks];
      const std::size_t first = column % all.scores_of_block * witness.basis.size();
      for (std::size_t j = 0; j < witness.basis.size(); ++j)
        moves[witness.basis[j]] = moves[witness.basis[j]] + absolute(value) * box[first + j];
    }
    for (const Fraction& move : moves)
      if (const Check check{!(all.claim.distance < move)})
        check.say({"nearby_minimum.distance", all.claim.place + "/distance",
                   "at least " + shown(move) + ", as far as a parameter may move",
                   shown(all.claim.distance)});
  }
}

/// O80 to O82
Grouping check_classes(const Certificate& certificate, const NearbyMinimum& claim) {
  const auto check_positive = [&](const Fraction& value, const char* code, const char* key) {
    if (const Check check{sign(value) > 0})
      check.say({code, claim.place + key, "a positive number", shown(value)});
  };
  check_positive(claim.radius, "nearby_minimum.radius_not_positive", "/radius");
  check_positive(claim.distance, "nearby_minimum.distance_not_positive", "/distance");
  const std::string place = nearby_minimum_place + "/pattern_classes";
  const LabelledNetwork labelled{certificate.network, claim.labels, "nearby_minimum", place, {}};
  const LocalMinimum invariance{
      claim.place, claim.radius + claim.distance, {}, claim.method, claim.labels};
  Grouping grouping = examine(labelled, certificate.data, certificate.loss, &invariance).grouping;
  if (!grouping.unlabelled.empty())
    reject("nearby_minimum.null_class", place + "/" + std::to_string(grouping.unlabelled.front()),
           "a class", "null");
  if (const Check check{grouping.members.size() == claim.classes.size()})
    check.say({"nearby_minimum.count", nearby_minimum_place + "/classes",
               std::to_string(grouping.members.size()) + " classes",
               std::to_string(claim.classes.size())});
  return grouping;
}

/// O84, O85 of one class; returns Σ_J |G_J| ρ_J.
Fraction check_box(const Certificate& certificate, const NearbyMinimum& claim,
                   const List<std::size_t>& members, const ClassMap& map, std::size_t c) {
  const ClassWitness& witness = claim.classes[c];
  Fraction slack;
  for (std::size_t o = 0; o < witness.boxes.size(); ++o) {
    const List<Fraction>& box = witness.boxes[o];
    const std::string place =
        nearby_minimum_place + "/classes/" + std::to_string(c) + "/boxes/" + std::to_string(o);
    for (std::size_t j = 0; j < box.size(); ++j)
      if (const Check check{sign(box[j]) > 0})
        check.say({"nearby_minimum.box_not_positive", place + "/" + std::to_string(j),
                   "a positive half width", shown(box[j])});
    const BlockSums sums = block_sums(certificate, claim, members, map, c, o);
    check_contraction(sums, witness.inverses[o], box, claim.bits, place);
    for (std::size_t j = 0; j < box.size(); ++j)
      slack =
          slack + fraction(magnitude(sums.gradient[j]), sums.denominator << claim.bits) * box[j];
  }
  return slack;
}

/// O88, O89
void check_risks(const NearbyMinimum& claim, const Bounds& found) {
  if (const Check check{!(found.lower < claim.risk_lower)})
    check.say({"nearby_minimum.risk_lower", claim.place + "/risk_lower",
               "at most " + shown(found.lower), shown(claim.risk_lower)});
  if (const Check check{!(claim.risk_upper < found.upper)})
    check.say({"nearby_minimum.risk_upper", claim.place + "/risk_upper",
               "at least " + shown(found.upper), shown(claim.risk_upper)});
}

} // namespace

Told NearbyMinimum::check(const Certificate& certificate) const {
  const Layer& first = certificate.network.layers.front();
  if (!first.has_biases)
    reject("nearby_minimum.no_biases", "/statement/network/layers/0/biases",
           "biases in the first layer", "none");
  const Grouping grouping = check_classes(certificate, *this);
  const Responses all{certificate, *this, block_count(certificate.loss, certificate.data),
                      certificate.loss.cross_entropy->classes - 1};
  const LabelledNetwork labelled{
      certificate.network, labels, "nearby_minimum", nearby_minimum_place, {}};
  Fraction slack;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    const List<std::size_t>& members = grouping.members[c];
    const ClassMap map = class_map(labelled, certificate.data, members.front());
    check_dependencies(classes[c], certificate.data.samples, members,
                       nearby_minimum_place + "/classes/" + std::to_string(c));
    slack = slack + check_box(certificate, *this, members, map, c);
    check_response(all, map, c);
  }
  check_distance(all);
  Bounds risk = risk_bounds(certificate, certificate.network, bits);
  risk.lower = risk.lower - slack * Fraction{1, Integer(certificate.data.samples.size())};
  check_risks(*this, risk);
  return told(*this);
}

} // namespace thalweg::verifier
