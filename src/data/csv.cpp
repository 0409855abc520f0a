// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tables are read line by line and cell by cell; every cell is given to `parse_number` and nothing
// passes through floating point. A cell may stand in double quotes, which may then hold separators
// and, doubled, quotes; a quoted cell does not go on in the next line.

#include "data/csv.hpp"

#include "data/table_columns.hpp"
#include "exact/error.hpp"
#include "exact/input_file.hpp"
#include "exact/shown_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// A line of the text with its number, counted from 1.
struct Line {
  std::string_view text;
  std::size_t number;
};

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back()))
    text.remove_suffix(1);
  return text;
}

/// The text in quotes, fit for a message.
std::string shown(std::string_view text) {
  return '"' + excerpt(text) + '"';
}

bool is_json_object(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks), last = text.find_last_not_of(blanks);
  return first != text.npos && first != last && text[first] == '{' && text[last] == '}';
}

/// All lines up to the last one that is not blank.
std::vector<Line> lines(std::string_view text) {
  if (text.substr(0, byte_order_mark.size()) == byte_order_mark)
    text.remove_prefix(byte_order_mark.size());
  std::vector<Line> result;
  std::size_t kept = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (!line.empty() && line.back() == '\r')
      line.remove_suffix(1);
    result.push_back({line, result.size() + 1});
    if (!trimmed(line).empty())
      kept = result.size();
  }
  result.resize(kept);
  return result;
}

/// The first of `;`, tab, `,` that occurs outside quotes; 0 if none does.
char separator_of(std::string_view line) {
  for (const char candidate : {';', '\t', ','}) {
    bool is_quoted = false;
    for (const char c : line) {
      if (c == '"')
        is_quoted = !is_quoted;
      else if (c == candidate && !is_quoted)
        return candidate;
    }
  }
  return '\0';
}

/// Reads cell after cell of one line.
class CellReader {
public:
  CellReader(const std::string& text_name, Line line, char separator)
      : text_name_(text_name), line_(line), rest_(line.text), separator_(separator) {}

  bool has_next() const { return has_next_; }

  /// The next cell without the blanks, and then the quotes, around it. The view is valid until the
  /// next call.
  std::string_view next() {
    ++column_;
    std::string_view start = rest_;
    while (!start.empty() && is_blank(start.front()) && start.front() != separator_)
      start.remove_prefix(1);
    if (!start.empty() && start.front() == '"')
      return quoted(start.substr(1));
    const std::size_t end = separator_ == '\0' ? std::string_view::npos : rest_.find(separator_);
    const std::string_view cell = rest_.substr(0, end);
    advance(end);
    return trimmed(cell);
  }

private:
  void advance(std::size_t end) {
    has_next_ = end != std::string_view::npos;
    rest_.remove_prefix(has_next_ ? end + 1 : rest_.size());
  }

  std::string_view quoted(std::string_view inside) {
    unquoted_.clear();
    for (;;) {
      const std::size_t quote = inside.find('"');
      if (quote == std::string_view::npos)
        throw InputError(fmt::format("{}: line {}, column {}: expected a closing quote, found {}",
                                     text_name_, line_.number, column_, shown(rest_)));
      unquoted_ += inside.substr(0, quote);
      inside.remove_prefix(quote + 1);
      if (inside.empty() || inside.front() != '"')
        break;
      unquoted_ += '"';
      inside.remove_prefix(1);
    }
    while (!inside.empty() && is_blank(inside.front()) && inside.front() != separator_)
      inside.remove_prefix(1);
    if (!inside.empty() && (separator_ == '\0' || inside.front() != separator_))
      throw InputError(fmt::format(
          "{}: line {}, column {}: expected a separator after the closing quote, found {}",
          text_name_, line_.number, column_, shown(inside)));
    rest_ = inside;
    advance(inside.empty() ? std::string_view::npos : 0);
    return unquoted_; // blanks in quotes belong to the cell
  }

  const std::string& text_name_;
  Line line_;
  std::string_view rest_;
  char separator_;
  std::size_t column_ = 0;
  bool has_next_ = true;
  std::string unquoted_;
};

/// The cells of the first line.
std::vector<std::string> first_cells(const std::string& text_name, Line line, char separator) {
  std::vector<std::string> cells;
  CellReader reader(text_name, line, separator);
  while (reader.has_next())
    cells.emplace_back(reader.next());
  return cells;
}

