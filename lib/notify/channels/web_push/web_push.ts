import { Buffer } from "node:buffer";
import { createECDH, createHash, hkdfSync } from "node:crypto";
import { z } from "zod";
import { must } from "@/lib/alarms/kinds/fields.ts";
import {
  type Button,
  defineChannelType,
  type PushIdentity,
  type SendTools,
} from "@/lib/notify/channel_type.ts";
import { cutToBytes, type Message, rings } from "@/lib/notify/message.ts";
import { outcomeOfStatus, type ServiceAnswer } from "@/lib/notify/request.ts";
import { DAY_MS, HOUR_MS, SECOND_MS } from "@/lib/time/durations.ts";

/** Bridges to phones take less than the 4 KB of the standard; the fire's page tells the rest. */
const LONGEST_TEXT = 1500;
/** How long a push service keeps a message for a phone that is off: as long as a delivery is tried. */
const TTL_SECONDS = DAY_MS / SECOND_MS;

/** A phone that saves its battery is woken by "high" alone. */
const URGENCY = { low: "low", normal: "high", high: "high", critical: "high" } as const;

const endpointRule = must("be the address that the browser got of its push service");
const keyRule = must("be the key p256dh of the browser's subscription: 65 bytes in Base64url");
const authRule = must("be the secret of the browser's subscription: 16 bytes in Base64url");

/** A browser that subscribed to push messages: this server's own app on a phone or computer. */
export const WEB_PUSH = defineChannelType({
  config: z.strictObject({
    endpoint: z.string(endpointRule),
    p256dh: z.string(keyRule).refine((text) => isPoint(bytesIn(text)), keyRule),
    auth: z.string(authRule).refine((text) => bytesIn(text)?.length === 16, authRule),
  }),
  // Whoever has the address alone can send nothing, but it names the phone.
  longestText: LONGEST_TEXT,
  secrets: ["endpoint", "auth"],
  addresses: ["endpoint"],
  hosts: [
    ...["fcm.googleapis.com", "updates.push.services.mozilla.com"],
    ...[".push.apple.com", ".notify.windows.com"],
  ],
  // A repeat takes the place of what waits (Topic) or is shown (the fire's id as its tag).
  repeatsAreSafe: true,
  hasOwnButtons: true,
  unpack: ({ keys, expirationTime: _, ...given }) =>
    typeof keys === "object" && keys !== null ? { ...given, ...keys } : given,
  async prepare(config) {
    try {
      await encryptPush(new Uint8Array(), keysOf(config));
      return { ok: true, config };
    } catch {
      return {
        ok: false,
        field: "p256dh",
        rule: "is no point of the curve P-256; subscribe again",
      };
    }
  },
  async send(message, config, tools) {
    const urgency = rings(message) ? URGENCY[message.priority] : "normal";
    const answer = await push(message, { ...shown(message), ...acts(tools.buttons) }, {
      ...{ config, tools, urgency },
    });
    const outcome = outcomeOfStatus(answer, { now: tools.now(), gone: [404, 410] });
    if (outcome.kind === "gone") {
      const why = "This browser has taken back its subscription; switch it on there again";
      return { ...outcome, why };
    }
    if (outcome.kind === "drop" && [401, 403].includes(answer.status)) {
      return { ...outcome, why: "The push service does not take this server's key for this phone" };
    }
    return outcome.kind === "sent" ? { ...outcome, reference: topicOf(message) } : outcome;
  },
  async close({ message, said }, config, tools) {
    const { title, tag } = shown(message);
    await push(message, { title, body: said, tag, isOver: true }, {
      ...{ config, tools, urgency: "normal" },
    });
  },
});

interface Subscription {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

interface Sending {
  readonly config: Subscription;
  readonly tools: Omit<SendTools, "buttons">;
  readonly urgency: "low" | "normal" | "high";
}

/** What the service worker reads (`static/sw.js`). */
interface Pushed {
  readonly title: string;
  readonly body: string;
  /** Of the notification: another one with it takes its place. */
  readonly tag: string;
  readonly path?: string;
  readonly actions?: readonly object[];
  /** By action. */
  readonly tokens?: Readonly<Record<string, string>>;
  /** Somebody has acknowledged: nothing rings any more. */
  readonly isOver?: true;
}

async function push(
  message: Message,
  pushed: Pushed,
  { config, tools, urgency }: Sending,
): Promise<ServiceAnswer> {
  const text = new TextEncoder().encode(JSON.stringify(pushed));
  return await tools.ask(config.endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/octet-stream",
      "content-encoding": "aes128gcm",
      ttl: String(TTL_SECONDS),
      urgency,
      topic: topicOf(message),
      authorization: await tools.push.authorization(config.endpoint, tools.now()),
    },
    body: await encryptPush(text, keysOf(config)),
  });
}

function shown({ key, title, text, at, fire, fires }: Message) {
  return {
    ...{ title, body: cutToBytes(text, LONGEST_TEXT), timestamp: Date.parse(at) },
    ...(fire === null
      ? { tag: key, path: fires.length > 0 ? "/log" : "/channels" }
      : { tag: fire.id, path: `/alarms/${encodeURIComponent(fire.alarmId)}` }),
  };
}

function acts(buttons: readonly Button[]): Pick<Pushed, "actions" | "tokens"> {
  return {
    actions: buttons.map(({ action, label }) => ({ action, title: label })),
    tokens: Object.fromEntries(buttons.map(({ action, token }) => [action, token])),
  };
}

/** At most 32 characters of Base64url: a push service keeps one message with it. */
function topicOf({ key }: Message): string {
  return createHash("sha256").update(key).digest("base64url").slice(0, 32);
}

