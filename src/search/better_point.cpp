// SPDX-License-Identifier: GPL-3.0-or-later

#include "search/better_point.hpp"

#include "search/kinked_fit.hpp"
#include "search/perturbed_descent.hpp"
#include "search/spare_kink.hpp"

#include <array>

namespace thalweg {

namespace {

constexpr std::array<double, 4> sizes = {1, 0.1, 4, 0.01};
constexpr std::uint64_t attempts = 20;

std::optional<BetterPoint> if_better(Network network, const Dataset& data, const Rational& risk,
                                     const WeightedLoss& loss, const char* how) {
  PatternClasses classes = pattern_classes(network, data);
  Rational found = empirical_risk(loss, network, data, classes);
  if (found >= risk)
    return std::nullopt;
  return BetterPoint{std::move(network), std::move(classes), std::move(found), how};
}

} // namespace

std::optional<BetterPoint> better_point(const Network& network, const Dataset& data,
                                        const Rational& risk, const WeightedLoss& loss) {
  if (std::optional<Network> kinked = with_spare_kink(network, data, loss))
    if (auto better =
            if_better(*std::move(kinked), data, risk, loss, "one more kink in a spare unit"))
      return better;
  for (std::uint64_t seed = 0; seed < attempts; ++seed)
    if (auto other = perturbed_descent(network, data,
                                       {.seed = seed, .size = sizes[seed % sizes.size()]}, loss))
      if (auto better =
              if_better(*std::move(other), data, risk, loss, "descent from perturbed parameters"))
        return better;
  if (std::optional<Network> fit = kinked_fit(network, data, loss))
    if (auto better = if_better(*std::move(fit), data, risk, loss, "an affine fit with kinks"))
      return better;
  return std::nullopt;
}

} // namespace thalweg
