// SPDX-License-Identifier: Apache-2.0
//
// What a claim of format version 2 can do that stands on its own: be read (by a function in the
// table of `statement`), be checked, and tell its part of the theorem. A new kind of claim is one
// class derived from this one and one row in that table.

#pragma once

#include "limit/limits.hpp"

#include <stdexcept>
#include <string>

namespace thalweg::verifier {

struct Certificate;

/// What the theorem says about one claim.
struct Told {
  std::string words; ///< lines, the last one ending with a line feed
  std::string json;  ///< a member of a JSON object, with a comma before it
};

struct FurtherClaim {
  std::string place; ///< JSON pointer of the claim

  explicit FurtherClaim(std::string pointer) : place(std::move(pointer)) {}
  virtual ~FurtherClaim() = default;

  /// Returns only if all its obligations hold.
  virtual Told check(const Certificate& certificate) const = 0;
};

using FurtherClaims = List<std::unique_ptr<FurtherClaim>>; ///< in the order of the file

/// The claim of this kind; it is there.
template <class Claim> Claim& claim_among(const FurtherClaims& claims) {
  for (const std::unique_ptr<FurtherClaim>& claim : claims)
    if (Claim* const found = dynamic_cast<Claim*>(claim.get()))
      return *found;
  throw std::logic_error("no such claim");
}

} // namespace thalweg::verifier
