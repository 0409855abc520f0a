// SPDX-License-Identifier: Apache-2.0

#include "claim/local_minimum.hpp"

#include "claim/certificate.hpp"
#include "loss/loss_document.hpp"
#include "number/decimal.hpp"
#include "text/digest.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

#include <algorithm>

namespace thalweg::verifier {

namespace {

std::string exempt_in_words(const List<std::size_t>& exempt, const Loss& loss) {
  return counted(exempt.size(), "sample", "samples") +
         (loss.name == "squared" ? " fitted exactly" : " of loss 0") +
         ", of which no pattern is asked: " + ranges(exempt) + ".\n";
}

/// Could some unit have another piece, or some maximum another entry?
bool has_patterns(const Network& network) {
  return std::any_of(network.layers.begin(), network.layers.end(), [](const Layer& layer) {
    return layer.is_maximum() || !layer.activation.breakpoints.empty();
  });
}

/// What holds within the radius, and what beyond. Exempt samples do not enter: their loss cannot
/// fall below 0. If there are no others, or no unit has a breakpoint, the radius says nothing.
std::string in_words(const LocalMinimum& claim, const Problem& problem, const Examined& examined) {
  const std::string bound =
      claim.method == RadiusMethod::interval ? "interval bound" : "first-order bound";
  const List<std::size_t>& exempt = examined.grouping.unlabelled;
  const std::size_t class_count = examined.classes.size();
  const bool has_exempt = !exempt.empty();
  const bool is_global = class_count == 0 || !has_patterns(problem.network);
  std::string result =
      "Local minimum. R(W) = " + number(claim.risk) +
      ". For every W' whose parameters all differ from those of W by at most\n  r = " +
      number(claim.radius) + "\n  (zero weights included), ";
  if (is_global)
    result +=
        "R(W') ≥ R(W). Indeed R(W') ≥ R(W) for every W' at all:\n  " +
        std::string(class_count == 0
                        ? "R(W) = 0, and no pattern is asked of any sample"
                        : "no unit has a breakpoint, so there is only one activation pattern") +
        "; any r is\n  shown by the " + bound + ".\n";
  else
    result += std::string("every activation pattern") +
              (has_exempt ? " of a sample that is not exempt" : "") +
              " is the one at W, and R(W') ≥ R(W).\n  Indeed R(W') ≥ R(W) for every W' at which " +
              (has_exempt ? "those samples" : "the samples") + " have these patterns.\n  " +
              (has_exempt ? "They" : "The samples") + " have " +
              counted(class_count, "activation pattern", "activation patterns") +
              "; r is shown by the " + bound + ".\n";
  if (has_exempt)
    result += "  Exempt: " + exempt_in_words(exempt, problem.loss);
  return result;
}

} // namespace

LocalMinimum read_minimum(const Node& node) {
  LocalMinimum claim{};
  claim.place = node.place();
  claim.radius = node["radius"].rational();
  claim.risk = node["risk"].rational();
  return claim;
}

std::unique_ptr<Claim> read_local_minimum(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"radius", "risk"});
  return std::make_unique<LocalMinimumClaim>(read_minimum(node));
}

void read_local_minimum_witness(const Node& node, const Problem& problem, LocalMinimum& claim) {
  require_keys_and_subgradients(node, {"method", "pattern_classes"},
                                !problem.loss.is_differentiable());
  claim.method = read_method(node["method"]);
  claim.labels = read_labels(node["pattern_classes"], problem.data);
  claim.subgradients = read_subgradients(node, claim.labels, problem.data.targets.size());
}

void read_local_minimum_witness(const Node& node, Claim& made, const Subject& subject) {
  read_local_minimum_witness(node, subject, dynamic_cast<LocalMinimumClaim&>(made).minimum);
}

Examined check_local_minimum(const Problem& problem, const LocalMinimum& claim) {
  const Data& data = problem.data;
  if (const Check check{sign(claim.radius) > 0}) // O8
    check.say({"local_minimum.radius_not_positive", claim.place + "/radius", "a positive radius",
               shown(claim.radius)});
  const LabelledNetwork labelled{problem.network, claim.labels, "local_minimum",
                                 "/witness/local_minimum/pattern_classes", claim.subgradients};
  const Examined examined = examine(labelled, data, problem.loss, &claim);
  for (const std::size_t i : examined.grouping.unlabelled) { // O7
    const ForwardPass pass = forward_pass(problem.network, point(data.samples[i]));
    if (const Check check{sign(loss_of_sample(problem.loss, data, i, pass.z.back())) == 0})
      check.say(
          labelled.words(".unsettled", i, "a class for a sample whose loss is not 0", "null"));
  }
  check_risk(claim.risk, examined, data, "local_minimum.risk", claim.place + "/risk");
  check_lifted_stationarity(problem.network, examined.classes, "local_minimum.lifted_stationarity");
  return examined;
}

Told LocalMinimumClaim::check(const Subject& subject) const {
  examined = check_local_minimum(subject, minimum);
  return {in_words(minimum, subject, examined),
          "{" + key("radius") + exact(minimum.radius) + "," + key("risk") + exact(minimum.risk) +
              "," + key("method") +
              (minimum.method == RadiusMethod::interval ? "\"interval\"" : "\"first_order\"") +
              "," + key("classes") + std::to_string(examined.classes.size()) + "," +
              key("exempt_samples") + indices_as_json(examined.grouping.unlabelled) + "}"};
}

} // namespace thalweg::verifier
