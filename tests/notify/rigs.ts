import type { ChannelTypeName } from "@/lib/notify/channels/table.ts";
import { type MailRefusal, MailServer } from "../servers/mail_server.ts";
import { type Answer, MessageServer } from "../servers/message_server.ts";
import { type BrokerMood, MqttBroker } from "../servers/mqtt_broker.ts";
import { FakeBrowser } from "./push_service.ts";

/** A local service of a type, and the config that leads there. */
export interface Peer extends AsyncDisposable {
  /** As ALLOW_PRIVATE_TARGETS lists it. */
  readonly host: string;
  /** Its address over HTTP, where it speaks that. */
  readonly url: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Resolves once a message is there in whole. */
  arrived(): Promise<unknown>;
}

type Open = () => Promise<Peer>;

/** Services of one type, each with a behaviour; what the type cannot tell is an empty list. */
interface Rig {
  readonly accepts: Open;
  /** Says for how long it wants to be left alone: 30 seconds. */
  readonly limits: readonly Open[];
  /** Takes nothing just now. */
  readonly busy: readonly Open[];
  /** Will never take this message. */
  readonly drops: readonly Open[];
  /** Nobody is there any more. */
  readonly gone: readonly Open[];
  /** A proxy says so in place of the service, in HTML, as while that is updated. */
  readonly replaced: readonly Open[];
  /** Takes the message and does not say so. */
  readonly silent: Open;
  /** Says yes in a way that its own program would not: nobody knows whether a person will hear. */
  readonly unclear: readonly Open[];
  /** Says yes, with more or less around it. */
  readonly sure: readonly Open[];
}

/** A type that asks over HTTP. */
interface HttpRig {
  readonly config: (url: string) => Readonly<Record<string, unknown>>;
  /** The service's own "yes". */
  readonly accepts: () => Response;
  /** Statuses that mean that nobody is there any more. */
  readonly gone: readonly number[];
  /** How the service says so itself; absent where the status is all it says. */
  readonly refusal?: string;
  /** Others that this message can never be sent with. */
  readonly drops: readonly number[];
  /** How it says that; absent where the status is all it says. */
  readonly dropSays?: string;
  /** It reads the yes, and takes nothing else for one. */
  readonly readsAnswer: boolean;
}

const BROWSER = new FakeBrowser();

/** A row for each type over HTTP. */
export const HTTP_RIGS = {
  webPush: {
    config: (url) => {
      const { keys, endpoint } = BROWSER.subscription(`${url}/push/1`);
      return { endpoint, ...keys };
    },
    accepts: () => new Response(null, { status: 201 }),
    gone: [404, 410],
    drops: [400, 401, 403, 413],
    readsAnswer: false,
  },
  telegram: {
    config: () => ({ botToken: "123456:ABC-secret", chatId: "77" }),
    accepts: () => Response.json({ ok: true, result: { message_id: 42 } }),
    gone: [401, 403, 404],
    refusal: '{"ok":false,"description":"Forbidden: bot was blocked by the user"}',
    drops: [400],
    readsAnswer: true,
  },
  ntfy: {
    config: (server) => ({ server, topic: "alarms", token: "tk_secret" }),
    accepts: () => Response.json({ id: "abc" }),
    gone: [401, 403, 404],
    refusal: '{"code":40301,"http":403,"error":"forbidden"}',
    drops: [400, 413],
    readsAnswer: true,
  },
  discord: {
    config: (url) => ({ url: `${url}/api/webhooks/1/secret` }),
    accepts: () => Response.json({ id: "99" }),
    gone: [401, 403, 404],
    refusal: '{"message":"Unknown Webhook","code":10015}',
    drops: [400, 413],
    readsAnswer: true,
  },
  slack: {
    config: (url) => ({ url: `${url}/services/T/B/secret` }),
    accepts: () => new Response("ok"),
    gone: [403, 404, 410],
    refusal: "no_service",
    drops: [400],
    readsAnswer: true,
  },
  gotify: {
    config: (server) => ({ server, token: "A.secret" }),
    accepts: () => Response.json({ id: 1 }),
    gone: [401, 403],
    refusal: '{"error":"Unauthorized","errorCode":401,"errorDescription":"no"}',
    drops: [400, 404],
    readsAnswer: true,
  },
  pushover: {
    config: () => ({ token: "a".repeat(30), user: "u".repeat(30) }),
    accepts: () => Response.json({ status: 1, request: "r" }),
    gone: [],
    drops: [400, 404],
    readsAnswer: true,
  },
  twilio: {
    config: () => ({
      ...{ accountSid: `AC${"0".repeat(32)}`, authToken: "twilio-secret-1", kind: "call" },
      ...{ from: "+15551234567", to: "+491701234567" },
    }),
    accepts: () => Response.json({ sid: "CA1" }, { status: 201 }),
    gone: [401, 403, 404],
    refusal: '{"code":20003,"message":"Authenticate","status":401}',
    drops: [400],
    dropSays: '{"code":21211,"message":"Invalid number","status":400}',
    readsAnswer: true,
  },
  matrix: {
    config: (server) => ({ server, roomId: "!room:example.org", accessToken: "syt_secret" }),
    accepts: () => Response.json({ event_id: "$1" }),
    gone: [401, 403, 404],
    refusal: '{"errcode":"M_NOT_FOUND","error":"Unknown room"}',
    drops: [400, 413],
    readsAnswer: true,
  },
  apprise: {
    config: (server) => ({ server, key: "apprise-key-1", tag: "phones" }),
    accepts: () => new Response("sent"),
    gone: [204],
    drops: [400, 404, 405, 431],
    readsAnswer: false,
  },
  webhook: {
    config: (url) => ({ url, secret: `whsec_${new Uint8Array(24).toBase64()}` }),
    accepts: () => new Response(null, { status: 204 }),
    gone: [410],
    drops: [400, 401, 403, 404, 413, 422],
    readsAnswer: false,
  },
} as const satisfies Partial<Record<ChannelTypeName, HttpRig>>;

