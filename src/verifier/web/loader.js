// SPDX-License-Identifier: Apache-2.0
//
// From the bytes of the WebAssembly module to `verify`. Every verification has an instance of its
// own: it keeps nothing, and one that ends in a trap spoils no other.

/** What the module asks of the machine: the time; all else is refused. */
function machineFor(module, memoryOf) {
  const refused = 52; // "not implemented"
  const known = {
    clock_time_get(_clock, _precision, place) {
      const nanoseconds = BigInt(Math.round(performance.now() * 1e6));
      new DataView(memoryOf().buffer).setBigUint64(place, nanoseconds, true);
      return 0;
    },
    proc_exit(code) {
      throw new WebAssembly.RuntimeError("the module ended with code " + code);
    },
    emscripten_notify_memory_growth() {},
  };
  const imports = {};
  for (const { module: room, name } of WebAssembly.Module.imports(module)) {
    imports[room] ??= {};
    imports[room][name] = known[name] ?? (() => refused);
  }
  return imports;
}

/** A text, or its bytes as they are in a file, in the memory of the module. */
function placed(exports, text) {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  const place = exports.thalweg_room(bytes.length + 1);
  if (place === 0)
    throw new WebAssembly.RuntimeError("the text does not fit into the memory of the module");
  new Uint8Array(exports.memory.buffer, place, bytes.length).set(bytes);
  return [place, bytes.length];
}

/** The compiled module → (certificate, {data, maxSeconds, keepsChecks}) → Promise of the answer. */
function verifierOf(module) {
  return async function verify(certificate, { data, maxSeconds = 0, keepsChecks = false } = {}) {
    let exports;
    try {
      const imports = machineFor(module, () => exports.memory);
      ({ exports } = await WebAssembly.instantiate(module, imports));
      exports._initialize?.();
      const hasData = data !== undefined && data !== null;
      const size = exports.thalweg_verify(...placed(exports, certificate),
          ...(hasData ? placed(exports, data) : [0, 0]), hasData ? 1 : 0, maxSeconds, keepsChecks ? 1 : 0);
      const bytes = new Uint8Array(exports.memory.buffer, exports.thalweg_answer(), size);
      return JSON.parse(new TextDecoder().decode(bytes.slice()));
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError || error instanceof RangeError))
        throw error;
      return { verdict: "limit", code: "limit.memory", words: "",
               summary: "LIMIT limit.memory: the machine ended the verification: " + error.message };
    }
  };
}
