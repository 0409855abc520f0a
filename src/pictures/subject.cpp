// SPDX-License-Identifier: GPL-3.0-or-later

#include "pictures/subject.hpp"

#include "certificate/network_reader.hpp"
#include "exact/shown_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace thalweg {

namespace {

std::optional<Network> better_network_of(const CertificateDocument& document) {
  return document.lower_risk ? std::optional(document.lower_risk->better_network) : std::nullopt;
}

std::vector<Vector> last_outputs(const ForwardPasses& passes, const Dataset& data) {
  std::vector<Vector> outputs;
  for (std::size_t i = 0; i < data.sample_count(); ++i)
    outputs.push_back(passes.output(passes.layer_count(), i));
  return outputs;
}

} // namespace

std::vector<Vector> outputs_on(const Network& network, const Dataset& data) {
  return last_outputs(ForwardPasses(network, data.inputs, network.layers.size()), data);
}

Subject subject_of(const CertificateDocument& document) {
  const Network& network = document.network;
  Subject subject{document,
                  better_network_of(document),
                  ForwardPasses(network, document.data.inputs, network.layers.size()),
                  {},
                  {}};
  subject.outputs = last_outputs(subject.passes, document.data);
  if (subject.better)
    subject.better_outputs = outputs_on(*subject.better, document.data);
  return subject;
}

Rational risk_with(const CertificateDocument& document, const Network& network,
                   const std::vector<Vector>& outputs) {
  constexpr std::size_t bits = 96;
  const Rational decay = decay_of(document.decay, network);
  if (document.cross_entropy())
    return decay +
           risk_bounds(labelled_data(document.data, *document.cross_entropy()), outputs, bits)
               .lower;
  return decay + mean_loss(document.problem(), outputs);
}

std::vector<std::size_t> chosen_indices(std::size_t count, std::size_t most) {
  std::vector<std::size_t> result;
  const std::size_t shown = std::min(count, most);
  for (std::size_t i = 0; i < shown; ++i)
    result.push_back(shown == 1 ? 0 : i * (count - 1) / (shown - 1));
  return result;
}

std::string choice_note(std::size_t shown, std::size_t count, const std::string& noun) {
  return shown == count ? ""
                        : fmt::format(" Shown are {} of {} {}, evenly chosen.", shown, count, noun);
}

std::string input_name(const Dataset& data, std::size_t input) {
  std::size_t column = 0;
  for (;; ++column) {
    const bool is_target =
        std::count(data.target_columns.begin(), data.target_columns.end(), column) > 0;
    if (!is_target && input-- == 0)
      return excerpt(data.columns[column]);
  }
}

std::string target_name(const Dataset& data, std::size_t output) {
  return excerpt(data.columns[data.target_columns[output]]);
}

} // namespace thalweg
