import assert from "node:assert/strict";
import type { Who } from "@/lib/accounts/rights.ts";
import { newDelivery } from "@/lib/alarms/delivery.ts";
import type { Role, Scope } from "@/lib/protocol/views.ts";
import { auditText } from "@/lib/text/change_words.ts";
import { readAll } from "../audit/read_all.ts";
import { FakeSocket } from "../client/fake_socket.ts";
import { PASSWORD, withPeople } from "./people_app.ts";

Deno.test("The audit log and acknowledgements name the person, and where they asked from", () =>
  withPeople(async (app) => {
    const anna = await app.as("operator", "Anna");
    assert.equal((await anna.ask("/api/pairs", "POST", { pair: "BTCUSDT" })).status, 201);
    const [entry] = await readAll(app.program.auditLog.path);
    assert.deepEqual([entry?.person, entry?.address], ["Anna", "127.0.0.1"]);
    assert.match(entry === undefined ? "" : auditText(entry, "UTC"), /by Anna$/);
    const { body } = await anna.ask("/api/fires/acknowledge", "POST", {});
    assert.equal(body.by, "Anna");
  }));

Deno.test("The audit log tells of an acknowledgement by whom it was, and from where", () =>
  withPeople(async (app) => {
    const anna = await app.as("operator", "Anna");
    await anna.ask("/api/pairs", "POST", { pair: "BTCUSDT" });
    const alarm = { type: "target", targetPrice: 1_000_000, direction: "fromBelow" };
    const { body } = await anna.ask("/api/pairs/BTCUSDT/alarms", "POST", alarm);
    await anna.ask(`/api/alarms/${body.alarm.id}/test`, "POST", {});
    const { body: silenced } = await anna.ask("/api/fires/acknowledge", "POST", {});
    assert.equal(silenced.fireIds.length, 1);
    const [entry] = await readAll(app.program.auditLog.path);
    assert.deepEqual(
      [entry?.kind, entry?.by, entry?.person, entry?.address],
      ["fireAcknowledged", "person", "Anna", "127.0.0.1"],
    );
  }));

Deno.test("Nobody is named as the program, under whose name stands what it does itself", () =>
  withPeople(async (app) => {
    const admin = await app.as("admin", "Anna");
    const path = `/api/users/${admin.id}`;
    for (const name of ["program", " Program ", "ｐｒｏｇｒａｍ"]) {
      for (
        const [method, to, body] of [
          ["POST", "/api/users", { login: name, role: "viewer" }],
          ["POST", "/api/users", { login: "carl", name, role: "viewer" }],
          ["PATCH", path, { name }],
        ] as const
      ) {
        const { status, body: answer } = await admin.ask(to, method, body);
        assert.equal(status, 422, `${method} ${to} ${JSON.stringify(body)}`);
        assert.match(JSON.stringify(answer), /must be another name than program/);
      }
    }
    assert.equal((await admin.ask(path, "PATCH", { name: "Programmer" })).status, 200);
  }));

/** What looks like the name of Anna, whose login is anna7, or like no name. */
const FALSE_NAMES: readonly (readonly [name: string, status: number])[] = [
  ...["Anna", "anna7", " ANNA ", "ａｎｎａ", "An\u200bna", "A\u00adnna\ufeff"]
    .map((name) => [name, 409] as const),
  ...["deno task user", "Deno  task user", "a\u202eb", "a\u2066b", "a\u2028b", "a\nb", "\u200b"]
    .map((name) => [name, 422] as const),
  ["Anna B", 200],
];

