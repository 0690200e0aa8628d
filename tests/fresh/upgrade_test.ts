import assert from "node:assert/strict";
import { App } from "fresh";
import { closed } from "./fixture/routes/ws.ts";
import { ask, fixtureHandler } from "./fixture_app.ts";

type Handler = (req: Request, info?: Deno.ServeHandlerInfo) => Promise<Response>;

async function serving(handler: Handler, test: (origin: string) => Promise<void>) {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, handler);
  try {
    await test(`127.0.0.1:${server.addr.port}`);
  } finally {
    await server.shutdown();
  }
}

async function talk(url: string, protocols: string[], expected: number): Promise<string[]> {
  const socket = new WebSocket(url, protocols);
  const heard: string[] = [];
  socket.onopen = () => socket.send("ping");
  socket.onmessage = ({ data }) => {
    heard.push(data);
    if (heard.length === expected) socket.close(4000, "done");
  };
  await new Promise((resolve) => socket.onclose = resolve);
  return [socket.protocol, ...heard];
}

Deno.test("Context.upgrade with handlers manages the socket", async () => {
  await serving(await fixtureHandler(), async (host) => {
    const heard = await talk(`ws://${host}/ws`, ["prices"], 2);
    assert.deepEqual(heard.sort(), ["managed ping", "prices", "welcome"]);
    assert.deepEqual(closed, ["4000 done"]);
  });
});

Deno.test("Context.upgrade without handlers hands over the socket", async () => {
  await serving(await fixtureHandler(), async (host) => {
    assert.deepEqual(await talk(`ws://${host}/ws?bare`, [], 1), ["", "bare ping"]);
  });
});

Deno.test("Context.upgrade accepts sockets behind middlewares", async () => {
  const app = new App().use((ctx) => ctx.next())
    .get("/s", (ctx) => ctx.upgrade({ message: (socket, { data }) => socket.send(data + data) }));
  await serving(app.handler(), async (host) => {
    assert.deepEqual(await talk(`ws://${host}/s`, [], 1), ["", "pingping"]);
  });
});

Deno.test("Context.upgrade answers 400 to a request that is no upgrade", async () => {
  for (const path of ["/ws", "/ws?bare"]) {
    const response = await ask(path);
    assert.equal(response.status, 400);
    assert.match(await response.text(), /Expected a WebSocket upgrade request/);
  }
});
