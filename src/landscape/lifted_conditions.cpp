// SPDX-License-Identifier: GPL-3.0-or-later
//
// One walk from the output layer down. Functionals are sparse rows over the index position ·
// (number of classes) + class; below dense layers and convolutions nearly all of them have a single
// position. As a basis we keep the generators themselves that are independent of the earlier ones,
// not their reduced forms: so each value that is tested is the sum Σ_i g_i φ_p(i) over the paths
// that one choice of parameters makes.

#include "landscape/lifted_conditions.hpp"

#include "landscape/functional_span.hpp"
#include "landscape/linear_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

namespace thalweg {

namespace {

/// The weight through which a functional was pulled back, as far as it is known before a channel is
/// chosen: column (channel − first_channel)·stride + offset of its row.
struct PulledWeight {
  std::size_t layer, row, first_channel, stride, offset;
};

struct Functional {
  SparseRow entries; ///< index: position · class count + class
  std::vector<std::size_t> path = {};
  std::optional<PulledWeight> weight = {};
};

using FunctionalSet = std::vector<Functional>;
using SharedSet = std::shared_ptr<const FunctionalSet>;

/// Neighbouring channels of the output h_source that the same functionals are carried to.
struct Target {
  std::size_t source, first_channel, channel_count;
};

class Walk {
public:
  Walk(const Network& network, const PatternClasses& classes, const ParameterOrder& order,
       const std::vector<std::vector<ResidualMoments>>& moments,
       const std::function<bool(const PathSum&)>& visit)
      : network_(network), classes_(classes), order_(order), moments_(moments), visit_(visit),
        class_count_(classes.classes.size()), sets_(network.layers.size() + 1) {
    for (std::size_t source = 0; source < sets_.size(); ++source)
      sets_[source].resize(shape_of_output(network, source).front());
  }

  void run(std::size_t first_output, std::size_t end_output) {
    first_output_ = first_output;
    end_output_ = end_output;
    Functional ones;
    for (std::size_t c = 0; c < class_count_; ++c)
      ones.entries.emplace_back(c, Rational(1));
    const auto start = std::make_shared<const FunctionalSet>(FunctionalSet{ones});
    for (std::size_t o = first_output; o < end_output; ++o)
      sets_.back()[o] = {start};
    for (std::size_t l = network_.layers.size(); l-- > 0;)
      if (!pass_layer(l))
        return;
  }

private:
  /// A functional of E that still knows the parameter row of its channel.
  struct Masked {
    std::size_t channel;
    SparseRow entries;
    std::vector<std::size_t> path;
  };

  /// False if the visitor wants no more.
  bool pass_layer(std::size_t l) {
    const Layer& layer = network_.layers[l];
    const std::vector<SharedSet> sets = merged_sets(l + 1);
    const std::size_t channels = sets.size();
    const std::size_t spans = !has_parameters(layer)                 ? channels
                              : layer.kind == LayerKind::convolution ? layer.groups
                                                                     : 1;
    for (std::size_t k = 0; k < spans; ++k) {
      const std::vector<Target> targets = targets_of(l, k);
      std::vector<FunctionalSet> collected(targets.size());
      for (const Masked& b :
           masked_span(l, sets, k * channels / spans, (k + 1) * channels / spans)) {
        std::vector<FunctionalSet> pulled;
        for (const Target& target : targets)
          pulled.push_back(pulled_back(l, b, target));
        if (!holds(l, b, targets, pulled))
          return false;
        for (std::size_t t = 0; t < targets.size(); ++t)
          std::move(pulled[t].begin(), pulled[t].end(), std::back_inserter(collected[t]));
      }
      for (std::size_t t = 0; t < targets.size(); ++t)
        store(targets[t], layer.kind, std::move(collected[t]));
    }
    return true;
  }

  // ---- Sets of functionals