function overHttp(rig: HttpRig): Rig {
  const { config, accepts, gone, refusal, drops, dropSays, readsAnswer } = rig;
  const open = (answer: Answer): Open => () => {
    const server = new MessageServer();
    server.answer = answer;
    return Promise.resolve({
      ...{ host: server.host, url: server.url, config: config(server.url) },
      arrived: () => server.until(1),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    });
  };
  const says = (status: number, text = "<html>no</html>") =>
    open(() => new Response(status === 204 ? null : text, { status }));
  const strange = [
    open(() => new Response("<html>Please log in</html>")),
    open(() => new Response("x".repeat(10_000_000))),
    cutOff(config),
  ];
  return {
    accepts: open(accepts),
    limits: [open(() => new Response("{}", { status: 429, headers: { "retry-after": "30" } }))],
    busy: [429, 500, 502, 503, 504].map((status) => says(status)),
    drops: drops.map((status) => says(status, dropSays)),
    gone: gone.map((status) => says(status, refusal)),
    replaced: refusal === undefined ? [] : gone.map((status) => says(status)),
    silent: open(() => new Promise<Response>(() => {})),
    ...(readsAnswer ? { unclear: strange, sure: [] } : { unclear: [], sure: strange }),
  };
}

/** A server whose answer ends in the middle: half a yes, and then nothing. */
function cutOff(config: HttpRig["config"]): Open {
  return () => {
    const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
    const host = `127.0.0.1:${listener.addr.port}`;
    const head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n";
    const served = (async () => {
      using connection = await listener.accept();
      await connection.read(new Uint8Array(65_536));
      await connection.write(new TextEncoder().encode(`${head}{"ok":tr`));
    })();
    return Promise.resolve({
      ...{ host, url: `http://${host}`, config: config(`http://${host}`), arrived: () => served },
      [Symbol.asyncDispose]: async () => {
        listener.close();
        await served;
      },
    });
  };
}

const overSmtp: Rig = {
  accepts: mailPeer(),
  limits: [],
  busy: [
    ["greeting", 421] as const,
    ["greeting", 554] as const,
    ["sender", 451] as const,
    ["recipient", 450] as const,
    ["recipient", 452] as const,
    ["data", 452] as const,
  ].map(refusing),
  drops: [["data", 552] as const, ["data", 554] as const, ["recipient", 554] as const]
    .map(refusing),
  gone: [["recipient", 550] as const, ["recipient", 553] as const, ["sender", 550] as const]
    .map(refusing),
  replaced: [],
  silent: mailPeer((server) => server.isSilent = true),
  unclear: [mailPeer((server) => server.thanks = "x".repeat(10_000_000))],
  sure: [],
};

function refusing([at, code]: readonly [at: MailRefusal["at"], code: number]): Open {
  return mailPeer((server) => server.refusal = { at, code });
}

function mailPeer(behave: (server: MailServer) => void = () => {}): Open {
  return async () => {
    const server = await MailServer.open();
    behave(server);
    const { host, port } = server;
    const mailbox = { from: "alarm@example.com", to: "anna@example.com" };
    return {
      ...{ host, url: "http://127.0.0.1:9" },
      config: { host: "127.0.0.1", port, security: "none", ...mailbox },
      arrived: () => server.arrived(),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  };
}

const overMqtt: Rig = {
  accepts: brokerPeer(),
  limits: [],
  busy: [2, 3].map((connack) => brokerPeer({ connack })),
  drops: [],
  gone: [1, 4, 5].map((connack) => brokerPeer({ connack })),
  replaced: [],
  silent: brokerPeer({ puback: null }),
  unclear: [brokerPeer({ puback: "\0\0" })],
  sure: [],
};

function brokerPeer(mood: BrokerMood = {}): Open {
  return async () => {
    const broker = await MqttBroker.open(mood);
    const { host } = broker;
    const login = { username: "anna", password: "mqtt-secret-1" };
    return {
      ...{ host, url: "http://127.0.0.1:9" },
      config: { url: `mqtt://${host}`, ...login, prefix: "alarms" },
      arrived: () => broker.arrived(),
      [Symbol.asyncDispose]: () => broker[Symbol.asyncDispose](),
    };
  };
}

/** A row for each type: without one, the types are wrong. */
export const RIGS: Readonly<Record<ChannelTypeName, Rig>> = {
  webPush: overHttp(HTTP_RIGS.webPush),
  telegram: overHttp(HTTP_RIGS.telegram),
  email: overSmtp,
  ntfy: overHttp(HTTP_RIGS.ntfy),
  webhook: overHttp(HTTP_RIGS.webhook),
  discord: overHttp(HTTP_RIGS.discord),
  slack: overHttp(HTTP_RIGS.slack),
  gotify: overHttp(HTTP_RIGS.gotify),
  pushover: overHttp(HTTP_RIGS.pushover),
  mqtt: overMqtt,
  twilio: overHttp(HTTP_RIGS.twilio),
  matrix: overHttp(HTTP_RIGS.matrix),
  apprise: overHttp(HTTP_RIGS.apprise),
};
