// SPDX-License-Identifier: GPL-3.0-or-later
//
// Texts are messages of bytes. A rank that waits for one asks now and then and sleeps in between,
// as waiting inside MPI keeps a processor busy.

#include "program/ranks.hpp"

#include "exact/error.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <limits>
#include <list>
#include <sched.h>
#include <thread>
#include <vector>

#ifdef THALWEG_WITH_MPI
#define OMPI_SKIP_MPICXX 1
#define MPICH_SKIP_MPICXX 1
#include <mpi.h>
#endif

namespace thalweg {

namespace {

struct JoinedRanks {
  bool has_joined = false;
  int number = 0, count = 1;
  std::size_t on_this_machine = 1;
  std::size_t threads = 1;
};

JoinedRanks this_rank;

bool may_join = false;

/// The number in a variable that mpirun of Open MPI, or of MPICH and its relatives, has set.
bool was_started_as_one_of_several() {
  for (const char* const name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"})
    if (const char* const count = std::getenv(name); count != nullptr && std::atoi(count) > 1)
      return true;
  return false;
}

#ifdef THALWEG_WITH_MPI

constexpr int tag = 1;

/// A text that must stay until it has arrived.
struct SentMessage {
  std::string text;
  MPI_Request request = MPI_REQUEST_NULL;
};

std::list<SentMessage> on_their_way;

void forget_arrived() {
  on_their_way.remove_if([](SentMessage& sent) {
    int has_arrived = 0;
    MPI_Test(&sent.request, &has_arrived, MPI_STATUS_IGNORE);
    return has_arrived != 0;
  });
}

/// Others can send what they have begun to send.
void drop_messages_until(const std::function<bool()>& is_done) {
  for (;;) {
    while (received_message()) {
    }
    forget_arrived();
    if (is_done())
      return;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

cpu_set_t own_processors() {
  cpu_set_t processors;
  CPU_ZERO(&processors);
  if (::sched_getaffinity(0, sizeof processors, &processors) != 0)
    CPU_SET(0, &processors);
  return processors;
}

/// Ranks of a machine that may use the same processors share them.
void share_processors() {
  MPI_Comm machine;
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine);
  int count = 1;
  MPI_Comm_size(machine, &count);
  const cpu_set_t own = own_processors();
  std::vector<cpu_set_t> all(static_cast<std::size_t>(count));
  MPI_Allgather(&own, sizeof own, MPI_BYTE, all.data(), sizeof own, MPI_BYTE, machine);
  MPI_Comm_free(&machine);
  const auto sharing = std::count_if(all.begin(), all.end(),
                                     [&](const cpu_set_t& one) { return CPU_EQUAL(&one, &own); });
  this_rank.on_this_machine = all.size();
  this_rank.threads = static_cast<std::size_t>(
      std::max<std::ptrdiff_t>(1, CPU_COUNT(&own) / std::max<std::ptrdiff_t>(1, sharing)));
}

#endif

} // namespace

void let_ranks_be_joined() {
  may_join = true;
}

int rank_number() {
  return this_rank.number;
}

int rank_count() {
  return this_rank.count;
}

std::size_t ranks_on_this_machine() {
  return this_rank.on_this_machine;
}

std::size_t threads_of_this_rank() {
  return this_rank.threads;
}

#ifdef THALWEG_WITH_MPI

void join_ranks() {
  if (!may_join || this_rank.has_joined || !was_started_as_one_of_several())
    return;
  int provided = 0;
  MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
  this_rank.has_joined = true;
  MPI_Comm_rank(MPI_COMM_WORLD, &this_rank.number);
  MPI_Comm_size(MPI_COMM_WORLD, &this_rank.count);
  if (provided < MPI_THREAD_FUNNELED)
    throw Unsupported("mpirun: expected an MPI that allows threads, found one that does not");
  share_processors();
}

void send_to_rank(int rank, std::string_view text) {
  if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
    throw ResourceLimit("mpirun: expected a result of less than 2 GiB, found " +
                        std::to_string(text.size()) + " bytes");
  SentMessage& sent = on_their_way.emplace_back();
  sent.text = text;
  MPI_Isend(sent.text.data(), static_cast<int>(text.size()), MPI_BYTE, rank, tag, MPI_COMM_WORLD,
            &sent.request);
}

std::optional<RankMessage> received_message() {
  if (this_rank.count == 1)
    return std::nullopt;
  forget_arrived();
  int has_arrived = 0, length = 0;
  MPI_Status status;
  MPI_Iprobe(MPI_ANY_SOURCE, tag, MPI_COMM_WORLD, &has_arrived, &status);
  if (has_arrived == 0)
    return std::nullopt;
  MPI_Get_count(&status, MPI_BYTE, &length);
  RankMessage message{status.MPI_SOURCE, std::string(static_cast<std::size_t>(length), '\0')};
  MPI_Recv(message.text.data(), length, MPI_BYTE, message.from, tag, MPI_COMM_WORLD,
           MPI_STATUS_IGNORE);
  return message;
}

void leave_ranks() {
  if (!this_rank.has_joined)
    return;
  drop_messages_until([] { return on_their_way.empty(); });
  MPI_Request all_are_here;
  MPI_Ibarrier(MPI_COMM_WORLD, &all_are_here);
  drop_messages_until([&] {
    int are_here = 0;
    MPI_Test(&all_are_here, &are_here, MPI_STATUS_IGNORE);
    return are_here != 0;
  });
  MPI_Finalize();
  this_rank = {};
}

#else

void join_ranks() {
  if (may_join && was_started_as_one_of_several())
    throw UsageError("mpirun: expected a thalweg that was built with MPI (-DTHALWEG_MPI=ON), found "
                     "one without");
}

void send_to_rank(int, std::string_view) {
  throw InternalError("ranks: a message without MPI");
}

std::optional<RankMessage> received_message() {
  return std::nullopt;
}

void leave_ranks() {}

#endif

} // namespace thalweg
