// SPDX-License-Identifier: GPL-3.0-or-later
//
// One subcommand per file of this folder. `verify` hands its arguments unread to the verifier, so
// that `thalweg verify` and `thalweg-verify` cannot differ.

#include "program/command_line.hpp"

#include "certificate/document.hpp"
#include "exact/error.hpp"
#include "program/decide.hpp"
#include "program/explain.hpp"
#include "program/generate.hpp"
#include "program/judge.hpp"
#include "program/lattice.hpp"
#include "program/reproduce.hpp"
#include "program/snap.hpp"
#include "verifier/verify.hpp"

#include <CLI/CLI.hpp>

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
  err << "thalweg: " << message << '\n';
  return static_cast<int>(code);
}

int run(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  if (argc > 1 && std::string_view(argv[1]) == "verify")
    return verifier::verifier_main(argc - 1, argv + 1, out, err);

  CLI::App app(description, "thalweg");
  app.footer(examples);
  app.set_version_flag("--version", tool_name_and_version());
  app.require_subcommand(1);
  GenerateOptions generate_options;
  ExplainOptions explain_options;
  DecideOptions decide_options;
  JudgeOptions judge_options;
  LatticeOptions lattice_options;
  SnapOptions snap_options;
  ReproduceOptions reproduce_options;
  const CLI::App* generate_command = add_generate(app, generate_options);
  app.add_subcommand("verify", "Check certificates independently (the same as thalweg-verify)");
  const CLI::App* explain_command = add_explain(app, explain_options);
  const CLI::App* decide_command = add_decide(app, decide_options);
  const CLI::App* judge_command = add_judge(app, judge_options);
  const CLI::App* lattice_command = add_lattice(app, lattice_options);
  const CLI::App* snap_command = add_snap(app, snap_options);
  const CLI::App* reproduce_command = add_reproduce(app, reproduce_options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& request) { // --help, --version
    app.exit(request, out, err);
    return static_cast<int>(ExitCode::done);
  } catch (const CLI::ParseError& error) {
    return fail(err, std::string(error.what()) + " → thalweg --help", ExitCode::usage_or_file);
  }
  if (generate_command->parsed())
    return static_cast<int>(generate(generate_options, out, err));
  if (explain_command->parsed())
    return static_cast<int>(explain(explain_options, out, err));
  if (decide_command->parsed())
    return static_cast<int>(decide(decide_options, out, err));
  if (judge_command->parsed())
    return static_cast<int>(judge(judge_options, out, err));
  if (lattice_command->parsed())
    return static_cast<int>(lattice(lattice_options, out, err));
  if (snap_command->parsed())
    return static_cast<int>(snap(snap_options, out));
  if (reproduce_command->parsed())
    return static_cast<int>(reproduce(reproduce_options, out));
  throw InternalError("command line: no command was chosen");
}

} // namespace

int thalweg_main(int argc, const char* const* argv, std::ostream& out, std::ostream& err) noexcept {
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
    err << "thalweg: a bug of ours: " << error.what()
        << " → please report it with the command and the data\n";
    return internal_error_code;
  }
}

} // namespace thalweg
