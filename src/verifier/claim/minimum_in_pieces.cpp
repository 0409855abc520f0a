// SPDX-License-Identifier: Apache-2.0

#include "claim/minimum_in_pieces.hpp"

#include "lemma/examined.hpp"
#include "lemma/radius.hpp"
#include "number/decimal.hpp"
#include "number/semidefinite.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

/// How many margins lie in pieces that curve downwards, are affine, curve upwards.
struct PieceCounts {
  std::size_t downwards = 0;
  std::size_t affine = 0;
  std::size_t upwards = 0;

  void add(const Fraction& square) {
    ++(sign(square) < 0 ? downwards : sign(square) == 0 ? affine : upwards);
  }
};

/// W with a last layer behind it that passes the outputs on: they become the values of a layer
/// whose changes are bounded like those of hidden units.
Network with_outputs_passed_on(const Network& network) {
  Network result = network;
  const std::size_t count = network.layers.back().units.size();
  Layer& last = result.layers.emplace_back(network.layers.back());
  last.sources.assign(1, network.layers.size());
  last.input_count = count;
  List<SparseRow> weights(count);
  for (std::size_t o = 0; o < count; ++o)
    weights[o].emplace_back(o, Fraction{1, 1});
  set_parameters(last, weights, List<Fraction>(count));
  return result;
}

/// (x, 1)
List<Fraction> point_and_one(const Sample& sample) {
  List<Fraction> result = point(sample);
  result.push_back({1, 1});
  return result;
}

/// One class: the margins of its samples, and for each output the sums of O268 and O269.
class ClassCheck {
public:
  ClassCheck(const Subject& subject, const LabelledNetwork& extended, const LocalMinimum& claim,
             std::size_t first)
      : subject_(subject), network_(extended.network), claim_(claim),
        map_(class_map(extended, subject.data, first)), bounds_(sensitivity(network_, map_, claim)),
        last_(network_.layers.size() - 2),
        sums_(subject.data.targets.size(), List<Fraction>(width())),
        curvature_(sums_.size(), FractionRows(width(), List<Fraction>(width()))) {}

  void add(std::size_t i, List<Fraction>& losses, PieceCounts& counts) {
    Meter::tick();
    const Sample& sample = subject_.data.samples[i];
    evaluate(network_, map_, sample, values_);
    const List<Dyadic> sizes = input_sizes(network_, map_, sample, values_);
    const List<Fraction> x = point_and_one(sample);
    for (std::size_t o = 0; o < sums_.size(); ++o) {
      const Fraction output =
          fraction(values_.z[last_][o], map_.z[last_][o].denominator * sample.denominator);
      const Fraction& square = check_margin(i, o, output, sizes);
      const LossAt at =
          loss_at(subject_.loss, i, o, output, fraction(sample.y[o], sample.denominator));
      losses.push_back(at.value);
      counts.add(square);
      add_to_sums(o, x, at.least, subject_.loss.weight(i, o) * square);
    }
  }

  /// O269
  ClassSummary checked(std::size_t c) const {
    ClassSummary summary{map_.pieces, {}};
    summary.pieces.pop_back(); // of the outputs
    for (std::size_t o = 0; o < sums_.size(); ++o) {
      const bool holds = semidefinite_rank(curvature_[o]).has_value();
      if (const Check check{holds})
        check.say({"minimum_in_pieces.curvature", "/statement/network",
                   "losses of output " + std::to_string(o) + " on class " + std::to_string(c) +
                       " that do not curve downwards along any affine function",
                   holds ? "such losses" : "others"});
      summary.sums.push_back({sums_[o], {}});
    }
    return summary;
  }

private:
  std::size_t width() const { return subject_.data.inputs.size() + 1; }

  /// O266: the factor of the square in the piece of the margin, which stays in it.
  const Fraction& check_margin(std::size_t i, std::size_t o, const Fraction& output,
                               const List<Dyadic>& sizes) const {
    const Loss& loss = subject_.loss;
    const Sample& sample = subject_.data.samples[i];
    const Fraction y = fraction(sample.y[o], sample.denominator);
    const Fraction margin = loss.margin_factor(y) * output + loss.margin_shift(y);
    const List<Dyadic>& changes = bounds_[last_][o];
    std::size_t piece = 0;
    for (const Fraction& breakpoint : loss.breakpoints) {
      const Fraction difference = margin - breakpoint;
      piece += sign(difference) > 0 ? 1 : 0;
      const Fraction distance = sign(difference) < 0 ? -difference : difference;
      const auto bound = [&] { return as_fraction(product_sum(changes, sizes)); };
      const bool holds =
          sign(distance) > 0 &&
          is_product_sum_below(changes, sizes, distance.numerator, distance.denominator);
      if (const Check check{holds})
        check.say({"minimum_in_pieces.loss_piece", claim_.place + "/radius",
                   "changes below the distance " + decimal(distance) +
                       " from a breakpoint of the loss (sample " + std::to_string(i) + ", output " +
                       std::to_string(o) + ")",
                   "the bound " + decimal(bound())},
                  distance - bound());
    }
    return loss.pieces[piece].square;
  }

