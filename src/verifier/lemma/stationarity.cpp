// SPDX-License-Identifier: Apache-2.0

#include "lemma/stationarity.hpp"

#include "layer/path_ends.hpp"
#include "number/decimal.hpp"
#include "text/obligation.hpp"

namespace thalweg::verifier {

namespace {

/// One number for each class, over a common denominator.
struct ClassVector {
  List<Integer> entries;
  Integer denominator = 1;
};

/// The classes of which some residual sum is not 0; the others contribute nothing anywhere.
using Classes = List<const ClassSummary*>;

/// value(class) for each class.
template <class Value> ClassVector collected(const Classes& classes, const Value& value) {
  ClassVector result;
  for (const ClassSummary* c : classes)
    result.denominator = lcm(result.denominator, value(*c).denominator);
  for (const ClassSummary* c : classes)
    result.entries.push_back(value(*c).numerator * (result.denominator / value(*c).denominator));
  return result;
}

/// Rejects at the first end of a path at which the sums are not 0.
class OrthogonalEnds : public PathEnds {
public:
  OrthogonalEnds(const Network& network, const char* code, const Classes& classes)
      : network_(network), code_(code), class_count_(classes.size()) {
    const std::size_t width = classes.front()->sums.front().with_inputs.size();
    sums_.resize(width);
    for (std::size_t k = 0; k < width; ++k)
      for (std::size_t o = 0; o < network.layers.back().units.size(); ++o)
        sums_[k].push_back(collected(classes, [&](const ClassSummary& c) -> const Fraction& {
          return c.sums[o].with_inputs[k];
        }));
  }

  void at_constant(const Functional& b, std::size_t layer, const std::string& place) override {
    check(
        b, [&](std::size_t) -> const List<ClassVector>& { return sums_.back(); }, layer, place);
  }

  void at_input(const Functional& b, std::size_t channel) override {
    const std::size_t positions = position_count(network_.shape(0));
    check(
        b,
        [&](std::size_t position) -> const List<ClassVector>& {
          return sums_[channel * positions + position];
        },
        0, channel_in_words("input ", network_.shape(0), channel));
  }

private:
  /// Rejects unless Σ_p Σ_c b_{c,p} sums(p)_c = 0 for every output; l is the layer of the
  /// condition.
  template <class SumsAt>
  void check(const Functional& b, const SumsAt& sums_at, std::size_t l,
             const std::string& condition) const {
    for (std::size_t o = 0; o < sums_.back().size(); ++o) {
      Fraction value;
      for (std::size_t k = 0; k < b.entries.size();) {
        const std::size_t position = (b.begin + k) / class_count_;
        const ClassVector& sums = sums_at(position)[o];
        Sum products;
        for (; k < b.entries.size() && (b.begin + k) / class_count_ == position; ++k)
          products.add(b.entries[k], sums.entries[(b.begin + k) % class_count_]);
        if (const Integer sum = products.take(); !is_zero(sum))
          value = value + fraction(sum, sums.denominator);
      }
      if (const Check check{sign(value) == 0})
        check.say({code_, "/statement/network/layers/" + std::to_string(l),
                   "path sums 0 for output " + std::to_string(o) + " (" + condition + ")",
                   shown(value)});
    }
  }

  const Network& network_;
  const char* code_;
  std::size_t class_count_;
  List<List<ClassVector>> sums_; ///< Σ g x_k by k, then Σ g; by output
};

} // namespace

bool is_balanced(const ClassSummary& c) {
  for (const ClassSums& output : c.sums)
    for (const Fraction& value : output.with_inputs)
      if (sign(value) != 0)
        return false;
  return true;
}

void check_lifted_stationarity(const Network& network, const List<ClassSummary>& all_classes,
                               const char* code) {
  Classes classes;
  List<const Pattern*> patterns;
  for (const ClassSummary& c : all_classes)
    if (!is_balanced(c)) {
      classes.push_back(&c);
      patterns.push_back(&c.pieces);
    } else if (const Check check{true}) {
      check.say({code, "/statement/network/layers/0", "path sums 0", "sums 0 on a whole class"});
    }
  if (classes.empty())
    return;
  OrthogonalEnds ends(network, code, classes);
  visit_path_ends(network, patterns, ends);
}

} // namespace thalweg::verifier
