import assert from "node:assert/strict";
import type { StreamFault } from "../servers/stream_side.ts";
import { listed } from "./rig.ts";
import type { SourceUnderTest } from "./rig.ts";
import { goLive, sendToAll, settle, type StreamRig, until } from "./stream_rig.ts";

const BTCUSDT = listed("BTC", "USDT");

/** Texts that no source should send. */
const USELESS = [
  ...["", "{", "null", "[]", "7", '"x"', "{}", '{"e":"kline"}', '{"channel":"ticker"}'],
  ...['{"type":"ticker","product_id":"BTC-USDT"}', "<!DOCTYPE html><html></html>"],
  `[${" ".repeat(10 * 1024 * 1024)}]`,
];

/** Ways to turn away who wants to connect. */
const REFUSALS: Readonly<Record<string, StreamFault>> = {
  "500": { refuse: 500 },
  "429": { refuse: 429 },
  "418, a ban": { refuse: 418 },
  "451": { refuse: 451 },
  "a web page": { refuse: 200 },
  "nothing at all": { hang: true },
};

/** What every source with a stream promises for the case that the stream goes wrong. */
export function testStreamFaultContract({ name, startStream: start }: SourceUnderTest): void {
  if (start === null) return;

  for (const [refusal, fault] of Object.entries(REFUSALS)) {
    Deno.test(`${name}.stream is down where it is answered with ${refusal}, until it is let in`, async () => {
      await using rig = start();
      rig.server.stream.fault = fault;
      rig.stream.watch([BTCUSDT]);
      await until(() => rig.server.stream.refused === 1);
      // Who gets no answer gives up after ten seconds.
      if (fault.hang) rig.time.advance(10_000);
      await until(() => rig.events.has("down BTCUSDT"));
      assert.equal(rig.stream.state, "down");
      assert.deepEqual(rig.events.ticks, []);
      rig.server.stream.fault = {};
      rig.time.advance(30_000);
      await until(() => rig.stream.state === "live");
      await sendToAll(rig, [BTCUSDT]);
    });
  }

  Deno.test(`${name}.stream drops and counts what is no message of use`, async () => {
    await using rig = start();
    await goLive(rig, [BTCUSDT]);
    const [client] = rig.server.stream.open;
    for (const text of USELESS) client?.send(text);
    // A text is expected: what else comes is not even looked at.
    client?.socket.send(new Uint8Array([1, 2, 3]));
    rig.time.advance(1_000);
    for (const price of [0, -1, NaN]) rig.send("BTC", "USDT", price);
    const half = (text: string) => client?.send(text.slice(0, text.length / 2));
    const [message] = messagesOf(rig, () => rig.send("BTC", "USDT", 7));
    half(JSON.stringify(message));
    const dropped = USELESS.length + 4;
    await until(() => rig.stream.dropped.wrong === dropped, "all are dropped");
    assert.equal(rig.events.ticks.length, 1);
    rig.time.advance(1_000);
    rig.send("BTC", "USDT", 2);
    await until(() => rig.events.ticks.length === 2);
  });

  Deno.test(`${name}.stream drops what is repeated or comes too late`, async () => {
    await using rig = start();
    await goLive(rig, [BTCUSDT]);
    rig.time.advance(4_000);
    const at = rig.time.now();
    const key = [...rig.server.stream.open[0]?.keys ?? []][0] ?? "";
    const [first, second, third] = messagesOf(rig, () => {
      for (const [price, ageMs] of [[1, 3_000], [2, 2_000], [3, 1_000]] as const) {
        rig.send("BTC", "USDT", price, { at: at - ageMs });
      }
    });
    for (const message of [second, second, first, third, second, third]) {
      rig.server.stream.tell(key, message);
    }
    await until(() => rig.stream.dropped.repeated + rig.stream.dropped.late === 4);
    const prices = rig.events.ticks.slice(1).map(([, { price }]) => price);
    assert.deepEqual(prices, [2, 3]);
    const times = rig.events.ticks.map(([, observation]) => observation.at);
    assert.ok(times.every((time, index) => index === 0 || time > times[index - 1]!));
  });

  Deno.test(`${name}.stream tells the source's time also where its clock is wrong`, async () => {
    for (const skewMs of [-600_000, -30_000, 30_000, 600_000]) {
      await using rig = start();
      rig.stream.watch([BTCUSDT]);
      const at = rig.time.now() + skewMs;
      await until(() => rig.send("BTC", "USDT", 5, { at }) > 0);
      await until(() => rig.events.ticks.length === 1);
      assert.ok(Math.abs(rig.events.ticks[0]![1].at - at) <= 1_000);
    }
  });

  Deno.test(`${name}.stream notices that the source has fallen silent`, async () => {
    await using rig = start();
    await goLive(rig, [BTCUSDT]);
    rig.server.stream.fault = { deaf: true };
    rig.time.advance(20_000);
    await until(() => rig.stream.state === "down");
    assert.match(rig.events.lines.at(-1) ?? "", /^down BTCUSDT: \w+'s stream fell silent$/);
    rig.server.stream.fault = {};
    rig.events.ticks.length = 0;
    await until(() => rig.stream.state === "live" && rig.server.stream.open.length === 1);
    await sendToAll(rig, [BTCUSDT]);
    assert.equal(rig.server.stream.clients.length, 2);
  });

  Deno.test(`${name}.stream asks anew where a request is not answered`, async () => {
    await using rig = start();
    rig.server.stream.fault = { deaf: true };
    rig.stream.watch([BTCUSDT]);
    await until(() => rig.server.stream.clients[0]?.received.length === 1);
    const liveASecond = async () => {
      rig.beat();
      rig.send("BTC", "USDT", 1);
      rig.time.advance(1_000);
      await settle();
    };
    for (let seconds = 0; seconds < 15 && !rig.events.has("down"); seconds++) await liveASecond();
    assert.ok(rig.events.has("down BTCUSDT"));
    rig.server.stream.fault = {};
    for (let seconds = 0; seconds < 15 && !rig.events.has("live"); seconds++) await liveASecond();
    assert.ok(rig.events.has("live BTCUSDT"));
  });
}

/** The messages that the server would send, instead of sending them. */
function messagesOf(rig: StreamRig, send: () => void): unknown[] {
  const messages: unknown[] = [];
  const { tell } = rig.server.stream;
  rig.server.stream.tell = (_key, message) => messages.push(message);
  send();
  rig.server.stream.tell = tell;
  return messages;
}
