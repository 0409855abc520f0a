// SPDX-License-Identifier: Apache-2.0

#include "layer/path_ends.hpp"

namespace thalweg::verifier {

namespace {

/// The state of the recursion.
struct Lift {
  const Network& network;
  const List<const Pattern*>& classes;
  PathEnds& ends;
  List<Functionals> on; ///< by source: on x (nothing is kept there), then on each layer

  PiecesOfClasses in_layer(std::size_t l) const {
    PiecesOfClasses result;
    for (const Pattern* pieces : classes)
      result.push_back(l < pieces->size() ? &(*pieces)[l] : nullptr);
    return result;
  }
};

/// Gives b to the channels first..last − 1 of a source; at x the visitor gets it.
void give(Lift& lift, std::size_t source, std::size_t first, std::size_t last,
          const Functional& b) {
  if (source == 0) {
    for (std::size_t channel = first; channel < last; ++channel)
      lift.ends.at_input(b, channel);
    return;
  }
  Functionals& on = lift.on[source];
  if (first == 0 && last == lift.network.shape(source).front())
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
        lift.ends.at_constant(b, l, "biases");
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
        lift.ends.at_constant(times(layer, lift.in_layer(l), channel, intercepts, b), l + 1,
                              "intercepts of " + channel_in_words("unit ", layer.shape, channel));
      });
  if (layer.is_parametrised())
    pull_back_parameters(lift, l, on);
  else
    pull_back_channels(lift, l, on);
}

} // namespace

std::string channel_in_words(const char* what, const Shape& shape, std::size_t channel) {
  return (shape.size() > 1 ? "channel " : what) + std::to_string(channel);
}

void visit_path_ends(const Network& network, const List<const Pattern*>& classes, PathEnds& ends) {
  Lift lift{network, classes, ends, List<Functionals>(network.layers.size() + 1)};
  for (std::size_t l = 0; l < network.layers.size(); ++l)
    lift.on[l + 1].own.resize(network.layers[l].shape.front());
  add(lift.on.back().shared, {0, List<Integer>(classes.size(), Integer(1))});
  for (std::size_t l = network.layers.size(); l-- > 0;)
    step_back(lift, l);
}

} // namespace thalweg::verifier
