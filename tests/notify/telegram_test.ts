import assert from "node:assert/strict";
import { TELEGRAM } from "@/lib/notify/channels/telegram/telegram.ts";
import { BOT_TOKEN, FakeTelegram } from "../servers/telegram.ts";
import { MessageServer } from "../servers/message_server.ts";
import { messageOf, send } from "./channel_fixtures.ts";

const CONFIG = { botToken: BOT_TOKEN, chatId: "77" };

Deno.test("TELEGRAM.send() takes the longest message as sent, which is repeated in the answer", async () => {
  await using server = new FakeTelegram();
  const outcome = await send(TELEGRAM, CONFIG, server, messageOf("ж".repeat(1900)));
  assert.deepEqual(outcome, { kind: "sent", reference: "1" });
});

Deno.test("TELEGRAM.send() says that a message may have arrived when a yes cannot be read", async () => {
  await using server = new MessageServer();
  for (const text of ["", '{"ok":true,"result":{"mess', "<html>"]) {
    server.answer = () => new Response(text);
    const outcome = await send(TELEGRAM, CONFIG, server);
    assert.ok(outcome.kind === "retry" && outcome.mayHaveArrived, text);
  }
});
