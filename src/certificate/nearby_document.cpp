// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/nearby_document.hpp"

#include "certificate/json_text.hpp"
#include "certificate/minimum_writer.hpp"
#include "certificate/network_writer.hpp"

namespace thalweg {

namespace {

void put_rows(JsonText& text, const std::vector<Vector>& rows) {
  text.list(rows, ",", [&](const Vector& row) { text.rationals(row); });
}

void put_proof(JsonText& text, const EllipsoidProof& proof) {
  text.put("{\"basis\":");
  text.indices(proof.basis);
  text.put(",\"reach\":");
  text.put(proof.reach);
  text.put("}");
}

std::string witness_text(const NearbyMinimum& minimum, std::size_t sample_count) {
  JsonText text;
  text.put("{\"method\":\"first_order\",\"bits\":");
  text.put(nearby_bits);
  text.put(",\"layer\":");
  text.put(minimum.layer);
  text.put(",\n\"pattern_classes\":");
  put_classes(text, minimum.classes.class_of_sample(sample_count));
  text.put(",\n\"classes\":");
  text.list(minimum.fits, ",\n", [&](const EllipsoidFit& fit) { put_proof(text, fit.proof); });
  text.put(",\n\"response\":");
  text.list(minimum.response, ",", [&](const SparseRow& row) { text.entries(row); });
  text.put("}");
  return text.take();
}

CertificateDocument document_of(const Dataset& data, const CrossEntropyLoss& loss,
                                Provenance provenance) {
  CertificateDocument document;
  document.provenance = std::move(provenance);
  document.data = data;
  document.loss = loss;
  return document;
}

} // namespace

FurtherClaim nearby_minimum_claim(const NearbyMinimum& minimum, std::size_t sample_count) {
  return {"nearby_minimum",
          rational_members({{"distance", &minimum.distance},
                            {"radius", &minimum.radius},
                            {"risk_lower", &minimum.risk.lower},
                            {"risk_upper", &minimum.risk.upper}}),
          witness_text(minimum, sample_count)};
}

FurtherClaim no_minimiser_claim(const NoMinimiser& group) {
  JsonText members;
  members.put(",\"samples\":");
  members.indices(group.samples);
  std::vector<Vector> rows;
  for (const AffineFunction& f : group.direction) {
    rows.push_back(f.linear);
    rows.back().push_back(f.constant);
  }
  JsonText witness;
  witness.put("{\"direction\":");
  put_rows(witness, rows);
  witness.put("}");
  return {"no_minimiser", members.take(), witness.take(), true, false};
}

CertificateDocument certificate_document(const Dataset& data, const NearbyMinimum& minimum,
                                         Provenance provenance) {
  CertificateDocument document = document_of(data, minimum.loss, std::move(provenance));
  document.network = minimum.network;
  document.pattern_flip = minimum.flip;
  document.further = {nearby_minimum_claim(minimum, data.sample_count())};
  return document;
}

CertificateDocument certificate_document(const Dataset& data, const CrossEntropyLoss& loss,
                                         const NearbySearch& search, Provenance provenance) {
  CertificateDocument document;
  if (const auto& minimum = search.minimum) {
    document = certificate_document(data, *minimum, std::move(provenance));
    document.lower_risk =
        LowerRiskClaim{minimum->better_risk, minimum->better_network, minimum->risk.lower};
  } else {
    document = document_of(data, loss, std::move(provenance));
  }
  if (search.no_minimiser)
    document.further.push_back(no_minimiser_claim(*search.no_minimiser));
  return document;
}

CertificateDocument certificate_document(const Dataset& data, const CrossEntropyLoss& loss,
                                         const NoMinimiser& group, Provenance provenance) {
  CertificateDocument document = document_of(data, loss, std::move(provenance));
  document.further.push_back(no_minimiser_claim(group));
  return document;
}

} // namespace thalweg
