import assert from "node:assert/strict";
import { withLocalServer } from "../e2e/with_server.ts";
import type { LocalServer } from "../program/local_server.ts";
import type { Json } from "../program/app_under_test.ts";
import { until } from "../timeouts.ts";

const PASSWORD = "four quiet words here";

/** A socket as a browser opens it, with the session's cookie. */
class BrowserSocket {
  readonly frames: Json[] = [];
  closeCode: number | null = null;
  readonly #socket: WebSocket;

  constructor({ url }: LocalServer, cookie: string) {
    // Deno takes headers there; the types are those of browsers.
    const how = { headers: { cookie, origin: url } } as unknown as string[];
    this.#socket = new WebSocket(`${url.replace("http", "ws")}/ws?v=2`, how);
    this.#socket.onmessage = ({ data }) => this.frames.push(JSON.parse(data));
    this.#socket.onclose = ({ code }) => this.closeCode = code;
  }

  async ask(event: string, data: unknown): Promise<Json> {
    const id = `${event} ${this.frames.length}`;
    this.#socket.send(JSON.stringify({ event, data, id }));
    const answer = () => this.frames.find((frame) => frame.id === id);
    await until(() => answer() !== undefined);
    return answer();
  }

  async opened(): Promise<this> {
    await until(() => this.frames.length > 0 || this.closeCode !== null);
    return this;
  }

  close(): void {
    this.#socket.close();
  }
}

/** Logs somebody in over HTTP; answers the session's cookie. */
async function cookieOf({ url }: LocalServer, login: string): Promise<string> {
  const body = JSON.stringify({ login, password: PASSWORD });
  const response = await fetch(`${url}/api/session`, { method: "POST", body });
  await response.body?.cancel();
  assert.equal(response.status, 200);
  return response.headers.getSetCookie().map((text) => text.split(";")[0]).join("; ");
}

/** Two people before a fire that rings. */
async function withRinging(
  test: (server: LocalServer, ids: Readonly<Record<string, string>>) => Promise<void>,
): Promise<void> {
  await withLocalServer(async ({ server }) => {
    const { program, url } = server;
    await fetch(`${url}/api/pairs`, { method: "POST", body: '{"pair":"BTCUSDT"}' })
      .then((response) => response.body?.cancel());
    const alarm = { type: "target", targetPrice: 1_000_000, direction: "fromBelow" };
    const set = await fetch(`${url}/api/pairs/BTCUSDT/alarms`, {
      method: "POST",
      body: JSON.stringify(alarm),
    });
    const { alarm: { id } } = await set.json();
    await fetch(`${url}/api/alarms/${id}/test`, { method: "POST" })
      .then((response) => response.body?.cancel());
    const { people } = program.accounts;
    const add = async (login: string, role: "admin" | "operator" | "viewer") =>
      (await people.add({ login, role, password: PASSWORD }, "cli")).id;
    await add("anna", "admin");
    await test(server, { vic: await add("vic", "viewer"), ben: await add("ben", "operator") });
  });
}

const isRinging = ({ program }: LocalServer) => program.snapshot().ringing.length > 0;

Deno.test("A viewer's acknowledgement over a real socket is refused, and stands in the log", () =>
  withRinging(async (server) => {
    const socket = await new BrowserSocket(server, await cookieOf(server, "vic")).opened();
    const { event, data } = await socket.ask("acknowledge", { all: true });
    assert.deepEqual([event, data.code], ["error", "forbidden"]);
    assert.equal(isRinging(server), true);
    const cookie = await cookieOf(server, "anna");
    const log = await fetch(`${server.url}/api/audit?limit=20`, { headers: { cookie } });
    const { entries } = await log.json();
    assert.ok(entries.some(({ kind, after }: Json) => kind === "refused" && after.name === "vic"));
    socket.close();
  }));

Deno.test("An operator whose role is taken acknowledges no more: the socket is closed with 4401", () =>
  withRinging(async (server, { ben = "" }) => {
    const cookie = await cookieOf(server, "ben");
    const socket = await new BrowserSocket(server, cookie).opened();
    await server.program.accounts.people.update(ben, { role: "viewer" }, "cli");
    await until(() => socket.closeCode !== null);
    assert.equal(socket.closeCode, 4401);
    assert.equal(isRinging(server), true);
    // The same cookie opens no other one.
    const again = await new BrowserSocket(server, cookie).opened();
    assert.equal(again.frames.length, 0);
    const back = await new BrowserSocket(server, await cookieOf(server, "ben")).opened();
    const { data } = await back.ask("acknowledge", { all: true });
    assert.equal(data.code, "forbidden");
    assert.equal(isRinging(server), true);
    back.close();
  }));
