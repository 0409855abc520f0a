
// Away from the page: one verification after another, after a first message with the bytes of the
// module; or the pictures of one certificate, one by one.
let compiled;
onmessage = async ({ data: message }) => {
  if (message.module !== undefined) {
    compiled = WebAssembly.compile(message.module).then(verifierOf);
    await compiled;
    postMessage({ ready: true });
    return;
  }
  if (message.pictures !== undefined) {
    const { id, pictures: text } = message;
    try {
      for (const picture of picturesOf(typeof text === "string" ? text : new TextDecoder().decode(text)))
        postMessage({ id, picture });
    } catch (error) {
      console.warn("no more pictures: " + error.message);
    }
    postMessage({ id, isDrawn: true });
    return;
  }
  const verify = await compiled;
  const start = performance.now();
  const answer = await verify(message.certificate, { data: message.data, keepsChecks: message.keepsChecks });
  postMessage({ id: message.id, answer, keepsChecks: message.keepsChecks, milliseconds: performance.now() - start });
};
