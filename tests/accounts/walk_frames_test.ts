import assert from "node:assert/strict";
import { can, rightOfCommand } from "@/lib/accounts/rights.ts";
import { COMMANDS } from "@/lib/commands/commands.ts";
import { ROLES, type Scope, SCOPES } from "@/lib/protocol/views.ts";
import type { FrameEvent } from "@/lib/protocol/frames.ts";
import { answerMessage } from "@/lib/server/socket/serve_socket.ts";
import { type FrameToTell, veilOf } from "@/lib/server/visible.ts";
import { FakeSocket } from "../client/fake_socket.ts";
import type { Json } from "../program/app_under_test.ts";
import { until } from "../timeouts.ts";
import { type PeopleApp, withPeople } from "./people_app.ts";

const LISTENING: readonly Scope[] = ["alarms:read", "fires:read"];
/** Tokens that may listen: with nothing more, with one scope more, and with all. */
const LISTENERS: readonly (readonly Scope[])[] = [
  LISTENING,
  ...SCOPES.filter((scope) => !LISTENING.includes(scope)).map((scope) => [...LISTENING, scope]),
  SCOPES,
];
const EVENTS = [...Object.keys(COMMANDS), "hello", "watch"];

/** A socket of a real token, as the server has it after the upgrade. */
async function listening(app: PeopleApp, role: typeof ROLES[number], scopes: readonly Scope[]) {
  const { accounts: { book }, hub } = app.program;
  const owner = await app.as(role);
  const { body } = await owner.ask("/api/tokens", "POST", { name: "t", scopes });
  const place = { address: "192.0.2.1", agent: "" };
  const who = book.whoIs({ bearer: body.token, cookie: null }, place);
  assert.equal(who.kind, "token");
  const socket = new FakeSocket();
  const client = hub.connect(socket, place.address, 1, who);
  // Where much else is going on it comes in a later turn, and what follows waits for it.
  await until(() => socket.events().includes("snapshot"));
  return { who, socket, client };
}

Deno.test("Only tokens that read alarms and fires open a socket, whatever else they may", () =>
  withPeople(async (app) => {
    for (const scopes of [...SCOPES.map((scope) => [scope]), ...LISTENERS]) {
      const script = await app.token("admin", scopes);
      const { status } = await script.ask("/ws");
      const may = LISTENING.every((scope) => scopes.includes(scope));
      // Without the handshake of a socket, whoever may is told that it is missing.
      assert.equal(status, may ? 400 : 403, scopes.join());
    }
  }));

for (const role of ROLES) {
  Deno.test(`Every event that a ${role}'s token sends over its socket is held to its scopes`, () =>
    withPeople(async (app) => {
      for (const scopes of LISTENERS) {
        const { who, socket, client } = await listening(app, role, scopes);
        const { runFor, checkNow, onError, hub } = app.program;
        for (const event of EVENTS) {
          const id = `${event} ${socket.sent.length}`;
          await answerMessage(client, JSON.stringify({ event, id }), {
            hub,
            runFor,
            checkNow,
            onError,
          });
          const answer: Json = socket.frames().find((frame: Json) => frame.id === id);
          const right = rightOfCommand(event);
          const may = right !== null && can(who, right);
          const said = `${event} with ${scopes}: ${JSON.stringify(answer)}`;
          assert.equal(answer?.data?.code === "forbidden", !may, said);
        }
        hub.disconnect(client);
      }
    }));
}

/** What a token needs beside listening to be sent a frame; every frame of the protocol is named. */
const NEEDS: Readonly<Record<FrameEvent, Scope | null>> = {
  ...{ snapshot: null, status: null, heartbeat: null, error: null, price_update: null },
  ...{ pair_added: null, pair_updated: null, pair_removed: null, pairs_reordered: null },
  ...{ alarm_added: null, alarm_updated: null, alarm_removed: null, alarm_triggered: null },
  ...{ alarms_added: null, alarms_updated: null, alarms_imported: null, alarms_removed: null },
  ...{ fire_acknowledged: null, delivery_updated: null },
  ...{ watchlist_added: null, watchlist_updated: null, watchlist_removed: null },
  ...{ channel_added: "channels:read", channel_updated: "channels:read" },
  ...{ channel_removed: "channels:read", policy_added: "channels:read" },
  ...{ policy_updated: "channels:read", policy_removed: "channels:read" },
};

const SECRET = "https://example.com/secret";
const DELIVERY = {
  ...{ key: "d", channelId: "shared", fireId: "f", lastError: SECRET, notice: { text: SECRET } },
};
const CHANNEL = { id: "shared", owner: null, name: "Ours", config: { url: SECRET } };
/** All that a frame may be about, each of a channel that is everybody's. */
const DATA = {
  ...{ success: true, id: "shared", channel: CHANNEL, policy: { id: "p", name: "Steps" } },
  ...{ delivery: DELIVERY, fire: { id: "f", deliveries: [DELIVERY] }, prices: [] },
};

/** What a listener is sent of a frame; null for nothing. */
function sentOf(app: PeopleApp, socket: FakeSocket, event: FrameEvent, pair: unknown): Json {
  const frame = { event, data: { ...DATA, pair } } as unknown as FrameToTell;
  socket.sent.length = 0;
  const veil = veilOf(frame, () => ({ owner: null }));
  app.program.hub.broadcast(frame.event, frame.data, undefined, veil);
  return socket.frames().find((sent) => sent.event === event)?.data ?? null;
}

Deno.test("Every frame goes to those tokens whose scopes it needs, without what is not for them", () =>
  withPeople(async (app) => {
    await (await app.as("admin")).ask("/api/pairs", "POST", { pair: "BTCUSDT" });
    const [pair] = app.program.snapshot().pairs;
    // Prices have a way of their own, to whoever watches them.
    const events = (Object.keys(NEEDS) as FrameEvent[]).filter((event) => event !== "price_update");
    for (
      const [role, scopes] of ROLES.flatMap((role) => LISTENERS.map((of) => [role, of] as const))
    ) {
      const { client, socket } = await listening(app, role, scopes);
      const reads = scopes.includes("channels:read");
      for (const event of events) {
        const said = `${event} to a ${role}'s ${scopes}`;
        const sent = sentOf(app, socket, event, pair);
        const need = NEEDS[event];
        assert.equal(sent !== null, need === null || scopes.includes(need), said);
        if (sent === null) continue;
        if (/^channel_(?:added|updated)$/.test(event)) {
          assert.equal("url" in sent.channel.config, role === "admin" && reads, said);
        }
        const isTold = event === "delivery_updated" || event === "alarm_triggered";
        const told = event === "alarm_triggered" ? sent.fire.deliveries[0] : sent.delivery;
        if (isTold) {
          assert.deepEqual(
            [told.lastError, "notice" in told],
            [reads ? SECRET : null, reads],
            said,
          );
        }
      }
      app.program.hub.disconnect(client);
    }
  }));
