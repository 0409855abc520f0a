// SPDX-License-Identifier: Apache-2.0
//
// Functionals on what a layer computes, and how they are pulled back through it (specification,
// 15.1). A functional b has one coefficient b_{c,p} for each class c and position p of a channel
// and stands for Σ_c Σ_p b_{c,p} Σ_{i∈c} g_i v(i, p), where v is what the channel has at sample i.
// It counts up to a factor.

#pragma once

#include "layer/network.hpp"

#include <map>

namespace thalweg::verifier {

/// The coefficient of class c at position p has the index p · classes + c. All coefficients before
/// `begin` and after the entries are 0; the first entry is not 0, unless there is none.
struct Functional {
  std::size_t begin = 0;
  List<Integer> entries;
};

/// Drops zeros at both ends and what the entries have in common.
void normalise(Functional& b);

/// A basis in echelon form: by the index of the first entry.
using Basis = std::map<std::size_t, Functional>;
void add(Basis& basis, Functional b);

/// Functionals on the channels of an output; channel j has those of `shared` and of own[j].
struct Functionals {
  Basis shared;
  List<Basis> own;
};

/// Calls use(b) for the functionals of a channel.
template <class Use> void for_each_of(const Functionals& all, std::size_t channel, const Use& use) {
  for (const Basis* basis : {&all.shared, &all.own[channel]})
    for (const auto& [first, b] : *basis)
      use(b);
}

/// The pieces in use in one layer, for each class; null for the output layer, where there are none.
using PiecesOfClasses = List<const List<std::size_t>*>;

/// Is every unit of the layer its own pre-activation?
bool is_plain(const Layer& layer);

/// b times the slopes (or intercepts) in use in a channel of a layer.
Functional times(const Layer& layer, const PiecesOfClasses& pieces, std::size_t channel,
                 const List<Fraction>& of_pieces, Functional b);

/// The functionals on the pre-activations of the channels first..last − 1: b times the slopes of
/// each.
Basis on_group(const Layer& layer, const PiecesOfClasses& pieces, const Functionals& on,
               std::size_t first, std::size_t last);

/// b on a dense layer or a convolution, pulled back to each channel of the source (of the group).
List<Functional> pulled_back_by_parameters(const Layer& layer, const Shape& source,
                                           std::size_t class_count, const Functional& b);
/// b on a channel of a pooling, pulled back to the same channel of the source.
Functional pulled_back_by_pooling(const Layer& layer, const PiecesOfClasses& pieces,
                                  std::size_t channel, const Functional& b);

} // namespace thalweg::verifier
