// SPDX-License-Identifier: GPL-3.0-or-later

#include "search/guess/kink_candidates.hpp"

#include "exact/finite.hpp"

#include <algorithm>

namespace thalweg {

namespace {

constexpr std::size_t most_thresholds = 64; ///< per direction
constexpr std::size_t oblique_directions = 96;

/// The activation near one breakpoint.
struct Kink {
  double slope_below, slope_above, value;
  double operator()(double q) const { return value + (q > 0 ? slope_above : slope_below) * q; }
};

struct RankedKink {
  KinkCandidate candidate;
  double drop;
};

double kink_drop(const std::vector<double>& projections, double threshold, int sign,
                 const Kink& kink, const std::vector<std::vector<double>>& residuals) {
  double size = 0;
  std::vector<double> products(residuals.front().size());
  for (std::size_t i = 0; i < projections.size(); ++i) {
    const double phi = kink(sign * (projections[i] - threshold));
    size += phi * phi;
    for (std::size_t o = 0; o < products.size(); ++o)
      products[o] += residuals[i][o] * phi;
  }
  double drop = 0;
  for (const double product : products)
    drop += product * product;
  return size > 0 ? drop / size : 0;
}

void append_candidates(std::vector<RankedKink>& result, const IntegerDirection& direction,
                       const std::vector<std::vector<double>>& inputs,
                       const std::vector<std::vector<double>>& residuals, const Kink& kink) {
  std::vector<double> projections;
  for (const std::vector<double>& u : inputs)
    projections.push_back(projection<double>(direction, u));
  std::vector<std::size_t> order(projections.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return projections[a] < projections[b]; });
  const std::size_t step = 1 + order.size() / most_thresholds;
  for (std::size_t k = 0; k + 1 < order.size(); ++k) {
    const bool is_end = k == 0 || k + 2 == order.size();
    if (!(projections[order[k]] < projections[order[k + 1]]) || (k % step != 0 && !is_end))
      continue;
    const double threshold = (projections[order[k]] + projections[order[k + 1]]) / 2;
    for (const int sign : {-1, 1})
      result.push_back({{&direction, order[k], order[k + 1], sign},
                        kink_drop(projections, threshold, sign, kink, residuals)});
  }
}

std::vector<std::vector<double>> floating(const std::vector<Vector>& vectors) {
  std::vector<std::vector<double>> result;
  for (const Vector& vector : vectors) {
    result.emplace_back();
    for (const Rational& value : vector)
      result.back().push_back(value.get_d());
  }
  return result;
}

} // namespace

std::vector<IntegerDirection> kink_directions(std::size_t dimension) {
  std::vector<IntegerDirection> result;
  for (std::size_t k = 0; k < dimension; ++k)
    result.push_back({{k, 1}});
  std::uint64_t state = 20211122; // a fixed sequence of guesses
  const auto draw = [&state](std::uint64_t bound) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return (state >> 33) % bound;
  };
  for (std::size_t count = 0; dimension > 1 && count < oblique_directions; ++count) {
    IntegerDirection direction;
    for (std::size_t term = 2 + draw(3); term > 0; --term)
      direction[draw(dimension)] = static_cast<int>(draw(2) == 0 ? 1 + draw(3) : 0) -
                                   static_cast<int>(draw(2) == 0 ? 1 + draw(3) : 0);
    std::erase_if(direction, [](const auto& term) { return term.second == 0; });
    if (!direction.empty())
      result.push_back(std::move(direction));
  }
  return result;
}

std::vector<KinkCandidate> kink_candidates(const Activation& activation, std::size_t breakpoint,
                                           const std::vector<IntegerDirection>& directions,
                                           const std::vector<Vector>& inputs,
                                           const std::vector<Vector>& residuals, std::size_t most) {
  const Kink kink{activation.slopes[breakpoint].get_d(), activation.slopes[breakpoint + 1].get_d(),
                  activation(activation.breakpoints[breakpoint]).get_d()};
  const std::vector<std::vector<double>> u = floating(inputs), r = floating(residuals);
  std::vector<RankedKink> ranked;
  for (const IntegerDirection& direction : directions)
    append_candidates(ranked, direction, u, r, kink);
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const RankedKink& a, const RankedKink& b) { return a.drop > b.drop; });
  ranked.resize(std::min(ranked.size(), most));
  std::vector<KinkCandidate> result;
  for (const RankedKink& one : ranked)
    result.push_back(one.candidate);
  return result;
}

// a bracket by doubling, golden sections in it
Rational guessed_step(const Vector& rates, const Vector& outputs,
                      const std::vector<std::vector<FloatingLoss>>& losses, std::size_t o) {
  std::vector<double> slopes, values;
  for (std::size_t i = 0; i < rates.size(); ++i) {
    slopes.push_back(rates[i].get_d());
    values.push_back(outputs[i].get_d());
  }
  const auto sum = [&](double step) {
    double total = 0;
    for (std::size_t i = 0; i < slopes.size(); ++i)
      total += losses[i][o].value(values[i] + step * slopes[i]);
    return total;
  };
  constexpr double least = 1e-6, largest = 1e9, golden = 0.6180339887498949;
  const double side = sum(least) < sum(-least) ? 1 : -1;
  double end = least;
  while (end < largest && sum(side * end * 2) < sum(side * end))
    end *= 2;
  double low = 0, high = 2 * end;
  for (int section = 0; section < 60; ++section) {
    const double width = golden * (high - low);
    if (sum(side * (high - width)) <= sum(side * (low + width)))
      high = low + width;
    else
      low = high - width;
  }
  const auto rounded = static_cast<float>(side * (low + high) / 2);
  return exact_value(static_cast<double>(rounded));
}

} // namespace thalweg
