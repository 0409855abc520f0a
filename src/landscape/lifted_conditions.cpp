// SPDX-License-Identifier: GPL-3.0-or-later
//
// One walk from the output layer down. Functionals are sparse rows over the index position ·
// (number of classes) + class; below dense layers and convolutions nearly all of them have a single
// position. As a basis we keep the generators themselves that are independent of the earlier ones,
// not their reduced forms: so each value that is tested is the sum Σ_i g_i φ_p(i) over the paths
// that one choice of parameters makes.

#include "landscape/lifted_conditions.hpp"

#include "landscape/functional_pull.hpp"
#include "landscape/functional_span.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

namespace thalweg {

namespace {

/// factor·(x_input, or 1) on one class; a feature is a sum of them.
struct MomentTerm {
  std::size_t pattern_class;
  std::optional<std::size_t> input;
  Rational factor;
};
using LiftedFeature = std::vector<MomentTerm>;

class PathWalk {
public:
  PathWalk(const Network& network, const PatternClasses& classes, const ParameterOrder& order,
           const std::vector<std::vector<ResidualMoments>>& moments,
           const std::function<bool(const PathSum&)>& visit)
      : network_(network), order_(order), moments_(moments), visit_(visit),
        pull_(network, classes, order), class_count_(classes.classes.size()),
        sets_(network.layers.size() + 1) {
    for (std::size_t source = 0; source < sets_.size(); ++source)
      sets_[source].resize(shape_of_output(network, source).front());
  }

