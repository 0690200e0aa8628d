import assert from "node:assert/strict";
import type { Role } from "@/lib/protocol/views.ts";
import { readAll } from "../audit/read_all.ts";
import { FakeSocket } from "../client/fake_socket.ts";
import type { Json } from "../program/app_under_test.ts";
import { type Asker, PASSWORD, type PeopleApp, withPeople } from "./people_app.ts";

const CONFIG = { url: "https://example.com/secret-path" };
const OWN = { type: "webhook", name: "Anna's phone", config: CONFIG, owner: "me" };

type Member = Asker & { id: string };

async function added(asker: Asker, channel: object): Promise<Json> {
  const { status, body } = await asker.ask("/api/channels", "POST", channel);
  assert.equal(status, 201, JSON.stringify(body));
  return body.channel;
}

/** Sets an alarm and has it ring as a test; answers the ids of the channels that are told. */
async function toldBy(asker: Asker, tell?: unknown): Promise<string[]> {
  await asker.ask("/api/pairs", "POST", { pair: "BTCUSDT" });
  const alarm = { type: "target", targetPrice: 1_000_000, direction: "fromBelow", tell };
  const { body } = await asker.ask("/api/pairs/BTCUSDT/alarms", "POST", alarm);
  assert.ok(body.alarm, JSON.stringify(body));
  await asker.ask(`/api/alarms/${body.alarm.id}/test`, "POST", {});
  const { body: { fires } } = await asker.ask("/api/fires");
  return fires.at(-1).deliveries.map(({ channelId }: { channelId: string }) => channelId)
    .toSorted();
}

async function idsSeen(asker: Asker): Promise<string[]> {
  const { body } = await asker.ask("/api/channels");
  return body.channels.map(({ id }: { id: string }) => id);
}

