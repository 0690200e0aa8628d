import assert from "node:assert/strict";
import type { ReceiveTools } from "@/lib/notify/channel_type.ts";
import { PUSHOVER, receiveReceipts } from "@/lib/notify/channels/pushover/pushover.ts";
import { MessageServer } from "../servers/message_server.ts";
import { messageOf, send } from "./channel_fixtures.ts";

const CONFIG = { token: "a".repeat(30), user: "u".repeat(30) };

Deno.test("PUSHOVER.send() has a critical fire repeat until somebody acknowledges, and keeps the receipt", async () => {
  await using server = new MessageServer();
  server.answer = () => Response.json({ status: 1, request: "r", receipt: "rcpt1" });
  const message = messageOf("", { priority: "critical" });
  const outcome = await send(PUSHOVER, CONFIG, server, message);
  assert.deepEqual(outcome, { kind: "sent", reference: "rcpt1" });
  const { priority, retry, expire } = JSON.parse(server.received[0]?.body ?? "");
  assert.deepEqual([priority, retry, expire], [2, 60, 3600]);
});

Deno.test("PUSHOVER.send() adds no second ringing beside the first where a policy repeats", async () => {
  await using server = new MessageServer();
  server.answer = () => Response.json({ status: 1, request: "r" });
  const message = { ...messageOf(), priority: "critical", isRepeat: true } as const;
  await send(PUSHOVER, CONFIG, server, message);
  assert.equal(JSON.parse(server.received[0]?.body ?? "").priority, 1);
});

/** What a poller does over some rounds, with a service that answers by receipt. */
async function poll(
  rounds: number,
  answers: Readonly<Record<string, object | number>>,
): Promise<{ asked: string[]; pressed: string[]; ended: unknown }> {
  const stop = new AbortController();
  const [asked, pressed]: [string[], string[]] = [[], []];
  let left = rounds;
  const tools = {
    signal: stop.signal,
    services: { pushover: "https://pushover.example.com" },
    awaited: () => Object.keys(answers),
    askLong: (url: string) => {
      const receipt = /receipts\/(\w+)\.json\?token=a{30}$/.exec(url)?.[1] ?? "";
      asked.push(receipt);
      const answer = answers[receipt];
      return Promise.resolve(
        typeof answer === "number"
          ? { status: answer, headers: {}, text: "" }
          : { status: 200, headers: {}, text: JSON.stringify(answer) },
      );
    },
    pressOn: (receipt: string, action: string, by: string) => {
      pressed.push(`${receipt} ${action} ${by}`);
      return Promise.resolve({ outcome: "done", text: "" } as const);
    },
    clock: {
      after: () => {
        if (--left === 0) stop.abort();
        return Promise.resolve();
      },
    },
  } as unknown as ReceiveTools;
  const receiving = { config: CONFIG, channels: () => [], heard: { next: 0 } };
  const ended = await receiveReceipts(receiving, tools).catch((error: Error) => error.message);
  return { asked, pressed, ended };
}

Deno.test("receiveReceipts() acknowledges what was acknowledged in the app, once", async () => {
  const { asked, pressed } = await poll(2, {
    open: { acknowledged: 0, expired: 0 },
    done: { acknowledged: 1, expired: 0 },
    late: { acknowledged: 0, expired: 1 },
    gone: 404,
  });
  assert.deepEqual(asked, ["open", "done", "late", "gone", "open"]);
  assert.deepEqual(pressed, ["done acknowledge somebody (Pushover)"]);
});

Deno.test("receiveReceipts() fails, to be begun again later, where Pushover does", async () => {
  const { ended } = await poll(1, { open: 503 });
  assert.equal(ended, "Pushover answered a receipt with status 503");
});
