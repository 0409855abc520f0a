// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/reachable_document.hpp"

#include "certificate/json_text.hpp"
#include "certificate/minimum_writer.hpp"
#include "certificate/nearby_document.hpp"

namespace thalweg {

namespace {

void put_ball(JsonText& text, const BallProof& proof) {
  text.put("{\"basis\":");
  text.indices(proof.basis);
  for (const auto& [key, value] :
       {std::pair("strength", &proof.strength), {"size", &proof.size}, {"reach", &proof.reach}}) {
    text.put(std::string(",\"") + key + "\":");
    text.put(*value);
  }
  text.put("}");
}

std::string witness_text(const ReachableMinimum& minimum, std::size_t sample_count) {
  JsonText text;
  text.put("{\"method\":\"first_order\",\"bits\":");
  text.put(nearby_bits);
  text.put(",\"layer\":");
  text.put(minimum.layer);
  text.put(",\n\"pattern_classes\":");
  put_classes(text, minimum.classes.class_of_sample(sample_count));
  text.put(",\n\"classes\":");
  text.list(minimum.fits, ",\n", [&](const BallFit& fit) { put_ball(text, fit.proof); });
  text.put(",\n\"response\":");
  text.list(minimum.response, ",", [&](const SparseRow& row) { text.entries(row); });
  text.put("}");
  return text.take();
}

} // namespace

FurtherClaim reachable_minimum_claim(const ReachableMinimum& minimum, std::size_t sample_count) {
  return {"reachable_minimum", stated_nearby(minimum.distance, minimum.radius, minimum.risk),
          witness_text(minimum, sample_count)};
}

CertificateDocument certificate_document(const Dataset& data, const ReachableMinimum& minimum,
                                         const Network& better, const Rational& better_risk,
                                         Provenance provenance) {
  CertificateDocument document;
  document.provenance = std::move(provenance);
  document.data = data;
  document.cross_entropy = minimum.loss;
  document.network = minimum.network;
  document.pattern_flip = minimum.flip;
  document.further = {reachable_minimum_claim(minimum, data.sample_count())};
  document.lower_risk = LowerRiskClaim{better_risk, better, minimum.risk.lower};
  return document;
}

} // namespace thalweg
