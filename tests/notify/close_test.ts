import assert from "node:assert/strict";
import { DISCORD } from "@/lib/notify/channels/discord/discord.ts";
import { NTFY } from "@/lib/notify/channels/ntfy/ntfy.ts";
import { MessageServer } from "../servers/message_server.ts";
import { closeWith, messageOf, send } from "./channel_fixtures.ts";

const SAID = "Acknowledged by anna";

Deno.test("DISCORD.close() edits the message: no links that act, and who has it", async () => {
  await using server = new MessageServer();
  server.answer = () => Response.json({ id: "99" });
  const config = { url: `${server.url}/api/webhooks/1/secret?thread_id=7` };
  await closeWith(DISCORD, config, server, messageOf(), SAID);
  const [{ method, path, body } = assert.fail()] = server.received;
  assert.equal(method, "PATCH");
  assert.equal(path, "/api/webhooks/1/secret/messages/reference?thread_id=7");
  const { embeds: [embed], allowed_mentions } = JSON.parse(body);
  assert.match(embed.description, /\nAcknowledged by anna$/);
  assert.doesNotMatch(embed.description, /\/a\//);
  assert.deepEqual(allowed_mentions, { parse: [] });
});

Deno.test("DISCORD.close() says how long Discord wants to be left alone", async () => {
  await using server = new MessageServer();
  server.answer = () => Response.json({ retry_after: 1.5 }, { status: 429 });
  const config = { url: `${server.url}/api/webhooks/1/secret` };
  assert.equal(await closeWith(DISCORD, config, server, messageOf(), SAID), 1500);
});

Deno.test("NTFY.close() replaces the message where the server knows sequences, and only there", async () => {
  await using server = new MessageServer();
  const config = { server: server.url, topic: "alarms", token: "tk_secret" };
  server.answer = () => Response.json({ id: "abc" });
  assert.deepEqual(await send(NTFY, config, server), { kind: "sent" });
  const { sequence_id } = JSON.parse(server.received[0]?.body ?? "");
  server.answer = () => Response.json({ id: "abc", sequence_id });
  assert.deepEqual(await send(NTFY, config, server), { kind: "sent", reference: sequence_id });
  await closeWith(NTFY, config, server, messageOf(), SAID);
  const { body, headers } = server.received[2] ?? assert.fail();
  const closed = JSON.parse(body);
  assert.deepEqual(
    [closed.sequence_id, closed.message, closed.priority, closed.actions],
    ["reference", SAID, 1, undefined],
  );
  assert.equal(headers.get("authorization"), "Bearer tk_secret");
});
