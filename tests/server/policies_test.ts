import assert from "node:assert/strict";
import { type AppUnderTest, type Json, withApp } from "../program/app_under_test.ts";

const TARGET = { type: "target", targetPrice: 1_000_000, direction: "fromBelow" };
const NTFY = { type: "ntfy", name: "Phone", config: { topic: "t" }, isDefault: false };

interface Scene extends AppUnderTest {
  readonly channel: Json;
  readonly policy: Json;
}

/** An app with a channel, a policy that tells it, and a pair. */
async function withPolicy(test: (scene: Scene) => Promise<void>): Promise<void> {
  await withApp(async (app) => {
    const { channel } = (await app.json("/api/channels", "POST", NTFY)).body;
    const steps = [
      { afterSeconds: 0, channels: [] },
      { afterSeconds: 300, channels: [channel.id], repeatSeconds: 60 },
    ];
    const added = await app.json("/api/policies", "POST", { name: "Night", steps });
    assert.equal(added.status, 201, JSON.stringify(added.body));
    await app.json("/api/pairs", "POST", { pair: "BTCUSDT" });
    await test({ ...app, channel, policy: added.body.policy });
  });
}

const ALARMS = "/api/pairs/BTCUSDT/alarms";

Deno.test("/api/policies adds, lists, changes and removes a policy", async () => {
  await withPolicy(async ({ json, policy }) => {
    assert.equal(policy.stopAfterSeconds, 3600);
    const path = `/api/policies/${policy.id}`;
    const changed = await json(path, "PATCH", { name: "Day", stopAfterSeconds: 900 });
    const expected = { ...policy, name: "Day", stopAfterSeconds: 900 };
    assert.deepEqual(changed.body.policy, expected);
    assert.deepEqual((await json("/api/policies")).body.policies, [expected]);
    assert.equal((await json(path, "DELETE")).body.id, policy.id);
    assert.equal((await json(path, "DELETE")).body.code, "policy_not_found");
    const kinds = (await json("/api/audit")).body.entries.map(({ kind }: Json) => kind);
    assert.deepEqual(kinds.slice(0, 2), ["policyRemoved", "policyEdited"]);
  });
});

const STEP = { afterSeconds: 0, channels: [] };
const REFUSED: readonly [says: string, input: object, field: string, why: RegExp][] = [
  ["no name", { steps: [STEP] }, "name", /missing/],
  ["no step", { name: "x", steps: [] }, "steps", /list of 1 to 10/],
  [
    "an unknown channel",
    { name: "x", steps: [{ ...STEP, channels: ["channel_gone"] }] },
    "steps.0.channels",
    /no channel: .*channel_gone/,
  ],
  [
    "steps out of order",
    { name: "x", steps: [{ ...STEP, afterSeconds: 60 }, STEP] },
    "steps.1.afterSeconds",
    /step before/,
  ],
  [
    "a repeat every second",
    { name: "x", steps: [{ ...STEP, repeatSeconds: 1 }] },
    "steps.0.repeatSeconds",
    /from 30/,
  ],
  [
    "more repeats than fit",
    { name: "x", steps: [{ ...STEP, repeatSeconds: 30 }], stopAfterSeconds: 86_400 },
    "steps.0.repeatSeconds",
    /stop earlier/,
  ],
  ["a field that nobody knows", { name: "x", steps: [STEP], color: 1 }, "color", /not known/],
];

for (const [says, input, field, why] of REFUSED) {
  Deno.test(`/api/policies refuses ${says}, naming the field`, async () => {
    await withPolicy(async ({ json, policy }) => {
      const { status, body } = await json("/api/policies", "POST", input);
      assert.deepEqual([status, body.field], [422, field]);
      assert.match(body.detail, why);
      assert.deepEqual((await json("/api/policies")).body.policies, [policy]);
    });
  });
}

Deno.test("What is in use is not removed: the refusal names who uses it", async () => {
  await withPolicy(async ({ json, channel, policy }) => {
    const { alarm } = (await json(ALARMS, "POST", { ...TARGET, policy: policy.id })).body;
    const kept = await json(`/api/policies/${policy.id}`, "DELETE");
    assert.deepEqual([kept.status, kept.body.code], [409, "in_use"]);
    assert.match(kept.body.detail, /“Night” is the policy of an alarm on BTCUSDT/);
    const told = await json(`/api/channels/${channel.id}`, "DELETE");
    assert.match(told.body.detail, /The policy “Night” tells this channel/);
    await json(`/api/alarms/${alarm.id}`, "PATCH", { policy: null, tell: [channel.id] });
    assert.equal((await json(`/api/policies/${policy.id}`, "DELETE")).status, 200);
    const named = await json(`/api/channels/${channel.id}`, "DELETE");
    assert.match(named.body.detail, /told by an alarm on BTCUSDT/);
  });
});

Deno.test("An alarm's priority, policy and tell go in and out every way, and unknown ones are refused", async () => {
  await withPolicy(async ({ json, request, channel, policy }) => {
    const handled = { priority: "critical", policy: policy.id, tell: [channel.id] };
    const { alarm } = (await json(ALARMS, "POST", { ...TARGET, ...handled })).body;
    assert.deepEqual([alarm.priority, alarm.policy, alarm.tell], Object.values(handled));
    const path = `/api/alarms/${alarm.id}`;
    for (const format of ["json", "csv"]) {
      const file = await (await request(`/api/alarms/export?format=${format}`)).text();
      await json(path, "PATCH", { priority: "low", policy: null, tell: "everybody" });
      const headers = { "content-type": format === "csv" ? "text/csv" : "application/json" };
      const init = { method: "POST", body: file, headers };
      const report = await (await request("/api/alarms/import", init)).json();
      assert.deepEqual(report.counts, { added: 0, changed: 1, unchanged: 0, refused: 0 }, format);
      const again = await (await request("/api/alarms/import", init)).json();
      assert.equal(again.counts.unchanged, 1, format);
      const { alarm: read } = (await json(path)).body;
      assert.deepEqual([read.priority, read.policy, read.tell], Object.values(handled), format);
    }
    const wrong = [
      [{ priority: "urgent" }, "priority"],
      [{ policy: "policy_gone" }, "policy"],
      [{ tell: ["channel_gone"] }, "tell"],
      [{ tell: "nobody" }, "tell"],
      [{ tell: [] }, "tell"],
    ] as const;
    for (const [fields, field] of wrong) {
      const added = await json(ALARMS, "POST", { ...TARGET, ...fields });
      const changed = await json(path, "PATCH", fields);
      for (const { status, body } of [added, changed]) {
        assert.deepEqual(
          [status, body.field?.split(".").at(-1)],
          [422, field],
          JSON.stringify(body),
        );
      }
    }
  });
});
