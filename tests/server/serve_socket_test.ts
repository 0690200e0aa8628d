import assert from "node:assert/strict";
import type { FreshContext } from "fresh";
import type { Status } from "@/lib/protocol/frames.ts";
import type { State } from "@/lib/server/define.ts";
import { Hub } from "@/lib/server/socket/hub.ts";
import { serveSocket } from "@/lib/server/socket/serve_socket.ts";
import { FakeSocket } from "../client/fake_socket.ts";
import { until } from "../timeouts.ts";

type Handlers = Record<"open" | "message" | "close" | "error", (...given: unknown[]) => void>;

/** The callbacks that a socket of `/ws` gets, with a hub that a test may break. */
function setUp() {
  const hub = new Hub({
    epoch: "e1",
    now: Date.now,
    lastCheckAt: () => null,
    snapshot: () => ({ serverTime: "", pairs: [], ringing: [], status: {} as Status }),
  });
  const errors: string[] = [];
  const box: { handlers: Handlers | null } = { handlers: null };
  const services = {
    hub,
    runFor: () => Promise.reject(new Error("the command broke")),
    onError: (error: unknown) => errors.push(String(error)),
  };
  const context = {
    state: { services, address: "here" },
    upgrade: (handlers: Handlers) => {
      box.handlers = handlers;
      return new Response(null);
    },
  };
  serveSocket(context as unknown as FreshContext<State>, 1);
  assert.ok(box.handlers);
  return { hub, errors, handlers: box.handlers };
}

Deno.test("/ws closes a socket whose greeting throws, and nothing else happens", () => {
  const { hub, errors, handlers } = setUp();
  hub.connect = () => {
    throw new Error("no snapshot");
  };
  const socket = new FakeSocket();
  handlers.open(socket);
  assert.equal(socket.closeCode, 1011);
  assert.deepEqual(errors, ["Error: no snapshot"]);
  handlers.message(socket, { data: "{}" });
  handlers.close(socket);
});

Deno.test("/ws answers an error when a command throws, and reports when even that throws", async () => {
  const { hub, errors, handlers } = setUp();
  const socket = new FakeSocket();
  handlers.open(socket);
  const data = JSON.stringify({ event: "add_pair", data: {}, id: 1 });
  handlers.message(socket, { data });
  await until(() => socket.events().length > 1);
  assert.deepEqual(socket.events(), ["snapshot", "error"]);
  hub.answer = () => {
    throw new Error("no answer");
  };
  handlers.message(socket, { data });
  await until(() => errors.length > 2);
  assert.deepEqual(errors, [
    "Error: the command broke",
    "Error: the command broke",
    "Error: no answer",
  ]);
});