Deno.test("Nobody is named as somebody else, or as the command line, under whatever spelling", () =>
  withPeople(async (app) => {
    const anna = await app.as("admin", "anna7");
    await anna.ask(`/api/users/${anna.id}`, "PATCH", { name: "Anna" });
    const ben = await app.as("operator", "ben");
    for (const [name, expected] of FALSE_NAMES) {
      const { status, body } = await ben.ask(`/api/users/${ben.id}`, "PATCH", { name });
      assert.deepEqual([status, body.field ?? "name"], [expected, "name"], JSON.stringify(name));
      if (expected === 200) continue;
      const added = await anna.ask("/api/users", "POST", { login: "carl", name, role: "viewer" });
      assert.equal(added.status, expected, JSON.stringify(name));
    }
    const { body: { token } } = await anna.ask("/api/invites", "POST", { role: "viewer" });
    const invited = { invite: token, login: "Anna", password: PASSWORD };
    assert.equal((await app.browser().ask("/api/setup", "POST", invited)).body.field, "login");
    // One's own name stays one's own.
    assert.equal((await anna.ask(`/api/users/${anna.id}`, "PATCH", { name: "ANNA" })).status, 200);
  }));

Deno.test("Where a shared channel sends is told to admins only", () =>
  withPeople(async (app) => {
    const admin = await app.as("admin");
    const viewer = await app.as("viewer");
    const config = { url: "https://example.com/secret-path" };
    const channel = { type: "webhook", name: "Ours", config };
    assert.equal((await viewer.ask("/api/channels", "POST", channel)).status, 403);
    const made = await admin.ask("/api/channels", "POST", channel);
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const path = `/api/channels/${made.body.channel.id}`;
    assert.equal((await admin.ask(path)).body.channel.config.url, config.url);
    for (const asked of ["/api/channels", path, "/channels"]) {
      const { status, body } = await viewer.ask(asked);
      assert.equal(status, 200);
      assert.ok(!JSON.stringify(body).includes("secret-path"), asked);
    }
    for (
      const [method, of] of [["PATCH", path], ["DELETE", path], ["POST", `${path}/test`]] as const
    ) {
      assert.equal((await viewer.ask(of, method, {})).status, 403, `${method} ${of}`);
    }
  }));

Deno.test("Frames tell where a channel sends to admins only, and a token without its scope no channel and no errors", () =>
  withPeople(async (app) => {
    const admin = await app.as("admin");
    const { hub, now } = app.program;
    const asker = { id: "user_x", login: "x", name: "x" };
    const token = (scopes: readonly Scope[]): Who => (
      { kind: "token", person: { ...asker, role: "admin" }, tokenId: "t", scopes }
    );
    const person = (role: Role): Who => (
      { kind: "person", person: { ...asker, role }, sessionId: "s" }
    );
    const screens = [
      person("admin"),
      person("viewer"),
      token(["alarms:read", "fires:read"]),
    ].map((who) => {
      const socket = new FakeSocket();
      hub.connect(socket, "192.0.2.1", 2, who);
      return socket;
    });
    const config = { url: "https://example.com/secret-path" };
    const channel = { type: "webhook", name: "Ours", config };
    const { body } = await admin.ask("/api/channels", "POST", channel);
    const name = { name: "Others" };
    await admin.ask(`/api/channels/${body.channel.id}`, "PATCH", name);
    const frames = (socket: FakeSocket, of: RegExp) =>
      socket.frames().filter(({ event }) => of.test(event)).map((frame) => JSON.stringify(frame));
    const told = screens.map((socket) =>
      frames(socket, /^channel_/).map((text) => text.includes("secret-path"))
    );
    assert.deepEqual(told, [[true, true], [false, false], []]);
    const delivery = {
      ...newDelivery("fire_1", body.channel.id, new Date(now()).toISOString()),
      lastError: "https://example.com/secret-path said 404",
    };
    await app.program.store.change(() => ({
      events: [{ type: "deliveryUpdated", delivery, by: "program" }],
      result: null,
    }));
    const errors = screens.map((socket) =>
      frames(socket, /^delivery_/).map((text) => text.includes("said 404"))
    );
    assert.deepEqual(errors, [[true], [true], [false]]);
  }));
