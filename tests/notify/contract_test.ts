import assert from "node:assert/strict";
import { CHANNEL_TYPES, type ChannelTypeName } from "@/lib/notify/channels/table.ts";
import { MessageServer } from "../servers/message_server.ts";
import { messageOf, send, testOf } from "./channel_fixtures.ts";

/** How a channel type is reached at a local server, and how its service speaks. */
interface Rig {
  readonly config: (url: string) => Readonly<Record<string, string>>;
  /** The service's own "yes". */
  readonly accepts: () => Response;
  /** Statuses that mean that nobody is there any more. */
  readonly gone: readonly number[];
  /** Others that this message can never be sent with. */
  readonly drops: readonly number[];
}

/** A row for each type: a type without one fails the first test. */
const RIGS: Readonly<Record<ChannelTypeName, Rig>> = {
  telegram: {
    config: () => ({ botToken: "123456:ABC-secret", chatId: "77" }),
    accepts: () => Response.json({ ok: true, result: { message_id: 42 } }),
    gone: [401, 403, 404],
    drops: [400],
  },
  ntfy: {
    config: (server) => ({ server, topic: "alarms", token: "tk_secret" }),
    accepts: () => Response.json({ id: "abc" }),
    gone: [401, 403, 404],
    drops: [400, 413],
  },
  discord: {
    config: (url) => ({ url: `${url}/api/webhooks/1/secret` }),
    accepts: () => Response.json({ id: "99" }),
    gone: [401, 403, 404],
    drops: [400, 413],
  },
  slack: {
    config: (url) => ({ url: `${url}/services/T/B/secret` }),
    accepts: () => new Response("ok"),
    gone: [403, 404, 410],
    drops: [400],
  },
  gotify: {
    config: (server) => ({ server, token: "A.secret" }),
    accepts: () => Response.json({ id: 1 }),
    gone: [401, 403],
    drops: [400, 404],
  },
  pushover: {
    config: () => ({ token: "a".repeat(30), user: "u".repeat(30) }),
    accepts: () => Response.json({ status: 1, request: "r" }),
    gone: [],
    drops: [400, 404],
  },
  webhook: {
    config: (url) => ({ url, secret: `whsec_${new Uint8Array(24).toBase64()}` }),
    accepts: () => new Response(null, { status: 204 }),
    gone: [410],
    drops: [400, 401, 403, 404, 413, 422],
  },
};

for (const [name, rig] of Object.entries(RIGS)) {
  const type = CHANNEL_TYPES[name as ChannelTypeName];
  const scene = (says: string, test: (server: MessageServer, config: object) => Promise<void>) =>
    Deno.test(`Channel type ${name} ${says}`, async () => {
      await using server = new MessageServer();
      await test(server, rig.config(server.url));
    });

  scene("takes a fire and a test as sent when the service does", async (server, config) => {
    server.answer = rig.accepts;
    assert.equal((await send(type, config, server)).kind, "sent");
    assert.equal((await send(type, config, server, testOf())).kind, "sent");
  });

  scene(
    "puts no secret into a path unless the service wants it, and sends JSON",
    async (server, config) => {
      server.answer = rig.accepts;
      await send(type, config, server, messageOf('"\\\u0000\u2028{{}}'));
      const [{ body, path } = assert.fail()] = server.received;
      assert.doesNotThrow(() => JSON.parse(body));
      // A bot's token is in the address of all its methods.
      if (name === "telegram") return;
      for (const secret of type.secrets) {
        assert.ok(!path.includes(rig.config(server.url)[secret] ?? " "), path);
      }
    },
  );

  scene("tries again after 429, and obeys its hint", async (server, config) => {
    server.answer = () => new Response("{}", { status: 429, headers: { "retry-after": "30" } });
    const outcome = await send(type, config, server);
    assert.ok(outcome.kind === "retry" && outcome.afterMs === 30_000, JSON.stringify(outcome));
  });

  scene("tries again after 429 without a hint, and 5xx", async (server, config) => {
    for (const status of [429, 500, 502, 503, 504]) {
      server.answer = () => new Response("<html>busy</html>", { status });
      const outcome = await send(type, config, server);
      assert.ok(outcome.kind === "retry" && !outcome.mayHaveArrived, `${status}`);
    }
  });

  scene(
    "gives a message up that is refused, and a channel that is gone",
    async (server, config) => {
      for (const [statuses, kind] of [[rig.drops, "drop"], [rig.gone, "gone"]] as const) {
        for (const status of statuses) {
          server.answer = () => new Response("no", { status });
          const outcome = await send(type, config, server);
          assert.equal(outcome.kind, kind, `${status}`);
        }
      }
    },
  );

  scene("gives up at a redirect, and follows it nowhere", async (server, config) => {
    server.answer = () => Response.redirect("http://127.0.0.1:9/", 307);
    const outcome = await send(type, config, server);
    assert.ok(outcome.kind === "drop" && /redirect/.test(outcome.why), JSON.stringify(outcome));
    assert.equal(server.received.length, 1);
  });

  scene("says that the message may have arrived when no answer comes", async (server, config) => {
    const release = Promise.withResolvers<Response>();
    server.answer = () => release.promise;
    const due = Promise.withResolvers<void>();
    const sent = send(type, config, server, messageOf(), { after: () => due.promise });
    await server.until(1);
    due.resolve();
    const outcome = await sent;
    assert.ok(outcome.kind === "retry" && outcome.mayHaveArrived, JSON.stringify(outcome));
    release.resolve(new Response());
  });

  scene("names neither address nor secret in what it says", async (server, config) => {
    server.answer = () => new Response("no", { status: 400 });
    const words = JSON.stringify(await send(type, config, server));
    for (const secret of type.secrets) {
      assert.ok(!words.includes(rig.config(server.url)[secret] ?? " "), words);
    }
    assert.ok(!words.includes("127.0.0.1"), words);
  });
}
