// SPDX-License-Identifier: Apache-2.0
//
// The check of an obligation, in two lines:
//   if (const Check check{a < b})
//     check.say({code, place, expected, found});
// rejects unless a < b. The words are made if they are wanted only: it fails, or somebody watches
// (watch.hpp) and gets them, with both sides of what was compared, of checks that hold too.

#pragma once

#include "limit/stop.hpp"
#include "text/watch.hpp"

namespace thalweg::verifier {

class Check {
public:
  explicit Check(bool holds) : holds_(holds) {}
  explicit operator bool() const { return !holds_ || Watch::active() != nullptr; }

  /// slack: how far a check that is made often is from failing; the least is the one to look at.
  void say(Words words, const Fraction& slack = {}) const {
    if (!holds_)
      reject(std::move(words.code), std::move(words.place), std::move(words.expected),
             std::move(words.found));
    Watch::active()->take(std::move(words), slack);
  }

private:
  bool holds_;
};

} // namespace thalweg::verifier
