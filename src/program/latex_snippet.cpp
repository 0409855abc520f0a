// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/latex_snippet.hpp"

#include "program/latex_text.hpp"
#include "program/titled_sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <string_view>
#include <vector>

namespace thalweg {

namespace {

constexpr std::string_view last_words = "What is not said";
constexpr std::string_view origin_title = "Origin";
constexpr std::string_view provenance = "Provenance";

/// The paragraphs of a theorem as one line each, without its first line: those that begin at the
/// margin go on in the indented lines behind.
std::vector<std::string> theorem_paragraphs(const std::string& theorem) {
  std::vector<std::string> result;
  std::istringstream text(theorem);
  std::string line;
  std::getline(text, line);
  while (std::getline(text, line)) {
    const std::size_t start = std::min(line.find_first_not_of(' '), line.size());
    if (start > 0 && !result.empty())
      result.back() += " " + line.substr(start);
    else if (!line.empty())
      result.push_back(line);
  }
  std::erase_if(result, [](const std::string& p) { return p.starts_with(provenance); });
  return result;
}

/// A file's name, which may be broken behind hyphens.
std::string file_name(const std::string& name) {
  std::string result = "\\texttt{";
  for (const char c : latex_text(name))
    result += c == '-' ? "-\\allowbreak{}" : std::string(1, c);
  return result + "}";
}

/// "Risk. R(W) = …": the words up to the first period stand out.
std::string titled_paragraph(const std::string& text) {
  const std::size_t period = text.find(". ");
  if (period == std::string::npos || period > 40)
    return "\\par " + latex_text(text) + "\n";
  return "\\par \\emph{" + latex_text(text.substr(0, period + 1)) + "} " +
         latex_text(text.substr(period + 2)) + "\n";
}

struct NumberRow {
  std::string name, exact, decimal;
  bool operator==(const NumberRow&) const = default;
};

/// The numbers that a theorem states as "name = exact (≈ decimal)", each once.
std::vector<NumberRow> stated_numbers(const std::string& theorem) {
  constexpr std::string_view equals = " = ", about = " (≈ ";
  std::vector<NumberRow> rows;
  for (std::size_t at = theorem.find(equals); at != std::string::npos;
       at = theorem.find(equals, at + 1)) {
    const std::size_t before = at == 0 ? std::string::npos : theorem.find_last_of(" \n", at - 1);
    const std::size_t start = before == std::string::npos ? 0 : before + 1;
    const std::size_t from = at + equals.size();
    const std::size_t end = theorem.find_first_not_of("-0123456789/", from);
    if (end == std::string::npos || end == from || theorem.compare(end, about.size(), about) != 0)
      continue;
    const std::size_t decimal = end + about.size(), close = theorem.find(')', decimal);
    if (close == std::string::npos)
      continue;
    NumberRow row{theorem.substr(start, at - start), theorem.substr(from, end - from),
                  theorem.substr(decimal, close - decimal)};
    if (std::find(rows.begin(), rows.end(), row) == rows.end())
      rows.push_back(std::move(row));
  }
  return rows;
}

std::string number_table(const std::vector<NumberRow>& rows) {
  if (rows.empty())
    return "";
  std::string body;
  for (const NumberRow& row : rows)
    body += fmt::format("{} & {} & {} \\\\\n", latex_text(row.name),
                        row.exact.size() > longest_shown_fraction ? "in the certificate"
                                                                  : latex_number(row.exact),
                        latex_number(row.decimal));
  return "\\begin{center}\n\\begin{tabular}{lll}\n\\toprule\n & exact & rounded \\\\\n\\midrule\n" +
         body + "\\bottomrule\n\\end{tabular}\n\\end{center}\n";
}

std::string section_text(const TitledSection& section) {
  return "\\par \\emph{" + latex_text(section.title) + ".}\n" +
         with_lists(section.blocks, "\\begin{itemize}\n", "\\end{itemize}\n",
                    [](const TextBlock& block) {
                      return (block.is_item ? "\\item{} " : "") + latex_text(block.text) + "\n";
                    });
}

} // namespace

std::string latex_snippet(const AcceptedCertificate& certificate) {
  const std::string name = file_name(certificate.name);
  std::string theorem, proof, remark;
  for (const std::string& paragraph : theorem_paragraphs(certificate.theorem))
    theorem += titled_paragraph(paragraph);
  for (const TitledSection& section : titled_sections(certificate.explanation))
    if (section.title == last_words)
      remark += section_text(section);
    else if (!section.title.starts_with(origin_title))
      proof += section_text(section);
  return fmt::format(
      "% For a document with \\usepackage{{amsthm,booktabs}} and "
      "\\newtheorem{{theorem}}{{Theorem}}.\n"
      "{{\\emergencystretch=4em\n\\begin{{theorem}}[certificate {}]\n{}\\end{{theorem}}\n{}"
      "\\begin{{proof}}[Sketch of the proof]\n{}"
      "\\par Every step is checked in exact arithmetic by "
      "\\texttt{{thalweg-verify}} {}.\n\\end{{proof}}\n{}}}\n",
      name, theorem, number_table(stated_numbers(certificate.theorem)), proof, name, remark);
}

} // namespace thalweg
