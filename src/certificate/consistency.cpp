// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/consistency.hpp"

#include "exact/error.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// Without samples there is no `data` and no `loss`.
bool has_samples(const CertificateDocument& document) {
  return document.data.sample_count() > 0;
}

/// Without layers there is no `network`.
bool has_network(const CertificateDocument& document) {
  return !document.network.layers.empty();
}

bool has_claim_on_parameters(const CertificateDocument& document) {
  return document.local_minimum || document.pattern_flip || document.global_minimum ||
         document.not_local_minimum || document.lower_risk;
}

bool has_further_claim(const CertificateDocument& document, bool FurtherClaim::*needs) {
  return std::any_of(document.further.begin(), document.further.end(),
                     [&](const FurtherClaim& claim) { return claim.*needs; });
}

bool has_claim_on_samples(const CertificateDocument& document) {
  return has_claim_on_parameters(document) || document.groups || document.partition_refinement ||
         has_further_claim(document, &FurtherClaim::needs_data);
}

bool has_claim_on_network(const CertificateDocument& document) {
  return has_claim_on_parameters(document) || document.linear_regions ||
         has_further_claim(document, &FurtherClaim::needs_network);
}

bool has_claim_on_functions(const CertificateDocument& document) {
  return document.groups || document.lattice_identity || document.lattice_failure ||
         document.network_computes_function;
}

/// What the claims speak about is there, and nothing else.
void require_sections(const CertificateDocument& document) {
  require(has_claim_on_samples(document) || has_claim_on_network(document) ||
              document.convex_partition || !document.further.empty(),
          "certificate: no claim");
  require(has_claim_on_samples(document) == has_samples(document),
          "certificate: expected samples exactly if a claim is about them, found otherwise");
  require(has_claim_on_network(document) == has_network(document),
          "certificate: expected a network exactly if a claim is about it, found otherwise");
  require((document.linear_regions || document.convex_partition ||
           has_further_claim(document, &FurtherClaim::needs_domain)) == document.domain.has_value(),
          "certificate: expected a domain exactly if a claim is about it, found otherwise");
  require(document.convex_partition.has_value() != document.partitions.empty(),
          "certificate: expected partitions exactly if a claim is about them, found otherwise");
  require(has_claim_on_functions(document) != document.cpwl.empty(),
          "certificate: expected functions exactly if a claim is about them, found otherwise");
}

void require_prerequisites(const CertificateDocument& document) {
  require(!document.refinement || (document.local_minimum && document.lower_risk),
          "certificate: refinement without a minimum and a lower risk");
  require(document.convex_partition ||
              !(has_claim_on_functions(document) || document.partition_refinement),
          "certificate: a claim about cells without a convex partition");
  require(!document.network_computes_function || document.linear_regions,
          "certificate: a network of a function without its linear regions");
}

void require_consistent_functions(const CertificateDocument& document) {
  for (const StatedFunction& function : document.cpwl) {
    require(function.partition < document.partitions.size() &&
                function.pieces.size() == document.partitions[function.partition].size(),
            "certificate: one piece for each cell of the partition of a function");
    require(document.lattice_identity.has_value() != function.rows.empty(),
            "certificate: expected rows exactly if a claim is about them, found otherwise");
  }
  if (document.convex_partition)
    require(document.convex_partition->witnesses.size() == document.partitions.size(),
            "certificate: one witness for each partition");
  if (document.lattice_identity)
    require(document.lattice_identity->witnesses.size() == document.cpwl.size(),
            "certificate: one witness for each max-min form");
}

/// Of a network for the loss.
std::size_t output_count(const CertificateDocument& document) {
  return document.cross_entropy() && document.cross_entropy()->kind == CrossEntropyKind::softmax
             ? document.cross_entropy()->classes
             : document.data.target_dimension();
}

