// SPDX-License-Identifier: Apache-2.0

#include "claim/global_minimum.hpp"

#include "loss/risk.hpp"
#include "number/decimal.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

std::unique_ptr<Claim> read_global_minimum(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {});
  return std::make_unique<GlobalMinimum>(node.place());
}

Told GlobalMinimum::check(const Subject& subject) const {
  const Data& data = subject.data;
  for (std::size_t i = 0; i < data.samples.size(); ++i) {
    Meter::tick();
    const ForwardPass pass = forward_pass(subject.network, point(data.samples[i]));
    const Fraction loss = loss_of_sample(subject.loss, data, i, pass.z.back());
    if (const Check check{sign(loss) == 0})
      check.say({"global_minimum.not_fitted", "/statement/data/rows/" + std::to_string(i),
                 "the loss 0", shown(loss)});
  }
  return {std::string("Global minimum. R(W) = 0: every ") +
              (subject.loss.name == "squared" ? "sample is fitted exactly" : "loss is 0") +
              ", and no risk is negative.\n",
          "{}"};
}

} // namespace thalweg::verifier
