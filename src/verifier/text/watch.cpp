// SPDX-License-Identifier: Apache-2.0

#include "text/watch.hpp"

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

} // namespace thalweg::verifier
