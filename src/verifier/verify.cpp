// SPDX-License-Identifier: Apache-2.0

#include "verify.hpp"

#include "claims.hpp"
#include "csv.hpp"
#include "stop.hpp"
#include "text.hpp"
#include "theorem.hpp"

namespace thalweg::verifier {

namespace {

/// O1: the samples are those of the user's table: columns, count, order and every cell.
void check_data(const Data& data, std::string_view csv) {
  const Table table = read_csv(csv);
  const std::string place = "/statement/data";
  for (std::size_t k = 0; k < std::min(table.columns.size(), data.columns.size()); ++k)
    if (table.columns[k] != data.columns[k])
      reject("data.column", place + "/columns/" + std::to_string(k),
             "the column " + excerpt(table.columns[k]) + " of the data file",
             excerpt(data.columns[k]));
  if (table.columns.size() != data.columns.size())
    reject("data.column_count", place + "/columns",
           std::to_string(table.columns.size()) + " columns as in the data file",
           std::to_string(data.columns.size()));
  for (std::size_t i = 0; i < std::min(table.rows.size(), data.rows.size()); ++i)
    for (std::size_t k = 0; k < data.columns.size(); ++k)
      if (const std::string cell = text(table.rows[i][k]); cell != data.rows[i][k])
        reject("data.cell", place + "/rows/" + std::to_string(i) + "/" + std::to_string(k),
               excerpt(cell) + " as in the data file", excerpt(data.rows[i][k]));
  if (table.rows.size() != data.rows.size())
    reject("data.row_count", place + "/rows",
           std::to_string(table.rows.size()) + " samples as in the data file",
           std::to_string(data.rows.size()));
}

/// O2: the statement is the one the user trusts, as a JSON value.
void check_equal(const Json& trusted, const Json& found, const std::string& place) {
  const auto differ = [&](const std::string& where, std::string expected, std::string actual) {
    reject("statement.differs", where, std::move(expected), std::move(actual));
  };
  if (trusted.kind != found.kind || trusted.text != found.text || trusted.integer != found.integer)
    differ(place, kind_in_words(trusted), kind_in_words(found));
  if (found.kind == JsonKind::object) {
    for (std::size_t i = 0; i < found.keys.size(); ++i) {
      const std::string where = place + pointer_step(found.keys[i].text);
      if (const Json* member = member_of(trusted, found.keys[i].text))
        check_equal(*member, found.items[i], where);
      else
        differ(where, "no such key", kind_in_words(found.items[i]));
    }
    for (const JsonKey& key : trusted.keys)
      if (member_of(found, key.text) == nullptr)
        differ(place, "the key " + excerpt(key.text), "none");
    return;
  }
  for (std::size_t i = 0; i < std::min(trusted.items.size(), found.items.size()); ++i)
    check_equal(trusted.items[i], found.items[i], place + "/" + std::to_string(i));
  if (trusted.items.size() != found.items.size())
    differ(place, kind_in_words(trusted), kind_in_words(found));
}

Outcome verified(std::string_view text, const Options& options) {
  JsonDocument document{"certificate", text, {}, {}};
  Meter::hold(text.size());
  read_json(document);
  const Certificate certificate = read_certificate(document);
  if (options.statement) {
    JsonDocument trusted{"statement", *options.statement, {}, {}};
    read_json(trusted);
    check_equal(trusted.root, *certificate.statement_json, "/statement");
  }
  if (options.data_csv)
    check_data(certificate.data, *options.data_csv);
  const Findings findings = check_claims(certificate);
  Outcome outcome;
  outcome.theorem = theorem_in_words(certificate, findings);
  outcome.theorem_json = theorem_as_json(certificate, findings);
  outcome.verdict = Verdict::accepted;
  return outcome;
}

} // namespace

Outcome verify(std::string_view certificate, const Options& options) noexcept {
  Outcome outcome; // the default verdict is `limit`: nothing is decided
  try {
    const Meter meter(options.limits);
    return verified(certificate, options);
  } catch (Stop& stop) {
    return std::move(stop.outcome);
  } catch (const std::bad_alloc&) {
    outcome.code = "limit.memory";
  } catch (...) {
    outcome.code = "limit.internal";
  }
  return outcome;
}

} // namespace thalweg::verifier
