// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/computed_form_claim.hpp"

#include "certificate/lattice_writer.hpp"
#include "certificate/network_lattice_proof.hpp"
#include "certificate/partition_writer.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// The trees, with the lower bounds that carried nodes rest on.
std::vector<ComputedLattice> computed_lattices(const RecognisedForms& forms,
                                               const Polytope& domain) {
  std::vector<ComputedLattice> result;
  if (std::all_of(forms.carried.begin(), forms.carried.end(),
                  [](const auto& layer) { return layer.empty(); })) {
    for (const RecognisedForm& output : forms.outputs)
      result.push_back(
          {output.tree, std::vector<std::optional<LowerBound>>(output.form.functions.size())});
    return result;
  }
  std::vector<MaxMinForm> of_outputs;
  std::vector<LatticeTree> trees;
  for (const RecognisedForm& output : forms.outputs) {
    of_outputs.push_back(output.form);
    trees.push_back(output.tree);
  }
  std::vector<std::vector<UnitMeaning>> units;
  for (const std::vector<CarriedNode>& layer : forms.carried) {
    std::vector<UnitMeaning>& meanings = units.emplace_back();
    for (const CarriedNode& carried : layer)
      meanings.push_back({carried.output, carried.node, carried.shift});
  }
  return network_lattice_claim(of_outputs, trees, std::move(units), domain).outputs;
}

void put_form(JsonText& text, const MaxMinForm& form) {
  text.put("{\"functions\":");
  text.list(form.functions, ",\n", [&](const AffineFunction& f) { put_affine_function(text, f); });
  text.put(",\n\"rows\":");
  put_rows(text, form.rows);
  text.put("}");
}

} // namespace

FurtherClaim computed_form_claim(const RecognisedForms& forms, const Polytope& domain) {
  JsonText members, witness;
  members.put(",\"outputs\":");
  members.list(forms.outputs, ",\n",
               [&](const RecognisedForm& output) { put_form(members, output.form); });
  const std::vector<ComputedLattice> outputs = computed_lattices(forms, domain);
  witness.put("{\"outputs\":[");
  for (std::size_t o = 0; o < outputs.size(); ++o) {
    witness.put(o == 0 ? "" : ",\n");
    put_computed_lattice(witness, outputs[o], forms.outputs[o].form.functions);
  }
  witness.put("],\n\"carried\":");
  witness.list(forms.carried, ",\n", [&](const std::vector<CarriedNode>& layer) {
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
  document.further = {computed_form_claim(forms, domain)};
  return document;
}

} // namespace thalweg
