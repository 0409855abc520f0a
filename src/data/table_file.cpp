// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/table_file.hpp"

#include "data/csv.hpp"
#include "data/npz_file.hpp"
#include "data/table_columns.hpp"
#include "exact/error.hpp"
#include "exact/input_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace thalweg {

namespace {

constexpr const char* target_array = "y";

/// Some columns of the table, one behind the other in every row.
struct ColumnBlock {
  std::string name; ///< of the array
  std::vector<std::string> columns;
  Vector values; ///< sample by sample
};

std::string shape_in_words(const std::vector<std::size_t>& shape) {
  return fmt::format("({})", fmt::join(shape, ", "));
}

/// c1, c2, … or X1, X2, …; a single column has the name itself.
std::vector<std::string> numbered_names(const std::string& name, std::size_t count,
                                        bool is_numbered) {
  std::vector<std::string> names;
  for (std::size_t k = 1; k <= count; ++k)
    names.push_back(is_numbered ? fmt::format("{}{}", name, k) : name);
  return names;
}

ColumnBlock block_of(NamedArray named, const std::string& place) {
  const std::vector<std::size_t>& shape = named.array.shape;
  if (shape.empty())
    throw InputError(place + " " + named.name + ": expected one row per sample, found one number");
  std::size_t width = 1;
  for (std::size_t axis = 1; axis < shape.size(); ++axis)
    width *= shape[axis]; // no overflow: unless it is empty the array has as many numbers
  if (shape.front() == 0 || named.array.values.empty())
    throw InputError(fmt::format("{} {}: expected at least one sample, found the shape {}", place,
                                 named.name, shape_in_words(shape)));
  return {named.name, numbered_names(named.name, width, width > 1 || shape.size() > 2),
          std::move(named.array.values)};
}

/// Names of arrays become the names of their columns.
std::vector<std::string> column_targets(const std::vector<ColumnBlock>& blocks,
                                        const std::vector<std::string>& targets) {
  std::vector<std::string> result;
  const auto block_named = [&](const std::string& name) {
    return std::find_if(blocks.begin(), blocks.end(),
                        [&](const ColumnBlock& block) { return block.name == name; });
  };
  if (targets.empty() && block_named(target_array) != blocks.end())
    return block_named(target_array)->columns;
  for (const std::string& target : targets) {
    const auto block = block_named(target);
    if (block == blocks.end())
      result.push_back(target);
    else
      result.insert(result.end(), block->columns.begin(), block->columns.end());
  }
  return result;
}

Dataset dataset_of_blocks(std::vector<ColumnBlock> blocks, const std::string& name,
                          const std::vector<std::string>& targets) {
  Dataset data;
  const std::size_t samples = blocks.front().values.size() / blocks.front().columns.size();
  for (const ColumnBlock& block : blocks) {
    const std::size_t rows = block.values.size() / block.columns.size();
    if (rows != samples)
      throw InputError(fmt::format("{} {}: expected {} samples, as many as in {}, found {}", name,
                                   block.name, samples, blocks.front().name, rows));
    data.columns.insert(data.columns.end(), block.columns.begin(), block.columns.end());
  }
  require_good_names(name, data.columns);
  data.target_columns = target_columns(name, name, column_targets(blocks, targets), data.columns);
  const std::vector<bool> is_target = target_marks(data);
  for (std::size_t i = 0; i < samples; ++i) {
    Vector row;
    row.reserve(data.columns.size());
    for (ColumnBlock& block : blocks)
      for (std::size_t k = 0; k < block.columns.size(); ++k)
        row.push_back(std::move(block.values[i * block.columns.size() + k]));
    append_sample(data, std::move(row), is_target);
  }
  return data;
}

Dataset dataset_from_npy(std::string_view bytes, const std::string& name,
                         const std::vector<std::string>& targets) {
  NpyArray array = npy_array(bytes, name);
  if (array.shape.size() != 2)
    throw InputError(name + ": expected an array of shape (samples, columns), found " +
                     shape_in_words(array.shape) + " → numpy.savez(\"data.npz\", X=X, y=y)");
  ColumnBlock block = block_of({"", std::move(array)}, name);
  block.columns = numbered_names("c", block.columns.size(), true);
  return dataset_of_blocks({std::move(block)}, name, targets);
}

Dataset dataset_from_npz(std::string_view bytes, const std::string& name,
                         const std::vector<std::string>& targets) {
  std::vector<ColumnBlock> blocks;
  for (NamedArray& named : npz_arrays(bytes, name))
    blocks.push_back(block_of(std::move(named), name));
  return dataset_of_blocks(std::move(blocks), name, targets);
}

} // namespace

Dataset dataset_from_bytes(std::string_view bytes, const std::string& name,
                           const std::vector<std::string>& targets) {
  if (bytes.starts_with("\x93NUMPY"))
    return dataset_from_npy(bytes, name, targets);
  return is_archive(bytes) ? dataset_from_npz(bytes, name, targets)
                           : dataset_from_csv(bytes, name, targets);
}

Dataset dataset_from_file(const std::filesystem::path& path,
                          const std::vector<std::string>& targets) {
  return dataset_from_bytes(text_of_file(path), path.string(), targets);
}

} // namespace thalweg
