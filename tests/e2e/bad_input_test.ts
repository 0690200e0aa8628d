import assert from "node:assert/strict";
import { join } from "node:path";
import { type Stage, withServer } from "./with_server.ts";

const TARGET = { type: "target", targetPrice: 55_000, direction: "any" };
const PERCENT = { type: "percentChange", percentage: 5, changeType: "downFromMax" };
const WINDOW = {
  type: "timeframe",
  percentage: 5,
  direction: "any",
  timeValue: 5,
  timeUnit: "minutes",
};

/** What is sent as an alarm, as JSON text because JSON.stringify cannot say 1e400, and the field that is wrong. */
const BAD_ALARMS: readonly [sentence: string, alarm: string, field: string][] = [
  ["a target price of 0", text(TARGET, { targetPrice: 0 }), "targetPrice"],
  ["a target price of -1", text(TARGET, { targetPrice: -1 }), "targetPrice"],
  [
    "a target price of 1e400",
    text(TARGET, {}).replace("55000", "1e400"),
    "targetPrice",
  ],
  ["a target price of null (NaN)", text(TARGET, { targetPrice: null }), "targetPrice"],
  ["a target price that is a text", text(TARGET, { targetPrice: "abc" }), "targetPrice"],
  ["no target price", text(TARGET, { targetPrice: undefined }), "targetPrice"],
  ["an unknown field", text(TARGET, { targetprice: 5 }), "targetprice"],
  ["an unknown direction", text(TARGET, { direction: "sideways" }), "direction"],
  ["an unknown type", text(TARGET, { type: "magic" }), "type"],
  ["a percentage of 0", text(PERCENT, { percentage: 0 }), "percentage"],
  ["a percentage of -5", text(PERCENT, { percentage: -5 }), "percentage"],
  ["100 % down", text(PERCENT, { percentage: 100 }), "percentage"],
  ["a window of 0", text(WINDOW, { timeValue: 0 }), "timeValue"],
  ["a window of 31 days", text(WINDOW, { timeValue: 31, timeUnit: "days" }), "timeValue"],
  ["a window in weeks", text(WINDOW, { timeUnit: "weeks" }), "timeUnit"],
  ["a note of 501 characters", text(TARGET, { note: "x".repeat(501) }), "note"],
];

function text(base: object, change: object): string {
  return JSON.stringify({ ...base, ...change });
}

const BAD_REQUESTS: readonly [sentence: string, request: string, code: string, about: string][] = [
  ["no JSON", "{oops", "invalid_json", "JSON"],
  ["a list", "[]", "invalid_request", "request"],
  ["an unknown event", '{"event":"dance","data":{}}', "unknown_event", "dance"],
  ["no event", '{"data":{}}', "invalid_request", "event"],
  ["data that is a text", '{"event":"add_pair","data":"x"}', "invalid_request", "data"],
  [
    "an unknown field",
    '{"event":"add_pair","data":{"pair":"ETHBTC","x":1}}',
    "invalid_request",
    "x",
  ],
  ["no pair", '{"event":"add_pair","data":{}}', "invalid_request", "pair"],
  ["an empty pair", '{"event":"add_pair","data":{"pair":" "}}', "invalid_request", "pair"],
  ["no known quote", '{"event":"add_pair","data":{"pair":"BTCXYZ"}}', "invalid_request", "USDT"],
  [
    "base equal to quote",
    '{"event":"add_pair","data":{"pair":"BTC/BTC"}}',
    "invalid_request",
    "BTC",
  ],
  [
    "a pair that is there",
    '{"event":"add_pair","data":{"pair":"btc-usdt"}}',
    "pair_exists",
    "BTCUSDT",
  ],
  [
    "a pair nobody lists",
    '{"event":"add_pair","data":{"pair":"BTXUSDT"}}',
    "unknown_pair",
    "BTCUSDT",
  ],
  [
    "a symbol of 500 characters",
    `{"event":"add_pair","data":{"pair":"${"B".repeat(500)}"}}`,
    "invalid_request",
    "pair",
  ],
  [
    "an alarm on a pair that is not there",
    `{"event":"add_alarm","data":{"pair":"ETHBTC","alarm":${JSON.stringify(TARGET)}}}`,
    "pair_not_found",
    "ETHBTC",
  ],
  [
    "an id that is not there",
    '{"event":"remove_alarm","data":{"pair":"BTCUSDT","id":"alarm_x"}}',
    "alarm_not_found",
    "alarm_x",
  ],
  [
    "a fire that is not there",
    '{"event":"acknowledge","data":{"fireId":"f"}}',
    "fire_not_found",
    "f",
  ],
  ["a message of 1 MB", `{"event":"${"x".repeat(1 << 20)}"}`, "too_large", "65536"],
];