  /// One set for each channel of h_source; channels with the same sets share the result.
  std::vector<SharedSet> merged_sets(std::size_t source) {
    std::vector<std::vector<SharedSet>> waiting = std::move(sets_[source]);
    std::vector<std::pair<std::vector<SharedSet>, SharedSet>> known;
    std::vector<SharedSet> result;
    for (std::vector<SharedSet>& parts : waiting) {
      if (parts.size() < 2) {
        result.push_back(parts.empty() ? nullptr : parts.front());
        continue;
      }
      const auto found = std::find_if(known.begin(), known.end(),
                                      [&](const auto& entry) { return entry.first == parts; });
      if (found != known.end()) {
        result.push_back(found->second);
        continue;
      }
      FunctionalSet all;
      for (const SharedSet& part : parts)
        all.insert(all.end(), part->begin(), part->end());
      result.push_back(std::make_shared<const FunctionalSet>(independent(std::move(all))));
      known.emplace_back(std::move(parts), result.back());
    }
    return result;
  }

  FunctionalSet independent(FunctionalSet functionals) const {
    FunctionalSpan span(class_count_);
    FunctionalSet result;
    for (Functional& functional : functionals)
      if (span.insert(functional.entries))
        result.push_back(std::move(functional));
    return result;
  }

  /// Independent generators of Σ_j span{ s_{l,j} ⊙ b : b of channel j }, channels [begin, end).
  std::vector<Masked> masked_span(std::size_t l, const std::vector<SharedSet>& sets,
                                  std::size_t begin, std::size_t end) const {
    std::vector<std::pair<SharedSet, std::vector<std::size_t>>> channels_of_set;
    for (std::size_t j = begin; j < end; ++j) {
      if (sets[j] == nullptr)
        continue;
      const auto found = std::find_if(channels_of_set.begin(), channels_of_set.end(),
                                      [&](const auto& entry) { return entry.first == sets[j]; });
      if (found == channels_of_set.end())
        channels_of_set.push_back({sets[j], {j}});
      else
        found->second.push_back(j);
    }
    FunctionalSpan span(class_count_);
    std::vector<Masked> result;
    for (const auto& [set, channels] : channels_of_set)
      for (const Functional& b : *set)
        for (const std::size_t j : channels) {
          SparseRow entries = masked_entries(l, j, b.entries);
          if (span.insert(entries))
            result.push_back({j, std::move(entries), path_to(b, j)});
        }
    return result;
  }

  /// s_{l,j} ⊙ b
  SparseRow masked_entries(std::size_t l, std::size_t channel, const SparseRow& b) const {
    const Layer& layer = network_.layers[l];
    SparseRow result;
    for (const auto& [index, value] : b)
      if (const Rational& slope = slope_in_use(layer, piece(l, channel, index)); slope != 0)
        result.emplace_back(index, slope * value);
    return result;
  }

  /// The piece that the class of `index` uses at its position of a channel of layer l.
  std::size_t piece(std::size_t l, std::size_t channel, std::size_t index) const {
    if (l == network_.hidden_layer_count())
      return 0;
    const std::size_t positions = position_count(network_.layers[l].shape());
    return classes_.classes[index % class_count_]
        .pieces[l][channel * positions + index / class_count_];
  }

  /// The path of a functional that is used in `channel`.
  std::vector<std::size_t> path_to(const Functional& functional, std::size_t channel) const {
    std::vector<std::size_t> path = functional.path;
    if (const auto& w = functional.weight)
      path.push_back(
          order_.weight(w->layer, w->row, (channel - w->first_channel) * w->stride + w->offset));
    return path;
  }

  void store(const Target& target, LayerKind kind, FunctionalSet functionals) {
    if (target.source == 0 || functionals.empty())
      return;
    if (kind != LayerKind::dense && kind != LayerKind::addition) // else they are independent
      functionals = independent(std::move(functionals));
    const auto shared = std::make_shared<const FunctionalSet>(std::move(functionals));
    for (std::size_t j = 0; j < target.channel_count; ++j)
      sets_[target.source][target.first_channel + j].push_back(shared);
  }

  // ---- Pulling back

