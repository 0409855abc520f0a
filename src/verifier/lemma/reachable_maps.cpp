// SPDX-License-Identifier: Apache-2.0

#include "lemma/reachable_maps.hpp"

#include "layer/path_ends.hpp"

namespace thalweg::verifier {

namespace {

class MapsAtEnds : public PathEnds {
public:
  MapsAtEnds(const Problem& problem, const Grouping& grouping)
      : data_(problem.data), positions_(position_count(problem.network.input)),
        grouping_(grouping) {
    for (const Sample& sample : data_.samples)
      denominator_ = lcm(denominator_, sample.denominator);
  }

  void at_constant(const Functional& b, std::size_t, const std::string&) override {
    add(b, [](const Sample&, std::size_t) { return Integer(1); });
  }

  void at_input(const Functional& b, std::size_t channel) override {
    add(b, [&](const Sample& sample, std::size_t position) {
      return sample.x[channel * positions_ + position] * (denominator_ / sample.denominator);
    });
  }

  List<PointColumn> maps; ///< by sample

private:
  /// i ↦ Σ_p b_{c(i),p} value(x_i, p)
  template <class Value> void add(const Functional& b, const Value& value) {
    const std::size_t class_count = grouping_.members.size();
    Meter::require_room(maps.size() + 1, data_.samples.size(), sizeof(Integer));
    PointColumn map(data_.samples.size());
    for (std::size_t k = 0; k < b.entries.size(); ++k) {
      if (is_zero(b.entries[k]))
        continue;
      Meter::tick();
      const std::size_t index = b.begin + k;
      for (const std::size_t i : grouping_.members[index % class_count])
        map[i] += b.entries[k] * value(data_.samples[i], index / class_count);
    }
    maps.push_back(std::move(map));
  }

  const Data& data_;
  std::size_t positions_;
  const Grouping& grouping_;
  Integer denominator_ = 1; ///< common to all inputs
};

} // namespace

List<PointColumn> reachable_maps(const Problem& problem, const Examined& examined,
                                 std::size_t layer) {
  Network below = problem.network;
  below.layers.resize(layer + 1);
  below.layers.back().activation = identity();
  List<Pattern> patterns;
  for (const ClassSummary& c : examined.classes)
    patterns.emplace_back(c.pieces.begin(), c.pieces.begin() + static_cast<std::ptrdiff_t>(layer));
  List<const Pattern*> classes;
  for (const Pattern& pieces : patterns)
    classes.push_back(&pieces);
  MapsAtEnds ends(problem, examined.grouping);
  visit_path_ends(below, classes, ends);
  return std::move(ends.maps);
}

} // namespace thalweg::verifier