/// Claims about networks as functions of x are made for dense layers only.
void require_consistent_network(const CertificateDocument& document) {
  if (!has_network(document))
    return;
  const Network& network = document.network;
  require_well_formed(network);
  if (has_samples(document))
    require(network.input_dimension() == document.data.input_dimension() &&
                network.output_dimension() == output_count(document),
            "certificate: inputs or outputs of network and data differ in number");
  if (document.linear_regions)
    require(std::all_of(network.layers.begin(), network.layers.end(),
                        [](const Layer& layer) { return layer.kind == LayerKind::dense; }),
            "certificate: expected dense layers where a claim is about linear regions, found "
            "others");
}

/// One entry per sample, null where the class is null, one rational per output; none without kinks.
void require_fitting(const Subgradients& subgradients, bool are_wanted, const Dataset& data,
                     const ClassOfSample& classes) {
  require(are_wanted ? subgradients.size() == data.sample_count() : subgradients.empty(),
          "certificate: expected subgradients exactly where the loss has kinks, found otherwise");
  for (std::size_t i = 0; i < subgradients.size(); ++i)
    require(subgradients[i].has_value() == classes[i].has_value() &&
                (!subgradients[i] || subgradients[i]->size() == data.target_dimension()),
            "certificate: expected one subgradient per output for samples with a class");
}

/// A decay that the format can state, and no claims that do not know one.
void require_consistent_decay(const CertificateDocument& document) {
  require(document.decay.empty() || !(document.local_minimum || document.groups ||
                                      document.partition_refinement || document.global_minimum),
          "certificate: expected claims that know weight decay, found others");
  require_usable(document.decay, document.network);
}

/// What the format can state, and no claims that speak of other losses only.
struct LossIsConsistent {
  const CertificateDocument& document;

  void operator()(const LossTable& loss) const {
    require(document.decay.empty(), "certificate: expected a table of losses without decay");
    require_no_claims("certificate: expected claims that know tables of losses, found others");
    require_continuous(loss);
  }

  void operator()(const CrossEntropyLoss& loss) const {
    require_no_claims(
        "certificate: expected claims that know the logistic and softmax loss, found others");
    labelled_data(document.data, loss);
  }

  void operator()(const WeightedLoss& loss) const {
    require(is_plain_squared(loss) || !(document.groups || document.partition_refinement),
            "certificate: expected the squared loss where a claim is about groups, found another");
    for (const Vector* weights : {&loss.output_weights, &loss.sample_weights})
      require(std::all_of(weights->begin(), weights->end(),
                          [](const Rational& weight) { return weight > 0; }),
              "certificate: expected positive weights, found another");
    if (has_samples(document))
      require_usable(document.problem());
  }

private:
  void require_no_claims(const char* what) const {
    require(!document.local_minimum && !document.groups && !document.partition_refinement &&
                !document.global_minimum && !document.not_local_minimum,
            what);
  }
};

} // namespace

void require_consistent(const CertificateDocument& document) {
  const std::size_t n = document.data.sample_count();
  require_sections(document);
  require_prerequisites(document);
  require_consistent_functions(document);
  require_consistent_network(document);
  std::visit(LossIsConsistent{document}, document.loss);
  require_consistent_decay(document);
  if (document.local_minimum) {
    require(document.local_minimum->pattern_classes.size() == n,
            "certificate: pattern classes and samples differ in number");
    require_fitting(document.local_minimum->subgradients, has_kinks(document.weighted_loss()),
                    document.data, document.local_minimum->pattern_classes);
  }
  if (document.lower_risk) {
    require_well_formed(document.lower_risk->better_network);
    require(has_same_architecture(document.lower_risk->better_network, document.network),
            "certificate: expected a better network of the same architecture, found another");
  }
  if (document.refinement) {
    require(document.refinement->pattern_classes.size() == n,
            "certificate: pattern classes and samples differ in number");
    require_fitting(document.refinement->subgradients, has_kinks(document.weighted_loss()),
                    document.data, document.refinement->pattern_classes);
  }
}

} // namespace thalweg
