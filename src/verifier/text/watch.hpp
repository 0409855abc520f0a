// SPDX-License-Identifier: Apache-2.0
//
// What is kept of checks that hold, for whoever wants to see the numbers that decide: the page of
// the verifier. Nothing depends on it.

#pragma once

#include "limit/outcome.hpp"
#include "number/numbers.hpp"

#include <map>

namespace thalweg::verifier {

/// What a check says if it does not hold; where it holds, `found` is what was expected.
struct Words {
  std::string code, place, expected, found;
};

/// Keeps the checks on this thread that hold while it lives, or none; there is at most one watch.
class Watch {
public:
  explicit Watch(std::vector<HeldCheck>* checks) : checks_(checks) {
    active_ = checks == nullptr ? nullptr : this;
  }
  ~Watch() { active_ = nullptr; }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  static Watch* active() noexcept { return active_; }

  /// Keeps the first check of every code, or that of the least slack.
  void take(Words words, const Fraction& slack);

private:
  std::vector<HeldCheck>* checks_;
  std::map<std::string, std::pair<std::size_t, Fraction>> kept_; ///< by code: which check, slack
  static constinit thread_local Watch* active_;
};

/// The slack of a bound below a positive limit: which part of the limit is left.
Fraction part_left(const Fraction& bound, const Fraction& limit);

} // namespace thalweg::verifier
