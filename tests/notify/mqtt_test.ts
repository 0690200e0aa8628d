import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import type { ReceiveTools } from "@/lib/notify/channel_type.ts";
import {
  connectPacket,
  listenAt,
  NoMqtt,
  PacketReader,
  publishAt,
} from "@/lib/notify/channels/mqtt/broker.ts";
import { MQTT } from "@/lib/notify/channels/mqtt/mqtt.ts";
import { guardedDial, LONG_TALK_MS } from "@/lib/notify/dial.ts";
import { Guard } from "@/lib/notify/guard.ts";
import { SYSTEM_CLOCK } from "@/lib/time/clock.ts";
import { freePort } from "../free_port.ts";
import { MqttBroker } from "../servers/mqtt_broker.ts";
import { until } from "../timeouts.ts";
import { send } from "./channel_fixtures.ts";

const configAt = (host: string) => ({ url: `mqtt://${host}`, prefix: "alarms" });

Deno.test("MQTT.send() publishes the fire with its key and its tokens", async () => {
  await using broker = await MqttBroker.open();
  const peer = { host: broker.host, url: "http://127.0.0.1:9" };
  assert.deepEqual(await send(MQTT, configAt(broker.host), peer), { kind: "sent" });
  const [{ topic, text } = assert.fail()] = broker.received;
  const { type, key, acknowledge, snooze, data } = JSON.parse(text);
  assert.deepEqual([topic, type, key], ["alarms/fire", "alarm.fired", "fire_1:channel_1:0"]);
  assert.deepEqual([acknowledge, snooze], ["acknowledge-token-0001", "snooze-token-000000001"]);
  assert.equal(data.fireId, "fire_1");
  assert.deepEqual(broker.heads.slice(0, 2), [1, 3]);
});

/** Listens as the program does, until the test is over. */
function listen(host: string, login: Readonly<Record<string, string>> = {}) {
  const stop = new AbortController();
  const pressed: string[] = [];
  const guard = new Guard({ allowed: [host] });
  const way = { guard, clock: SYSTEM_CLOCK, signal: stop.signal };
  const tools = {
    ...{ signal: stop.signal, clock: SYSTEM_CLOCK, dialLong: guardedDial(way, LONG_TALK_MS) },
    press: (token: string, by: string) => {
      pressed.push(`${token} by ${by}`);
      return Promise.resolve({ outcome: "done", text: "" } as const);
    },
  } as unknown as ReceiveTools;
  const receiving = {
    config: { ...configAt(host), ...login },
    channels: () => [],
    heard: { next: 0 },
  };
  const ended = MQTT.receive?.(receiving, tools).then(
    () => "over",
    (error: Error) => error.message,
  );
  const end = async () => {
    stop.abort();
    await ended;
  };
  return { pressed, ended, [Symbol.asyncDispose]: end };
}

Deno.test("MQTT.receive() hears presses, acknowledges them", async () => {
  await using broker = await MqttBroker.open();
  await using listening = listen(broker.host);
  await until(() => broker.heads.includes(8));
  broker.publish("alarms/press", "y".repeat(100));
  broker.publish("alarms/press", " token-1\n");
  await until(() => listening.pressed.length === 2);
  assert.equal(listening.pressed[1], "token-1 by somebody (MQTT)");
  await until(() => broker.heads.filter((head) => head === 4).length === 2);
  broker.cut();
  assert.match(await listening.ended ?? "", /cut/);
});

Deno.test("MQTT.receive() comes back under one name, for which the broker keeps presses; MQTT.send() under none", async () => {
  await using broker = await MqttBroker.open();
  for (let times = 1; times <= 2; times++) {
    await using _ = listen(broker.host);
    await until(() => broker.logins.length === times);
  }
  await send(MQTT, configAt(broker.host), { host: broker.host, url: "http://127.0.0.1:9" });
  const [first, second, sender] = broker.logins;
  assert.deepEqual(first, second);
  assert.match(first?.clientId ?? "", /^[\da-z]{23}$/);
  assert.deepEqual([first?.isKept, sender?.isKept], [true, false]);
});

