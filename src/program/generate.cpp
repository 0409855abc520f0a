// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command does input and output only; the mathematics is in constructions/spurious_minimum.hpp.

#include "program/generate.hpp"

#include "certificate/atomic_file.hpp"
#include "certificate/document.hpp"
#include "certificate/writer.hpp"
#include "data/selected_inputs.hpp"
#include "data/table_file.hpp"
#include "exact/parallel.hpp"
#include "program/generate_cross_entropy.hpp"
#include "program/generate_regions.hpp"
#include "program/generate_trap.hpp"
#include "program/list_text.hpp"
#include "program/network_input.hpp"
#include "program/summary.hpp"
#include "program/time_limit.hpp"
#include "program/whole_number.hpp"

#include <chrono>
#include <ostream>

namespace thalweg {

namespace {

constexpr const char* generate_footer =
    "The table may have a header; separators are comma, semicolon or tab; numbers are read "
    "exactly\n"
    "(5.10e-3, 3/7). Without -o the certificate goes to DATA.thalweg.json in the current "
    "folder.\n\n"
    "Examples:\n"
    "  thalweg generate examples/parabola.csv --groups 3\n"
    "  thalweg generate table.csv --target price,rent --groups 4 --partition slabs \\\n"
    "      --direction=-1,2,0 --construction gated --refine split -o table.json\n"
    "  thalweg generate table.csv --inputs length,width --partition power --groups 3\n\n"
    "With --construction regions the certificate is written in any case; exit codes: 0 it holds a\n"
    "certified local minimum, 1 a ray along which the risk falls, 6 neither is found. With --trap\n"
    "6 says that no trap was found; no certificate is written then.\n";

std::filesystem::path output_path(const GenerateOptions& options) {
  if (!options.output.empty())
    return options.output;
  return options.data.stem().string() + ".thalweg.json";
}

} // namespace

Command generate_command(GenerateOptions& options) {
  Command command{
      "generate",
      "Make a certificate of a spurious local minimum from a table",
      generate_footer,
      {{"DATA", &options.data, "Table of numbers, one sample per line, or NPY or NPZ"}},
      {NamedOption{"--inputs", &options.inputs,
                   "Input columns, by name or number from 1 (default: all but the targets)",
                   "COL[,COL...]"},
       NamedOption{"--target", &options.targets,
                   "Target columns, by name or number from 1 (default: the last)", "COL[,COL...]"},
       NamedOption{"--groups", &options.groups, "Number of groups of the minimum (default: 2)",
                   "K"},
       NamedOption{
           "--partition", &options.partition,
           "intervals, slabs, tree or power (default: intervals for one input, else tree); or a "
           "file with cells or with sites and weights, see examples/README.md",
           "KIND|FILE.json"},
       NamedOption{"--direction", &options.direction,
                   "Normal of the slabs, one coordinate per input (default: chosen from the data)",
                   "A,B,..."},
       NamedOption{"--construction", &options.construction,
                   "Network: lattice, gated, hinged, auto (that of largest radius) or regions, the "
                   "literal construction of liu2021 with all its steps certified (default: "
                   "lattice; regions with "
                   "--partition power)",
                   "KIND"},
       NamedOption{"--max-parameter", &options.max_parameter,
                   "Largest weight or bias of the minimum (default: that of the construction "
                   "before tuning)",
                   "B"},
       NamedOption{"--refine", &options.refinement,
                   "Better point: isolate the worst sample, or the best split (default: isolate)",
                   "KIND"}},
      [&options](std::ostream& out, std::ostream& err) { return generate(options, out, err); }};
  append_loss_options(command, options.loss);
  append_options(
      command,
      {NamedOption{"-o,--output", &options.output, "Where to write the certificate", "CERT.json"},
       NamedOption{"--max-seconds", &options.max_seconds, "Stop after so long (default: never)",
                   "SECONDS"},
       threads_option(options.threads),
       Flag{"--trap", &options.wants_trap,
            "Look for a minimum that no path leaves without climbing: among the "
            "constructions, then among networks with K - 1 hidden units"},
       Flag{"--json", &options.wants_json, "Print the summary as JSON"}});
  return command;
}

ExitCode generate(const GenerateOptions& options, std::ostream& out, std::ostream& err) {
  const auto start = std::chrono::steady_clock::now();
  TimeLimit limit(options.max_seconds, err);
  set_thread_count(thread_count_from(options.threads));
  const std::filesystem::path output = output_path(options);
  const Dataset table = dataset_from_file(options.data, comma_separated(options.targets));
  require_not_read(output);
  if (!is_region_request(options) && !options.wants_trap)
    if (const auto loss = cross_entropy_of_text(options.loss.loss, table))
      return generate_cross_entropy(options, *loss,
                                    with_selected_inputs(table, comma_separated(options.inputs)),
                                    output, limit, out);
  const LossOnData on_table = loss_on_data(options.loss, table);
  const Dataset data = options.inputs.empty()
                           ? on_table.data
                           : with_selected_inputs(table, comma_separated(options.inputs));
  if (options.wants_trap)
    return generate_trap(options, {data, on_table.loss}, output, limit, out);
  if (is_region_request(options))
    return generate_regions(options, data, output, limit, out);
  const MinimumRequest request = request_from(options, data);

  const SpuriousMinimum minimum = spurious_minimum({data, on_table.loss}, request, tell_progress);

  const Provenance provenance{
      tool_name_and_version(),
      normalised_command(options, request, loss_words(options.loss, on_table.loss), data)};
  const CertificateDocument document = certificate_document(data, minimum, provenance);
  const std::string text = certificate_text(document);
  const std::optional<Leaving> leaving = quick_leaving(document);
  limit.finish();
  write_file_atomically(output, text);

  const Seconds elapsed = std::chrono::steady_clock::now() - start;
  const Summary summary{data,   minimum,     request, options.data.filename().string(),
                        output, text.size(), elapsed, leaving};
  out << (options.wants_json ? summary_json(summary) : summary_text(summary));
  return ExitCode::done;
}

} // namespace thalweg