Deno.test("Bad input is refused by name over /ws and /api, and nothing changes on disk", async (t) => {
  await withServer(async (stage) => {
    await stage.client.ask("add_pair", { pair: "BTCUSDT" });
    const before = await storedAlarms(stage);
    for (const [sentence, alarm, field] of BAD_ALARMS) {
      await t.step(`/ws refuses ${sentence}`, () => refusedBySocket(stage, alarm, field));
      await t.step(`/api refuses ${sentence}`, () => refusedByApi(stage, alarm, field));
    }
    for (const [sentence, request, code, about] of BAD_REQUESTS) {
      await t.step(`/ws refuses ${sentence}`, async () => {
        const seen = stage.client.all("error").length;
        stage.client.sendRaw(request);
        const error = await stage.client.next(
          "error",
          () => stage.client.all("error").length > seen,
        );
        const last = stage.client.all("error").at(-1) ?? error;
        assert.equal(last.data.code, code);
        assert.match(`${last.data.field} ${last.data.message}`, new RegExp(about));
        assert.ok(last.data.message.length < 400, "says no more than needed");
      });
    }
    await t.step("/ws refuses a binary frame", async () => {
      const seen = stage.client.all("error").length;
      stage.client.sendRaw(new Uint8Array([1, 2, 3]));
      await stage.client.next("error", () => stage.client.all("error").length > seen);
    });
    await t.step("/api refuses 65 KB of body", async () => {
      const body = JSON.stringify({ ...TARGET, note: "x".repeat(65 * 1024) });
      const response = await post(stage, body);
      assert.equal(response.status, 413);
      await response.body?.cancel();
    });
    await t.step(
      "the connection lives, HTML in a note stays text, and nothing else was kept",
      async () => {
        const note = '<img src=x onerror="alert(1)">';
        const alarm = { ...TARGET, note };
        const added = await stage.client.ask("add_alarm", { pair: "BTCUSDT", alarm });
        assert.ok(added.event === "alarm_added" && added.data.alarm.note === note);
        assert.equal((await storedAlarms(stage)).length, before.length + 1);
        const page = await (await fetch(stage.server.url)).text();
        assert.ok(!page.includes("<img src=x"), "the page shows it as text");
      },
    );
  });
});

async function refusedBySocket({ client }: Stage, alarm: string, field: string): Promise<void> {
  const id = crypto.randomUUID();
  client.sendRaw(`{"event":"add_alarm","id":"${id}","data":{"pair":"BTCUSDT","alarm":${alarm}}}`);
  await client.next("error", () => client.all("error").some((frame) => frame.id === id));
  const answer = client.all("error").find((frame) => frame.id === id);
  assert.equal(answer?.data.code, "invalid_request");
  assert.equal(answer?.data.field, `alarm.${field}`);
  assert.ok(answer?.data.message.includes(field), answer?.data.message);
}

async function refusedByApi(stage: Stage, alarm: string, field: string): Promise<void> {
  const response = await post(stage, alarm);
  assert.equal(response.status, 422);
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  const body = await response.json();
  assert.equal(body.field, field);
  assert.ok(body.detail.includes(field), body.detail);
}

function post({ server }: Stage, body: string): Promise<Response> {
  return fetch(`${server.url}/api/pairs/BTCUSDT/alarms`, { method: "POST", body });
}

async function storedAlarms({ folder }: Stage): Promise<unknown[]> {
  const text = await Deno.readTextFile(join(folder, "data", "crypto_data_binance.json"));
  return JSON.parse(text).pairs.BTCUSDT.alarms;
}
