// SPDX-License-Identifier: GPL-3.0-or-later
//
// The compiled half of the Python module: commands of the program run inside the interpreter, the
// independent verifier, and networks from the graphs that the adapters make. Everything that a
// Python programmer sees is in the package `thalweg` beside this file.
//
// The interpreter's lock is released while a command or the verifier runs; commands run one at a
// time. Ctrl-C and the progress function are looked at wherever the work looks at the clock.

#include "data/npy_file.hpp"
#include "exact/error.hpp"
#include "exact/interrupt.hpp"
#include "exact/watched_work.hpp"
#include "network/network_file.hpp"
#include "onnx/onnx_network.hpp"
#include "program/command_line.hpp"
#include "verifier/verify.hpp"

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <mutex>
#include <sstream>

namespace py = pybind11;

namespace thalweg {

namespace {

/// Not a std::exception: passes through every handler of the work. The error of Python is set.
struct Interrupted {};

/// One command at a time: they share what the process remembers of read files.
std::mutex& command_mutex() {
  static std::mutex mutex;
  return mutex;
}

/// Lets Python handle signals, at most twenty times a second.
class SignalWatch {
public:
  void operator()() {
    const auto now = std::chrono::steady_clock::now();
    if (now < next_)
      return;
    next_ = now + std::chrono::milliseconds(50);
    const py::gil_scoped_acquire lock;
    if (PyErr_CheckSignals() != 0)
      throw Interrupted();
  }

private:
  std::chrono::steady_clock::time_point next_ = std::chrono::steady_clock::now();
};

/// Calls a function of Python with the share and the step, at most ten times a second.
class ProgressCall {
public:
  explicit ProgressCall(py::object function) : function_(std::move(function)) {}

  void operator()(Share share, const char* step) {
    const auto now = std::chrono::steady_clock::now();
    if (now < next_)
      return;
    next_ = now + std::chrono::milliseconds(100);
    const py::gil_scoped_acquire lock;
    try {
      function_(share.value(), step);
    } catch (py::error_already_set& error) {
      error.restore();
      throw Interrupted();
    }
  }

private:
  py::object function_;
  std::chrono::steady_clock::time_point next_;
};

struct CommandResult {
  int code = 0;
  std::string out, err;
};

CommandResult run_in_process(const std::vector<std::string>& arguments, Progress progress) {
  std::vector<const char*> argv{"thalweg"};
  for (const std::string& argument : arguments)
    argv.push_back(argument.c_str());
  std::ostringstream out, err;
  const std::lock_guard<std::mutex> one_at_a_time(command_mutex());
  const InterruptibleWork interruptible{SignalWatch()};
  const WatchedWork work(Deadline(), std::move(progress));
  const int code = run_command(static_cast<int>(argv.size()), argv.data(), out, err);
  return {code, out.str(), err.str()};
}

py::tuple run(const std::vector<std::string>& arguments, const py::object& progress) {
  // destroyed with the lock held: it holds an object of Python
  const Progress call = progress.is_none() ? Progress() : Progress(ProgressCall(progress));
  CommandResult result;
  bool is_interrupted = false;
  {
    const py::gil_scoped_release unlocked;
    try {
      result = run_in_process(arguments, call ? Progress(std::ref(call)) : Progress());
    } catch (const Interrupted&) {
      is_interrupted = true;
    }
  }
  if (is_interrupted)
    throw py::error_already_set();
  return py::make_tuple(result.code, result.out, result.err);
}

py::dict verify(const std::string& certificate, const std::optional<std::string>& data) {
  verifier::Options options;
  options.data_csv = data;
  verifier::Outcome outcome;
  bool is_interrupted = false;
  {
    const py::gil_scoped_release unlocked;
    options.limits.is_interrupted = [&is_interrupted, watch = SignalWatch()]() mutable {
      try {
        watch();
      } catch (const Interrupted&) {
        is_interrupted = true;
      }
      return is_interrupted;
    };
    outcome = verifier::verify(certificate, options);
  }
  if (is_interrupted)
    throw py::error_already_set();
  py::dict result;
  result["verdict"] = std::string(verifier::verdict_word(outcome.verdict));
  result["exit_code"] = static_cast<int>(outcome.verdict);
  result["line"] = verifier::verdict_line(outcome);
  result["code"] = outcome.code;
  result["place"] = outcome.place;
  result["expected"] = outcome.expected;
  result["found"] = outcome.found;
  result["theorem"] = outcome.theorem;
  result["theorem_json"] = outcome.theorem_json;
  return result;
}

// ---- Graphs

OnnxAttribute attribute_of(const py::handle& value) {
  if (py::isinstance<py::str>(value))
    return value.cast<std::string>();
  if (py::isinstance<py::float_>(value))
    return value.cast<double>();
  if (py::isinstance<py::int_>(value))
    return value.cast<std::int64_t>();
  return value.cast<std::vector<std::int64_t>>();
}

/// (operator, name, inputs, output, attributes)
OnnxNode node_of(const py::tuple& node) {
  OnnxNode result;
  result.operation = node[0].cast<std::string>();
  result.name = node[1].cast<std::string>();
  result.inputs = node[2].cast<std::vector<std::string>>();
  result.outputs = {node[3].cast<std::string>()};
  for (const auto& [name, value] : node[4].cast<py::dict>())
    result.attributes[name.cast<std::string>()] = attribute_of(value);
  return result;
}

/// The network file of a graph whose constants are the bytes of NPY files.
std::string network_of_graph(const std::string& name, const std::vector<std::size_t>& extents,
                             const std::vector<py::tuple>& nodes, const py::dict& constants,
                             const std::string& output) {
  OnnxModel model;
  model.opset = 13;
  OnnxValueInfo input{"x", {std::nullopt}};
  std::size_t count = 1;
  for (const std::size_t extent : extents) {
    input.extents.push_back(extent);
    count *= extent;
  }
  model.inputs = {std::move(input)};
  model.outputs = {{output, {}}};
  for (const py::tuple& node : nodes)
    model.nodes.push_back(node_of(node));
  for (const auto& [key, bytes] : constants) {
    const std::string constant = key.cast<std::string>();
    NpyArray array = npy_array(bytes.cast<std::string>(), name + ": " + constant);
    model.constants[constant] = {std::move(array.shape), std::move(array.values),
                                 OnnxElement::float64};
  }
  const py::gil_scoped_release unlocked;
  return network_text(network_from_model(std::move(model), name, count));
}

} // namespace

} // namespace thalweg

PYBIND11_MODULE(_thalweg, module) {
  using namespace thalweg;
  module.doc() = "The compiled half of the package thalweg.";
  py::register_exception_translator([](std::exception_ptr pointer) {
    const auto raise = [](const char* name, const std::exception& error) {
      PyErr_SetString(py::module_::import("thalweg.errors").attr(name).ptr(), error.what());
    };
    try {
      if (pointer)
        std::rethrow_exception(pointer);
    } catch (const InputError& error) {
      raise("InputError", error);
    } catch (const ClaimError& error) {
      raise("ClaimError", error);
    } catch (const Unsupported& error) {
      raise("Unsupported", error);
    } catch (const ResourceLimit& error) {
      raise("ResourceLimit", error);
    } catch (const UsageError& error) {
      raise("UsageError", error);
    } catch (const InternalError& error) {
      raise("InternalError", error);
    }
  });
  module.def("run", &run, py::arg("arguments"), py::arg("progress") = py::none());
  module.def("verify", &verify, py::arg("certificate"), py::arg("data") = py::none());
  module.def("network_of_graph", &network_of_graph);
}
