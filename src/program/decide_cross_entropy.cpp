// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command does input and output only; the mathematics is in landscape/nearby_decision.hpp.

#include "program/decide_cross_entropy.hpp"

#include "certificate/atomic_file.hpp"
#include "certificate/nearby_document.hpp"
#include "certificate/writer.hpp"
#include "program/decision_report.hpp"
#include "program/list_text.hpp"
#include "program/nearby_summary.hpp"
#include "program/network_input.hpp"
#include "program/summary.hpp"

#include <fmt/format.h>

#include <ostream>

namespace thalweg {

namespace {

void require_supported(const DecideOptions& options) {
  const std::string with_loss = " with --loss " + options.loss.loss;
  if (!options.loss.output_weights.empty() || !options.loss.sample_weights.empty())
    throw Unsupported("--output-weights, --sample-weights: expected none" + with_loss +
                      ", found some");
  if (options.find_better)
    throw Unsupported("--find-better: expected --better OTHER.json" + with_loss +
                      ", found a search");
  if (options.radius != "first-order")
    throw Unsupported("--radius: expected first-order" + with_loss + ", found " + options.radius);
}

/// The network of `--better` and a bound of its risk, which is below that of the minimum.
struct LowerRisk {
  Network network;
  Rational risk;
};

LowerRisk lower_risk(const DecideOptions& options, const LabelledData& labelled,
                     const NearbyMinimum& minimum) {
  CrossEntropyLoss loss = labelled.loss;
  LowerRisk better{network_for(options.better, labelled.data, loss), {}};
  require_architecture_of(minimum.network, options.network, better.network, options.better);
  better.risk =
      stated_risk(labelled, better.network, pattern_classes(better.network, labelled.data)).upper;
  if (better.risk >= minimum.risk.lower)
    throw ClaimError(fmt::format("{}: expected a risk below {}, found one near {}", options.better,
                                 decimal(minimum.risk.lower, 12), decimal(better.risk, 12)));
  return better;
}

std::string class_sizes(const PatternClasses& classes) {
  std::vector<SampleSet> members;
  for (const PatternClass& c : classes.classes)
    members.push_back(c.members);
  return fmt::format("{} of {} samples", members.size(), group_sizes(members));
}

void tell_nearby_minimum(DecisionReport& report, const CrossEntropyLoss& loss,
                         const NearbyMinimum& minimum) {
  report.text += summary_line("verdict", "a local minimum is near the network");
  report.text += summary_line("loss", to_string(loss));
  report.text += summary_line("classes", class_sizes(minimum.classes));
  report.text += nearby_minimum_lines(minimum);
  report.json["verdict"] = "local_minimum_near";
  report.json["loss"] = to_string(loss);
  report.json["distance"] = json_number(minimum.distance);
  report.json["radius"] = json_number(minimum.radius);
  report.json["risk_lower"] = json_number(minimum.risk.lower);
  report.json["risk_upper"] = json_number(minimum.risk.upper);
}

} // namespace

ExitCode decide_cross_entropy(const DecideOptions& options, CrossEntropyLoss loss,
                              const Dataset& data, const std::filesystem::path& output,
                              std::ostream& out) {
  require_supported(options);
  Network network = network_for(options.network, data, loss);
  if (CrossEntropyLoss with_better = loss; !options.better.empty())
    network_for(options.better, data, with_better); // looked at before any work
  require_not_read(output);                         // nor files of weights
  const LabelledData labelled = labelled_data(data, loss);
  DecisionReport report;
  tell_network(report, network);
  const NearbyDecision decision = nearby_decision(labelled, std::move(network));
  if (const Undecided* undecided = std::get_if<Undecided>(&decision)) {
    tell_undecided(report, *undecided);
    out << (options.wants_json ? report.json.dump(2) + "\n" : report.text);
    return ExitCode::undecided;
  }
  const NearbyMinimum& minimum = std::get<NearbyMinimum>(decision);
  tell_nearby_minimum(report, loss, minimum);
  const Provenance provenance{tool_name_and_version(),
                              normalised_command(options, " --loss " + to_string(loss), data)};
  CertificateDocument document = certificate_document(data, minimum, provenance);
  if (!options.better.empty()) {
    const LowerRisk better = lower_risk(options, labelled, minimum);
    document.lower_risk = LowerRiskClaim{better.risk, better.network, minimum.risk.lower};
    report.text += lower_risk_lines(minimum.risk, better.risk);
    report.json["better_point"] = {{"risk", json_number(better.risk)}};
  }
  const std::string certificate = certificate_text(document);
  write_file_atomically(output, certificate);
  tell_certificate(report, output.string(), certificate.size());
  out << (options.wants_json ? report.json.dump(2) + "\n" : report.text);
  return ExitCode::done;
}

} // namespace thalweg
