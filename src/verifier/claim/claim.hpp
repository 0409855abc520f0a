// SPDX-License-Identifier: Apache-2.0
//
// What a claim can do: be read (by a function in the table of `statement`), be checked, and tell
// its part of the theorem. A new kind of claim is one class derived from this one and one row in
// that table.

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

struct Claim {
  std::string place; ///< JSON pointer of the claim

  explicit Claim(std::string pointer) : place(std::move(pointer)) {}
  virtual ~Claim() = default;

  /// Returns only if all its obligations hold.
  virtual Told check(const Certificate& certificate) const = 0;
};

using Claims = List<std::unique_ptr<Claim>>; ///< in the order of the file

/// The claim of this kind, or null.
template <class Kind> Kind* find_claim(const Claims& claims) {
  for (const std::unique_ptr<Claim>& claim : claims)
    if (Kind* const found = dynamic_cast<Kind*>(claim.get()))
      return found;
  return nullptr;
}

/// The claim of this kind; it is there.
template <class Kind> Kind& claim_among(const Claims& claims) {
  if (Kind* const found = find_claim<Kind>(claims))
    return *found;
  throw std::logic_error("no such claim");
}

} // namespace thalweg::verifier
