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

Deno.test("TELEGRAM.send() takes over the number of a group that was upgraded", async () => {
  await using server = new MessageServer();
  const chats: number[] = [];
  server.answer = ({ body }) => {
    const { chat_id } = JSON.parse(body);
    chats.push(chat_id);
    if (chat_id === -100_123) return Response.json({ ok: true, result: { message_id: 7 } });
    const description = "Bad Request: group chat was upgraded to a supergroup chat";
    const parameters = { migrate_to_chat_id: -100_123 };
    return Response.json({ ok: false, error_code: 400, description, parameters }, { status: 400 });
  };
  assert.deepEqual(await send(TELEGRAM, { ...CONFIG, chatId: "-5" }, server), {
    ...{ kind: "sent", reference: "7", config: { chatId: "-100123" } },
  });
  assert.deepEqual(chats, [-5, -100_123]);
});