  /// What is orthogonal to g if the conditions hold, instead of testing them.
  std::vector<LiftedFeature> features() {
    std::vector<LiftedFeature> result;
    features_ = &result;
    run(0, network_.output_dimension());
    features_ = nullptr;
    return result;
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
  /// False if the visitor wants no more.
  bool pass_layer(std::size_t l) {
    const Layer& layer = network_.layers[l];
    const std::vector<SharedSet> sets = merged_sets(l + 1);
    const std::size_t channels = sets.size();
    const std::size_t spans = !has_parameters(layer)                 ? channels
                              : layer.kind == LayerKind::convolution ? layer.groups
                                                                     : 1;
    for (std::size_t k = 0; k < spans; ++k) {
      const std::vector<Target> targets = pull_.targets(l, k);
      std::vector<FunctionalSet> collected(targets.size());
      for (const Masked& b :
           masked_span(l, sets, k * channels / spans, (k + 1) * channels / spans)) {
        std::vector<FunctionalSet> pulled;
        for (const Target& target : targets)
          pulled.push_back(pull_.pulled_back(l, b, target));
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
          SparseRow entries = pull_.masked(l, j, b.entries);
          if (span.insert(entries))
            result.push_back({j, std::move(entries), pull_.path_to(b, j)});
        }
    return result;
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

  // ---- Conditions

  /// The conditions on b of layer l, before and after it is pulled back.
  bool holds(std::size_t l, const Masked& b, const std::vector<Target>& targets,
             const std::vector<FunctionalSet>& pulled) const {
    const std::size_t end = features_ != nullptr ? first_output_ + 1 : end_output_;
    for (std::size_t o = first_output_; o < end; ++o) {
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

  /// One condition on output o. each_term(use) calls use(class, input or nothing, factor) for every
  /// term of its feature; failed(sum) is asked if their sum with g is not 0.
  template <class EachTerm, class Failed>
  bool condition(std::size_t o, const EachTerm& each_term, const Failed& failed) const {
    if (features_ != nullptr) {
      LiftedFeature& feature = features_->emplace_back();
      each_term([&](std::size_t c, std::optional<std::size_t> input, const Rational& factor) {
        feature.push_back({c, input, factor});
      });
      return true;
    }
    Rational sum = 0;
    each_term([&](std::size_t c, std::optional<std::size_t> input, const Rational& factor) {
      const ResidualMoments& moments = moments_[c][o];
      sum += factor * (input ? moments.input_sums[*input] : moments.sum);
    });
    return sum == 0 || failed(std::move(sum));
  }

  bool bias_holds(std::size_t l, const Masked& b, std::size_t o) const {
    return condition(
        o,
        [&](const auto& use) {
          for (const auto& [index, value] : b.entries)
            use(index % class_count_, std::nullopt, value);
        },
        [&](Rational sum) {
          std::vector<std::size_t> path = b.path;
          path.push_back(order_.bias(l, b.channel));
          return tell(o, fmt::format("path from a bias of layer {}", l), std::move(sum),
                      std::move(path));
        });
  }

  bool intercepts_hold(std::size_t l, const Functional& f, std::size_t channel,
                       std::size_t o) const {
    const Layer& layer = network_.layers[l];
    if (std::all_of(layer.activation.intercepts.begin(), layer.activation.intercepts.end(),
                    [](const Rational& intercept) { return intercept == 0; }))
      return true;
    return condition(
        o,
        [&](const auto& use) {
          for (const auto& [index, value] : f.entries)
            use(index % class_count_, std::nullopt,
                Rational(intercept_in_use(layer, pull_.piece(l, channel, index)) * value));
        },
        [&](Rational sum) {
          return tell(o,
                      fmt::format("path from the intercept of layer {}, {} {}", l,
                                  layer.kind == LayerKind::dense ? "unit" : "channel", channel),
                      std::move(sum), pull_.path_to(f, channel));
        });
  }

  bool inputs_hold(const Functional& f, std::size_t channel, std::size_t o) const {
    const std::size_t positions = position_count(shape_of_output(network_, 0));
    return condition(
        o,
        [&](const auto& use) {
          for (const auto& [index, value] : f.entries)
            use(index % class_count_, channel * positions + index / class_count_, value);
        },
        [&](Rational sum) {
          const std::size_t first = f.entries.front().first / class_count_;
          const bool is_single = f.entries.back().first / class_count_ == first;
          return tell(
              o,
              is_single ? fmt::format("path from input coordinate {}", channel * positions + first)
                        : fmt::format("paths from input channel {}", channel),
              std::move(sum), pull_.path_to(f, channel));
        });
  }

  bool tell(std::size_t output, std::string place, Rational value,
            std::vector<std::size_t> path) const {
    std::sort(path.begin(), path.end());
    return visit_({output, std::move(place), std::move(value), std::move(path)});
  }

  const Network& network_;
  const ParameterOrder& order_;
  const std::vector<std::vector<ResidualMoments>>& moments_;
  const std::function<bool(const PathSum&)>& visit_;
  FunctionalPull pull_;
  std::vector<LiftedFeature>* features_ = nullptr; ///< collected instead of tested, if given
  std::size_t class_count_;
  std::size_t first_output_ = 0, end_output_ = 0;
  std::vector<std::vector<std::vector<SharedSet>>> sets_; ///< [source][channel] still to be used
};

} // namespace

LiftedConditions::LiftedConditions(const Network& network, const Dataset& data,
                                   const PatternClasses& classes)
    : network_(network), classes_(classes), order_(network) {
  for (const PatternClass& c : classes.classes)
    moments_.push_back(residual_moments(c.outputs, data, c.members));
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
    PathWalk(network_, classes_, order_, moments_, visit).run(first_output, end_output);
}

Columns lifted_columns(const Network& network, const Dataset& data, const PatternClasses& classes,
                       const SampleSet& samples) {
  if (classes.classes.empty())
    return {};
  const ParameterOrder order(network);
  const auto of_sample = classes.class_of_sample(data.sample_count());
  Columns result;
  for (const LiftedFeature& feature : PathWalk(network, classes, order, {}, {}).features()) {
    std::vector<std::vector<const MomentTerm*>> of_class(classes.classes.size());
    for (const MomentTerm& term : feature)
      of_class[term.pattern_class].push_back(&term);
    Vector& column = result.emplace_back();
    for (const std::size_t sample : samples) {
      Rational& value = column.emplace_back();
      for (const MomentTerm* term : of_class[of_sample[sample].value()])
        value +=
            term->input ? Rational(term->factor * data.inputs[sample][*term->input]) : term->factor;
    }
  }
  return result;
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
