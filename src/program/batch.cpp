// SPDX-License-Identifier: GPL-3.0-or-later
//
// The first thread of each rank passes messages on; others do tasks. Messages to rank 0 are
// "r THREADS" (ready), "d TASK RESULT" (done), "f CODE MESSAGE" (failed); from it "t TASK" and "e",
// the end.

#include "program/batch.hpp"

#include "exact/error.hpp"
#include "exact/journal.hpp"
#include "exact/parallel.hpp"
#include "exact/watched_work.hpp"
#include "program/ranks.hpp"
#include "program/whole_number.hpp"

#include <fmt/format.h>

#include <atomic>
#include <charconv>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

namespace thalweg {

namespace {

using namespace std::chrono_literals;
using Lock = std::unique_lock<std::mutex>;

constexpr auto between_messages = 1ms; ///< a rank that waits for messages looks so often
constexpr std::size_t parts_of_share = 20, most_ahead = 100; ///< tasks that a helper has

/// Where threads get their tasks from and bring the results to.
class TaskDesk {
public:
  virtual ~TaskDesk() = default;
  /// The next task for this thread; nothing: there is none any more.
  virtual std::optional<std::size_t> next_task() = 0;
  virtual void finish(std::size_t task, std::string result) = 0;
  virtual void fail(const Failure& failure) = 0;
  /// From now on there is no next task.
  virtual void close() = 0;
};

/// Threads that do tasks as long as there are any, and at most as long as this lives.
class TaskThreads {
public:
  TaskThreads(const Batch& batch, TaskDesk& desk)
      : batch_(batch), desk_(desk), handed_(&must_end_), thread_([this] { work_together(); }) {}
  ~TaskThreads() {
    must_end_ = true;
    desk_.close();
    thread_.join();
  }
  TaskThreads(const TaskThreads&) = delete;
  TaskThreads& operator=(const TaskThreads&) = delete;

private:
  void work_together() {
    try {
      in_parallel(thread_count(), [this](std::size_t) { work(); });
    } catch (const std::exception&) {
      desk_.fail(current_failure());
    }
  }

  void work() {
    const WatchedWork watched(handed_);
    while (const std::optional<std::size_t> task = desk_.next_task())
      try {
        std::string result = batch_.result(*task);
        if (must_end_)
          return; // it may tell of that
        desk_.finish(*task, std::move(result));
      } catch (const std::exception&) {
        Failure failure = current_failure();
        failure.message = batch_.tasks[*task] + ": " + failure.message;
        return desk_.fail(failure);
      }
  }

  const Batch& batch_;
  TaskDesk& desk_;
  std::atomic<bool> must_end_ = false;
  HandedWork handed_;
  std::thread thread_;
};

/// The number at the start of the text, which is taken off with the space after it.
std::size_t number_taken_off(std::string& text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  require(error == std::errc(), "batch: a message without its number");
  text.erase(0, std::min(text.size(), static_cast<std::size_t>(end - text.data()) + 1));
  return number;
}

/// Rank 0: all tasks, and what has become of them.
class LeadingDesk : public TaskDesk {
public:
  explicit LeadingDesk(const Batch& batch) : batch_(batch) {
    if (batch.journal.empty())
      return;
    journal_.emplace(batch.journal, batch.job + ", build " + build_identity(), batch.tasks.size());
    results_.swap(journal_->kept());
    finished_ = results_.size();
    for (const auto& result : results_)
      is_kept_.insert(result.first);
  }

  std::optional<std::size_t> next_task() override {
    const Lock lock(mutex_);
    while (is_kept_.contains(next_))
      ++next_;
    if (is_closed_ || next_ >= batch_.tasks.size())
      return std::nullopt;
    return next_++;
  }

  void finish(std::size_t task, std::string result) override {
    const Lock lock(mutex_);
    if (journal_)
      journal_->append(task, result);
    results_.emplace(task, std::move(result));
    ++finished_;
    has_changed_.notify_one();
  }

  void fail(const Failure& failure) override {
    const Lock lock(mutex_);
    if (!failure_)
      failure_ = failure;
    is_closed_ = true;
    has_changed_.notify_one();
  }

  void close() override {
    const Lock lock(mutex_);
    is_closed_ = true;
  }

  /// Gives the other ranks tasks, takes results in their order and waits until there may be more.
  /// Throws the failure of a task.
  void attend() {
    while (std::optional<RankMessage> message = received_message())
      read(std::move(*message));
    while (std::optional<std::string> result = next_result())
      batch_.take(taken_++, std::move(*result));
    tell_progress(share(), "tasks of the batch");
    Lock lock(mutex_);
    if (failure_)
      throw_failure(*failure_);
    if (taken_ < batch_.tasks.size() && !results_.contains(taken_))
      has_changed_.wait_for(lock, rank_count() > 1 ? between_messages : 50ms);
  }

  bool is_done() const { return taken_ == batch_.tasks.size(); }

  void remove_journal() {
    if (journal_)
      journal_->remove();
  }

private:
  struct Helper {
    std::size_t threads = 0;
    std::size_t tasks = 0; ///< that it has
  };

