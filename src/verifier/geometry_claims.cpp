// SPDX-License-Identifier: Apache-2.0

#include "geometry_claims.hpp"

namespace thalweg::verifier {

GeometryFindings check_geometry_claims(const Certificate& certificate) {
  GeometryFindings findings;
  if (certificate.convex_partition)
    check_convex_partition(certificate);
  if (certificate.groups)
    findings.auxiliary_cells = check_groups(certificate);
  if (certificate.lattice_identity)
    check_lattice_identity(certificate);
  if (certificate.lattice_failure)
    findings.failure = check_lattice_failure(certificate);
  if (certificate.network_lattice)
    check_network_lattice(certificate);
  if (certificate.partition_refinement)
    check_partition_refinement(certificate);
  if (certificate.linear_regions)
    check_linear_regions(certificate);
  return findings;
}

} // namespace thalweg::verifier
