// SPDX-License-Identifier: GPL-3.0-or-later
//
// Splitting the samples layer by layer. All samples start in one part; in a part the activations of
// the previous layer are affine in x, hence so are the pre-activations of the next, and the part is
// split by the pieces that its members use (screen/layer_pieces.hpp). At max pooling a part is
// split by the largest entries of its windows. Parts, and runs of the members of one part, are
// independent.

#include "landscape/pattern_classes.hpp"

#include "exact/error.hpp"
#include "exact/parallel.hpp"
#include "exact/watched_work.hpp"
#include "landscape/affine_composition.hpp"
#include "landscape/screen/layer_pieces.hpp"
#include "network/walk.hpp"

#include <algorithm>
#include <map>

namespace thalweg {

namespace {

using PieceVector = std::vector<std::size_t>;

using Functions = LayerFunctions;

/// Samples that agree on the layers so far, with the outputs that later layers read.
struct Part {
  PatternClass samples;
  std::vector<std::shared_ptr<const Functions>> outputs; ///< [source]; null if not read any more
};

/// `selected_entry` for the values numerators[k] / functions[k].denominator.
std::optional<std::size_t> largest_entry(const SparseRow& window, const Functions& functions,
                                         const std::vector<Integer>& numerators,
                                         const std::vector<bool>& is_constant) {
  return selected_entry(
      window,
      [&](std::size_t a, std::size_t b) {
        const Integer &p = functions[a].denominator, &q = functions[b].denominator;
        return p == q ? cmp(numerators[a], numerators[b])
                      : cmp(Integer(numerators[a] * q), Integer(numerators[b] * p));
      },
      is_constant);
}

/// The selected entries of all windows at one sample; false on a tie.
bool find_selections(const Layer& layer, const Functions& h, const HomogeneousPoint& x,
                     const std::vector<bool>& is_constant, PieceVector& pieces) {
  std::vector<Integer> numerators;
  value_numerators(numerators, h, x);
  for (std::size_t window = 0; window < layer.choices.size(); ++window) {
    const std::optional<std::size_t> piece =
        largest_entry(layer.choices[window], h, numerators, is_constant);
    if (!piece)
      return false;
    pieces[window] = *piece;
  }
  return true;
}

/// Members of a part by the pieces that they use in the next layer.
struct SplitMembers {
  std::map<PieceVector, SampleSet> members;
  SampleSet on_wall;

  /// Appends what later members of the part split into.
  void append(SplitMembers later) {
    for (auto& [pieces, samples] : later.members) {
      SampleSet& here = members[pieces];
      here.insert(here.end(), samples.begin(), samples.end());
    }
    on_wall.insert(on_wall.end(), later.on_wall.begin(), later.on_wall.end());
  }
};

constexpr std::size_t run_length = 2048; // members of a part that are split at a time

/// Splits the parts of the samples layer by layer.
class Splitting {
public:
  Splitting(const Network& network, const Dataset& data)
      : network_(network), data_(data), points_(data.inputs, data.input_dimension()),
        last_readers_(last_readers(network)) {}

  /// Appends to `parts` what `part` splits into at layer l, and to `on_wall` the samples on a wall.
  void split(const Part& part, std::size_t l, std::vector<Part>& parts, SampleSet& on_wall) const {
    const Layer& layer = network_.layers[l];
    const std::shared_ptr<const Functions> h = input(part, l);
    const bool is_pooling = layer.kind == LayerKind::max_pooling;
    std::shared_ptr<const Functions> z;
    if (!is_pooling)
      z = std::make_shared<const Functions>(composed(layer, *h, network_.input_dimension()));
    SplitMembers split = is_pooling ? split_at_pooling(part, l, *h) : split_by_pieces(part, l, *z);
    on_wall.insert(on_wall.end(), split.on_wall.begin(), split.on_wall.end());
    for (auto& [pieces, samples] : split.members) {
      if (is_pooling)
        z = std::make_shared<const Functions>(selected(layer, pieces, *h));
      parts.push_back(extended(part, l, z, pieces, std::move(samples)));
    }
  }

  /// The output of the network on a part that knows all hidden layers.
  AffineMap output(const Part& part) const {
    const std::size_t last = network_.hidden_layer_count();
    return rational_map(
        composed(network_.layers[last], *input(part, last), network_.input_dimension()));
  }

private:
  SplitMembers split_by_pieces(const Part& part, std::size_t l, const Functions& z) const {
    const LayerPieces layer(network_.layers[l].activation, z, points_);
    return split_in_runs(part, z.size(), [&](std::size_t sample, PieceVector& pieces) {
      return layer.find(sample, data_.inputs[sample], pieces);
    });
  }

