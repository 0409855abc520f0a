// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/computed_form_claim.hpp"

#include "certificate/lattice_writer.hpp"
#include "certificate/network_lattice_proof.hpp"
#include "certificate/partition_writer.hpp"
#include "exact/error.hpp"

namespace thalweg {

namespace {

void put_form(JsonText& text, const MaxMinForm& form) {
  text.put("{\"functions\":");
  text.list(form.functions, ",\n", [&](const AffineFunction& f) { put_affine_function(text, f); });
  text.put(",\n\"rows\":");
  put_rows(text, form.rows);
  text.put("}");
}

} // namespace

FurtherClaim computed_form_claim(const ComputedForms& computed,
                                 const std::vector<MaxMinForm>& forms, FormsAre where) {
  require(computed.outputs.size() == forms.size(), "certificate: one form per output");
  JsonText members, witness;
  if (where == FormsAre::stated) {
    members.put(",\"outputs\":");
    members.list(forms, ",\n", [&](const MaxMinForm& form) { put_form(members, form); });
  }
  std::size_t o = 0;
  witness.put("{\"outputs\":");
  witness.list(computed.outputs, ",\n", [&](const ComputedLattice& output) {
    put_computed_lattice(witness, output, forms[o++].functions);
  });
  witness.put(",\n\"carried\":");
  witness.list(computed.carried, ",\n", [&](const std::vector<CarriedNode>& layer) {
    witness.list(layer, ",", [&](const CarriedNode& carried) {
      witness.indices({carried.unit, carried.output, carried.node});
    });
  });
  witness.put("}");
  FurtherClaim claim{"network_computes_form", members.take(), witness.take()};
  claim.needs_data = false;
  claim.needs_domain = true;
  return claim;
}

CertificateDocument computed_form_document(const Network& network, const RecognisedForms& forms,
                                           const Polytope& domain, Provenance provenance) {
  CertificateDocument document;
  document.provenance = std::move(provenance);
  document.network = network;
  document.domain = domain;
  std::vector<MaxMinForm> of_outputs;
  std::vector<LatticeTree> trees;
  for (const RecognisedForm& output : forms.outputs) {
    of_outputs.push_back(output.form);
    trees.push_back(output.tree);
  }
  document.further = {computed_form_claim(computed_forms(of_outputs, trees, forms.carried, domain),
                                          of_outputs, FormsAre::stated)};
  return document;
}

} // namespace thalweg
