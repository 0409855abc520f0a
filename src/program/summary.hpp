// SPDX-License-Identifier: GPL-3.0-or-later
//
// What `thalweg generate` reports, for people and for machines.

#pragma once

#include "constructions/spurious_minimum.hpp"
#include "exact/watched_work.hpp"
#include "program/leaving.hpp"

#include <filesystem>
#include <optional>

namespace thalweg {

/// Everything that is reported. References must outlive the summary.
struct Summary {
  const Dataset& data;
  const SpuriousMinimum& minimum;
  const MinimumRequest& request;
  std::string data_name;
  std::filesystem::path certificate;
  std::size_t bytes;
  Seconds time;                        ///< of this run; never part of a certificate
  std::optional<Leaving> leaving = {}; ///< of the minimum, if that was looked for
};

/// Aligned lines for a reader; long rationals are shown as decimals with their length.
std::string summary_text(const Summary& summary);

/// One JSON object; rationals are exact strings.
std::string summary_json(const Summary& summary);

/// One line of a summary: the label in a column of its own.
std::string summary_line(const std::string& label, const std::string& text);

/// Where the certificate is and how long it is; where told, after how long.
std::string certificate_line(const std::string& path, std::size_t bytes,
                             std::optional<Seconds> time = {});

/// {"exact": …, "decimal": …}
nlohmann::ordered_json json_number(const Rational& value);

/// {"sample": …, "layer": …, "unit": …, "distance": …}
nlohmann::ordered_json json_flip(const PatternFlip& flip);

/// "1/8 (0.125): a flip at sample 3, layer 0, unit 1"
std::string flip_in_words(const PatternFlip& flip);

/// The exact value if it is short, beside its decimal: "1/3 (0.333333)"; long values as
/// "0.333333 (exactly a fraction of 123 digits)".
std::string exact_and_decimal(const Rational& value);

/// Units of the hidden layers; weights and biases of all layers, zero weights included.
std::size_t hidden_unit_count(const Network& network);
std::size_t parameter_count(const Network& network);

/// The sizes of the groups that have samples, as "7, 7 and 7".
std::string group_sizes(const std::vector<SampleSet>& members);

} // namespace thalweg
