// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/given_outputs.hpp"

#include "landscape/pattern_classes.hpp"
#include "landscape/subgradients.hpp"
#include "trained/guess/output_solutions.hpp"

namespace thalweg {

std::optional<Network> network_with_outputs(const HeldCell& cell, const Dataset& data,
                                            const std::vector<Vector>& outputs, unsigned bits) {
  std::optional<Network> result;
  guess_output_solutions(cell, outputs, bits, [&](const Vector& parameters) {
    Network network = with_parameters(cell.network, parameters);
    if (sample_outputs(network, data, pattern_classes(network, data)) != outputs)
      return false;
    result = std::move(network);
    return true;
  });
  return result;
}

} // namespace thalweg
