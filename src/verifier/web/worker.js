
// One verification after another, away from the page; and pictures. First message: the bytes of the
// module.
let compiled;
onmessage = async ({ data: message }) => {
  if (message.module !== undefined) {
    compiled = WebAssembly.compile(message.module).then(verifierOf);
    await compiled;
    postMessage({ ready: true });
    return;
  }
  if (message.pictures !== undefined) {
    let pictures = [];
    try {
      pictures = picturesOf(message.pictures);
    } catch (error) {
      console.warn("no pictures: " + error.message);
    }
    postMessage({ id: message.id, pictures });
    return;
  }
  const verify = await compiled;
  const start = performance.now();
  const answer = await verify(message.certificate, { data: message.data });
  postMessage({ id: message.id, answer, milliseconds: performance.now() - start });
};
