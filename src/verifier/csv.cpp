// SPDX-License-Identifier: Apache-2.0

#include "csv.hpp"

#include "stop.hpp"
#include "text.hpp"

#include <optional>

namespace thalweg::verifier {

namespace {

struct TextLine {
  std::string_view text;
  std::size_t number; ///< from 1
};

[[noreturn]] void fail(const char* code, std::size_t line, std::size_t column, std::string expected,
                       std::string found) {
  throw Stop{{Verdict::malformed, code, "", std::move(expected), std::move(found), "data", line,
              column, "", ""}};
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == text.npos)
    return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool take(std::string_view& text, char wanted) {
  const bool is_there = text.starts_with(wanted);
  text.remove_prefix(is_there ? 1 : 0);
  return is_there;
}

std::string_view take_digits(std::string_view& text) {
  const std::size_t length = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::string_view digits = text.substr(0, length);
  text.remove_prefix(length);
  return digits;
}

/// Takes "-" or "+" if there is one; is it "-"?
bool take_sign(std::string_view& text) {
  const bool is_negative = take(text, '-');
  if (!is_negative)
    take(text, '+');
  return is_negative;
}

/// The number that is the whole text; nothing if it is none or its exponent is beyond ±4096.
std::optional<Fraction> number_of(std::string_view text) {
  const bool is_negative = take_sign(text);
  const std::string_view whole = take_digits(text);
  Integer numerator = integer_of_digits(whole);
  Integer denominator = 1;
  if (!whole.empty() && take(text, '/')) {
    denominator = integer_of_digits(take_digits(text));
    if (is_zero(denominator))
      return std::nullopt;
  } else {
    const std::string_view decimals = take(text, '.') ? take_digits(text) : std::string_view();
    if (whole.empty() && decimals.empty())
      return std::nullopt;
    denominator = power_of_ten(decimals.size());
    numerator = numerator * denominator + integer_of_digits(decimals);
    if (take(text, 'e') || take(text, 'E')) {
      const bool is_below_one = take_sign(text);
      const std::string_view digits = take_digits(text);
      const Integer exponent = integer_of_digits(digits);
      if (digits.empty() || exponent > 4096)
        return std::nullopt;
      (is_below_one ? denominator : numerator) *= power_of_ten(static_cast<std::size_t>(exponent));
    }
  }
  if (!text.empty())
    return std::nullopt;
  return fraction(is_negative ? Integer(-numerator) : numerator, denominator);
}

List<TextLine> lines_of(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF"))
    text.remove_prefix(3);
  List<TextLine> lines;
  std::size_t kept = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (line.ends_with('\r'))
      line.remove_suffix(1);
    lines.push_back({line, lines.size() + 1});
    if (!trimmed(line).empty())
      kept = lines.size();
  }
  while (lines.size() > kept)
    lines.pop_back();
  return lines;
}

char separator_of(std::string_view line) {
  for (const char candidate : {';', '\t', ','}) {
    bool is_quoted = false;
    for (const char c : line)
      if (c == '"')
        is_quoted = !is_quoted;
      else if (c == candidate && !is_quoted)
        return candidate;
  }
  return '\0';
}

/// Takes the cell in quotes at the front of `rest`, up to the next separator or the end.
std::string quoted_cell(std::string_view& rest, const TextLine& line, std::size_t column,
                        char separator) {
  std::string cell;
  rest.remove_prefix(1);
  while (true) {
    const std::size_t quote = rest.find('"');
    if (quote == rest.npos)
      fail("csv.quote", line.number, column, "a closing quote", "the end of the line");
    cell += rest.substr(0, quote);
    rest.remove_prefix(quote + 1);
    if (!take(rest, '"'))
      break;
    cell += '"';
  }
  while (rest.starts_with(' ') || (rest.starts_with('\t') && separator != '\t'))
    rest.remove_prefix(1);
  if (!rest.empty() && rest.front() != separator)
    fail("csv.quote", line.number, column, "a separator after the closing quote", excerpt(rest));
  return std::string(trimmed(cell));
}

List<std::string> cells_of(const TextLine& line, char separator) {
  List<std::string> cells;
  std::string_view rest = line.text;
  while (true) {
    std::string_view start = rest;
    while (start.starts_with(' ') || (start.starts_with('\t') && separator != '\t'))
      start.remove_prefix(1);
    if (start.starts_with('"')) {
      rest = start;
      cells.push_back(quoted_cell(rest, line, cells.size() + 1, separator));
    } else {
      const std::size_t end =
          separator == '\0' ? rest.size() : std::min(rest.find(separator), rest.size());
      cells.emplace_back(trimmed(rest.substr(0, end)));
      rest.remove_prefix(end);
    }
    if (rest.empty())
      return cells;
    rest.remove_prefix(1);
  }
}

} // namespace

Table read_csv(std::string_view text) {
  const List<TextLine> lines = lines_of(text);
  if (lines.empty())
    fail("csv.empty", 1, 1, "a table of numbers", "nothing");
  const char separator = separator_of(lines.front().text);
  Table table;
  table.columns = cells_of(lines.front(), separator);
  const bool has_header =
      !std::all_of(table.columns.begin(), table.columns.end(),
                   [](const std::string& cell) { return number_of(cell).has_value(); });
  if (!has_header)
    for (std::size_t k = 0; k < table.columns.size(); ++k)
      table.columns[k] = "c" + std::to_string(k + 1);
  for (std::size_t i = has_header ? 1 : 0; i < lines.size(); ++i) {
    Meter::tick();
    const List<std::string> cells = cells_of(lines[i], separator);
    if (cells.size() != table.columns.size())
      fail("csv.cell_count", lines[i].number, 1, std::to_string(table.columns.size()) + " cells",
           std::to_string(cells.size()));
    table.rows.emplace_back();
    for (std::size_t k = 0; k < cells.size(); ++k) {
      const auto number = number_of(cells[k]);
      if (!number)
        fail("csv.cell", lines[i].number, k + 1, "a number such as -1.5e-3 or 3/7",
             excerpt(cells[k]));
      table.rows.back().push_back(*number);
    }
  }
  return table;
}

} // namespace thalweg::verifier
