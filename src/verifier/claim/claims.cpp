// SPDX-License-Identifier: Apache-2.0

#include "claim/claims.hpp"

namespace thalweg::verifier {

namespace {

List<Told> check_minimum(const Certificate& certificate) {
  List<Told> told_of;
  Examined minimum;
  Examined better;
  if (const auto& claim = certificate.local_minimum) {
    minimum = check_local_minimum(certificate);
    told_of.push_back(told(*claim, certificate, minimum));
  }
  if (certificate.pattern_flip)
    told_of.push_back(check_pattern_flip(certificate));
  if (const auto& claim = certificate.spurious) {
    better = check_spurious(certificate);
    told_of.push_back(told(*claim, better, certificate.local_minimum->risk));
  }
  if (certificate.refinement)
    told_of.push_back(check_refinement(certificate, minimum, better));
  return told_of;
}

List<Told> check_geometry(const Certificate& certificate) {
  List<Told> told_of;
  if (certificate.groups)
    told_of.push_back(check_groups(certificate));
  if (certificate.lattice_identity)
    told_of.push_back(check_lattice_identity(certificate));
  if (certificate.lattice_failure)
    told_of.push_back(check_lattice_failure(certificate));
  if (certificate.network_lattice)
    told_of.push_back(check_network_lattice(certificate));
  if (certificate.partition_refinement)
    told_of.push_back(check_partition_refinement(certificate));
  if (certificate.linear_regions)
    told_of.push_back(check_linear_regions(certificate));
  if (const auto& claim = certificate.network_function)
    told_of.push_back(told(*claim));
  return told_of;
}

} // namespace

Findings check_claims(const Certificate& certificate) {
  Findings findings;
  findings.of_minimum = check_minimum(certificate);
  if (certificate.convex_partition)
    findings.of_partitions = check_convex_partition(certificate);
  findings.of_geometry = check_geometry(certificate);
  for (const std::unique_ptr<FurtherClaim>& claim : certificate.further)
    findings.further.push_back(claim->check(certificate));
  return findings;
}

} // namespace thalweg::verifier