Deno.test("MQTT.receive() fails where the broker lets the user not in or not listen", async () => {
  for (const mood of [{ connack: 5 }, { suback: 128 }, { connack: "\0\0" }]) {
    await using broker = await MqttBroker.open(mood);
    await using listening = listen(broker.host);
    assert.match(await listening.ended ?? "", /broker|packet|MQTT/i);
  }
});

const CONFIGS: readonly [says: string, more: object, wrong: string | null][] = [
  ["a user with a password", { username: "anna", password: "x" }, null],
  ["a user alone", { username: "anna" }, null],
  ["no password alone", { password: "x" }, "username"],
  ["a prefix of levels", { prefix: "home/alarms" }, null],
  ["no prefix with a wildcard", { prefix: "home/+" }, "prefix"],
  ["no prefix with another wildcard", { prefix: "#" }, "prefix"],
  ["no prefix of the broker's own", { prefix: "$SYS" }, "prefix"],
  ["no prefix with / at its end", { prefix: "home/" }, "prefix"],
  ["no prefix with a line break", { prefix: "a\nb" }, "prefix"],
];

for (const [says, more, wrong] of CONFIGS) {
  Deno.test(`MQTT takes ${says}`, () => {
    const { error } = MQTT.config.safeParse({ url: "mqtt://broker.example.com", ...more });
    assert.equal(error?.issues[0]?.path[0] ?? null, wrong);
  });
}

Deno.test("PacketReader takes any bytes in any pieces, or says that they are no MQTT", () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 12 });
  fc.assert(fc.property(pieces, (chunks) => {
    const reader = new PacketReader();
    try {
      for (const chunk of chunks) reader.read(chunk);
    } catch (error) {
      assert.ok(error instanceof NoMqtt, String(error));
    }
  }));
});

Deno.test("PacketReader reads the same from one piece and from many", () => {
  const one = [0x20, 2, 0, 5];
  const two = [0x32, 9, 0, 3, 97, 47, 98, 0, 7, 104, 105];
  const bytes = new Uint8Array([...one, ...two, 0xd0, 0, 0x40, 2, 1, 2, 0x90, 3, 0, 1, 128]);
  const whole = new PacketReader().read(bytes);
  assert.deepEqual(whole.map(({ type }) => type), [
    ...["connack", "publish", "pingresp", "puback", "suback"],
  ]);
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: bytes.length })), (cuts) => {
    const reader = new PacketReader();
    const at = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
    const read = at.flatMap((from, nth) => reader.read(bytes.slice(from, at[nth + 1])));
    assert.deepEqual(read, whole);
  }));
});

Deno.test("PacketReader takes no packet of over 16 KiB, and no length without an end", () => {
  for (
    const bytes of [[0x30, 0x81, 0x80, 1], [0x30, 255, 255, 255, 127], [
      0x30,
      128,
      128,
      128,
      128,
      1,
    ]]
  ) {
    assert.throws(() => new PacketReader().read(new Uint8Array(bytes)), NoMqtt);
  }
  // QoS 2, a topic beyond its end, too short, and what only clients send.
  for (const bytes of [[0x34, 2, 0, 0], [0x30, 2, 0, 9], [0x40, 1, 0], [0x20, 0], [0x10, 0]]) {
    assert.throws(() => new PacketReader().read(new Uint8Array(bytes)), NoMqtt);
  }
});

Deno.test("connectPacket() says who it is as MQTT 3.1.1 has it", () => {
  const packet = connectPacket({
    clientId: "cpa",
    username: "u",
    password: "p",
    isKept: false,
    keepAliveSeconds: 60,
  });
  const head = [0x10, 21, 0, 4, 77, 81, 84, 84, 4, 0b1100_0010, 0, 60];
  assert.deepEqual([...packet], [...head, 0, 3, 99, 112, 97, 0, 1, 117, 0, 1, 112]);
});

