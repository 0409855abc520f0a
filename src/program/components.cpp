// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command: read, decide, write; the mathematics is in search/cell_components.hpp.

#include "program/components.hpp"

#include "certificate/atomic_file.hpp"
#include "certificate/cell_claims.hpp"
#include "certificate/writer.hpp"
#include "exact/error.hpp"
#include "exact/parallel.hpp"
#include "program/generate.hpp"
#include "program/list_text.hpp"
#include "program/summary.hpp"
#include "program/time_limit.hpp"
#include "program/whole_number.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <ostream>

namespace thalweg {

namespace {

constexpr const char* components_footer =
    "One hidden layer of at most eight units, one output, squared loss, an activation of two "
    "slopes\n"
    "that meet at 0 (ReLU, leaky ReLU, absolute value); no sample on a wall. The weights need not "
    "be\n"
    "those of a minimum: only the cell counts, the parameters with the same activation patterns.\n"
    "Without -o the certificate goes to NETWORK.components.json in the current folder.\n\n"
    "Example:\n"
    "  thalweg components examples/minima/valley.json examples/minima/four.csv\n";

std::string told(const CellComponents& found, const std::string& output, std::size_t bytes) {
  const std::string minima =
      found.components == 0
          ? "none in this cell; every risk in it is above " + exact_and_decimal(found.risk)
          : "all points of the cell with the risk " + exact_and_decimal(found.risk);
  return summary_line("local minima", minima) +
         summary_line("components", std::to_string(found.components)) +
         summary_line("output signs", counted(found.sign_choices, "choice")) +
         certificate_line(output, bytes);
}

} // namespace

Command components_command(ComponentsOptions& options) {
  Command command = network_command(
      "components", "Count the path components of the local minima of a network's cell",
      components_footer, options);
  append_options(command, {output_option(options.output), max_seconds_option(options.max_seconds),
                           json_option(options.wants_json), threads_option(options.threads)});
  command.run = [&options](std::ostream& out, std::ostream& err) {
    return components(options, out, err);
  };
  return command;
}

ExitCode components(const ComponentsOptions& options, std::ostream& out, std::ostream& err) {
  TimeLimit limit(options.max_seconds, err);
  set_thread_count(thread_count_from(options.threads));
  const std::filesystem::path output = options.output.empty()
                                           ? options.network.stem().string() + ".components.json"
                                           : options.output;
  require_not_an_input(output, {options.network, options.data});
  CertificateDocument document;
  document.data = table_of(options);
  document.network = network_for(options.network, document.data);
  require_not_read(output);
  document.provenance = {tool_name_and_version(), command_words("components", options) +
                                                      " --target " +
                                                      shell_word(target_list(document.data))};
  const CellComponents found = cell_components(document.network, document.data);
  document.further.push_back(cell_components_claim(found));
  const std::string text = certificate_text(document);
  limit.finish();
  write_file_atomically(output, text);
  const nlohmann::ordered_json json = {{"risk", json_number(found.risk)},
                                       {"components", found.components},
                                       {"sign_choices", found.sign_choices},
                                       {"certificate", output.string()}};
  out << (options.wants_json ? json.dump(2) + "\n" : told(found, output.string(), text.size()));
  return ExitCode::done;
}

} // namespace thalweg
