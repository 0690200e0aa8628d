import { createECDH, type ECDH } from "node:crypto";
import { createRequire } from "node:module";
import { Buffer } from "node:buffer";
import type { ReceivedRequest } from "../servers/message_server.ts";

/** It brings no types: this is what is used of it. */
const { decrypt } = createRequire(import.meta.url)("http_ece") as {
  decrypt(
    body: Buffer,
    how: { readonly version: string; readonly privateKey: ECDH; readonly authSecret: Buffer },
  ): Buffer;
};

/** A browser's side of a subscription: its keys, and what it reads of what was pushed. */
export class FakeBrowser {
  readonly #ecdh = createECDH("prime256v1");
  readonly #auth = Buffer.from(crypto.getRandomValues(new Uint8Array(16)));

  constructor() {
    this.#ecdh.generateKeys();
  }

  /** As `PushSubscription.toJSON()` gives it. */
  subscription(endpoint: string) {
    const p256dh = this.#ecdh.getPublicKey("base64url");
    const auth = this.#auth.toString("base64url");
    return { endpoint, expirationTime: null, keys: { p256dh, auth } };
  }

  /** What its service worker gets. */
  read({ bytes, headers }: Pick<ReceivedRequest, "bytes" | "headers">): Pushed {
    if (headers.get("content-encoding") !== "aes128gcm") throw new Error("It is not encrypted");
    const how = { version: "aes128gcm", privateKey: this.#ecdh, authSecret: this.#auth };
    return JSON.parse(decrypt(Buffer.from(bytes), how).toString("utf8"));
  }
}

interface Pushed {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
  readonly path?: string;
  readonly actions?: readonly { readonly title: string }[];
  readonly tokens?: Readonly<Record<string, string>>;
  readonly isOver?: true;
}

/** Answers as push services do: refuses what breaks their rules, with their words for it. */
export function pushService({ headers, bytes }: ReceivedRequest): Response {
  const topic = headers.get("topic") ?? "";
  if (!/^\d+$/.test(headers.get("ttl") ?? "")) return refused(400, "TTL is missing");
  if (!/^[-\w]{1,32}$/.test(topic)) return refused(400, `Topic: ${topic}`);
  if (!/^(?:very-low|low|normal|high)$/.test(headers.get("urgency") ?? "")) {
    return refused(400, "Urgency");
  }
  if (!/^vapid t=[-\w]+\.[-\w]+\.[-\w]+, k=[-\w]{87}$/.test(headers.get("authorization") ?? "")) {
    return refused(401, "Authorization");
  }
  return bytes.length > 4096 ? refused(413, "Too long") : new Response(null, { status: 201 });
}

function refused(status: number, why: string): Response {
  return new Response(why, { status });
}
