// SPDX-License-Identifier: GPL-3.0-or-later
//
// The only file that knows CLI11.

#include "program/argument_parser.hpp"

#include <CLI/CLI.hpp>

namespace thalweg {

namespace {

CLI::Option* added(CLI::App& app, const std::string& names, const OptionValue& value,
                   const std::string& meaning) {
  return std::visit([&](auto* target) { return app.add_option(names, *target, meaning); }, value);
}

void add(CLI::App& app, const NamedOption& option) {
  added(app, option.names, option.value, option.meaning)->type_name(option.type);
}

void add(CLI::App& app, const Flag& flag) {
  app.add_flag(flag.name, *flag.value, flag.meaning);
}

CLI::App* added(CLI::App& app, const Command& command) {
  CLI::App* subcommand = app.add_subcommand(command.name, command.summary);
  subcommand->footer(command.footer);
  for (const PlacedArgument& argument : command.arguments)
    added(*subcommand, argument.name, argument.value, argument.meaning)
        ->required(argument.is_required);
  for (const auto& option : command.options)
    std::visit([subcommand](const auto& one) { add(*subcommand, one); }, option);
  return subcommand;
}

/// An option that is given is not empty: nothing is taken for "not given" that was.
void require_values(const CLI::App& command) {
  for (const CLI::Option* option : command.get_options())
    for (const std::string& value : option->results())
      if (value.empty())
        throw UsageError(option->get_name() + ": expected a value, found an empty one");
}

/// The first word is a command or an option.
void require_command(const ProgramText& program, const std::vector<Command>& commands, int argc,
                     const char* const* argv) {
  const std::string word = argc > 1 ? argv[1] : "";
  std::string names;
  for (const Command& command : commands) {
    if (word == command.name || word.starts_with("-"))
      return;
    names += (names.empty() ? "" : ", ") + std::string(command.name);
  }
  throw UsageError("expected a command (" + names + "), found " + (word.empty() ? "none" : word) +
                   " → " + program.name + " --help");
}

/// "--output: 1 required CERT.json missing", "--target: At Most 1 required but received 2"
std::string wrong_number_of_values(const std::string& what) {
  return what.substr(0, what.find(':')) + (what.find("received") == std::string::npos
                                               ? ": expected a value, found none"
                                               : ": expected one value, found several");
}

} // namespace

const Command* chosen_command(const ProgramText& program, const std::vector<Command>& commands,
                              int argc, const char* const* argv, std::ostream& out) {
  require_command(program, commands, argc, argv);
  CLI::App app(program.summary, program.name);
  app.footer(program.footer);
  app.set_version_flag("--version", program.version);
  app.require_subcommand(1);
  std::vector<const CLI::App*> subcommands;
  for (const Command& command : commands)
    subcommands.push_back(added(app, command));
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& request) { // --help, --version
    app.exit(request, out, out);
    return nullptr;
  } catch (const CLI::ArgumentMismatch& error) {
    throw UsageError(wrong_number_of_values(error.what()) + " → " + program.name + " --help");
  } catch (const CLI::ParseError& error) {
    throw UsageError(std::string(error.what()) + " → " + program.name + " --help");
  }
  for (std::size_t k = 0; k < commands.size(); ++k)
    if (subcommands[k]->parsed()) {
      require_values(*subcommands[k]);
      return &commands[k];
    }
  throw InternalError("command line: no command was chosen");
}

} // namespace thalweg
