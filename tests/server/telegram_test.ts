import assert from "node:assert/strict";
import { type AppUnderTest, type Json, withApp } from "../program/app_under_test.ts";
import { until, untilFits } from "../timeouts.ts";
import { BOT_TOKEN, FakeTelegram } from "../servers/telegram.ts";

const ANNA = 77;
const TARGET = { type: "target", targetPrice: 1_000_000, direction: "fromBelow" };

interface Scene extends AppUnderTest {
  readonly telegram: FakeTelegram;
  add(config?: object): Promise<Json>;
  /** Lets an alarm fire as a test; answers the fire. */
  fire(note?: string): Promise<Json>;
}

async function withTelegram(
  test: (scene: Scene) => Promise<void>,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  await using telegram = new FakeTelegram();
  await withApp(async (app) => {
    const { json, program } = app;
    program.start();
    const add = async (config = {}) => {
      const input = { type: "telegram", name: "Anna", config: { botToken: BOT_TOKEN, ...config } };
      return (await json("/api/channels", "POST", input)).body.channel;
    };
    const fire = async (note = "") => {
      await json("/api/pairs", "POST", { pair: "BTCUSDT" });
      const { id } =
        (await json("/api/pairs/BTCUSDT/alarms", "POST", { ...TARGET, note })).body.alarm;
      return (await json(`/api/alarms/${id}/test`, "POST")).body.fire;
    };
    await test({ ...app, telegram, add, fire });
  }, { TELEGRAM_API_URL: telegram.url, ...env });
}

Deno.test("Telegram: /start with the channel's code links the chat, once", async () => {
  await withTelegram(async ({ telegram, add, json }) => {
    const channel = await add();
    assert.deepEqual(channel.config, { botToken: { set: true }, botName: "price_alarm_bot" });
    const link = new URL(channel.linkUrl);
    assert.equal(link.origin + link.pathname, "https://t.me/price_alarm_bot");
    telegram.say(5, "/start nonsense");
    await telegram.when(() => telegram.sent.length === 1);
    assert.match(telegram.sent[0]?.text ?? "", /open the link on the page Channels/);
    const code = link.searchParams.get("start");
    telegram.say(ANNA, `/start ${code}`);
    await telegram.when(() => telegram.sent.length === 2);
    assert.match(telegram.sent[1]?.text ?? "", /Linked: “Anna”/);
    const linked = (await json(`/api/channels/${channel.id}`)).body.channel;
    assert.deepEqual([linked.config.chatId, linked.linkUrl], [String(ANNA), undefined]);
    telegram.say(5, `/start ${code}`);
    await telegram.when(() => telegram.sent.length === 3);
    assert.match(telegram.sent[2]?.text ?? "", /open the link/);
  });
});

Deno.test("Telegram: Acknowledge in the message ends the ringing, names who, and takes the buttons off", async () => {
  await withTelegram(async ({ telegram, add, fire, json }) => {
    await add({ chatId: ANNA });
    const { id } = await fire();
    await telegram.when(() => telegram.sent.length === 1);
    telegram.press(ANNA, "Acknowledge");
    await telegram.when(() => telegram.edited.length > 0 && telegram.answers.length > 0);
    assert.deepEqual(telegram.answers, ["Acknowledged"]);
    const known = (await json("/api/fires")).body.fires.find((each: Json) => each.id === id);
    assert.equal(known.acknowledgedBy, "@anna (Telegram)");
    assert.match(telegram.edited[0]?.text ?? "", /Acknowledged by @anna/);
    telegram.press(ANNA, "Acknowledge");
    await telegram.when(() => telegram.answers.length === 2);
    assert.equal(telegram.answers[1], "Already acknowledged by @anna (Telegram)");
  });
});

Deno.test("Telegram: a long note in another script is sent once", async () => {
  await withTelegram(async ({ telegram, add, fire, json }) => {
    await add({ chatId: ANNA });
    await fire("ж".repeat(500));
    await telegram.when(() => telegram.sent.length === 1);
    let delivery: Json;
    do {
      await new Promise((resolve) => setTimeout(resolve, 5));
      [delivery] = (await json("/api/deliveries")).body.deliveries;
    } while (delivery.attempts === 0);
    assert.equal(delivery.state, "accepted", delivery.lastError);
  }, { PUBLIC_URL: `https://example.com/${"a".repeat(1000)}` });
});

Deno.test("Telegram: Snooze in the message snoozes the alarm for 15 minutes", async () => {
  await withTelegram(async ({ telegram, add, fire, json }) => {
    await add({ chatId: ANNA });
    const { alarmId } = await fire();
    await telegram.when(() => telegram.sent.length === 1);
    telegram.press(ANNA, "Snooze 15 min");
    await telegram.when(() => telegram.answers.length === 1);
    const { alarm } = (await json(`/api/alarms/${alarmId}`)).body;
    assert.notEqual(alarm.snoozedUntil, null);
  });
});

Deno.test("Telegram: who is not linked changes nothing", async () => {
  await withTelegram(async ({ telegram, add, fire, json }) => {
    await add({ chatId: ANNA });
    await fire();
    await telegram.when(() => telegram.sent.length === 1);
    telegram.press(666, "Acknowledge");
    await telegram.when(() => telegram.answers.length === 1);
    assert.match(telegram.answers[0] ?? "", /Link your own chat/);
    assert.equal((await json("/api/fires")).body.fires[0].acknowledgedAt, null);
  });
});

Deno.test("Telegram: the button of a test proves the way back", async () => {
  await withTelegram(async ({ telegram, add, json }) => {
    const { id } = await add({ chatId: ANNA });
    await json(`/api/channels/${id}/test`, "POST");
    await telegram.when(() => telegram.sent.length === 1);
    telegram.press(ANNA, "Acknowledge");
    await telegram.when(() => telegram.answers.length === 1);
    assert.match(telegram.answers[0] ?? "", /It works/);
    const { deliveries } = (await json("/api/deliveries")).body;
    assert.deepEqual(deliveries.map((each: Json) => each.state), ["delivered"]);
  });
});

Deno.test("Telegram: a token that it does not know is refused", async () => {
  await withTelegram(async ({ json }) => {
    const input = { type: "telegram", config: { botToken: "999:wrong" } };
    const { status, body } = await json("/api/channels", "POST", input);
    assert.deepEqual([status, body.field], [422, "config.botToken"]);
    assert.match(body.detail, /not known to Telegram/);
  });
});

Deno.test("Telegram: a token that is revoked ends the asking, and the channel says so", async () => {
  await withTelegram(async ({ telegram, add, json }) => {
    const { id } = await add({ chatId: ANNA });
    await until(() => telegram.received.some(({ path }) => path.endsWith("/getUpdates")));
    telegram.revoke();
    const { body: { channel } } = await untilFits(
      () => json(`/api/channels/${id}`),
      ({ body }) => !body.channel.enabled,
    );
    assert.match(channel.state.disabledReason, /does not know this bot token any more/);
    const asked = telegram.received.length;
    await json("/api/channels");
    assert.equal(telegram.received.length, asked);
  });
});
