import assert from "node:assert/strict";

const source = await Deno.readTextFile(new URL("../../static/sw.js", import.meta.url));

type Handler = (event: Record<string, unknown>) => void;

/** The service worker with a network that answers everything alike; tells what it did. */
function startWorker(network: () => Response) {
  const handlers = new Map<string, Handler>();
  const did: string[] = [];
  const self = {
    addEventListener: (name: string, handler: Handler) => handlers.set(name, handler),
    location: { origin: "https://alarm.example", href: "https://alarm.example/sw.js?build=1" },
    skipWaiting: () => did.push("installed"),
    clients: { matchAll: () => [], openWindow: (path: string) => did.push(`opened ${path}`) },
  };
  const caches = {
    open: () => ({ addAll: () => did.push("stored files"), put: () => did.push("stored page") }),
  };
  const fetch = (path: string) => {
    did.push(path);
    return Promise.resolve(network());
  };
  new Function("self", "caches", "fetch", source)(self, caches, fetch);
  const send = async (name: string, event: Record<string, unknown>) => {
    let work: unknown;
    handlers.get(name)?.({ ...event, waitUntil: (promise: unknown) => work = promise });
    await work;
  };
  return { did, send };
}

const signIn = () =>
  new Response("<html>Sign in</html>", { headers: { "content-type": "text/html" } });

for (
  const [name, network, opens] of [
    ["the program's answer", () => Response.json({ fireIds: ["fire_1"] }), false],
    ["a proxy's page for signing in", signIn, true],
    ["a proxy's error", () => new Response("Bad gateway", { status: 502 }), true],
  ] as const
) {
  Deno.test(`sw.js takes ${name} to an acknowledgement for what it is`, async () => {
    const { did, send } = startWorker(network);
    const notification = { close() {}, data: { fireId: "fire_1", alarmId: "alarm_1" } };
    await send("notificationclick", { action: "acknowledge", notification });
    assert.equal(did[0], "/api/fires/fire_1/acknowledge");
    assert.equal(did.includes("opened /"), opens);
  });
}

Deno.test("sw.js keeps no page of a proxy's as the one for when the server is out of reach", async () => {
  const { did, send } = startWorker(signIn);
  await assert.rejects(send("install", {}), /proxy/);
  assert.deepEqual(did, ["/offline"]);
});
