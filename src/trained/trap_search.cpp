// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/trap_search.hpp"

#include "exact/finite.hpp"
#include "exact/watched_work.hpp"
#include "trained/better_network.hpp"

#include <algorithm>
#include <cmath>
#include <random>

namespace thalweg {

namespace {

constexpr std::size_t walk_count = 64;

/// Mean and spread of numbers, in floating point; the spread of equal ones is 1.
struct Spread {
  double mean = 0, spread = 0;

  explicit Spread(const std::vector<Vector>& rows, std::size_t column) {
    for (const Vector& row : rows)
      mean += row[column].get_d() / double(rows.size());
    for (const Vector& row : rows)
      spread += std::pow(row[column].get_d() - mean, 2) / double(rows.size());
    spread = spread > 0 ? std::sqrt(spread) : 1;
  }
};

/// Random networks whose units have their breakpoints near samples.
class Starts {
public:
  Starts(const Dataset& data, std::size_t unit_count) : data_(data), unit_count_(unit_count) {
    for (std::size_t k = 0; k < data.input_dimension(); ++k)
      inputs_.emplace_back(data.inputs, k);
    for (std::size_t o = 0; o < data.target_dimension(); ++o)
      targets_.emplace_back(data.targets, o);
  }

  Network next() {
    Layer hidden, output;
    hidden.input_count = inputs_.size();
    hidden.activation = relu();
    output.input_count = unit_count_;
    output.activation = identity_activation();
    for (std::size_t unit = 0; unit < unit_count_; ++unit) {
      const Vector& near = data_.inputs[source_() % data_.sample_count()];
      SparseRow& row = hidden.weights.emplace_back();
      double bias = uniform() / 2;
      for (std::size_t k = 0; k < inputs_.size(); ++k) {
        const double weight = uniform() / inputs_[k].spread;
        row.emplace_back(k, exact_value(weight));
        bias -= weight * near[k].get_d();
      }
      hidden.biases.push_back(exact_value(bias));
    }
    for (const Spread& target : targets_) {
      SparseRow& row = output.weights.emplace_back();
      for (std::size_t unit = 0; unit < unit_count_; ++unit)
        row.emplace_back(unit, exact_value(uniform() * target.spread));
      output.biases.push_back(exact_value(target.mean));
    }
    return {{std::move(hidden), std::move(output)}};
  }

private:
  /// In (−1, 1), not 0: the same on every machine.
  double uniform() { return std::ldexp(double(source_() >> 12) + 0.5, -51) - 1; }

  const Dataset& data_;
  std::size_t unit_count_;
  std::vector<Spread> inputs_, targets_;
  std::mt19937_64 source_; // its default seed
};

std::vector<HeldPair> held_pairs(const FoundMinimum& minimum, const Dataset& data) {
  const auto* trained = std::get_if<TrainedMinimum>(&minimum.kind);
  if (trained == nullptr)
    return pairs_on_walls(minimum.network, data);
  std::vector<HeldPair> held;
  for (const HeldTie& tie : trained->ties)
    held.push_back({tie.layer, tie.unit, tie.sample});
  return held;
}

/// Minima with different risks, the lowest first.
std::vector<FoundMinimum> found_minima(const TrainingProblem& problem, std::size_t unit_count) {
  Starts starts(problem.data, unit_count);
  std::vector<FoundMinimum> minima;
  for (std::size_t walk = 0; walk < walk_count; ++walk) {
    tell_progress(Share::of(walk, walk_count), "walks downhill");
    SnapResult end = snap(starts.next(), problem);
    if (!end.minimum)
      continue;
    const RiskBounds& risk = end.minimum->risk;
    const bool is_known = std::any_of(minima.begin(), minima.end(), [&](const FoundMinimum& known) {
      return known.risk.lower <= risk.upper && risk.lower <= known.risk.upper;
    });
    if (!is_known)
      minima.push_back(std::move(*end.minimum));
  }
  std::sort(minima.begin(), minima.end(), [](const FoundMinimum& a, const FoundMinimum& b) {
    return a.risk.lower < b.risk.lower;
  });
  return minima;
}

} // namespace

TrapSearch spurious_trap(const Problem& problem, std::size_t unit_count,
                         const TrapRefusal& refusal) {
  const TrainingProblem training{problem.data, problem.loss, {}};
  const std::vector<FoundMinimum> minima = found_minima(training, unit_count);
  TrapSearch result;
  result.walks = walk_count;
  result.minima = minima.size();
  for (const FoundMinimum& minimum : minima) {
    if (!(minima.front().risk.upper < minimum.risk.lower))
      continue;
    ++result.spurious;
    auto trap = guessed_trap(minimum.network, held_pairs(minimum, problem.data), training);
    if (std::holds_alternative<std::string>(trap))
      continue;
    SpuriousTrap found{minimum, std::move(std::get<Trap>(trap)), minima.front().network,
                       exact_risk(minima.front().network, training)};
    if (refusal && !refusal(found).empty())
      continue;
    ++result.traps;
    if (!result.found || result.found->trap.barrier < found.trap.barrier)
      result.found = std::move(found);
  }
  return result;
}

} // namespace thalweg
