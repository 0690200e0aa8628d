import assert from "node:assert/strict";
import { newDelivery } from "@/lib/alarms/delivery.ts";
import { DEMO_PHONE } from "@/lib/notify/channels/phone/demo_phone.ts";
import { CHANNEL_TYPE_NAMES, CHANNEL_TYPES } from "@/lib/notify/channels/table.ts";
import {
  applyToChannels,
  type Channels,
  draftOf,
  healthOf,
  newDraft,
  saveCommand,
  testWords,
} from "@/lib/client/channels/channels.ts";
import { deliveryWords } from "@/lib/text/fire_way.ts";
import { CHANNEL_FORM_TYPES, channelForm } from "@/lib/client/channels/forms.ts";
import { type ChannelView, withoutSecrets } from "@/lib/protocol/views.ts";
import { channelOf } from "../store/fixtures.ts";

const FINE = withoutSecrets(channelOf({ id: "channel_1", name: "Hook" }));
const PROVEN = { ...FINE.state, lastAcceptedAt: "2026-01-15T12:00:00Z" };
const NOW = Date.parse("2026-01-16T12:59:00Z");
const AT = "2026-01-15T12:00:00.000Z";

Deno.test("channelForm() asks for what each type knows, and hides what is secret", () => {
  const forms = CHANNEL_FORM_TYPES.filter((name) => name !== DEMO_PHONE);
  assert.deepEqual(forms.sort(), [...CHANNEL_TYPE_NAMES].sort());
  for (const name of CHANNEL_TYPE_NAMES) {
    const { config, secrets } = CHANNEL_TYPES[name];
    const fields = channelForm(name)?.fields ?? [];
    // What a browser makes is nothing that people enter.
    if (channelForm(name)?.isMade) continue;
    const hidden = fields.filter(({ isSecret }) => isSecret).map((field) => field.name);
    assert.deepEqual(hidden.sort(), [...secrets].sort(), name);
    const values = Object.fromEntries(fields.map((field) => [field.name, 5]));
    const unknown = config.safeParse(values).error?.issues
      .filter(({ code }) => code === "unrecognized_keys");
    assert.deepEqual(unknown, [], name);
  }
});

const HEALTH: readonly [says: string, channel: ChannelView, look: string, words: RegExp][] = [
  ["a new one", FINE, "unproven", /send a test/],
  ["one that works", { ...FINE, state: PROVEN }, "good", /Works/],
  [
    "one that took nothing for 25 hours",
    { ...FINE, state: { ...PROVEN, lastAcceptedAt: "2026-01-15T11:58:00Z" } },
    "unproven",
    /Unproven/,
  ],
  ["one that is off", { ...FINE, enabled: false }, "off", /Off/],
  [
    "one that was switched off",
    { ...FINE, enabled: false, state: { ...PROVEN, disabledReason: "status 410" } },
    "bad",
    /Switched off: status 410/,
  ],
  [
    "one that fails",
    { ...FINE, state: { ...PROVEN, failingSince: AT, lastError: "status 503" } },
    "bad",
    /Failing: status 503/,
  ],
  ["one without its key", { ...FINE, missing: ["secret"] }, "bad", /Enter again: secret/],
  ["one of a newer version", { ...FINE, type: "pigeon" }, "bad", /does not know/],
  ["one without a chat", { ...FINE, linkUrl: "https://t.me/a" }, "unproven", /No chat/],
];

for (const [says, channel, look, words] of HEALTH) {
  Deno.test(`healthOf() says of ${says} that it is ${look}`, () => {
    const health = healthOf(channel, NOW);
    assert.equal(health.look, look);
    assert.match(health.words, words);
  });
}

Deno.test("saveCommand() sends what is filled, and leaves a secret that is set", () => {
  const added = {
    ...newDraft("webhook", "UTC"),
    fields: { url: " https://a.example ", secret: "" },
  };
  assert.deepEqual(saveCommand(added), {
    event: "add_channel",
    data: {
      ...{ type: "webhook", name: "Webhook", isDefault: true, enabled: true },
      config: { url: "https://a.example" },
      ...{ quietHours: null, canary: null, troubles: null, templates: null },
    },
  });
  const known = {
    ...FINE,
    config: { url: "https://a.example", secret: { set: true }, body: "{}" },
  };
  const draft = draftOf(known, "UTC");
  assert.deepEqual(draft.fields, { url: "https://a.example", body: "{}" });
  const { event, data } = saveCommand({ ...draft, fields: { ...draft.fields, body: "" } });
  assert.equal(event, "update_channel");
  assert.deepEqual((data as { config: object }).config, { url: "https://a.example", body: null });
});

const TESTS: readonly [says: string, hasButtons: true | undefined, test: object, words: RegExp][] =
  [
    [
      "asks for the button",
      true,
      { state: "accepted" },
      /^accepted .*; press Acknowledge .*waiting/,
    ],
    ["says that the button arrived", true, { state: "delivered" }, /^it works/],
    ["waits for no button where there is none", undefined, { state: "accepted" }, /service$/],
    ["waits for nobody after a canary", true, { state: "accepted", isCanary: true }, /service$/],
    ["says why it failed", true, { state: "dead", lastError: "no" }, /^given up: no$/],
  ];

for (const [says, hasButtons, test, words] of TESTS) {
  Deno.test(`testWords() ${says}`, () => {
    const delivery = { ...newDelivery("fire_test_1", "channel_1", AT), isTest: true as const };
    const channel = hasButtons === undefined ? {} : { hasButtons };
    assert.match(testWords(channel, { ...delivery, ...test }), words);
  });
}

Deno.test("applyToChannels() follows channels and deliveries", () => {
  const delivery = newDelivery("fire_1", "channel_1", AT);
  const frames = [
    { event: "channel_added", data: { success: true, channel: FINE } },
    { event: "channel_updated", data: { channel: { ...FINE, name: "New" } } },
    { event: "delivery_updated", data: { delivery } },
    { event: "delivery_updated", data: { delivery: { ...delivery, state: "dead" } } },
  ] as const;
  const none: Channels = { channels: [], deliveries: [] };
  const shown = frames.reduce<Channels>(
    (all, frame) => applyToChannels(all, { ...frame, seq: 1 }),
    none,
  );
  assert.deepEqual(shown.channels.map(({ name }) => name), ["New"]);
  assert.deepEqual(shown.deliveries.map(({ state }) => state), ["dead"]);
  const gone = { event: "channel_removed", data: { id: "channel_1" }, seq: 2 } as const;
  assert.deepEqual(applyToChannels(shown, gone), none);
});

Deno.test("deliveryWords() says what becomes of it", () => {
  const delivery = newDelivery("fire_1", "channel_1", AT);
  assert.equal(deliveryWords(delivery), "on its way");
  const failed = { ...delivery, attempts: 2, lastError: "status 503" };
  assert.equal(deliveryWords(failed), "failed 2 times, is tried again: status 503");
  assert.equal(deliveryWords({ ...failed, state: "dead" }), "given up: status 503");
});
