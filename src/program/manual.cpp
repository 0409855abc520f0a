// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/manual.hpp"

#include "program/list_text.hpp"
#include "verifier/verify.hpp"

#include <fmt/format.h>

#include <ostream>
#include <sstream>

namespace thalweg {

namespace {

// ---- roff

/// Text without commands of roff: backslashes and hyphens escaped, no dot or quote at a line's
/// start.
std::string roff_text(std::string_view text) {
  std::string result;
  bool is_line_start = true;
  for (const char c : text) {
    if (is_line_start && (c == '.' || c == '\''))
      result += "\\&";
    if (c == '\\')
      result += "\\e";
    else if (c == '-')
      result += "\\-";
    else
      result += c;
    is_line_start = c == '\n';
  }
  return result;
}

std::string roff_literal(std::string_view text) {
  std::string result = ".nf\n" + roff_text(text);
  if (!result.ends_with('\n'))
    result += '\n';
  return result + ".fi\n";
}

std::string roff_item(const std::string& head, const std::string& text) {
  return ".TP\n" + head + "\n" + roff_text(text) + "\n";
}

std::string roff_option(const Option& option) {
  if (const auto* flag = std::get_if<Flag>(&option))
    return roff_item("\\fB" + roff_text(flag->name) + "\\fR", flag->meaning);
  const auto& named = std::get<NamedOption>(option);
  return roff_item(
      fmt::format("\\fB{}\\fR \\fI{}\\fR", roff_text(named.names), roff_text(named.type)),
      named.meaning);
}

std::string roff_command(const Command& command) {
  std::string text = ".SS \"" + roff_text(command.name);
  for (const PlacedArgument& argument : command.arguments)
    text += argument.is_required ? " " + argument.name : " [" + argument.name + "]";
  text += command.options.empty() ? "\"\n" : " [OPTIONS]\"\n";
  text += roff_text(command.summary) + ".\n";
  for (const PlacedArgument& argument : command.arguments)
    text += roff_item("\\fI" + roff_text(argument.name) + "\\fR", argument.meaning);
  for (const Option& option : command.options)
    text += roff_option(option);
  return command.footer.empty() ? text : text + ".PP\n" + roff_literal(command.footer);
}

std::string roff_head(const std::string& name, const std::string& version,
                      const std::string& summary) {
  return fmt::format(".TH {} 1 \"\" \"{}\" \"User Commands\"\n.SH NAME\n{} \\- {}\n", name,
                     roff_text(version), roff_text(name), roff_text(summary));
}

/// thalweg-verify(1): its --help as it is.
std::string verifier_page(const std::string& version) {
  std::ostringstream help, unused;
  const char* const arguments[] = {"thalweg-verify", "--help"};
  if (verifier::verifier_main(2, arguments, help, unused) != 0)
    throw InternalError("manual: expected the help of the verifier, found none");
  return roff_head("thalweg-verify", version, "verify certificates of thalweg independently") +
         ".SH SYNOPSIS\n" + roff_literal(help.str()) + ".SH SEE ALSO\n.BR thalweg (1)\n";
}

// ---- shells

/// "-o,--output" as {"-o", "--output"}.
std::vector<std::string> option_words(const Option& option) {
  if (const auto* flag = std::get_if<Flag>(&option))
    return {flag->name};
  return comma_separated(std::get<NamedOption>(option).names);
}

const std::string& option_meaning(const Option& option) {
  return std::visit([](const auto& one) -> const std::string& { return one.meaning; }, option);
}

/// In single quotes of a shell, without what zsh reads in descriptions.
std::string zsh_words(const std::string& text) {
  std::string result;
  for (const char c : text)
    result += c == '\'' ? std::string("'\\''") : c == ':' ? "\\:" : std::string(1, c);
  return result;
}

} // namespace

std::string manual_page(const ProgramText& program, const std::vector<Command>& commands) {
  std::string text = roff_head(program.name, program.version, program.summary) +
                     ".SH SYNOPSIS\n\\fB" + program.name +
                     "\\fR \\fICOMMAND\\fR [ARGUMENTS] [OPTIONS]\n.br\n\\fB" + program.name +
                     "\\fR [\\fICOMMAND\\fR] \\-\\-help\n.SH COMMANDS\n";
  for (const Command& command : commands)
    text += roff_command(command);
  return text + ".SH \"EXAMPLES AND EXIT CODES\"\n" + roff_literal(program.footer) +
         ".SH SEE ALSO\n.BR thalweg\\-verify (1)\n";
}

std::string bash_completion(const std::vector<Command>& commands) {
  std::string names, cases;
  for (const Command& command : commands) {
    names += (names.empty() ? "" : " ") + command.name;
    std::string words = "--help";
    for (const Option& option : command.options)
      for (const std::string& word : option_words(option))
        words += " " + word;
    cases += fmt::format("    {}) words='{}' ;;\n", command.name, words);
  }
  return "# completion of thalweg for bash\n"
         "_thalweg() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} words=\n"
         "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
         "    COMPREPLY=($(compgen -W '--help --version " +
         names +
         "' -- \"$word\"))\n"
         "    return\n"
         "  fi\n"
         "  case ${COMP_WORDS[1]} in\n" +
         cases +
         "  esac\n"
         "  [ \"${word#-}\" = \"$word\" ] || COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
         "}\n"
         "complete -o default -F _thalweg thalweg\n";
}

std::string zsh_completion(const std::vector<Command>& commands) {
  std::string names, cases;
  for (const Command& command : commands) {
    names += fmt::format("    '{}:{}'\n", command.name, zsh_words(command.summary));
    cases += fmt::format("  {})\n    options=(\n", command.name);
    for (const Option& option : command.options)
      for (const std::string& word : option_words(option))
        cases += fmt::format("      '{}:{}'\n", word, zsh_words(option_meaning(option)));
    cases += "    ) ;;\n";
  }
  return "#compdef thalweg\n"
         "local -a commands options\n"
         "commands=(\n" +
         names +
         ")\n"
         "if (( CURRENT == 2 )); then\n"
         "  _describe command commands\n"
         "  return\n"
         "fi\n"
         "case $words[2] in\n" +
         cases +
         "esac\n"
         "if [[ $PREFIX == -* ]]; then\n"
         "  _describe option options\n"
         "else\n"
         "  _files\n"
         "fi\n";
}

Command manual_command(ManualOptions& options, const ProgramText& program,
                       const std::vector<Command>& commands) {
  return {"manual",
          "Print a manual page, or completions for a shell",
          "WHAT is thalweg or thalweg-verify (manual pages), bash or zsh (completions).\n\n"
          "Examples:\n"
          "  thalweg manual thalweg > thalweg.1\n"
          "  source <(thalweg manual bash)\n",
          {{"WHAT", &options.what, "thalweg, thalweg-verify, bash or zsh"}},
          {},
          [&](std::ostream& out, std::ostream&) {
            if (options.what == "thalweg")
              out << manual_page(program, commands);
            else if (options.what == "thalweg-verify")
              out << verifier_page(program.version);
            else if (options.what == "bash")
              out << bash_completion(commands);
            else if (options.what == "zsh")
              out << zsh_completion(commands);
            else
              throw UsageError("manual: expected thalweg, thalweg-verify, bash or zsh, found " +
                               options.what);
            return ExitCode::done;
          }};
}

} // namespace thalweg
