// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/liu2021/longley.hpp"

#include "exact/error.hpp"
#include "theorems/sampled_data.hpp"

#include <algorithm>
#include <array>

namespace thalweg {

namespace {

using Row = std::array<const char*, 7>;

constexpr Row names = {"year",  "deflator",   "product", "unemployed",
                       "armed", "population", "employed"};

/// Product in billions of dollars, people in tens of thousands (unemployed, armed) and millions.
constexpr std::array<Row, 16> rows = {
    {{"1947", "83", "234.289", "235.6", "159", "107.608", "60.323"},
     {"1948", "88.5", "259.426", "232.5", "145.6", "108.632", "61.122"},
     {"1949", "88.2", "258.054", "368.2", "161.6", "109.773", "60.171"},
     {"1950", "89.5", "284.599", "335.1", "165", "110.929", "61.187"},
     {"1951", "96.2", "328.975", "209.9", "309.9", "112.075", "63.221"},
     {"1952", "98.1", "346.999", "193.2", "359.4", "113.27", "63.639"},
     {"1953", "99", "365.385", "187", "354.7", "115.094", "64.989"},
     {"1954", "100", "363.112", "357.8", "335", "116.219", "63.761"},
     {"1955", "101.2", "397.469", "290.4", "304.8", "117.388", "66.019"},
     {"1956", "104.6", "419.18", "282.2", "285.7", "118.734", "67.857"},
     {"1957", "108.4", "442.769", "293.6", "279.8", "120.445", "68.169"},
     {"1958", "110.8", "444.546", "468.1", "263.7", "121.95", "66.513"},
     {"1959", "112.6", "482.704", "381.3", "255.2", "123.366", "68.655"},
     {"1960", "114.2", "502.601", "393.1", "251.4", "125.368", "69.564"},
     {"1961", "115.7", "518.173", "480.6", "257.2", "127.852", "69.331"},
     {"1962", "116.9", "554.894", "400.7", "282.7", "130.081", "70.551"}}};

std::size_t column(const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  require(found != names.end(), "longley: no such column");
  return static_cast<std::size_t>(found - names.begin());
}

std::vector<Vector> columns_of(const std::vector<std::string>& chosen) {
  std::vector<Vector> result;
  for (const Row& row : rows) {
    Vector values;
    for (const std::string& name : chosen)
      values.push_back(parse_number(row[column(name)]).value());
    result.push_back(std::move(values));
  }
  return result;
}

} // namespace

Dataset longley_data(const std::vector<std::string>& inputs,
                     const std::vector<std::string>& targets) {
  Dataset data = dataset_of(columns_of(inputs), columns_of(targets));
  data.columns = inputs;
  data.columns.insert(data.columns.end(), targets.begin(), targets.end());
  return data;
}

} // namespace thalweg
