import assert from "node:assert/strict";
import { newDelivery } from "@/lib/alarms/delivery.ts";
import { EMPTY_STATE, type State } from "@/lib/alarms/pair.ts";
import { apply } from "@/lib/store/apply.ts";
import { alarmOf, channelOf, fireOf, pairOf } from "./fixtures.ts";

const FIRES = 300;
const AT = "2024-01-15T12:00:16Z";

/** Fires that each wait to be told to one channel, and how often it was asked whose a delivery is. */
function waiting(): { state: State; reads: () => number } {
  let reads = 0;
  const alarm = alarmOf("alarm_1");
  const fires = Array.from({ length: FIRES }, (_, nth) => fireOf(`fire_${nth}`, alarm));
  const outbox = fires.map(({ id }) => ({
    ...newDelivery(id, "phone", AT),
    get fireId() {
      reads++;
      return id;
    },
  }));
  const pairs = new Map([["BTCUSDT", pairOf("BTCUSDT", { alarms: [alarm] })]]);
  const state = { ...EMPTY_STATE, pairs, fires, outbox, channels: [channelOf({ id: "phone" })] };
  return { state, reads: () => reads };
}

Deno.test("apply() goes over the deliveries a few times, however many fires are acknowledged at once", () => {
  const { state, reads } = waiting();
  const all = state.fires.map(({ id: fireId }) => (
    { type: "fireAcknowledged", fireId, at: AT, by: "127.0.0.1" } as const
  ));
  const { outbox } = apply(state, all);
  assert.ok(outbox.every((each) => each.state === "cancelled" && each.nextAttemptAt === null));
  assert.ok(reads() <= 10 * FIRES, `${reads()} reads of ${FIRES} deliveries`);
});

Deno.test("apply() cancels what waits for the acknowledged fire and nothing else", () => {
  const { state } = waiting();
  const { outbox } = apply(state, [
    { type: "fireAcknowledged", fireId: "fire_1", at: AT, by: "127.0.0.1" },
  ]);
  const over = outbox.filter((each) => each.state === "cancelled").map(({ fireId }) => fireId);
  assert.deepEqual(over, ["fire_1"]);
});
