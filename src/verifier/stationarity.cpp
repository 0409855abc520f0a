// SPDX-License-Identifier: Apache-2.0

#include "stationarity.hpp"

#include "decimal.hpp"
#include "functional.hpp"
#include "obligation.hpp"

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

/// The state of the recursion.
struct Lift {
  const Network& network;
  const char* code;
  Classes classes;
  List<List<ClassVector>> sums; ///< Σ g x_k by k, then Σ g; by output
  List<Functionals> on;         ///< by source: on x (nothing is kept there), then on each layer

  PiecesOfClasses in_layer(std::size_t l) const {
    PiecesOfClasses result;
    for (const ClassSummary* c : classes)
      result.push_back(l < c->pieces.size() ? &c->pieces[l] : nullptr);
    return result;
  }
};

std::string channel_in_words(const char* what, const Shape& shape, std::size_t channel) {
  return (shape.size() > 1 ? "channel " : what) + std::to_string(channel);
}

/// Rejects unless Σ_p Σ_c b_{c,p} sums(p)_c = 0 for every output; l is the layer of the condition.
template <class SumsAt>
void check_orthogonal(const Lift& lift, const Functional& b, const SumsAt& sums_at, std::size_t l,
                      const std::string& condition) {
  const std::size_t class_count = lift.classes.size();
  for (std::size_t o = 0; o < lift.sums.back().size(); ++o) {
    Fraction value;
    for (std::size_t k = 0; k < b.entries.size();) {
      const std::size_t position = (b.begin + k) / class_count;
      const ClassVector& sums = sums_at(position)[o];
      Sum products;
      for (; k < b.entries.size() && (b.begin + k) / class_count == position; ++k)
        products.add(b.entries[k], sums.entries[(b.begin + k) % class_count]);
      if (const Integer sum = products.take(); !is_zero(sum))
        value = value + fraction(sum, sums.denominator);
    }
    if (const Check check{sign(value) == 0})
      check.say({lift.code, "/statement/network/layers/" + std::to_string(l),
                 "path sums 0 for output " + std::to_string(o) + " (" + condition + ")",
                 shown(value)});
  }
}

void check_residuals(const Lift& lift, const Functional& b, std::size_t l,
                     const std::string& condition) {
  check_orthogonal(
      lift, b, [&](std::size_t) -> const List<ClassVector>& { return lift.sums.back(); }, l,
      condition);
}

/// Gives b to the channels first..last − 1 of a source; at x it is decided at once.
void give(Lift& lift, std::size_t source, std::size_t first, std::size_t last,
          const Functional& b) {
  const Shape& shape = lift.network.shape(source);
  if (source == 0) {
    for (std::size_t channel = first; channel < last; ++channel)
      check_orthogonal(
          lift, b,
          [&](std::size_t position) -> const List<ClassVector>& {
            return lift.sums[channel * position_count(shape) + position];
          },
          0, channel_in_words("input ", shape, channel));
    return;
  }
  Functionals& on = lift.on[source];
  if (first == 0 && last == shape.front())
    add(on.shared, b);
  else
    for (std::size_t channel = first; channel < last; ++channel)
      add(on.own[channel], b);
}

/// Through a dense layer or a convolution, group by group.
void pull_back_parameters(Lift& lift, std::size_t l, const Functionals& on) {
  const Layer& layer = lift.network.layers[l];
  const std::size_t source = layer.sources.front();
  const Shape& shape = lift.network.shape(source);
  const std::size_t groups = layer.windows.groups;
  const std::size_t outputs = layer.shape.front() / groups;
  const std::size_t inputs = shape.front() / groups;
  for (std::size_t group = 0; group < groups; ++group)
    for (const auto& [begin, b] :
         on_group(layer, lift.in_layer(l), on, group * outputs, (group + 1) * outputs)) {
      if (layer.has_biases)
        check_residuals(lift, b, l, "biases");
      for (const Functional& below :
           pulled_back_by_parameters(layer, shape, lift.classes.size(), b))
        give(lift, source, group * inputs, (group + 1) * inputs, below);
    }
}

/// Through a pooling or an addition, channel by channel, or at once where all channels are alike.
void pull_back_channels(Lift& lift, std::size_t l, const Functionals& on) {
  const Layer& layer = lift.network.layers[l];
  const PiecesOfClasses pieces = lift.in_layer(l);
  const bool is_alike = is_plain(layer) && !layer.is_maximum();
  const auto give_below = [&](std::size_t first, std::size_t last, const Functional& b) {
    for (const std::size_t source : layer.sources)
      give(lift, source, first, last,
           layer.kind == LayerKind::addition ? b : pulled_back_by_pooling(layer, pieces, first, b));
  };
  for (std::size_t channel = 0; channel < layer.shape.front(); ++channel) {
    const auto give_one = [&](const Functional& b) {
      give_below(channel, channel + 1,
                 is_plain(layer) ? b : times(layer, pieces, channel, layer.activation.slopes, b));
    };
    for (const auto& [begin, b] : on.own[channel])
      give_one(b);
    if (!is_alike)
      for (const auto& [begin, b] : on.shared)
        give_one(b);
  }
  if (is_alike)
    for (const auto& [begin, b] : on.shared)
      give_below(0, layer.shape.front(), b);
}

/// What a layer asks of the functionals on its outputs, and what they become below it.
void step_back(Lift& lift, std::size_t l) {
  const Layer& layer = lift.network.layers[l];
  const Functionals on = std::move(lift.on[l + 1]);
  const List<Fraction>& intercepts = layer.activation.intercepts;
  if (std::any_of(intercepts.begin(), intercepts.end(), [](auto& a) { return sign(a) != 0; }))
    for (std::size_t channel = 0; channel < layer.shape.front(); ++channel)
      for_each_of(on, channel, [&](const Functional& b) {
        check_residuals(lift, times(layer, lift.in_layer(l), channel, intercepts, b), l + 1,
                        "intercepts of " + channel_in_words("unit ", layer.shape, channel));
      });
  if (layer.is_parametrised())
    pull_back_parameters(lift, l, on);
  else
    pull_back_channels(lift, l, on);
}

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
  Lift lift{network, code, {}, {}, List<Functionals>(network.layers.size() + 1)};
  for (const ClassSummary& c : all_classes)
    if (!is_balanced(c))
      lift.classes.push_back(&c);
    else if (const Check check{true})
      check.say({code, "/statement/network/layers/0", "path sums 0", "sums 0 on a whole class"});
  if (lift.classes.empty())
    return;
  const std::size_t d = all_classes.front().sums.front().with_inputs.size() - 1;
  lift.sums.resize(d + 1);
  for (std::size_t k = 0; k <= d; ++k)
    for (std::size_t o = 0; o < network.layers.back().units.size(); ++o)
      lift.sums[k].push_back(collected(lift.classes, [&](const ClassSummary& c) -> const Fraction& {
        return c.sums[o].with_inputs[k];
      }));
  for (std::size_t l = 0; l < network.layers.size(); ++l)
    lift.on[l + 1].own.resize(network.layers[l].shape.front());
  add(lift.on.back().shared, {0, List<Integer>(lift.classes.size(), Integer(1))});
  for (std::size_t l = network.layers.size(); l-- > 0;)
    step_back(lift, l);
}

} // namespace thalweg::verifier
