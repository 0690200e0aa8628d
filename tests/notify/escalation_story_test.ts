import assert from "node:assert/strict";
import type { RunCommand } from "@/lib/commands/commands.ts";
import { Notifier } from "@/lib/program/notifier.ts";
import { readConfig } from "@/lib/settings/config.ts";
import type { Event } from "@/lib/store/events.ts";
import type { Store } from "@/lib/store/store.ts";
import { FakeClock } from "../engine/fake_clock.ts";
import { BOT_TOKEN, FakeTelegram } from "../servers/telegram.ts";
import { channelOf, openOn } from "../store/fixtures.ts";
import { SimulatedDisk } from "../store/simulated_disk.ts";
import { until } from "../timeouts.ts";
import { fired, PAIR, START } from "./outbox_scene.ts";

const MINUTE = 60_000;
const [ANNA, BOSS] = [77, 88];

const chat = (id: string, chatId: number): Event => {
  const config = { botToken: BOT_TOKEN, chatId: String(chatId) };
  const fields = { id, type: "telegram", isDefault: false, config };
  return { type: "channelAdded", channel: channelOf(fields) };
};

/** Anna at once and every two minutes; after five minutes her boss. */
const NIGHT: Event = {
  type: "policyAdded",
  policy: {
    ...{ id: "policy_night", name: "Night", stopAfterSeconds: 3600 },
    steps: [
      { afterSeconds: 0, channels: ["anna"], repeatSeconds: 120 },
      { afterSeconds: 300, channels: ["boss"] },
    ],
  },
};

interface Night extends AsyncDisposable {
  readonly store: Store;
  /** Lets time pass, and all arrive that is due by then. */
  pass(ms: number): Promise<void>;
}

/** Acknowledges as the program's own command does. */
function acknowledging(store: Store, clock: FakeClock): RunCommand {
  return async (name, input, { address: by }) => {
    assert.equal(name, "acknowledge");
    const at = new Date(clock.now()).toISOString();
    const { fireIds } = input as { fireIds: readonly string[] };
    const events = fireIds.map((fireId) => ({ type: "fireAcknowledged", fireId, at, by }) as const);
    await store.change(() => ({ events, result: undefined }));
    return { fireIds, acknowledgedAt: at, by };
  };
}

/** What tells people, on a store that outlives it, at a Telegram on this machine. */
async function open(disk: SimulatedDisk, telegram: FakeTelegram, start: string): Promise<Night> {
  const clock = new FakeClock(start);
  const { store } = await openOn(disk, { now: () => clock.now() });
  const notifier = new Notifier({
    ...{ store, clock, key: "k", isDemo: false, run: acknowledging(store, clock) },
    config: readConfig({ TELEGRAM_API_URL: telegram.url }),
    ...{ syncClock: () => {}, isProven: () => false, newId: () => "1" },
    presserOf: () => ({ may: () => true }),
  });
  notifier.start();
  const isQuiet = () => {
    const now = new Date(clock.now()).toISOString();
    return store.state.outbox.every(({ state, dueSince }) => state !== "due" || dueSince > now);
  };
  return {
    store,
    pass: async (ms) => {
      for (let left = ms; left >= 0; left -= MINUTE) {
        await until(isQuiet, "all that is due is accepted");
        if (left > 0) await clock.pass(Math.min(left, MINUTE));
      }
      await until(isQuiet, "all that is due is accepted");
    },
    [Symbol.asyncDispose]: async () => {
      await notifier.stop();
      await store.close();
    },
  };
}

Deno.test("A night: told, not acknowledged, told again, over a restart the next step too, acknowledged in Telegram, silent", async () => {
  await using telegram = new FakeTelegram();
  const disk = new SimulatedDisk();
  const chats = () => telegram.sent.map(({ chat_id }) => chat_id);
  {
    await using night = await open(disk, telegram, START);
    const setUp = [PAIR, chat("anna", ANNA), chat("boss", BOSS), NIGHT];
    await night.store.change(() => ({ events: setUp, result: undefined }));
    const events = [fired("fire_1", { policy: "policy_night" })];
    await night.store.change(() => ({ events, result: undefined }));
    await night.pass(3 * MINUTE);
    assert.deepEqual(chats(), [ANNA, ANNA]);
  }
  // The machine was off meanwhile.
  const later = new Date(Date.parse(START) + 6 * MINUTE).toISOString();
  await using night = await open(disk, telegram, later);
  await night.pass(0);
  assert.deepEqual(chats().slice(2).sort(), [ANNA, BOSS]);

  telegram.press(ANNA, "Acknowledge");
  await telegram.when(() => telegram.answers.length === 1);
  assert.deepEqual(telegram.answers, ["Acknowledged"]);
  const [{ acknowledgedBy } = assert.fail()] = night.store.state.fires;
  assert.equal(acknowledgedBy, "@anna (Telegram)");
  // Every message says who has it.
  await telegram.when(() => telegram.edited.length === 4);
  await night.pass(2 * 60 * MINUTE);
  assert.equal(chats().length, 4);
});