  /// What span k of layer l is carried to.
  std::vector<Target> targets_of(std::size_t l, std::size_t k) const {
    const Layer& layer = network_.layers[l];
    const std::size_t channels = shape_of_output(network_, l).front();
    switch (layer.kind) {
    case LayerKind::dense:
      return {{l, 0, channels}};
    case LayerKind::convolution:
      return {{l, k * (channels / layer.groups), channels / layer.groups}};
    case LayerKind::addition:
      return {{l, k, 1}, {layer.with, k, 1}};
    default:
      return {{l, k, 1}};
    }
  }

  FunctionalSet pulled_back(std::size_t l, const Masked& b, const Target& target) const {
    const Layer& layer = network_.layers[l];
    switch (layer.kind) {
    case LayerKind::dense:
      return pulled_through_dense(l, b);
    case LayerKind::convolution:
      return pulled_through_kernel(l, b, target);
    case LayerKind::addition:
      return {{b.entries, b.path, std::nullopt}};
    default:
      return {{pulled_through_rows(l, b), b.path, std::nullopt}};
    }
  }

  /// b ⊗ e_p for every position p of the input.
  FunctionalSet pulled_through_dense(std::size_t l, const Masked& b) const {
    const std::size_t positions = position_count(shape_of_output(network_, l));
    FunctionalSet result;
    for (std::size_t p = 0; p < positions; ++p) {
      SparseRow entries = b.entries; // position 0
      for (auto& [index, value] : entries)
        index += p * class_count_;
      result.push_back({std::move(entries), b.path, PulledWeight{l, b.channel, 0, positions, p}});
    }
    return result;
  }

  /// For every kernel offset d: b'_{c, p·stride − padding + d·dilation} = b_{c,p}.
  FunctionalSet pulled_through_kernel(std::size_t l, const Masked& b, const Target& target) const {
    const Layer& layer = network_.layers[l];
    const std::size_t offsets = volume(layer.window.size);
    FunctionalSet result;
    for (std::size_t d = 0; d < offsets; ++d)
      result.push_back({{}, b.path, PulledWeight{l, b.channel, target.first_channel, offsets, d}});
    for (std::size_t first = 0; first < b.entries.size();) {
      const std::size_t position = b.entries[first].first / class_count_;
      std::size_t end = first;
      while (end < b.entries.size() && b.entries[end].first / class_count_ == position)
        ++end;
      for (const auto& [offset, source] :
           window_entries(layer.window, layer.input_shape, layer.output_shape, position))
        for (std::size_t k = first; k < end; ++k)
          result[offset].entries.emplace_back(
              source * class_count_ + b.entries[k].first % class_count_, b.entries[k].second);
      first = end;
    }
    std::erase_if(result, [](const Functional& f) { return f.entries.empty(); });
    return result;
  }

  /// Pooling: b' = Σ over the units of the channel and classes of b · row in use.
  SparseRow pulled_through_rows(std::size_t l, const Masked& b) const {
    const Layer& layer = network_.layers[l];
    const std::size_t positions = position_count(layer.output_shape);
    const std::size_t input_positions = position_count(layer.input_shape);
    std::map<std::size_t, Rational> sum;
    for (const auto& [index, value] : b.entries) {
      const std::size_t unit = b.channel * positions + index / class_count_;
      for (const auto& [input, weight] : row_in_use(layer, unit, piece(l, b.channel, index)))
        sum[input % input_positions * class_count_ + index % class_count_] += weight * value;
    }
    SparseRow result;
    for (auto& [index, value] : sum)
      if (value != 0)
        result.emplace_back(index, std::move(value));
    return result;
  }

  // ---- Conditions

  /// The conditions on b of layer l, before and after it is pulled back.
  bool holds(std::size_t l, const Masked& b, const std::vector<Target>& targets,
             const std::vector<FunctionalSet>& pulled) const {
    for (std::size_t o = first_output_; o < end_output_; ++o) {
      if (has_parameters(network_.layers[l]) && network_.layers[l].has_biases &&
          !bias_holds(l, b, o))
        return false;
      for (std::size_t t = 0; t < targets.size(); ++t)
        for (std::size_t j = 0; j < targets[t].channel_count; ++j)
          for (const Functional& f : pulled[t])
            if (!(targets[t].source == 0
                      ? inputs_hold(f, targets[t].first_channel + j, o)
                      : intercepts_hold(targets[t].source - 1, f, targets[t].first_channel + j, o)))
              return false;
    }
    return true;
  }

