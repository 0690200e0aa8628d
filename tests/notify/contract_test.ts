import assert from "node:assert/strict";
import { CHANNEL_TYPES, type ChannelTypeName } from "@/lib/notify/channels/table.ts";
import type { Outcome } from "@/lib/notify/retries.ts";
import { MessageServer } from "../servers/message_server.ts";
import { messageOf, send, testOf } from "./channel_fixtures.ts";
import { HTTP_RIGS, type Peer, RIGS } from "./rigs.ts";

for (const [name, rig] of Object.entries(RIGS)) {
  const type = CHANNEL_TYPES[name as ChannelTypeName];
  const sendTo = (peer: Peer, message = messageOf()) => send(type, peer.config, peer, message);

  /** What a message comes to at each of some services. */
  const scene = (
    says: string,
    peers: readonly (() => Promise<Peer>)[],
    isSo: (outcome: Outcome) => boolean,
  ) =>
    Deno.test(`Channel type ${name} ${says}`, async () => {
      for (const [index, open] of peers.entries()) {
        await using peer = await open();
        const outcome = await sendTo(peer);
        assert.ok(isSo(outcome), `${index}: ${JSON.stringify(outcome)}`);
        assertNamesNothing(outcome, peer);
      }
    });

  const assertNamesNothing = (outcome: Outcome, { config }: Peer) => {
    const words = "why" in outcome ? outcome.why : "";
    for (const secret of type.secrets) {
      assert.ok(!words.includes(String(config[secret] ?? "\n")), words);
    }
    assert.ok(!words.includes("127.0.0.1"), words);
  };

  scene("takes a fire as sent when the service does", [rig.accepts], ({ kind }) => kind === "sent");
  scene(
    "obeys a hint how long to wait",
    rig.limits,
    (outcome) => outcome.kind === "retry" && outcome.afterMs === 30_000,
  );
  scene(
    "tries again where the service takes nothing just now",
    rig.busy,
    (outcome) => outcome.kind === "retry" && !outcome.mayHaveArrived,
  );
  scene("gives a message up that is refused", rig.drops, ({ kind }) => kind === "drop");
  scene("gives a channel up that is gone", rig.gone, ({ kind }) => kind === "gone");
  scene(
    "switches no channel off at a proxy's word",
    rig.replaced,
    (outcome) => outcome.kind === "retry" && !outcome.mayHaveArrived,
  );
  scene(
    "does not take an answer for a yes that it cannot read",
    rig.unclear,
    (outcome) => outcome.kind === "retry" && outcome.mayHaveArrived === true,
  );
  scene("needs to read nothing of a yes", rig.sure, ({ kind }) => kind === "sent");

  Deno.test(`Channel type ${name} takes a test as sent when the service does`, async () => {
    await using peer = await rig.accepts();
    assert.equal((await sendTo(peer, testOf())).kind, "sent");
  });

  Deno.test(`Channel type ${name} says that the message may have arrived when no answer comes`, async () => {
    await using peer = await rig.silent();
    const due = Promise.withResolvers<void>();
    const sent = send(type, peer.config, peer, messageOf(), { after: () => due.promise });
    await peer.arrived();
    due.resolve();
    const outcome = await sent;
    assert.ok(outcome.kind === "retry" && outcome.mayHaveArrived, JSON.stringify(outcome));
  });
}

for (const [name, rig] of Object.entries(HTTP_RIGS)) {
  const type = CHANNEL_TYPES[name as ChannelTypeName];

  Deno.test(`Channel type ${name} puts no secret into a path unless the service wants it, and sends JSON`, async () => {
    await using server = new MessageServer();
    server.answer = rig.accepts;
    const config: Readonly<Record<string, unknown>> = rig.config(server.url);
    await send(type, config, server, messageOf('"\\\u0000\u2028{{}}'));
    const [{ body, path } = assert.fail()] = server.received;
    // What is pushed is for one browser's eyes; Twilio takes forms.
    if (name !== "webPush" && name !== "twilio") assert.doesNotThrow(() => JSON.parse(body));
    // A bot's token is in the address of all its methods, and so is Apprise's key.
    if (name === "telegram" || name === "apprise") return;
    for (const secret of type.secrets) assert.ok(!path.includes(String(config[secret])), path);
  });

  Deno.test(`Channel type ${name} gives up at a redirect, and follows it nowhere`, async () => {
    await using server = new MessageServer();
    server.answer = () => Response.redirect("http://127.0.0.1:9/", 307);
    const outcome = await send(type, rig.config(server.url), server);
    assert.ok(outcome.kind === "drop" && /redirect/.test(outcome.why), JSON.stringify(outcome));
    assert.equal(server.received.length, 1);
  });
}
