import assert from "node:assert/strict";
import { endOnUnknownError, isOfConnection } from "@/lib/logs/logger.ts";

function withStack(...frames: string[]): Error {
  const error = new TypeError("failed to allocate string; buffer exceeds maximum length");
  error.stack = [`TypeError: ${error.message}`, ...frames.map((frame) => `    at ${frame}`)]
    .join("\n");
  return error;
}

const OF_DENO = "WebSocket.[[[eventLoop]]] (ext:deno_websocket/01_websocket.js:1:10077)";
const OWN = "answerMessage (file:///app/lib/live/session.ts:40:9)";

Deno.test("isOfConnection() knows what Deno's own loop over a connection throws", () => {
  assert.ok(isOfConnection(withStack(OF_DENO)));
  assert.ok(isOfConnection(withStack("eventLoopTick (ext:core/01_core.js:1:1)", OF_DENO)));
});

Deno.test("isOfConnection() takes nothing that passed through the program's own code, or that has no stack", () => {
  assert.ok(!isOfConnection(withStack(OF_DENO, OWN)));
  assert.ok(!isOfConnection(withStack("async open (ext:deno_fs/30_fs.js:1:1)")));
  assert.ok(!isOfConnection(withStack()));
  assert.ok(!isOfConnection(new Error(`    at ${OF_DENO}`)), "a message is no stack");
  assert.ok(!isOfConnection("failed to allocate string"));
});

for (
  const [sentence, error, ends] of [
    ["does not end the program for a connection's failure", withStack(OF_DENO), 0],
    ["ends the program for everything else", withStack(OWN), 1],
  ] as const
) {
  Deno.test(`endOnUnknownError() ${sentence}`, () => {
    const target = new EventTarget();
    let count = 0;
    endOnUnknownError(() => count++, target);
    for (const [name, field] of [["error", "error"], ["unhandledrejection", "reason"]] as const) {
      const event = Object.assign(new Event(name, { cancelable: true }), { [field]: error });
      target.dispatchEvent(event);
      assert.ok(event.defaultPrevented, "Deno itself would end the process");
    }
    assert.equal(count, ends * 2);
  });
}
