// SPDX-License-Identifier: Apache-2.0
//
// What a claim can do: be read (by a function in the table of `statement`), be checked, and tell
// its part of the theorem. A new kind of claim is one class derived from this one and one row in
// that table.

#pragma once

#include "limit/outcome.hpp"
#include "loss/problem.hpp"
#include "shape/geometry.hpp"
#include "text/node.hpp"

#include <stdexcept>
#include <string>

namespace thalweg::verifier {

struct Subject;

/// What the theorem says about one claim.
struct Told {
  std::string words; ///< lines, the last one ending with a line feed
  std::string json;  ///< a value of JSON
};

struct Claim {
  std::string place;              ///< JSON pointer of the claim
  std::string name = {};          ///< its kind, unless the file gives it a longer one
  std::string witness = {};       ///< JSON pointer of its witness
  const Network* about = nullptr; ///< W; null if it is not about a network of the statement

  explicit Claim(std::string pointer) : place(std::move(pointer)) {}
  virtual ~Claim() = default;

  /// Reads what no other kind of claim asks of the statement.
  virtual void read_section(const Node& /*statement*/, const Subject& /*subject*/) {}
  /// Returns only if all its obligations hold. It speaks of its witness as "/witness/<kind>" and of
  /// W as "/statement/network".
  virtual Told check(const Subject& subject) const = 0;
  /// The same; what it says of places, and what is held of checks, points into the file.
  Told checked(const Subject& subject, std::vector<HeldCheck>& held) const;
};

/// A claim of a local minimum W*, which is W or near it.
struct MinimumClaim : Claim {
  struct Known {
    const Fraction& risk; ///< R(W), or a number that R(W*) is not below
    bool is_here = true;  ///< W* = W
    bool is_local = true; ///< among all parameters
  };
  using Claim::Claim;
  virtual Known known() const = 0;
};

using Claims = List<std::unique_ptr<Claim>>; ///< in the order of the file

/// A network of the statement.
struct NamedNetwork {
  std::string_view name;
  const Json* json;
  Network network;
};

/// W2: with its name, if that is another one.
std::string in_words(const NamedNetwork& better);

/// What one claim speaks of: data, loss and W, perhaps W2, functions, and the claims before it.
struct Subject : Problem {
  const Geometry& geometry;
  std::span<const std::unique_ptr<Claim>> before;
  const NamedNetwork* about;  ///< W; null if the claim is not about a network of the statement
  const NamedNetwork* better; ///< W2; null if it has none
  const Json& statement;

  /// The last claim before this one that is of this kind, and about the same network if both are
  /// about one; or null.
  template <class Kind> const Kind* find() const {
    for (std::size_t k = before.size(); k-- > 0;)
      if (about == nullptr || before[k]->about == nullptr || before[k]->about == &network)
        if (const auto* const found = dynamic_cast<const Kind*>(before[k].get()))
          return found;
    return nullptr;
  }
  /// The same; it is there.
  template <class Kind> const Kind& standing_on() const {
    if (const Kind* const found = find<Kind>())
      return *found;
    throw std::logic_error("no such claim");
  }
};

/// A network with the inputs of the data and the outputs of the loss.
Network read_network(const Node& node, const Problem& problem);

/// The value has these keys and those that every claim of its kind has: `claim`, `network` if it is
/// about one, `better` if there is a W2, and perhaps `name`.
void require_own_keys(const Node& node, const Subject& subject,
                      std::span<const std::string_view> keys);
inline void require_own_keys(const Node& node, const Subject& subject,
                             std::initializer_list<std::string_view> keys) {
  require_own_keys(node, subject, std::span(keys.begin(), keys.size()));
}

} // namespace thalweg::verifier