function keysOf({ p256dh, auth }: Subscription) {
  return {
    p256dh: Uint8Array.fromBase64(p256dh, URL_SAFE),
    auth: Uint8Array.fromBase64(auth, URL_SAFE),
  };
}

const URL_SAFE = { alphabet: "base64url" } as const;

function bytesIn(text: string): Uint8Array | null {
  try {
    return Uint8Array.fromBase64(text, URL_SAFE);
  } catch {
    return null;
  }
}

/** Uncompressed; WebCrypto takes compressed ones too, but browsers could not read what is sealed for those. */
function isPoint(bytes: Uint8Array | null): boolean {
  return bytes?.length === 65 && bytes[0] === 4;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** Who alone can read a push message: the keys that a browser made for its subscription. */
interface PushReceiver {
  /** Its public key, P-256 uncompressed: 65 bytes. */
  readonly p256dh: Bytes;
  /** 16 bytes that only it and this server know. */
  readonly auth: Bytes;
}

/** What a message is sealed with, new for each. */
interface PushSeal {
  readonly keys: Promise<CryptoKeyPair>;
  /** 16 bytes. */
  readonly salt: Bytes;
}

const CURVE = { name: "ECDH", namedCurve: "P-256" };
/** All of a message is one record, which push services take up to this size, in bytes. */
const RECORD_BYTES = 4096;

/** The body of a push message (RFC 8291, `aes128gcm` of RFC 8188). Rejects for a key of no use. */
export async function encryptPush(
  text: Bytes,
  receiver: PushReceiver,
  { keys, salt }: PushSeal = newSeal(),
): Promise<Bytes> {
  const pair = await keys;
  const theirs = await crypto.subtle.importKey("raw", receiver.p256dh, CURVE, true, []);
  const own = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const shared = await crypto.subtle.deriveBits(
    { name: "ECDH", public: theirs },
    pair.privateKey,
    256,
  );
  const info = joined(bytesOf("WebPush: info\0"), receiver.p256dh, own);
  const secret = await expand(new Uint8Array(shared), receiver.auth, info, 32);
  const key = await expand(secret, salt, bytesOf("Content-Encoding: aes128gcm\0"), 16);
  const iv = await expand(secret, salt, bytesOf("Content-Encoding: nonce\0"), 12);
  const sealing = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]);
  const last = joined(text, new Uint8Array([2]));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, sealing, last);
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, RECORD_BYTES);
  return joined(salt, size, new Uint8Array([own.length]), own, new Uint8Array(sealed));
}

function newSeal(): PushSeal {
  const keys = crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  return { keys, salt: crypto.getRandomValues(new Uint8Array(16)) };
}

async function expand(secret: Bytes, salt: Bytes, info: Bytes, length: number): Promise<Bytes> {
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  const how = { name: "HKDF", hash: "SHA-256", salt, info };
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, length * 8));
}

function joined(...parts: readonly Uint8Array[]): Bytes {
  return new Uint8Array(Buffer.concat(parts));
}

function bytesOf(text: string): Bytes {
  return new TextEncoder().encode(text);
}

/** Push services take at most a day, by their clock. */
const VALID_MS = 12 * HOUR_MS;
/** Number of points of P-256, less one: private keys are 1 to this. */
const MOST = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550n;

/** Where push services would complain; they refuse names of a local network. */
const NOBODY = "mailto:nobody@example.com";

/**
 * Who sends, to push services (VAPID, RFC 8292). The key pair is made of the server's key each time, so
 * that it stands in no file and lasts exactly as long as the subscriptions can be read.
 */
export function pushIdentity(serverKey: string, publicUrl: string | undefined): PushIdentity {
  let made: PushIdentity | undefined;
  // What makes keys takes long to load, and few have such channels.
  const identity = () => made ??= makeIdentity(serverKey, publicUrl);
  return {
    get publicKey() {
      return identity().publicKey;
    },
    authorization: (endpoint, now) => identity().authorization(endpoint, now),
  };
}

function makeIdentity(serverKey: string, publicUrl: string | undefined): PushIdentity {
  const ecdh = createECDH("prime256v1");
  ecdh.setPrivateKey(privateKey(serverKey));
  const point = new Uint8Array(ecdh.getPublicKey());
  const publicKey = text(point);
  const jwk = {
    ...{ kty: "EC", crv: "P-256", d: text(new Uint8Array(ecdh.getPrivateKey())) },
    ...{ x: text(point.subarray(1, 33)), y: text(point.subarray(33)) },
  };
  const signing = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const key = crypto.subtle.importKey("jwk", jwk, signing, false, ["sign"]);
  const sub = publicUrl?.startsWith("https://") ? publicUrl : NOBODY;
  return {
    publicKey,
    async authorization(endpoint, now) {
      const exp = Math.floor((now + VALID_MS) / SECOND_MS);
      const parts = [{ typ: "JWT", alg: "ES256" }, { aud: new URL(endpoint).origin, exp, sub }];
      const signed = parts.map((part) => text(bytesOf(JSON.stringify(part)))).join(".");
      const signature = await crypto.subtle.sign(signing, await key, bytesOf(signed));
      return `vapid t=${signed}.${text(new Uint8Array(signature))}, k=${publicKey}`;
    },
  };
}

/** Spread over all private keys; 16 bytes more than one has, so that none is likelier than others. */
function privateKey(serverKey: string): Uint8Array {
  const made = new Uint8Array(hkdfSync("sha256", serverKey, "", "web push identity", 48));
  const number = BigInt(`0x${made.toHex()}`) % MOST + 1n;
  return Uint8Array.fromHex(number.toString(16).padStart(64, "0"));
}

function text(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}