  void read(RankMessage message) {
    const char kind = message.text.at(0);
    message.text.erase(0, 2);
    const std::size_t number = number_taken_off(message.text);
    Helper& helper = helpers_[message.from];
    if (kind == 'f')
      return fail({static_cast<int>(number), message.text});
    if (kind == 'r')
      helper.threads = number;
    if (kind == 'd') {
      finish(number, std::move(message.text));
      --helper.tasks;
    }
    give_tasks(message.from, helper);
  }

  /// A task for each thread of a helper; while there are many left, more, so that no thread waits
  /// for messages where tasks are short: a small part of its share of what is left, so that nobody
  /// has to wait for the last ones of another.
  void give_tasks(int rank, Helper& helper) {
    const std::size_t share = left() / (parts_of_share * static_cast<std::size_t>(rank_count()));
    const std::size_t wanted = std::max(helper.threads, std::min(share, most_ahead));
    while (helper.tasks < wanted) {
      const std::optional<std::size_t> task = next_task();
      if (!task)
        return;
      send_to_rank(rank, fmt::format("t {}", *task));
      ++helper.tasks;
    }
  }

  /// Tasks that nobody has begun, at most.
  std::size_t left() {
    const Lock lock(mutex_);
    return batch_.tasks.size() - std::min(batch_.tasks.size(), next_);
  }

  std::optional<std::string> next_result() {
    const Lock lock(mutex_);
    auto result = results_.extract(taken_);
    return result.empty() ? std::nullopt : std::optional(std::move(result.mapped()));
  }

  Share share() {
    const Lock lock(mutex_);
    return Share::of(finished_, batch_.tasks.size());
  }

  const Batch& batch_;
  std::mutex mutex_;
  std::condition_variable has_changed_;
  std::optional<Journal> journal_;
  std::map<std::size_t, std::string> results_; ///< finished, not yet taken
  std::set<std::size_t> is_kept_;              ///< in the journal from the start
  std::optional<Failure> failure_;
  std::size_t next_ = 0, finished_ = 0;
  bool is_closed_ = false;
  std::size_t taken_ = 0;         ///< only for the first thread, as the next one
  std::map<int, Helper> helpers_; ///< by rank
};

/// Other ranks: tasks that rank 0 has given, and what rank 0 is to be told.
class HelpingDesk : public TaskDesk {
public:
  std::optional<std::size_t> next_task() override {
    Lock lock(mutex_);
    has_changed_.wait(lock, [this] { return is_closed_ || !tasks_.empty(); });
    if (is_closed_)
      return std::nullopt;
    const std::size_t task = tasks_.front();
    tasks_.pop_front();
    return task;
  }

  void finish(std::size_t task, std::string result) override {
    tell(fmt::format("d {} ", task) + result);
  }

  void fail(const Failure& failure) override {
    tell(fmt::format("f {} {}", failure.exit_code, failure.message));
  }

  void close() override {
    const Lock lock(mutex_);
    is_closed_ = true;
    has_changed_.notify_all();
  }

  void tell(std::string message) {
    const Lock lock(mutex_);
    messages_.push_back(std::move(message));
    has_changed_.notify_all();
  }

  /// Passes on what has come and what is to go. Is there more to do?
  bool attend() {
    while (std::optional<RankMessage> message = received_message()) {
      if (message->text == "e")
        return false;
      message->text.erase(0, 2);
      const Lock lock(mutex_);
      tasks_.push_back(number_taken_off(message->text));
      has_changed_.notify_all();
    }
    require_time();
    while (const std::optional<std::string> message = next_message())
      send_to_rank(0, *message);
    Lock lock(mutex_);
    has_changed_.wait_for(lock, between_messages, [this] { return !messages_.empty(); });
    return true;
  }

private:
  std::optional<std::string> next_message() {
    const Lock lock(mutex_);
    if (messages_.empty())
      return std::nullopt;
    std::string message = std::move(messages_.front());
    messages_.pop_front();
    return message;
  }

  std::mutex mutex_;
  std::condition_variable has_changed_;
  std::deque<std::size_t> tasks_;
  std::deque<std::string> messages_;
  bool is_closed_ = false;
};

void end_other_ranks() {
  for (int rank = 1; rank < rank_count(); ++rank)
    send_to_rank(rank, "e");
}

void help(const Batch& batch) {
  HelpingDesk desk;
  const TaskThreads threads(batch, desk);
  desk.tell(fmt::format("r {}", thread_count()));
  while (desk.attend()) {
  }
}

void lead(const Batch& batch) {
  LeadingDesk desk(batch);
  {
    const TaskThreads threads(batch, desk);
    try {
      while (!desk.is_done())
        desk.attend();
    } catch (...) {
      end_other_ranks(); // before waiting for the threads
      throw;
    }
  }
  batch.end();
  desk.remove_journal();
  end_other_ranks();
}

} // namespace

bool run_batch(const Batch& batch) {
  if (rank_number() == 0)
    lead(batch);
  else
    help(batch);
  return rank_number() == 0;
}

void set_batch_threads(const std::string& threads) {
  if (threads.empty() && rank_count() > 1)
    set_thread_count(threads_of_this_rank());
  else
    set_thread_count(thread_count_from(threads));
}

bool tell_ranks_of_failure(const Failure& failure) {
  if (rank_number() == 0)
    end_other_ranks();
  else
    send_to_rank(0, fmt::format("f {} {}", failure.exit_code, failure.message));
  return rank_number() == 0;
}

} // namespace thalweg