const MOSQUITTO = "/usr/sbin/mosquitto";
const isThere = await Deno.stat(MOSQUITTO).then(() => true, () => false);
const isLeftOut = !isThere && Deno.env.get("MOSQUITTO_REQUIRED") !== "1";
// deno-lint-ignore no-console -- a person must see that something was left out
if (isLeftOut) console.log("No mosquitto found: its test is left out. Install it to have it run");

const LOGIN = { username: "anna", password: "mqtt-secret-1" };

/** A real broker that knows one user. */
async function withMosquitto(test: (host: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const passwords = join(folder, "passwords");
  const options = { stdout: "null", stderr: "null" } as const;
  const args = ["-b", "-c", passwords, LOGIN.username, LOGIN.password];
  await new Deno.Command("/usr/bin/mosquitto_passwd", { args, ...options }).output();
  const port = freePort();
  const file = join(folder, "mosquitto.conf");
  const user = Deno.uid() === 0 ? "user root\n" : "";
  const lines = `listener ${port} 127.0.0.1\nallow_anonymous false\npassword_file ${passwords}\n`;
  await Deno.writeTextFile(file, lines + user);
  const mosquitto = new Deno.Command(MOSQUITTO, { args: ["-c", file], ...options }).spawn();
  try {
    await until(async () => {
      try {
        (await Deno.connect({ hostname: "127.0.0.1", port })).close();
        return true;
      } catch {
        return false;
      }
    }, "mosquitto listens");
    await test(`127.0.0.1:${port}`);
  } finally {
    mosquitto.kill("SIGTERM");
    await mosquitto.status;
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: "MQTT talks to mosquitto: presses and fires arrive, and a wrong password is told",
  ignore: isLeftOut,
  fn: () =>
    withMosquitto(async (host) => {
      const peer = { host, url: "http://127.0.0.1:9" };
      const config = { ...configAt(host), ...LOGIN };
      assert.equal((await send(MQTT, { ...config, password: "no" }, peer)).kind, "gone");
      await using listening = listen(host, LOGIN);
      const { signal } = new AbortController();
      const dial = guardedDial({
        guard: new Guard({ allowed: [host] }),
        clock: SYSTEM_CLOCK,
        signal,
      });
      const call = { address: config.url, schemes: ["mqtt:"] as const };
      const broker = { call, isTls: false, ...LOGIN };
      // Until the listener is there, the broker throws away what nobody wants to hear.
      await until(async () => {
        const sent = await publishAt(broker, dial, { topic: "alarms/press", text: "token-1" });
        assert.deepEqual(sent, { kind: "sent" });
        return listening.pressed.length > 0;
      }, "a press is heard");
      assert.equal(listening.pressed[0], "token-1 by somebody (MQTT)");
      await listening[Symbol.asyncDispose]();
      // Nobody listens: the broker keeps it.
      assert.equal(
        (await publishAt(broker, dial, { topic: "alarms/press", text: "away" })).kind,
        "sent",
      );
      await using back = listen(host, LOGIN);
      await until(() => back.pressed.includes("away by somebody (MQTT)"), "a kept press is heard");
      const heard: string[] = [];
      const stop = new AbortController();
      const long = guardedDial({
        guard: new Guard({ allowed: [host] }),
        clock: SYSTEM_CLOCK,
        signal: stop.signal,
      });
      const hear = (text: string) => {
        heard.push(text);
        return Promise.resolve();
      };
      const listened = listenAt(broker, long, {
        ...{ topic: "alarms/fire", clientId: "cpatest", clock: SYSTEM_CLOCK, hear },
      })
        .catch(() => {});
      await until(async () => {
        assert.deepEqual(await send(MQTT, config, peer), { kind: "sent" });
        return heard.length > 0;
      }, "a fire is heard");
      assert.equal(JSON.parse(heard[0] ?? "").type, "alarm.fired");
      stop.abort();
      await listened;
    }),
});
