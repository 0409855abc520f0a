// SPDX-License-Identifier: Apache-2.0

#include "verify.hpp"

#include "claim/theorem.hpp"
#include "text/csv.hpp"
#include "text/obligation.hpp"
#include "text/text.hpp"

namespace thalweg::verifier {

namespace {

/// For each stated column its number in the table: same names in the same order (O1).
List<std::size_t> matched_columns(const List<Json>& columns, const Table& table) {
  List<std::size_t> numbers;
  for (std::size_t t = 0; t < table.columns.size(); ++t)
    if (numbers.size() < columns.size() && columns[numbers.size()].text == table.columns[t])
      numbers.push_back(t);
  if (numbers.size() < columns.size())
    reject("data.column", "/statement/data/columns/" + std::to_string(numbers.size()),
           "columns of the data file in its order", excerpt(columns[numbers.size()].text));
  return numbers;
}

/// O1: the samples are those of the user's table: columns, count, order and every cell. Returns the
/// columns of the table that are not used.
std::vector<std::string> check_data(const Json& data, std::string_view csv) {
  Meter::require_room(csv.size(), 1);
  Meter::hold(csv.size());
  const Table table = read_csv(csv);
  const std::string place = "/statement/data";
  const List<Json>& columns = member_of(data, "columns")->items;
  const List<Json>& rows = member_of(data, "rows")->items;
  const auto check = [](const char* code, const std::string& where, const std::string& expected,
                        std::string_view found) {
    if (expected != found)
      reject(code, where, excerpt(expected) + " as in the data file", excerpt(found));
  };
  const List<std::size_t> numbers = matched_columns(columns, table);
  for (std::size_t i = 0; i < std::min(table.rows.size(), rows.size()); ++i)
    for (std::size_t k = 0; k < columns.size(); ++k)
      check("data.cell", place + "/rows/" + std::to_string(i) + "/" + std::to_string(k),
            text(table.rows[i][numbers[k]]), rows[i].items[k].text);
  check("data.row_count", place + "/rows", std::to_string(table.rows.size()),
        std::to_string(rows.size()));
  std::vector<std::string> unused;
  for (std::size_t t = 0; t < table.columns.size(); ++t)
    if (!std::binary_search(numbers.begin(), numbers.end(), t)) // they are in order
      unused.push_back(table.columns[t]);
  return unused;
}

std::string about_file(const std::vector<std::string>& unused) {
  std::string names;
  for (const std::string& name : unused)
    names += (names.empty() ? "" : ", ") + excerpt(name);
  return names.empty() ? "" : "Data file. Its columns " + names + " are not used.\n";
}

/// O2: the statement is the one the user trusts, as a JSON value.
void check_equal(const Json& trusted, const Json& found, const std::string& place) {
  const auto differ = [](const std::string& where, const Json* expected, const Json* actual) {
    reject("statement.differs", where, expected != nullptr ? in_words(*expected) : "no such key",
           actual != nullptr ? in_words(*actual) : "no such key");
  };
  const bool is_object = found.kind == JsonKind::object;
  if (trusted.kind != found.kind || trusted.text != found.text ||
      trusted.integer != found.integer ||
      (!is_object && trusted.items.size() != found.items.size()))
    differ(place, &trusted, &found);
  for (std::size_t i = 0; i < found.items.size(); ++i) {
    const std::string where =
        place + (is_object ? pointer_step(found.keys[i].text) : "/" + std::to_string(i));
    const Json* const other =
        is_object ? member_of(trusted, found.keys[i].text) : &trusted.items[i];
    if (other == nullptr)
      differ(where, nullptr, &found.items[i]);
    else
      check_equal(*other, found.items[i], where);
  }
  for (const JsonKey& key : trusted.keys)
    if (member_of(found, key.text) == nullptr)
      differ(place + pointer_step(key.text), member_of(trusted, key.text), nullptr);
}

Outcome verified(std::string_view text, const Options& options, std::vector<HeldCheck>& held) {
  JsonDocument document{"certificate", text, {}, {}};
  read_json(document);
  const Certificate certificate = read_certificate(document);
  if (options.statement) {
    JsonDocument trusted{"statement", *options.statement, {}, {}};
    read_json(trusted);
    check_equal(trusted.root, *certificate.statement_json, "/statement");
  }
  if (options.data_csv && certificate.data_json == nullptr)
    reject("data.absent", "/statement", "data as in the data file", "a statement without data");
  Outcome outcome;
  if (options.data_csv)
    outcome.unused_columns = check_data(*certificate.data_json, *options.data_csv);
  List<Told> told;
  for (std::size_t k = 0; k < certificate.claims.size(); ++k)
    told.push_back(certificate.claims[k]->checked(certificate.subject_of(k), held));
  const Digests digests = digests_of(certificate);
  outcome.theorem =
      about_file(outcome.unused_columns) + theorem_in_words(certificate, told, digests);
  outcome.theorem_json = theorem_as_json(certificate, told, digests);
  outcome.verdict = Verdict::accepted;
  return outcome;
}

} // namespace

Outcome verify(std::string_view certificate, const Options& options) noexcept {
  Outcome outcome; // the default verdict is `limit`: nothing is decided
  std::vector<HeldCheck> checks;
  try {
    const Meter meter(options.limits);
    const Watch watch(options.keeps_checks ? &checks : nullptr);
    outcome = verified(certificate, options, checks);
  } catch (Stop& stop) {
    outcome = std::move(stop.outcome);
  } catch (const std::bad_alloc&) {
    outcome.code = "limit.memory";
  } catch (...) {
    outcome.code = "limit.internal";
  }
  outcome.checks = std::move(checks);
  return outcome;
}

} // namespace thalweg::verifier