  SplitMembers split_at_pooling(const Part& part, std::size_t l, const Functions& h) const {
    const Layer& layer = network_.layers[l];
    const std::vector<bool> is_constant = constant_outputs(network_, l, part.samples.pieces);
    return split_in_runs(part, layer.choices.size(), [&](std::size_t sample, PieceVector& pieces) {
      return find_selections(layer, h, homogeneous_point(data_.inputs[sample]), is_constant,
                             pieces);
    });
  }

  /// find(sample, pieces) sets the pieces; false on a wall.
  template <class Find>
  static SplitMembers split_in_runs(const Part& part, std::size_t unit_count, const Find& find) {
    const SampleSet& members = part.samples.members;
    std::vector<SplitMembers> runs((members.size() + run_length - 1) / run_length);
    in_parallel(runs.size(), [&](std::size_t run) {
      PieceVector pieces(unit_count);
      const std::size_t end = std::min(members.size(), (run + 1) * run_length);
      for (std::size_t k = run * run_length; k < end; ++k) {
        require_time();
        if (find(members[k], pieces))
          runs[run].members[pieces].push_back(members[k]);
        else
          runs[run].on_wall.push_back(members[k]);
      }
    });
    SplitMembers result;
    for (SplitMembers& run : runs)
      result.append(std::move(run));
    return result;
  }

  std::shared_ptr<const Functions> input(const Part& part, std::size_t l) const {
    if (network_.layers[l].kind != LayerKind::addition)
      return part.outputs[l];
    Functions both = *part.outputs[l];
    const Functions& other = *part.outputs[network_.layers[l].with];
    both.insert(both.end(), other.begin(), other.end());
    return std::make_shared<const Functions>(std::move(both));
  }

  /// The same part one layer further, with members that all use `pieces`.
  Part extended(const Part& part, std::size_t l, const std::shared_ptr<const Functions>& z,
                const PieceVector& pieces, SampleSet members) const {
    Part result;
    result.samples.members = std::move(members);
    result.samples.pieces = part.samples.pieces;
    result.samples.pieces.push_back(pieces);
    result.samples.pre_activations = part.samples.pre_activations;
    result.samples.pre_activations.push_back(z);
    result.outputs = part.outputs;
    for (std::size_t source = 0; source <= l; ++source)
      if (last_readers_[source] <= l)
        result.outputs[source] = nullptr;
    result.outputs.push_back(
        std::make_shared<const Functions>(activated(network_.layers[l], pieces, *z)));
    return result;
  }

  const Network& network_;
  const Dataset& data_;
  FloatingPoints points_;
  std::vector<std::size_t> last_readers_;
};

} // namespace

std::vector<std::optional<std::size_t>>
PatternClasses::class_of_sample(std::size_t sample_count) const {
  std::vector<std::optional<std::size_t>> result(sample_count);
  for (std::size_t c = 0; c < classes.size(); ++c)
    for (const std::size_t sample : classes[c].members)
      result[sample] = c;
  return result;
}

PatternClasses pattern_classes(const Network& network, const Dataset& data) {
  require(network.input_dimension() == data.input_dimension(),
          "pattern classes: expected the input dimension of the data, found another");
  PatternClasses result;
  if (data.sample_count() == 0)
    return result;
  const Splitting splitting(network, data);
  std::vector<Part> parts(1);
  for (std::size_t sample = 0; sample < data.sample_count(); ++sample)
    parts[0].samples.members.push_back(sample);
  parts[0].outputs.push_back(
      std::make_shared<const Functions>(coordinate_functions(data.input_dimension())));

  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) {
    std::vector<std::vector<Part>> finer(parts.size());
    std::vector<SampleSet> on_wall(parts.size());
    in_parallel(parts.size(), [&](std::size_t p) {
      splitting.split(parts[p], l, finer[p], on_wall[p]);
      parts[p] = {};
    });
    parts.clear();
    for (std::vector<Part>& of_part : finer)
      std::move(of_part.begin(), of_part.end(), std::back_inserter(parts));
    for (const SampleSet& samples : on_wall)
      result.on_wall.insert(result.on_wall.end(), samples.begin(), samples.end());
  }
  in_parallel(parts.size(),
              [&](std::size_t p) { parts[p].samples.outputs = splitting.output(parts[p]); });
  for (Part& part : parts)
    result.classes.push_back(std::move(part.samples));
  std::sort(result.classes.begin(), result.classes.end(),
            [](const PatternClass& a, const PatternClass& b) {
              return a.members.front() < b.members.front();
            });
  std::sort(result.on_wall.begin(), result.on_wall.end());
  return result;
}

} // namespace thalweg
