// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/judge_batch.hpp"

#include "certificate/atomic_file.hpp"
#include "certificate/writer.hpp"
#include "exact/input_file.hpp"
#include "exact/journal.hpp"
#include "exact/shown_text.hpp"
#include "program/batch.hpp"
#include "program/checkpoint_list.hpp"
#include "program/judgement_report.hpp"
#include "program/list_text.hpp"
#include "program/ranks.hpp"
#include "program/time_limit.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <ostream>

namespace thalweg {

namespace {

using Row = nlohmann::ordered_json;

/// A row, and the certificate if there is one, as they pass between threads and ranks.
std::string text_of_row(const Row& row, const std::string& certificate) {
  std::string text;
  Row::to_msgpack(Row::array({row, certificate}), text);
  return text;
}

/// The judgement of one checkpoint, or what is wrong with it; bugs of ours are thrown.
std::string judged_row(const ListedCheckpoint& checkpoint) {
  Row row = {{"name", is_utf8(checkpoint.name) ? checkpoint.name : "?"}};
  try {
    const WatchedWork limited(Deadline::after(seconds_from(checkpoint.options.max_seconds)));
    const JudgedNetwork judged = judged_network(checkpoint.options);
    row["exit_code"] = static_cast<int>(exit_code_of(judged));
    row["network"] = judged.input.shape;
    row.update(judgement_json(judged.judgement, judged.input.problem));
    if (judged.leaving)
      row["leaving"] = leaving_json(*judged.leaving);
    return text_of_row(row, judged.certificate);
  } catch (const std::exception&) {
    const Failure failure = current_failure();
    if (failure.exit_code == internal_error_code)
      throw;
    row["exit_code"] = failure.exit_code;
    row["error"] = on_one_line(failure.message);
    return text_of_row(row, {});
  }
}

/// A number of a judgement, or the lower one of two bounds.
std::string shown_number(const Row& number) {
  return (number.contains("lower") ? number["lower"] : number)["decimal"].get<std::string>();
}

std::string table_row(const Row& row, std::size_t width) {
  std::string text = fmt::format("{:<{}}  ", row["name"].get<std::string>(), width);
  if (row.contains("error"))
    return text + fmt::format("exit code {}: {}\n", row["exit_code"].get<int>(),
                              row["error"].get<std::string>());
  const char* const reached = row.contains("minimum") ? "minimum" : "lower_point";
  const Row& better = row["better_network"];
  text += fmt::format(
      "{:<13}  {:>12}  {:>12}  {:>8}  {}", row["verdict"].get<std::string>(),
      shown_number(row["risk"]),
      row.contains(reached) ? shown_number(row[reached]["distance"]) : "",
      better.is_null() ? "" : fmt::format("{:.3g} %", better["drop_percent"].get<double>()),
      row.contains("certificate") ? row["certificate"].get<std::string>() : "");
  return text.erase(text.find_last_not_of(' ') + 1) + '\n';
}

/// The options that a judgement depends on and the bytes of its files, as far as they can be read.
std::uint64_t checkpoint_checksum(const ListedCheckpoint& checkpoint, std::uint64_t before) {
  const JudgeOptions& options = checkpoint.options;
  std::uint64_t sum = before;
  for (const std::string& text :
       {checkpoint.name, options.data.filename().string(), options.inputs, options.targets,
        options.loss.loss, options.loss.output_weights, options.loss.sample_weights,
        options.weight_decay, std::string(options.decays_weights_only ? "weights" : ""),
        options.max_seconds})
    sum = checksum(text + '\n', sum);
  for (const std::filesystem::path& path : {options.network, options.data})
    try {
      sum = checksum(text_of_file(path), sum);
    } catch (const std::runtime_error&) {
      sum = checksum("unreadable", sum); // the row will say so
    }
  return sum;
}

std::string judging_job(const std::vector<ListedCheckpoint>& checkpoints) {
  std::uint64_t sum = checksum("");
  for (const ListedCheckpoint& checkpoint : checkpoints)
    sum = checkpoint_checksum(checkpoint, sum);
  return fmt::format("{} judge, {}, checksum {:016x}", tool_name_and_version(),
                     counted(checkpoints.size(), "checkpoint"), sum);
}

std::filesystem::path made_output_folder(const JudgeOptions& options) {
  const std::filesystem::path folder = options.output.empty() ? "." : options.output;
  std::error_code error;
  if (std::filesystem::equivalent(folder, options.network, error))
    throw UsageError("-o: expected another folder than that of the networks, found " +
                     folder.string());
  make_folder(folder);
  return folder;
}

/// Tells the rows.
class JudgedRows {
public:
  JudgedRows(const JudgeOptions& options, const std::vector<ListedCheckpoint>& checkpoints,
             std::filesystem::path folder, std::ostream& out)
      : folder_(std::move(folder)), wants_json_(options.wants_json), out_(out) {
    for (const ListedCheckpoint& checkpoint : checkpoints)
      width_ = std::max(width_, checkpoint.name.size());
  }

  void take(const ListedCheckpoint& checkpoint, const std::string& result) {
    if (!wants_json_ && !has_heading_)
      out_ << fmt::format("{:<{}}  {:<13}  {:>12}  {:>12}  {:>8}  certificate\n", "checkpoint",
                          width_, "verdict", "risk", "distance", "better");
    has_heading_ = true;
    Row parts = Row::from_msgpack(result);
    Row& row = parts[0];
    const std::string certificate = parts[1];
    if (!certificate.empty()) {
      const std::filesystem::path path = folder_ / (checkpoint.name + ".judge.json");
      write_file_atomically(path, certificate);
      row["certificate"] = is_utf8(path.string()) ? path.string() : "?";
      row["bytes"] = certificate.size();
    }
    has_code_.at(row["exit_code"].get<std::size_t>()) = true;
    out_ << (wants_json_ ? row.dump() + '\n' : table_row(row, width_)) << std::flush;
  }

  ExitCode exit_code() const {
    using enum ExitCode;
    for (const ExitCode code : {malformed_input, usage_or_file, unsupported, resource_limit,
                                claim_does_not_hold, undecided})
      if (has_code_[static_cast<std::size_t>(code)])
        return code;
    return done;
  }

private:
  std::filesystem::path folder_;
  bool wants_json_, has_heading_ = false;
  std::ostream& out_;
  std::size_t width_ = 10; ///< of the names
  std::array<bool, 7> has_code_{};
};

} // namespace

ExitCode judge_batch(const JudgeOptions& options, std::ostream& out, std::ostream& err) {
  const TimeLimit progress("", err);
  seconds_from(options.max_seconds);
  const std::vector<ListedCheckpoint> checkpoints = listed_checkpoints(options);
  Batch batch;
  for (const ListedCheckpoint& checkpoint : checkpoints)
    batch.tasks.push_back(checkpoint.name);
  batch.result = [&](std::size_t task) { return judged_row(checkpoints[task]); };
  if (rank_number() != 0) {
    run_batch(batch);
    return ExitCode::done;
  }
  const std::filesystem::path folder = made_output_folder(options);
  batch.job = judging_job(checkpoints);
  batch.journal = folder / ".thalweg-judge.journal";
  JudgedRows rows(options, checkpoints, folder, out);
  batch.take = [&](std::size_t task, const std::string& result) {
    rows.take(checkpoints[task], result);
  };
  run_batch(batch);
  return rows.exit_code();
}

} // namespace thalweg
