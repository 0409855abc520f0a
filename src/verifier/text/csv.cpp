// SPDX-License-Identifier: Apache-2.0

#include "text/csv.hpp"

#include "limit/stop.hpp"
#include "text/text.hpp"

#include <optional>
#include <set>

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

std::string_view without_leading_zeros(std::string_view digits) {
  return digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
}

/// The digits of ± whole/below, or of ± whole.decimals · 10^(± exponent).
struct NumberText {
  bool is_negative = false;
  std::string_view whole = {};
  std::optional<std::string_view> below = {};
  std::string_view decimals = {};
  bool has_negative_exponent = false;
  std::string_view exponent = {};
};

/// The parts of a number that is the whole text; nothing if it is none or its exponent is beyond
/// ±4096.
std::optional<NumberText> number_text(std::string_view text) {
  NumberText parts;
  parts.is_negative = take_sign(text);
  parts.whole = take_digits(text);
  if (!parts.whole.empty() && take(text, '/')) {
    parts.below = take_digits(text);
    if (without_leading_zeros(*parts.below).empty())
      return std::nullopt;
  } else {
    parts.decimals = take(text, '.') ? take_digits(text) : std::string_view();
    if (parts.whole.empty() && parts.decimals.empty())
      return std::nullopt;
    if (take(text, 'e') || take(text, 'E')) {
      parts.has_negative_exponent = take_sign(text);
      const std::string_view digits = take_digits(text);
      parts.exponent = without_leading_zeros(digits);
      if (digits.empty() || parts.exponent.size() > 4 ||
          (parts.exponent.size() == 4 && parts.exponent > "4096"))
        return std::nullopt;
    }
  }
  return text.empty() ? std::optional(parts) : std::nullopt;
}

Fraction number_of(const NumberText& parts) {
  Integer numerator = integer_of_digits(parts.whole);
  Integer denominator = 1;
  if (parts.below) {
    denominator = integer_of_digits(*parts.below);
  } else {
    denominator = power_of_ten(parts.decimals.size());
    numerator = numerator * denominator + integer_of_digits(parts.decimals);
    const Integer power = power_of_ten(static_cast<std::size_t>(integer_of_digits(parts.exponent)));
    (parts.has_negative_exponent ? denominator : numerator) *= power;
  }
  return fraction(parts.is_negative ? Integer(-numerator) : numerator, denominator);
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
    const char wanted[] = {'"', candidate};
    bool is_quoted = false;
    for (std::size_t at = 0; at < line.size(); ++at) {
      at = line.find_first_of(std::string_view(wanted, 2), at);
      if (at == line.npos)
        break;
      Meter::tick();
      if (line[at] == candidate && !is_quoted)
        return candidate;
      is_quoted = is_quoted != (line[at] == '"');
    }
  }
  return '\0';
}

/// Takes the cell in quotes, with its blanks, at the front of `rest`, up to the next separator or
/// the end.
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
  return cell;
}

List<std::string> cells_of(const TextLine& line, char separator) {
  List<std::string> cells;
  std::string_view rest = line.text;
  while (true) {
    Meter::tick();
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
    Meter::require_room(cells.back().size(), 1);
    Meter::hold(cells.back().size()); // for good: the names stay, the others are few
    if (rest.empty())
      return cells;
    rest.remove_prefix(1);
  }
}

/// Like a number, after a sign: a digit, or a point and a digit, or a word for no number.
bool looks_like_number(std::string_view cell) {
  take_sign(cell);
  for (const std::string_view word : {"nan", "inf", "infinity"})
    if (std::equal(cell.begin(), cell.end(), word.begin(), word.end(),
                   [](char c, char wanted) { return c == wanted || c == wanted - 'a' + 'A'; }))
      return true;
  take(cell, '.');
  return !cell.empty() && '0' <= cell.front() && cell.front() <= '9';
}

/// Names, unless all cells are numbers; beside a number nothing looks like one.
bool is_header(const TextLine& line, const List<std::string>& cells) {
  const auto is_number = [](const std::string& cell) { return number_text(cell).has_value(); };
  const bool has_number = std::any_of(cells.begin(), cells.end(), is_number);
  bool has_other = false;
  for (std::size_t k = 0; k < cells.size(); ++k) {
    Meter::tick();
    if (is_number(cells[k]))
      continue;
    has_other = true;
    if (has_number && looks_like_number(cells[k]))
      fail("csv.header", line.number, k + 1, "a number, or only names", excerpt(cells[k]));
  }
  return has_other;
}

/// Every name is there, is UTF-8 without control characters and stands for one column.
void check_names(const TextLine& line, const List<std::string>& names) {
  std::set<std::string_view> seen;
  for (std::size_t k = 0; k < names.size(); ++k) {
    Meter::tick();
    const std::string& name = names[k];
    const auto check = [&](bool condition, const char* expected) {
      if (!condition)
        fail("csv.header", line.number, k + 1, expected, name.empty() ? "none" : excerpt(name));
    };
    check(!name.empty(), "a column name");
    char32_t code = 0;
    for (std::size_t at = 0, length = 0; at < name.size(); at += length) {
      length = utf8_character(name, at, code);
      check(length != 0 && code >= 0x20 && code != 0x7F,
            "a column name in UTF-8 without control characters");
    }
    check(seen.insert(name).second, "a name that no other column has");
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
  const bool has_header = is_header(lines.front(), table.columns);
  if (has_header)
    check_names(lines.front(), table.columns);
  else
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
      Meter::tick();
      const auto number = number_text(cells[k]);
      if (!number)
        fail("csv.cell", lines[i].number, k + 1, "a number such as -1.5e-3 or 3/7",
             excerpt(cells[k]));
      table.rows.back().push_back(number_of(*number));
    }
  }
  return table;
}

} // namespace thalweg::verifier
