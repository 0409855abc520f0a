// SPDX-License-Identifier: GPL-3.0-or-later
//
// One subcommand per file of this folder. `verify` hands its arguments unread to the verifier, so
// that `thalweg verify` and `thalweg-verify` cannot differ.

#include "program/command_line.hpp"

#include "certificate/document.hpp"
#include "exact/error.hpp"
#include "exact/memory.hpp"
#include "exact/shown_text.hpp"
#include "program/argument_parser.hpp"
#include "program/batch.hpp"
#include "program/census.hpp"
#include "program/components.hpp"
#include "program/decide.hpp"
#include "program/escape.hpp"
#include "program/explain.hpp"
#include "program/export.hpp"
#include "program/failure.hpp"
#include "program/generate.hpp"
#include "program/judge.hpp"
#include "program/lattice.hpp"
#include "program/manual.hpp"
#include "program/plot.hpp"
#include "program/population.hpp"
#include "program/radius.hpp"
#include "program/ranks.hpp"
#include "program/report.hpp"
#include "program/reproduce.hpp"
#include "program/snap.hpp"
#include "program/time_limit.hpp"
#include "verifier/verify.hpp"

#include <ostream>
#include <string_view>

namespace thalweg {

namespace {

constexpr const char* description =
    "Certified spurious local minima of piecewise linear networks, in exact arithmetic.";

constexpr const char* examples =
    "Examples:\n"
    "  thalweg generate examples/parabola.csv --groups 3 -o parabola.json\n"
    "  thalweg verify parabola.json --data examples/parabola.csv\n"
    "  thalweg explain parabola.json\n\n"
    "Exit codes: 0 done, 1 a claim does not hold or cannot be had, 2 malformed input,\n"
    "3 unsupported, 4 a limit was reached, 5 wrong usage or unreadable file, 6 undecided,\n"
    "70 a bug of ours.\n";

int fail(std::ostream& err, const Failure& failure) {
  const std::string line = on_one_line(failure.message);
  if (!tell_ranks_of_failure(failure))
    return failure.exit_code;
  if (failure.exit_code == internal_error_code)
    err << "thalweg: a bug of ours: " << line
        << " → please report it with the command and the data\n";
  else
    err << "thalweg: " << line << '\n';
  return failure.exit_code;
}

/// A command that many ranks do together joins them; only rank 0 tells results.
ExitCode run_on_ranks(const Command& command, std::ostream& out, std::ostream& err) {
  join_ranks();
  if (rank_count() > 1)
    limit_memory_to_machine(ranks_on_this_machine());
  std::ostream nowhere(nullptr);
  return command.run(rank_number() == 0 ? out : nowhere, err);
}

/// For --help only.
Command verify_command() {
  return {"verify",
          "Check certificates independently (the same as thalweg-verify)",
          "",
          {},
          {},
          [](std::ostream&, std::ostream&) -> ExitCode {
            throw InternalError("command line: verify was not handed to the verifier");
          }};
}

int run(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  if (argc > 1 && std::string_view(argv[1]) == "verify")
    return verifier::verifier_main(argc - 1, argv + 1, out, err);
  GenerateOptions generate_options;
  ExplainOptions explain_options;
  DecideOptions decide_options;
  JudgeOptions judge_options;
  LatticeOptions lattice_options;
  SnapOptions snap_options;
  ReproduceOptions reproduce_options;
  PopulationOptions population_options;
  RadiusOptions radius_options;
  ExportOptions export_options;
  ReportOptions report_options;
  PlotOptions plot_options;
  EscapeOptions escape_options;
  ComponentsOptions components_options;
  CensusOptions census_options;
  ManualOptions manual_options;
  const ProgramText program{"thalweg", description, examples, tool_name_and_version()};
  std::vector<Command> commands = {
      generate_command(generate_options),     verify_command(),
      explain_command(explain_options),       decide_command(decide_options),
      judge_command(judge_options),           escape_command(escape_options),
      lattice_command(lattice_options),       snap_command(snap_options),
      reproduce_command(reproduce_options),   population_command(population_options),
      radius_command(radius_options),         export_command(export_options),
      report_command(report_options),         plot_command(plot_options),
      components_command(components_options), census_command(census_options)};
  commands.push_back(manual_command(manual_options, program, commands));
  const Command* command = chosen_command(program, commands, argc, argv, out);
  if (command == nullptr)
    return static_cast<int>(ExitCode::done);
  return static_cast<int>(command->is_for_ranks ? run_on_ranks(*command, out, err)
                                                : command->run(out, err));
}

} // namespace

int run_command(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  try {
    const int code = run(argc, argv, out, err);
    out.flush();
    if (!out)
      throw UsageError("standard output: expected to be writable");
    return code;
  } catch (const std::exception&) {
    return fail(err, current_failure());
  }
}

int thalweg_main(int argc, const char* const* argv, std::ostream& out, std::ostream& err) noexcept {
  if (argc < 2 || std::string_view(argv[1]) != "verify") { // the verifier limits itself
    limit_memory_to_machine();
    end_when_out_of_memory();
    let_time_limits_end_the_process();
    let_ranks_be_joined();
  }
  const int code = run_command(argc, argv, out, err);
  leave_ranks();
  return code;
}

} // namespace thalweg
