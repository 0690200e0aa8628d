import assert from "node:assert/strict";
import { CHANNEL_TYPES } from "@/lib/notify/channels/table.ts";
import { cutToSize, type Message } from "@/lib/notify/message.ts";
import { MessageServer } from "../servers/message_server.ts";
import { STRICT } from "../servers/strict_services.ts";
import { messageOf, send, testOf } from "./channel_fixtures.ts";
import { HTTP_RIGS } from "./rigs.ts";

/** What people write, and what grows when it is escaped. */
const ODD = [
  "a",
  "&",
  "<",
  '"',
  "\\",
  "\u0000",
  "\n",
  "🏡",
  "ж",
  "*",
  "|",
  "]",
  "\u2028",
  "<!channel>",
];

Deno.test("cutToSize() keeps as much as fits, and never half a character", () => {
  const json = (text: string) => JSON.stringify(text).length;
  for (const odd of ODD) {
    const text = odd.repeat(300);
    const cut = cutToSize(text, 200, json);
    assert.ok(json(cut) <= 200 && json(cut) > 180, `${odd}: ${json(cut)}`);
    assert.ok(cut.isWellFormed() && cut.endsWith("…"));
  }
  assert.equal(cutToSize("short", 200, json), "short");
});

/** Notes as long as they may be, and texts of a template that repeats one. */
const MESSAGES: readonly (readonly [says: string, Message])[] = [
  ["a fire", messageOf()],
  ["a critical fire", messageOf("", { priority: "critical" })],
  ["a test", testOf()],
  ...ODD.flatMap((odd): [string, Message][] => {
    const note = odd.repeat(500).slice(0, 500).toWellFormed();
    const long = { ...messageOf(note), text: note.repeat(60), title: odd.repeat(60).slice(0, 60) };
    return [
      [`a note of ${JSON.stringify(odd)}`, messageOf(note)],
      [`a long text of ${JSON.stringify(odd)}`, { ...long, title: long.title.toWellFormed() }],
    ];
  }),
];

for (const [name, strict] of Object.entries(STRICT)) {
  const type = CHANNEL_TYPES[name as keyof typeof STRICT];

  Deno.test(`A ${name} that keeps to its documented limits takes whatever people write`, async () => {
    await using server = new MessageServer();
    server.answer = strict;
    const config: object = HTTP_RIGS[name as keyof typeof STRICT].config(server.url);
    const kinds = name === "twilio" ? ["call", "sms"] : [undefined];
    for (const kind of kinds) {
      for (const [says, message] of MESSAGES) {
        const outcome = await send(type, kind ? { ...config, kind } : config, server, message);
        assert.equal(outcome.kind, "sent", `${says}: ${JSON.stringify(outcome)}`);
      }
    }
  });
}

Deno.test("Services that keep to their limits refuse another login", async () => {
  for (const name of ["telegram", "ntfy", "gotify", "twilio", "matrix"] as const) {
    await using server = new MessageServer();
    server.answer = STRICT[name];
    const { secrets } = CHANNEL_TYPES[name];
    const config: Record<string, unknown> = { ...HTTP_RIGS[name].config(server.url) };
    config[secrets[0] ?? ""] = name === "telegram" ? "1:other" : "another";
    assert.equal((await send(CHANNEL_TYPES[name], config, server)).kind, "gone", name);
  }
});
