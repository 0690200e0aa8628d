import assert from "node:assert/strict";
import { newDelivery } from "@/lib/alarms/delivery.ts";
import {
  applyToChannels,
  extrasData,
  extrasOf,
  waitingWords,
} from "@/lib/client/channels/channels.ts";
import {
  applyToPolicies,
  EMPTY_POLICY,
  nextStep,
  policyDraft,
  policyWords,
  readPolicy,
} from "@/lib/client/channels/policies.ts";
import { channelExtras } from "@/lib/commands/channels.ts";
import { aFire, anAlarm, START } from "./samples.ts";

const NIGHT = {
  ...{ id: "policy_1", name: "Night", stopAfterSeconds: 3600 },
  steps: [
    { afterSeconds: 0, channels: [] },
    { afterSeconds: 150, channels: ["channel_1"], repeatSeconds: 300 },
  ],
};

Deno.test("policyWords() tells each step, and how long it goes on", () => {
  assert.deepEqual(policyWords(NIGHT, () => "Telegram"), [
    "at once: whoever the alarm tells",
    "after 2.5 min: Telegram, again every 5 min",
    "until somebody acknowledges, for 60 min at most",
  ]);
  const [first] = NIGHT.steps;
  assert.deepEqual(policyWords({ steps: first ? [first] : [], stopAfterSeconds: 0 }, String), [
    "at once: whoever the alarm tells",
  ]);
});

Deno.test("readPolicy() gives back what policyDraft() shows, and names what it cannot read", () => {
  const { id: _, ...data } = NIGHT;
  assert.deepEqual(readPolicy(policyDraft(NIGHT)), { ok: true, data });
  const draft = policyDraft(NIGHT);
  const wrong = [
    [{ ...draft, stopAfter: "soon" }, "stopAfterSeconds"],
    [{ ...draft, steps: [{ after: "", channels: [], every: "" }] }, "steps.0.afterSeconds"],
    [{ ...draft, steps: [{ after: "0", channels: [], every: "x" }] }, "steps.0.repeatSeconds"],
  ] as const;
  for (const [typed, field] of wrong) {
    const read = readPolicy(typed);
    assert.deepEqual(read.ok ? null : read.field, field);
  }
});

Deno.test("nextStep() comes five minutes after the one before it", () => {
  assert.equal(nextStep(EMPTY_POLICY).after, "5");
  assert.equal(nextStep(policyDraft(NIGHT)).after, "7.5");
});

Deno.test("applyToPolicies() follows what is added, changed and removed", () => {
  const frames = [
    { event: "policy_added", data: { success: true, policy: NIGHT } },
    { event: "policy_updated", data: { policy: { ...NIGHT, name: "Day" } } },
  ] as const;
  const shown = frames.reduce(
    (all, frame) => applyToPolicies(all, { ...frame, seq: 1 }),
    applyToPolicies([], { event: "policy_removed", data: { id: "policy_1" }, seq: 1 }),
  );
  assert.deepEqual(shown, [{ ...NIGHT, name: "Day" }]);
  const gone = { event: "policy_removed", data: { id: "policy_1" }, seq: 2 } as const;
  assert.deepEqual(applyToPolicies(shown, gone), []);
});

Deno.test("waitingWords() tells what is sent, held and planned apart", () => {
  const at = (seconds: number) => new Date(START + seconds * 1000).toISOString();
  const due = (seconds: number) => newDelivery("fire_1", "channel_1", at(seconds));
  const waiting = [
    due(0),
    { ...due(0), heldUntil: at(3600), nextAttemptAt: at(3600) },
    { ...due(300), step: 1 },
    { ...due(0), state: "accepted" as const },
  ];
  assert.equal(
    waitingWords(waiting, START, "UTC"),
    "1 on the way; 1 held until 13:00:00 UTC; 1 from 12:05:00 UTC on, unless acknowledged",
  );
  assert.equal(waitingWords(waiting.slice(3), START, "UTC"), "");
});

Deno.test("applyToChannels() knows what a fire plans, and that an acknowledgement ends it", () => {
  const delivery = newDelivery("fire_1_1", "channel_1", new Date(START).toISOString());
  const fire = { ...aFire(), deliveries: [delivery] };
  const data = { pair: "BTCUSDT", alarm: anAlarm(), price: 1, fire };
  const fired = applyToChannels(
    { channels: [], deliveries: [] },
    { event: "alarm_triggered", data, seq: 1 },
  );
  assert.deepEqual(fired.deliveries, [delivery]);
  const acknowledgement = { fireIds: [fire.id], acknowledgedAt: fire.timestamp, by: "x" };
  const ended = applyToChannels(fired, {
    ...{ event: "fire_acknowledged", data: acknowledgement, seq: 2 },
  });
  assert.equal(ended.deliveries[0]?.state, "cancelled");
});

Deno.test("extrasData() sends what extrasOf() shows, as the server takes it", () => {
  const set = {
    quietHours: { from: "22:00", to: "07:00", zone: "Europe/Berlin" },
    canary: { at: "09:00", zone: "UTC" },
    troubles: ["disk"] as const,
    templates: { title: "{pair}" },
  };
  const sent = extrasData(extrasOf(set, "UTC"));
  for (const [name, schema] of Object.entries(channelExtras)) {
    assert.ok(schema.safeParse(sent[name]).success, name);
  }
  assert.deepEqual(sent, set);
  const none = { quietHours: null, canary: null, troubles: null, templates: null };
  assert.deepEqual(extrasData(extrasOf({}, "UTC")), none);
});
