import { createECDH, hkdfSync } from "node:crypto";
import type { PushIdentity } from "@/lib/notify/channel_type.ts";
import { HOUR_MS, SECOND_MS } from "@/lib/time/durations.ts";

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

function bytesOf(words: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(words);
}