  bool bias_holds(std::size_t l, const Masked& b, std::size_t o) const {
    Rational sum = 0;
    for (const auto& [index, value] : b.entries)
      sum += value * moments_[index % class_count_][o].sum;
    if (sum == 0)
      return true;
    std::vector<std::size_t> path = b.path;
    path.push_back(order_.bias(l, b.channel));
    return tell(o, fmt::format("path from a bias of layer {}", l), std::move(sum), std::move(path));
  }

  bool intercepts_hold(std::size_t l, const Functional& f, std::size_t channel,
                       std::size_t o) const {
    const Layer& layer = network_.layers[l];
    if (std::all_of(layer.activation.intercepts.begin(), layer.activation.intercepts.end(),
                    [](const Rational& intercept) { return intercept == 0; }))
      return true;
    Rational sum = 0;
    for (const auto& [index, value] : f.entries)
      sum += intercept_in_use(layer, piece(l, channel, index)) * value *
             moments_[index % class_count_][o].sum;
    if (sum == 0)
      return true;
    return tell(o,
                fmt::format("path from the intercept of layer {}, {} {}", l,
                            layer.kind == LayerKind::dense ? "unit" : "channel", channel),
                std::move(sum), path_to(f, channel));
  }

  bool inputs_hold(const Functional& f, std::size_t channel, std::size_t o) const {
    const std::size_t positions = position_count(shape_of_output(network_, 0));
    Rational sum = 0;
    for (const auto& [index, value] : f.entries)
      sum +=
          value *
          moments_[index % class_count_][o].input_sums[channel * positions + index / class_count_];
    if (sum == 0)
      return true;
    const std::size_t first = f.entries.front().first / class_count_;
    const bool is_single = f.entries.back().first / class_count_ == first;
    return tell(o,
                is_single
                    ? fmt::format("path from input coordinate {}", channel * positions + first)
                    : fmt::format("paths from input channel {}", channel),
                std::move(sum), path_to(f, channel));
  }

  bool tell(std::size_t output, std::string place, Rational value,
            std::vector<std::size_t> path) const {
    std::sort(path.begin(), path.end());
    return visit_({output, std::move(place), std::move(value), std::move(path)});
  }

  const Network& network_;
  const PatternClasses& classes_;
  const ParameterOrder& order_;
  const std::vector<std::vector<ResidualMoments>>& moments_;
  const std::function<bool(const PathSum&)>& visit_;
  std::size_t class_count_;
  std::size_t first_output_ = 0, end_output_ = 0;
  std::vector<std::vector<std::vector<SharedSet>>> sets_; ///< [source][channel] still to be used
};

} // namespace

LiftedConditions::LiftedConditions(const Network& network, const Dataset& data,
                                   const PatternClasses& classes)
    : network_(network), classes_(classes), order_(network) {
  for (const PatternClass& c : classes.classes)
    moments_.push_back(residual_moments(c.pre_activations.back(), data, c.members));
}

LiftedConditions::LiftedConditions(const Network& network, const Dataset& data,
                                   const PatternClasses& classes, const Subgradients& subgradients)
    : network_(network), classes_(classes), order_(network) {
  for (const PatternClass& c : classes.classes)
    moments_.push_back(subgradient_moments(data, c.members, subgradients));
}

void LiftedConditions::visit_failures(std::size_t first_output, std::size_t end_output,
                                      const std::function<bool(const PathSum&)>& visit) const {
  if (!classes_.classes.empty())
    Walk(network_, classes_, order_, moments_, visit).run(first_output, end_output);
}

bool LiftedConditions::hold_trivially() const {
  for (const auto& outputs : moments_)
    for (const ResidualMoments& m : outputs)
      if (m.sum != 0 || std::any_of(m.input_sums.begin(), m.input_sums.end(),
                                    [](const Rational& sum) { return sum != 0; }))
        return false;
  return true;
}

} // namespace thalweg
