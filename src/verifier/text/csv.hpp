// SPDX-License-Identifier: Apache-2.0
//
// The user's table, for the option that compares it with the samples of a certificate. Separator:
// the first of `;`, tab, `,` that occurs in the first line outside quotes. The first line is a
// header if one of its cells is no number: names in UTF-8, none of them empty or twice there; else
// the columns are c1, c2, …. Numbers are decimals with an optional exponent (at most ±4096) or
// ratios, read exactly. Blanks and one pair of double quotes around a cell (blanks inside belong to
// it), a byte order mark, CR LF and empty lines at the end are accepted; nothing else is.

#pragma once

#include "number/numbers.hpp"

#include <string>

namespace thalweg::verifier {

struct Table {
  List<std::string> columns;
  List<List<Fraction>> rows;
};

/// Stops with a `csv.…` code, line and column (counting cells) on a bad table.
Table read_csv(std::string_view text);

} // namespace thalweg::verifier
