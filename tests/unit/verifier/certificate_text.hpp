// SPDX-License-Identifier: GPL-3.0-or-later
//
// A tiny helper for writing certificates in tests: JSON values that are changed at a place and
// handed to the verifier as text, and checks that assert verdict, code and place together.

#pragma once

#include "support/verified_text.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace thalweg::tests {

using Json = nlohmann::json;

/// A certificate with one claim, squared loss, inputs x and targets y.
inline Json certificate_of_claim(const Json& rows, const Json& layers, const Json& claim,
                                 const Json& witness = Json::object()) {
  return {{"format", "thalweg-certificate"},
          {"version", 3},
          {"provenance", {{"tool", "by hand"}, {"command", "none"}}},
          {"statement",
           {{"data", {{"columns", {"x", "y"}}, {"targets", {1}}, {"rows", rows}}},
            {"loss", {{"name", "squared"}}},
            {"networks", {{"W", {{"layers", layers}}}}},
            {"claims", Json::array({claim})}}},
          {"witness", witness}};
}

/// The certificate with one value replaced; `place` is a JSON pointer that exists.
inline Json with(Json certificate, const std::string& place, const Json& value) {
  certificate.at(Json::json_pointer(place)) = value;
  return certificate;
}

/// Without the networks that no claim names.
inline Json with_named_networks(Json certificate) {
  Json& statement = certificate["statement"];
  Json named = Json::object();
  for (const Json& claim : statement["claims"])
    for (const char* key : {"network", "better"})
      if (claim.contains(key))
        named[claim[key].get<std::string>()] = statement["networks"][claim[key].get<std::string>()];
  if (named.empty())
    statement.erase("networks");
  else
    statement["networks"] = named;
  return certificate;
}

/// A fully connected layer; `weights` are sparse rows.
inline Json dense(const Json& activation, const Json& weights, const Json& biases) {
  return {{"kind", "dense"}, {"activation", activation}, {"weights", weights}, {"biases", biases}};
}

/// The claims of `certificate` are cut to the first `count`, the witness to what remains.
inline Json with_first_claims(Json certificate, std::size_t count) {
  Json& claims = certificate["statement"]["claims"];
  claims.erase(claims.begin() + static_cast<std::ptrdiff_t>(count), claims.end());
  bool has_refinement = false;
  for (const Json& claim : claims)
    has_refinement = has_refinement || claim["claim"] == "refinement";
  if (!has_refinement)
    certificate["witness"].erase("refinement");
  return with_named_networks(std::move(certificate));
}

inline verifier::Outcome verdict_of(const Json& certificate, const verifier::Options& options) {
  return verifier::verify(certificate.dump(), options);
}

inline verifier::Outcome verdict_of(const Json& certificate) {
  return verified_text(certificate.dump());
}

/// Of a certificate, and perhaps options.
template <class... Options>
void check_accepted(const Json& certificate, const Options&... options) {
  const verifier::Outcome outcome = verdict_of(certificate, options...);
  CHECK(verifier::verdict_line(outcome) == "VERIFIED");
  CHECK_FALSE(outcome.theorem.empty());
  CHECK(Json::accept(outcome.theorem_json));
}

/// Not accepted, and nothing is said that sounds like a theorem.
inline void check_outcome(const verifier::Outcome& outcome, verifier::Verdict verdict,
                          const std::string& code, const std::string& place) {
  INFO(verifier::verdict_line(outcome));
  CHECK(verifier::verdict_word(outcome.verdict) == verifier::verdict_word(verdict));
  CHECK(outcome.code == code);
  CHECK(outcome.place == place);
  CHECK(outcome.theorem.empty());
  CHECK(outcome.theorem_json.empty());
}

template <class... Options>
void check_rejected(const Json& certificate, const std::string& code, const std::string& place,
                    const Options&... options) {
  check_outcome(verdict_of(certificate, options...), verifier::Verdict::rejected, code, place);
}

inline void check_malformed(const Json& certificate, const std::string& code,
                            const std::string& place) {
  const verifier::Outcome outcome = verdict_of(certificate);
  check_outcome(outcome, verifier::Verdict::malformed, code, place);
  CHECK(outcome.line == 1);
  CHECK(outcome.column > 0);
  CHECK_FALSE(outcome.expected.empty());
}

inline void check_unsupported(const Json& certificate, const std::string& code,
                              const std::string& place) {
  check_outcome(verdict_of(certificate), verifier::Verdict::unsupported, code, place);
}

} // namespace thalweg::tests
