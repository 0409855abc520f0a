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
#include "program/decide.hpp"
#include "program/escape.hpp"
#include "program/explain.hpp"
#include "program/export.hpp"
#include "program/generate.hpp"
#include "program/judge.hpp"
#include "program/lattice.hpp"
#include "program/manual.hpp"
#include "program/plot.hpp"
#include "program/population.hpp"
#include "program/radius.hpp"
#include "program/report.hpp"
#include "program/reproduce.hpp"
#include "program/snap.hpp"
#include "program/time_limit.hpp"
#include "verifier/verify.hpp"

#include <new>
#include <ostream>
#include <string_view>

namespace thalweg {

namespace {

constexpr int internal_error_code = 70;

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

int fail(std::ostream& err, const std::string& message, ExitCode code) {
  err << "thalweg: " << on_one_line(message) << '\n';
  return static_cast<int>(code);
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
  ManualOptions manual_options;
  const ProgramText program{"thalweg", description, examples, tool_name_and_version()};
  std::vector<Command> commands = {
      generate_command(generate_options),   verify_command(),
      explain_command(explain_options),     decide_command(decide_options),
      judge_command(judge_options),         escape_command(escape_options),
      lattice_command(lattice_options),     snap_command(snap_options),
      reproduce_command(reproduce_options), population_command(population_options),
      radius_command(radius_options),       export_command(export_options),
      report_command(report_options),       plot_command(plot_options)};
  commands.push_back(manual_command(manual_options, program, commands));
  const Command* command = chosen_command(program, commands, argc, argv, out);
  return static_cast<int>(command == nullptr ? ExitCode::done : command->run(out, err));
}

} // namespace

int run_command(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  try {
    const int code = run(argc, argv, out, err);
    out.flush();
    if (!out)
      return fail(err, "standard output: expected to be writable", ExitCode::usage_or_file);
    return code;
  } catch (const InputError& error) {
    return fail(err, error.what(), ExitCode::malformed_input);
  } catch (const ClaimError& error) {
    return fail(err, error.what(), ExitCode::claim_does_not_hold);
  } catch (const Unsupported& error) {
    return fail(err, error.what(), ExitCode::unsupported);
  } catch (const ResourceLimit& error) {
    return fail(err, error.what(), ExitCode::resource_limit);
  } catch (const UsageError& error) {
    return fail(err, error.what(), ExitCode::usage_or_file);
  } catch (const std::bad_alloc&) {
    return fail(err, "memory: expected more, found none", ExitCode::resource_limit);
  } catch (const std::exception& error) {
    err << "thalweg: a bug of ours: " << on_one_line(error.what())
        << " → please report it with the command and the data\n";
    return internal_error_code;
  }
}

int thalweg_main(int argc, const char* const* argv, std::ostream& out, std::ostream& err) noexcept {
  if (argc < 2 || std::string_view(argv[1]) != "verify") { // the verifier limits itself
    limit_memory_to_machine();
    end_when_out_of_memory();
    let_time_limits_end_the_process();
  }
  return run_command(argc, argv, out, err);
}

} // namespace thalweg
