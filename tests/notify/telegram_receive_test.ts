import assert from "node:assert/strict";
import { channelOf } from "../store/fixtures.ts";
import type { ReceiveTools } from "@/lib/notify/channel_type.ts";
import { receiveUpdates } from "@/lib/notify/channels/telegram/telegram.ts";
import { SYSTEM_CLOCK } from "@/lib/time/clock.ts";

const ANNA = { id: 77, first_name: "Anna" };

const press = (id: number) => ({
  update_id: id,
  callback_query: { id: `query_${id}`, from: ANNA, data: `a:token_${id}` },
});

/** Somebody else gets the bot's messages, in Telegram's words. */
class Conflict {
  constructor(readonly description: string) {}
}

/** A bot whose questions are answered by a list; after its end the service fails. */
function scene(answers: readonly (object[] | Conflict)[]) {
  const left = [...answers];
  const offsets: number[] = [];
  const said: string[] = [];
  const pressed: string[] = [];
  const tools: ReceiveTools = {
    signal: new AbortController().signal,
    // Nobody waits for real.
    clock: { ...SYSTEM_CLOCK, after: () => Promise.resolve() },
    services: { telegram: "https://telegram.example.com", pushover: "", twilio: "" },
    askLong: (url, { body }) => {
      if (!url.endsWith("/getUpdates")) return answered(true);
      offsets.push(JSON.parse(String(body)).offset);
      const result = left.shift();
      if (result instanceof Conflict) {
        const text = JSON.stringify({ ok: false, description: result.description });
        return Promise.resolve({ status: 409, headers: {}, text });
      }
      return result === undefined ? Promise.reject(new Error("down")) : answered(result);
    },
    askTheirsLong: () => assert.fail(),
    dialLong: () => assert.fail(),
    awaited: () => assert.fail(),
    pressOn: () => assert.fail(),
    say: (words) => said.push(words),
    press: (token) => {
      pressed.push(token);
      if (token === "token_2") return Promise.reject(new RangeError("a fault"));
      return Promise.resolve({ outcome: "done", text: "Acknowledged" });
    },
    link: () => Promise.resolve(null),
    giveUp: (why) => Promise.resolve(void said.push(why)),
  };
  const heard = { next: 0 };
  const channels = () => [channelOf({ id: "phone", config: { chatId: "77" } })];
  const receive = () => receiveUpdates({ config: { botToken: "1:a" }, channels, heard }, tools);
  return { receive, offsets, said, pressed };
}

function answered(result: unknown) {
  const text = JSON.stringify({ ok: true, result });
  return Promise.resolve({ status: 200, headers: {}, text });
}

Deno.test("receiveUpdates() goes on after a failure where it was", async () => {
  const { receive, offsets } = scene([[press(8)], [press(9)]]);
  await assert.rejects(receive(), /down/);
  await assert.rejects(receive(), /down/);
  assert.deepEqual(offsets, [0, 9, 10, 10]);
});

Deno.test("receiveUpdates() goes on behind an update that fails, and says so", async () => {
  const { receive, offsets, pressed, said } = scene([[press(1), press(2), press(3)]]);
  await assert.rejects(receive(), /down/);
  assert.deepEqual(pressed, ["token_1", "token_2", "token_3"]);
  assert.deepEqual(offsets, [0, 4]);
  assert.deepEqual(said, ["A press or message in Telegram was not answered: RangeError"]);
});

Deno.test("receiveUpdates() says once that another program reads the bot, and goes on once it does not", async () => {
  const other = new Conflict("Conflict: terminated by other getUpdates request");
  const webhook = new Conflict("Conflict: can't use getUpdates method while webhook is active");
  const { receive, pressed, said } = scene([other, other, other, [press(1)], webhook, webhook]);
  await assert.rejects(receive(), /down/);
  assert.deepEqual(pressed, ["token_1"]);
  assert.equal(said.length, 2);
  assert.match(said[0] ?? "", /Another program reads/);
  assert.match(said[1] ?? "", /deleteWebhook/);
});
