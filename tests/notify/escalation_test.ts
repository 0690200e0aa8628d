import assert from "node:assert/strict";
import { type Outcome, resent } from "@/lib/notify/retries.ts";
import type { Event } from "@/lib/store/events.ts";
import { SimulatedDisk } from "../store/simulated_disk.ts";
import {
  channel,
  fired,
  HOUR,
  open,
  PAIR,
  type Scene,
  ScriptedService,
  START,
} from "./outbox_scene.ts";

const MINUTE = 60_000;

/** First the phone, every two minutes; after five minutes the boss too, and every channel that the alarm tells. */
const NIGHT: Event = {
  type: "policyAdded",
  policy: {
    ...{ id: "policy_night", name: "Night", stopAfterSeconds: 900 },
    steps: [
      { afterSeconds: 0, channels: ["phone"], repeatSeconds: 120 },
      { afterSeconds: 300, channels: ["boss", "siren"] },
      { afterSeconds: 420, channels: [] },
    ],
  },
};
const FIRED = fired("fire_1", { policy: "policy_night" });

async function begin(scene: Scene): Promise<void> {
  const others = [channel("boss", { isDefault: false }), channel("siren", { isDefault: false })];
  await scene.change(PAIR, channel("phone", { isDefault: false }), ...others, channel("mail"));
  await scene.change(NIGHT);
}

/** When each message was sent, in minutes since the fire, and with which key. */
function keysAt(scene: Scene): string[] {
  const told: string[] = [];
  scene.service.answer = () => {
    const minute = (scene.clock.now() - Date.parse(START)) / MINUTE;
    told.push(`${minute} ${scene.service.sent.at(-1)?.key.replace("fire_1:", "")}`);
    return { kind: "sent" };
  };
  return told;
}

Deno.test("An escalation tells step by step, repeats, and stops at its end, while nobody acknowledges", async () => {
  await using scene = await open();
  const told = keysAt(scene);
  await begin(scene);
  await scene.change(FIRED);
  await scene.pass(2 * HOUR);
  assert.deepEqual(told, [
    ...["0 phone:0", "2 phone:0:2", "4 phone:0:3"],
    ...["5 boss:1", "5 siren:1", "6 phone:0:4", "7 mail:2"],
    ...["8 phone:0:5", "10 phone:0:6", "12 phone:0:7", "14 phone:0:8"],
  ]);
});

Deno.test("An escalation is silent everywhere once somebody acknowledges, also over a restart in the middle", async () => {
  const [disk, service] = [new SimulatedDisk(), new ScriptedService()];
  {
    await using scene = await open(disk, service);
    await begin(scene);
    await scene.change(FIRED);
    await scene.pass(3 * MINUTE);
    assert.deepEqual(service.sent.map(({ key }) => key), ["fire_1:phone:0", "fire_1:phone:0:2"]);
  }
  const later = new Date(Date.parse(START) + 5 * MINUTE + 1000).toISOString();
  await using scene = await open(disk, service, later);
  await scene.pass(0);
  const keys = service.sent.slice(2).map(({ key }) => key).sort();
  assert.deepEqual(keys, ["fire_1:boss:1", "fire_1:phone:0:3", "fire_1:siren:1"]);

  const [{ token } = assert.fail()] = service.sent.at(-1)?.buttons ?? [];
  assert.deepEqual(await scene.press(token), { outcome: "done", text: "Acknowledged" });
  const count = service.sent.length;
  await scene.pass(2 * HOUR);
  assert.equal(service.sent.length, count);
  assert.deepEqual(scene.deliveries().filter(({ state }) => state === "due"), []);
  // The first message's button is as old as the fire, and says who has it.
  const [{ token: old } = assert.fail()] = service.sent[0]?.buttons ?? [];
  assert.match((await scene.press(old)).text, /Already acknowledged by Anna/);
});

Deno.test("An escalation whose channels are off goes to those whom the alarm tells", async () => {
  await using scene = await open();
  await begin(scene);
  for (const { id } of scene.store.state.channels.filter((each) => each.id !== "mail")) {
    const off = scene.store.state.channels.find((each) => each.id === id) ?? assert.fail();
    await scene.change({
      type: "channelUpdated",
      channel: { ...off, enabled: false },
      by: "program",
    });
  }
  await scene.change(FIRED);
  await scene.pass(HOUR);
  assert.deepEqual(scene.service.sent.slice(0, 2).map(({ key }) => key), [
    "fire_1:mail:0",
    "fire_1:mail:0:2",
  ]);
});

Deno.test("An escalation repeats after a message that was given up, no faster than it says", async () => {
  await using scene = await open();
  await begin(scene);
  const tried: number[] = [];
  scene.service.answer = (to): Outcome => {
    if (to !== "phone") return { kind: "sent" };
    tried.push((scene.clock.now() - Date.parse(START)) / MINUTE);
    return { kind: "drop", why: "It answered with status 400" };
  };
  await scene.change(FIRED);
  await scene.pass(7 * MINUTE);
  assert.deepEqual(tried, [0, 2, 4, 6]);
});

const TELL = [
  [undefined, ["mail"]],
  ["default", ["mail"]],
  ["me", ["mail"]],
  ["everybody", ["boss", "mail", "phone", "siren"]],
  [["siren", "boss"], ["boss", "siren"]],
  [["gone"], ["mail"]],
] as const;

for (const [tell, channels] of TELL) {
  Deno.test(`An alarm that tells ${JSON.stringify(tell)} reaches ${channels.join(", ")}`, async () => {
    await using scene = await open();
    await begin(scene);
    await scene.change(fired("fire_1", tell === undefined ? {} : { tell }));
    await scene.pass(HOUR);
    assert.deepEqual(scene.service.sent.map(({ to }) => to).sort(), channels);
  });
}

Deno.test("What waits for its step goes on waiting as long when the clock is set", async () => {
  await using scene = await open();
  const told = keysAt(scene);
  await begin(scene);
  await scene.change(FIRED);
  await scene.pass(MINUTE);
  scene.clock.set(HOUR);
  await scene.pass(4.5 * MINUTE);
  assert.deepEqual(told.slice(0, 5), [
    ...["0 phone:0", "62 phone:0:2", "64 phone:0:3", "65 boss:1", "65 siren:1"],
  ]);
});

Deno.test("A message that repeats and is sent again by hand is followed by no second row of repeats", async () => {
  await using scene = await open();
  const told = keysAt(scene);
  await begin(scene);
  await scene.change(FIRED);
  await scene.pass(3 * MINUTE);
  const [first = assert.fail()] = scene.deliveries();
  await scene.change({
    ...{ type: "deliveryUpdated", by: "person" },
    delivery: resent(first, scene.clock.now()),
  });
  await scene.pass(2 * MINUTE - 1000);
  assert.deepEqual(told, ["0 phone:0", "2 phone:0:2", "3 phone:0", "4 phone:0:3"]);
  assert.deepEqual(scene.service.messages.map(({ isRepeat = false }) => isRepeat), [
    ...[false, true, false, true],
  ]);
});