  /// Σ g (x, 1) and Σ w v a (x, 1)(x, 1)ᵀ
  void add_to_sums(std::size_t o, const List<Fraction>& x, const Fraction& g,
                   const Fraction& square) {
    for (std::size_t k = 0; k < x.size(); ++k) {
      sums_[o][k] = sums_[o][k] + g * x[k];
      for (std::size_t j = 0; j < x.size(); ++j)
        curvature_[o][k][j] = curvature_[o][k][j] + square * x[k] * x[j];
    }
  }

  const Subject& subject_;
  const Network& network_; ///< with the outputs passed on
  const LocalMinimum& claim_;
  ClassMap map_;
  Sensitivity bounds_;
  std::size_t last_; ///< the layer of the outputs
  SampleValues values_;
  List<List<Fraction>> sums_;    ///< by output
  List<FractionRows> curvature_; ///< by output
};

Told told_of(const LocalMinimum& claim, const PieceCounts& counts) {
  return {"Minimum in pieces of the loss. R(W) = " + number(claim.risk) +
              ". For every W' whose parameters all differ from those of W by at most\n  r = " +
              number(claim.radius) +
              "\n  (zero weights included), every activation pattern is the one at W, every margin "
              "is strictly inside the\n  piece of ℓ that holds it at W, and R(W') ≥ R(W). Of the " +
              counted(counts.downwards + counts.affine + counts.upwards, "margin", "margins") +
              ", " + std::to_string(counts.upwards) + " are in pieces that curve\n  upwards, " +
              std::to_string(counts.affine) + " in affine ones, " +
              std::to_string(counts.downwards) +
              " in pieces that curve downwards; r is shown by the " +
              (claim.method == RadiusMethod::interval ? "interval" : "first-order") + " bound.\n",
          "{" + key("radius") + exact(claim.radius) + "," + key("risk") + exact(claim.risk) + "," +
              key("margins") + indices_as_json({counts.upwards, counts.affine, counts.downwards}) +
              "}"};
}

} // namespace

std::unique_ptr<Claim> read_minimum_in_pieces(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"radius", "risk"});
  return std::make_unique<MinimumInPieces>(read_minimum(node));
}

void read_minimum_in_pieces_witness(const Node& node, Claim& made, const Subject& subject) {
  node.require_keys({"method", "pattern_classes"});
  LocalMinimum& minimum = dynamic_cast<MinimumInPieces&>(made).minimum;
  minimum.method = read_method(node["method"]);
  minimum.labels = read_labels(node["pattern_classes"], subject.data);
}

Told MinimumInPieces::check(const Subject& subject) const {
  if (const Check check{sign(minimum.radius) > 0}) // O264
    check.say({"minimum_in_pieces.radius_not_positive", place + "/radius", "a positive radius",
               shown(minimum.radius)});
  const Network network = with_outputs_passed_on(subject.network);
  const LabelledNetwork labelled{network, minimum.labels, "minimum_in_pieces",
                                 "/witness/minimum_in_pieces/pattern_classes",
                                 minimum.subgradients};
  Loss no_sums; // those of the losses are formed here
  no_sums.cross_entropy = CrossEntropy{2, {}};
  const Grouping grouping = examine(labelled, subject.data, no_sums, &minimum).grouping;
  for (const std::size_t i : grouping.unlabelled) // O265
    reject("minimum_in_pieces.null_class", labelled.place + "/" + std::to_string(i), "a class",
           "null");
  List<Fraction> losses;
  PieceCounts counts;
  List<ClassSummary> classes;
  for (std::size_t c = 0; c < grouping.members.size(); ++c) {
    ClassCheck of_class(subject, labelled, minimum, grouping.members[c].front());
    for (const std::size_t i : grouping.members[c])
      of_class.add(i, losses, counts);
    classes.push_back(of_class.checked(c));
  }
  const Fraction risk = sum(losses) * Fraction{1, Integer(subject.data.samples.size())};
  if (const Check check{minimum.risk == risk}) // O267
    check.say({"minimum_in_pieces.risk", place + "/risk", "the empirical risk " + shown(risk),
               shown(minimum.risk)});
  check_lifted_stationarity(subject.network, classes,
                            "minimum_in_pieces.lifted_stationarity"); // O268
  return told_of(minimum, counts);
}

} // namespace thalweg::verifier
