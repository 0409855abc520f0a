
const readModule = async () => {
  const place = new URL("./thalweg-verifier.wasm", import.meta.url);
  if (place.protocol === "file:") {
    const { readFile } = await import("node:fs/promises");
    return readFile(place);
  }
  return (await fetch(place)).arrayBuffer();
};

let verifier;

/** Verifies one certificate; see index.d.ts. */
export async function verify(certificate, options) {
  verifier ??= readModule().then((bytes) => WebAssembly.compile(bytes)).then(verifierOf);
  return (await verifier)(certificate, options);
}
