// SPDX-License-Identifier: Apache-2.0

#include "watch.hpp"

#include "decimal.hpp"

namespace thalweg::verifier {

constinit thread_local Watch* Watch::active_ = nullptr;

void Watch::take(Words words, const Fraction& slack) {
  const auto [place, is_new] = kept_.try_emplace(words.code, checks_->size(), slack);
  auto& [index, least] = place->second;
  if (is_new)
    checks_->emplace_back();
  HeldCheck& check = (*checks_)[index];
  if (is_new || slack < least) {
    check = {std::move(words.code), std::move(words.place), std::move(words.expected),
             std::move(words.found), check.count};
    least = slack;
  }
  ++check.count;
}

Fraction part_left(const Fraction& bound, const Fraction& limit) {
  return sign(limit) > 0 ? (limit - bound) * fraction(limit.denominator, limit.numerator)
                         : Fraction{};
}

Fraction distance_to_breakpoint(const Activation& activation, const Fraction& z) {
  std::optional<Fraction> least;
  for (const Fraction& breakpoint : activation.breakpoints) {
    const Fraction step = breakpoint - z;
    Fraction size = sign(step) < 0 ? -step : step;
    if (!least || size < *least)
      least = std::move(size);
  }
  return least.value_or(Fraction{Integer(1) << 62, 1});
}

} // namespace thalweg::verifier