Deno.test("/api/channels shows an own channel to its owner, to admins without its config, and to nobody else", () =>
  withPeople(async (app) => {
    const [admin, anna, ben] = [
      await app.as("admin"),
      await app.as("viewer"),
      await app.as("operator"),
    ];
    const { id, owner, config } = await added(anna, OWN);
    assert.deepEqual([owner, config.url], [anna.id, CONFIG.url]);
    const path = `/api/channels/${id}`;
    assert.equal((await anna.ask(path)).body.channel.config.url, CONFIG.url);
    assert.deepEqual((await admin.ask(path)).body.channel.config, {});
    assert.deepEqual([await idsSeen(admin), await idsSeen(anna), await idsSeen(ben)], [
      [id],
      [id],
      [],
    ]);
    const missing = await ben.ask("/api/channels/none");
    for (
      const [method, to, body] of [
        ["GET", path],
        ["PATCH", path, { name: "x" }],
        ["PATCH", path, { config: CONFIG }],
        ["POST", `${path}/test`, {}],
        ["DELETE", path],
      ] as const
    ) {
      const { status, body: answer } = await ben.ask(to, method, body);
      assert.equal(status, 404, `${method} ${to}`);
      assert.equal(answer.detail, missing.body.detail.replace("none", id));
    }
    assert.doesNotMatch((await ben.ask("/channels")).body, /Anna's phone|secret-path/);
    assert.doesNotMatch((await admin.ask("/channels")).body, /secret-path/);
  }));

Deno.test("An own channel is changed by its owner; an admin takes it away, and does not say where it sends", () =>
  withPeople(async (app) => {
    const [admin, anna] = [await app.as("admin"), await app.as("viewer")];
    const { id } = await added(anna, OWN);
    const path = `/api/channels/${id}`;
    assert.equal(
      (await anna.ask(path, "PATCH", { config: { url: "https://example.com/2" } })).status,
      200,
    );
    assert.equal((await anna.ask(`${path}/test`, "POST", {})).status, 200);
    assert.equal((await admin.ask(path, "PATCH", { config: CONFIG })).status, 403);
    const off = await admin.ask(path, "PATCH", { enabled: false });
    assert.deepEqual([off.status, off.body.channel.config], [200, {}]);
    assert.equal((await admin.ask(path, "DELETE")).status, 200);
    assert.deepEqual(await idsSeen(anna), []);
  }));

Deno.test("Whoever may not add a shared channel is told how to add one of their own", () =>
  withPeople(async (app) => {
    const anna = await app.as("operator");
    const { owner: _, ...shared } = OWN;
    for (const channel of [shared, { ...shared, owner: null }]) {
      const { status, body } = await anna.ask("/api/channels", "POST", channel);
      assert.deepEqual([status, /owner: "me"/.test(body.detail)], [403, true], body.detail);
    }
    for (let nth = 0; nth < 10; nth++) await added(anna, OWN);
    const { status, body } = await anna.ask("/api/channels", "POST", OWN);
    assert.deepEqual([status, body.code], [409, "too_many_channels"]);
    // Others have room.
    await added(await app.as("viewer"), OWN);
  }));

Deno.test("A token changes the channels of its owner, and of nobody else", () =>
  withPeople(async (app) => {
    const script = await app.token("viewer", ["channels:write", "channels:read"]);
    const other = await app.token("viewer", ["channels:write", "channels:read"]);
    const { id } = await added(script, OWN);
    assert.equal((await other.ask(`/api/channels/${id}`, "PATCH", { name: "x" })).status, 404);
    assert.equal((await script.ask(`/api/channels/${id}`, "PATCH", { name: "x" })).status, 200);
  }));

Deno.test("An alarm tells the shared default channels and its owner's own, or those alone, or all", () =>
  withPeople(async (app) => {
    const [admin, anna, ben] = [
      await app.as("admin"),
      await app.as("operator"),
      await app.as("operator"),
    ];
    const { owner: _, ...shared } = { ...OWN, name: "Ours" };
    const ours = (await added(admin, shared)).id;
    const annas = (await added(anna, OWN)).id;
    const quiet = (await added(anna, { ...OWN, isDefault: false })).id;
    const bens = (await added(ben, OWN)).id;
    const sorted = (...ids: string[]) => ids.toSorted();
    assert.deepEqual(await toldBy(anna), sorted(ours, annas));
    assert.deepEqual(await toldBy(anna, "me"), sorted(annas, quiet));
    assert.deepEqual(await toldBy(ben, "default"), sorted(ours, bens));
    // The answer holds what the asker may see: that Ben is told as well is Ben's to know.
    assert.deepEqual(await toldBy(anna, "everybody"), sorted(ours, annas, quiet));
    assert.deepEqual(await toldBy(admin, "everybody"), sorted(ours, annas, quiet, bens));
    assert.deepEqual(await toldBy(anna, [quiet]), [quiet]);
    const alarm = { type: "target", targetPrice: 9_000_000, direction: "any", tell: [bens] };
    const refused = await anna.ask("/api/pairs/BTCUSDT/alarms", "POST", alarm);
    assert.deepEqual([refused.status, refused.body.field], [422, "tell"]);
    assert.equal((await admin.ask("/api/pairs/BTCUSDT/alarms", "POST", alarm)).status, 201);
  }));

Deno.test("/api/deliveries and /api/fires show what goes over an own channel to its owner, and its errors to nobody else", () =>
  withPeople(async (app) => {
    const [admin, anna, ben] = [
      await app.as("admin"),
      await app.as("operator"),
      await app.as("operator"),
    ];
    const { id } = await added(anna, OWN);
    await toldBy(anna);
    await app.program.store.change(({ outbox }) => ({
      events: outbox.map((delivery) => ({
        type: "deliveryUpdated",
        delivery: {
          ...delivery,
          state: "dead",
          nextAttemptAt: null,
          lastError: "secret-path said 404",
        },
        by: "program",
      })),
      result: null,
    }));
    const rows = async (asker: Member): Promise<[string, string | null][]> => {
      const { body } = await asker.ask("/api/deliveries");
      return body.deliveries.map(({ channelId, lastError }: Json) => [channelId, lastError]);
    };
    assert.deepEqual(await rows(anna), [[id, "secret-path said 404"]]);
    assert.deepEqual([await rows(admin), await rows(ben)], [[[id, null]], []]);
    const counts = await Promise.all([anna, admin, ben].map(async (asker) => {
      const { body } = await asker.ask("/api/fires");
      return body.fires[0].deliveries.length;
    }));
    assert.deepEqual(counts, [1, 1, 0]);
    const { key } = (await anna.ask("/api/deliveries")).body.deliveries[0];
    const resent = await ben.ask("/api/deliveries/resend", "POST", { key });
    assert.deepEqual([resent.status, resent.body.code], [404, "delivery_not_found"]);
    assert.equal((await anna.ask("/api/deliveries/resend", "POST", { key })).status, 200);
  }));

/** A screen of somebody, as the hub knows it. */
function screen(app: PeopleApp, { id }: Member, role: Role): FakeSocket {
  const socket = new FakeSocket();
  const person = { id, login: id, name: id, role };
  app.program.hub.connect(socket, "192.0.2.1", 2, { kind: "person", person, sessionId: "s" });
  return socket;
}

const told = (socket: FakeSocket) =>
  socket.frames().filter(({ event }) => /^(channel|delivery)_/.test(event));

Deno.test("Frames of an own channel reach its owner and admins, carry the last number, and come again after a gap", () =>
  withPeople(async (app) => {
    const [admin, anna, ben] = [
      await app.as("admin"),
      await app.as("viewer"),
      await app.as("operator"),
    ];
    const sockets = [
      screen(app, admin, "admin"),
      screen(app, anna, "viewer"),
      screen(app, ben, "operator"),
    ] as const;
    const { hub } = app.program;
    const before = hub.snapshot(2).seq;
    const { id } = await added(anna, OWN);
    await anna.ask(`/api/channels/${id}/test`, "POST", {});
    await anna.ask(`/api/channels/${id}`, "DELETE");
    const events = ["channel_added", "delivery_updated", "channel_removed"];
    assert.deepEqual(
      sockets.map((socket) => told(socket).map(({ event }) => event)),
      [events, events, []],
    );
    assert.deepEqual(told(sockets[1]).map(({ seq }) => seq), [before, before, before]);
    assert.deepEqual(
      sockets.map((socket) => JSON.stringify(told(socket)).includes("secret-path")),
      [false, true, false],
    );
    const epoch = hub.snapshot(2).epoch;
    for (const [nth, member] of [admin, anna, ben].entries()) {
      const role = (["admin", "viewer", "operator"] as const)[nth] ?? "viewer";
      const socket = new FakeSocket();
      const person = { id: member.id, login: "x", name: "x", role };
      const client = hub.connect(socket, "192.0.2.1", 2, {
        kind: "person",
        person,
        sessionId: "s",
      });
      hub.resume(client, { epoch, seq: before });
      assert.equal(told(socket).length, role === "operator" ? 0 : 3, role);
    }
  }));

Deno.test("A fire's frame tells each screen of those deliveries only that it may know of", () =>
  withPeople(async (app) => {
    const [admin, anna, ben] = [
      await app.as("admin"),
      await app.as("operator"),
      await app.as("operator"),
    ];
    await added(anna, OWN);
    const sockets = [
      screen(app, admin, "admin"),
      screen(app, anna, "operator"),
      screen(app, ben, "operator"),
    ];
    await toldBy(anna);
    const counts = sockets.map((socket) => {
      const frame = socket.frames().find(({ event }) => event === "alarm_triggered") as Json;
      return frame.data.fire.deliveries.length;
    });
    assert.deepEqual(counts, [1, 1, 0]);
  }));

Deno.test("Own channels are off while their owner is disabled, and gone once the person is erased", () =>
  withPeople(async (app) => {
    app.program.start();
    const anna = await app.as("operator");
    const { people } = app.program.accounts;
    const { id } = await added(anna, OWN);
    const stored = () => app.program.store.state.channels.find((channel) => channel.id === id);
    const settled = () => app.program.store.change(() => ({ events: [], result: null }));
    await people.update(anna.id, { isDisabled: true }, "cli");
    await settled();
    assert.equal(stored()?.enabled, false);
    assert.match(stored()?.state.disabledReason ?? "", /owner's account is disabled/);
    await people.update(anna.id, { isDisabled: false }, "cli");
    await settled();
    assert.deepEqual([stored()?.enabled, stored()?.state.disabledReason], [true, null]);
    await people.remove(anna.id, "cli");
    await settled();
    assert.equal(stored(), undefined);
  }));

Deno.test("A button in a message of an own channel does what its owner may, in the owner's name", () =>
  withPeople(async (app) => {
    const [viewer, anna] = [await app.as("viewer", "Vera"), await app.as("operator", "Anna")];
    const channels = [await added(viewer, OWN), await added(anna, OWN)];
    await toldBy(anna, "everybody");
    const { actions, store } = app.program;
    const press = (channelId: string) => {
      const key = store.state.outbox.find((each) => each.channelId === channelId)?.key ?? "";
      return actions.take({ action: "acknowledge", key }, "192.0.2.9 (link)");
    };
    assert.equal((await press(channels[0].id)).outcome, "refused");
    assert.equal(store.state.fires.at(-1)?.acknowledgedAt, null);
    assert.equal((await press(channels[1].id)).outcome, "done");
    assert.equal(store.state.fires.at(-1)?.acknowledgedBy, "Anna");
  }));

/** How an operator comes to have less rights than when the message went out. */
const LESS: readonly [
  what: string,
  less: (app: PeopleApp, owner: Member, channel: string) => Promise<unknown>,
  outcome: "refused" | "unknown",
][] = [
  ["is a viewer now", (app, { id }) => demoted(app, id), "refused"],
  [
    "is disabled",
    ({ program }, { id }) => program.accounts.people.update(id, { isDisabled: true }, "cli"),
    "refused",
  ],
  ["is a viewer now, and removed the channel", async (app, owner, channel) => {
    await demoted(app, owner.id);
    await owner.ask("/api/session", "POST", { login: "Olga", password: PASSWORD });
    assert.equal((await owner.ask(`/api/channels/${channel}`, "DELETE")).status, 200);
  }, "unknown"],
  ["is erased", ({ program }, { id }) => program.accounts.people.remove(id, "cli"), "unknown"],
];

const demoted = ({ program }: PeopleApp, id: string) =>
  program.accounts.people.update(id, { role: "viewer" }, "cli");

for (const [what, less, outcome] of LESS) {
  Deno.test(`A button in a message does nothing once the owner of its channel ${what}`, () =>
    withPeople(async (app) => {
      app.program.start();
      const owner = await app.as("operator", "Olga");
      const { id } = await added(owner, OWN);
      await toldBy(owner, "me");
      const { actions, store } = app.program;
      const key = store.state.outbox.find(({ channelId }) => channelId === id)?.key ?? "";
      await less(app, owner, id);
      await store.change(() => ({ events: [], result: null }));
      const pressed = await actions.take({ action: "acknowledge", key }, "192.0.2.9 (link)");
      assert.equal(pressed.outcome, outcome);
      assert.equal(store.state.fires.at(-1)?.acknowledgedAt, null);
    }));
}

Deno.test("The log tells of an own channel to its owner and to admins", () =>
  withPeople(async (app) => {
    const [admin, anna, ben] = [
      await app.as("admin"),
      await app.as("operator"),
      await app.as("operator"),
    ];
    await added(anna, OWN);
    const kinds = async (asker: Asker) => {
      const { body } = await asker.ask("/api/audit");
      return body.entries.some(({ kind }: { kind: string }) => kind === "channelAdded");
    };
    assert.deepEqual([await kinds(admin), await kinds(anna), await kinds(ben)], [
      true,
      true,
      false,
    ]);
    assert.ok((await readAll(app.program.auditLog.path)).length > 0);
  }));