/// Digits at the front, or a word for what is no number: a cell that was meant to be one?
bool looks_like_number(std::string_view cell) {
  if (cell.starts_with('+') || cell.starts_with('-'))
    cell.remove_prefix(1);
  std::string word;
  for (const char c : cell.substr(0, 9))
    word += 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (word == "nan" || word == "inf" || word == "infinity")
    return true;
  if (cell.starts_with('.'))
    cell.remove_prefix(1);
  return !cell.empty() && '0' <= cell.front() && cell.front() <= '9';
}

/// Are these names? A first line of numbers with one that cannot be read is neither header nor
/// sample: it must not be lost.
bool is_header(const std::string& text_name, const Line& line,
               const std::vector<std::string>& cells) {
  const auto is_number = [](const std::string& cell) { return parse_number(cell).has_value(); };
  if (std::all_of(cells.begin(), cells.end(), is_number))
    return false;
  if (std::any_of(cells.begin(), cells.end(), is_number))
    for (std::size_t k = 0; k < cells.size(); ++k)
      if (!is_number(cells[k]) && looks_like_number(cells[k]))
        throw InputError(fmt::format("{}: line {}, column {}: expected a number such as -1.5e-3 or "
                                     "3/7, or only names, found {} → correct it, or write a header",
                                     text_name, line.number, k + 1, shown(cells[k])));
  return true;
}

std::string bad_cell(const std::string& text_name, const Line& line, std::size_t column,
                     const std::string& name, std::string_view cell, char separator) {
  std::string found = cell.empty() ? "nothing" : shown(cell);
  const bool has_decimal_comma = separator != ',' && std::count(cell.begin(), cell.end(), ',') == 1;
  const std::string place =
      fmt::format("{}: line {}, column {} ({})", text_name, line.number, column, name);
  const std::string hint = has_decimal_comma              ? " → write decimals with a point"
                           : has_too_large_exponent(cell) ? " → exponents are at most 4096 in size"
                                                          : "";
  return fmt::format("{}: expected a number such as -1.5e-3 or 3/7, found {}{}", place, found,
                     hint);
}

/// The numbers of one line, one per column.
Vector row_of(const std::string& text_name, const Line& line, char separator,
              const std::vector<std::string>& columns) {
  if (trimmed(line.text).empty())
    throw InputError(fmt::format("{}: line {}: expected {} cells, found an empty line", text_name,
                                 line.number, columns.size()));
  Vector row;
  row.reserve(columns.size());
  CellReader reader(text_name, line, separator);
  std::size_t count = 0;
  while (reader.has_next()) {
    const std::string_view cell = reader.next();
    if (++count > columns.size())
      continue;
    std::optional<Rational> number = parse_number(cell);
    if (!number)
      throw InputError(bad_cell(text_name, line, count, columns[count - 1], cell, separator));
    row.push_back(std::move(*number));
  }
  if (count != columns.size())
    throw InputError(fmt::format("{}: line {}: expected {} cells, found {}", text_name, line.number,
                                 columns.size(), count));
  return row;
}

} // namespace

Dataset dataset_from_csv(std::string_view text, const std::string& text_name,
                         const std::vector<std::string>& targets) {
  if (is_wide_text(text))
    throw InputError(text_name + ": line 1: expected a table in UTF-8, found UTF-16 or UTF-32");
  if (is_json_object(text))
    throw InputError(text_name + ": line 1: expected a table of numbers, found JSON");
  const std::vector<Line> table = lines(text);
  if (table.empty())
    throw InputError(text_name + ": line 1: expected a table of numbers, found nothing");
  const char separator = separator_of(table.front().text);
  std::vector<std::string> names = first_cells(text_name, table.front(), separator);
  const bool has_header = is_header(text_name, table.front(), names);
  if (has_header)
    require_good_names(fmt::format("{}: line {}", text_name, table.front().number), names);
  else
    for (std::size_t column = 0; column < names.size(); ++column)
      names[column] = fmt::format("c{}", column + 1);

  Dataset data;
  data.columns = std::move(names);
  data.target_columns = target_columns(text_name, text_name + ": line 1", targets, data.columns);
  const std::vector<bool> is_target = target_marks(data);
  const std::size_t first_row = has_header ? 1 : 0;
  if (table.size() == first_row)
    throw InputError(fmt::format("{}: line {}: expected a sample after the header, found the end",
                                 text_name, table.size() + 1));
  data.inputs.reserve(table.size() - first_row);
  data.targets.reserve(table.size() - first_row);
  for (std::size_t i = first_row; i < table.size(); ++i)
    append_sample(data, row_of(text_name, table[i], separator, data.columns), is_target);
  return data;
}

Dataset dataset_from_csv_file(const std::filesystem::path& path,
                              const std::vector<std::string>& targets) {
  return dataset_from_csv(text_of_file(path), path.string(), targets);
}

} // namespace thalweg
