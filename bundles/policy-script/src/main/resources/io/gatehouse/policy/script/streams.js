// Streamed content: ReadableStream and TransformStream of the fetch standard, as far as content passes
// through a policy. The gateway runs each piece through the transforms, in a slice of its own.
(function (host, lib) {
  const TOKEN = Symbol("stream");

  function bytesOf(chunk) {
    if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk);
    if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    throw new TypeError(`controller.enqueue: a ${chunk === null ? "null" : typeof chunk} (expected: a Uint8Array; text goes through new TextEncoder().encode)`);
  }

  class Stage {
    #call;
    #transformer;
    #controller;
    #made = null;
    #failure = undefined;
    #begun = false;
    terminated = false;

    constructor(call, transformer) {
      this.#call = call;
      this.#transformer = transformer;
      this.#controller = new TransformStreamDefaultController(this, TOKEN);
    }
    // Only while its own content passes: what is kept of it is of no use to other exchanges, nor later.
    requireRunning(what) {
      if (this.#made === null || lib.current !== this.#call) throw new TypeError(`controller.${what}: its content does not pass now (expected: a call within transform or flush)`);
    }
    enqueue(chunk) {
      this.requireRunning("enqueue");
      if (this.terminated || this.#failure !== undefined) throw new TypeError("controller.enqueue: the stream has ended");
      this.#made.push(chunk);
    }
    terminate() {
      this.requireRunning("terminate");
      this.terminated = true;
    }
    error(reason) {
      this.requireRunning("error");
      this.#failure ??= { reason };
    }
    #requireWell() {
      if (this.#failure !== undefined) throw this.#failure.reason;
    }
    async run(chunks, last) {
      const { start, transform, flush, self } = this.#transformer;
      this.#made = [];
      if (!this.#begun) {
        this.#begun = true;
        if (start !== undefined) await start.call(self, this.#controller);
        this.#requireWell();
      }
      for (const chunk of chunks) {
        if (this.terminated) break;
        if (transform === undefined) this.#made.push(chunk);
        else await transform.call(self, chunk, this.#controller);
        this.#requireWell();
      }
      if (last && !this.terminated && flush !== undefined) {
        await flush.call(self, this.#controller);
        this.#requireWell();
      }
      const made = this.#made;
      this.#made = null;
      return made;
    }
  }

  class TransformStreamDefaultController {
    #stage;

    constructor(stage, token) {
      if (token !== TOKEN) throw new TypeError("TransformStreamDefaultController: made by TransformStream only");
      this.#stage = stage;
    }
    enqueue(chunk) { this.#stage.enqueue(chunk); }
    terminate() { this.#stage.terminate(); }
    error(reason) { this.#stage.error(reason); }
  }

  class TransformStream {
    #transformer;
    #used = false;

    constructor(transformer = {}) {
      const { start, transform, flush } = transformer ?? {};
      for (const [name, value] of Object.entries({ start, transform, flush })) {
        if (value !== undefined && typeof value !== "function") throw new TypeError(`new TransformStream: ${name} is a ${typeof value} (expected: a function)`);
      }
      this.#transformer = { start, transform, flush, self: transformer };
    }
    static {
      lib.transformerOf = (stream) => {
        if (stream.#used) throw new TypeError("pipeThrough: the TransformStream is in use (expected: a new one for each message)");
        stream.#used = true;
        return stream.#transformer;
      };
    }
  }

  class ReadableStream {
    #call;
    #transformers;
    #locked = false;

    constructor(call, transformers, token) {
      if (token !== TOKEN) throw new TypeError("new ReadableStream: content comes from request.body and response.body only");
      this.#call = call;
      this.#transformers = transformers;
    }
    get locked() { return this.#locked; }
    pipeThrough(transform) {
      if (!(transform instanceof TransformStream)) throw new TypeError("pipeThrough: (expected: a TransformStream)");
      this.#lock("pipeThrough");
      return new ReadableStream(this.#call, [...this.#transformers, lib.transformerOf(transform)], TOKEN);
    }
    #lock(what) {
      if (this.#locked) throw new TypeError(`${what}: the stream is in use (expected: what the last pipeThrough gave)`);
      this.#locked = true;
    }
    static {
      lib.isStream = (value) => value !== null && typeof value === "object" && #call in value;
      lib.streamOf = (call) => new ReadableStream(call, [], TOKEN);
      lib.takenStream = (stream) => {
        if (stream.#locked) throw new TypeError("body: the stream is in use (expected: what the last pipeThrough gave)");
        return stream;
      };
      lib.writeStream = (taker, stream) => {
        if (stream.#call !== taker) throw new TypeError("body: the stream is that of another message");
        if (stream.#transformers.length === 0) taker.keepBody();
        else taker.setBodyStream(stepThrough(taker, stream.#transformers));
      };
    }
  }

  async function pass(stages, piece) {
    let last = piece.isLast();
    let chunks = [];
    if (!last) {
      const bytes = new Uint8Array(piece.length());
      piece.read(bytes.buffer);
      chunks.push(bytes);
    }
    for (const stage of stages) {
      chunks = await stage.run(chunks, last);
      last ||= stage.terminated;
    }
    for (const chunk of chunks) {
      const bytes = bytesOf(chunk);
      const failure = piece.write(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      if (failure !== null) throw new RangeError(failure);
    }
    if (last) piece.terminated();
  }

  function stepThrough(call, transformers) {
    const stages = transformers.map((transformer) => new Stage(call, transformer));
    return (piece) => {
      lib.current = call;
      pass(stages, piece).then(
        () => piece.passed(),
        (error) => {
          if (error instanceof GatewayError) piece.refused(error.status, String(error.title), String(error.detail));
          else piece.failed(error);
        },
      );
    };
  }

  Object.assign(globalThis, { ReadableStream, TransformStream });
  for (const name of ["ReadableStream", "TransformStream"]) Object.defineProperty(globalThis, name, { enumerable: false });
  lib.streamTypes = [TransformStreamDefaultController];
});
