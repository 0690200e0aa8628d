import { createHmac, randomBytes } from "node:crypto";
import { SECOND_MS } from "@/lib/time/durations.ts";
import type { Box } from "./accounts.ts";
import { hashOf } from "./secrets.ts";
import type { Person } from "./state.ts";

/** What every app supports: SHA-1, six digits, half a minute (RFC 6238). */
const STEP_MS = 30 * SECOND_MS;
const DIGITS = 6;
const SECRET_BYTES = 20;
/** A clock may be off by one step, and typing takes a moment. */
const TOLERANCE = 1;
const RECOVERY_CODES = 10;

type Totp = NonNullable<Person["totp"]>;

/** A new secret for an app, in the clear; it is kept sealed. */
export function newTotpSecret(): Uint8Array {
  return randomBytes(SECRET_BYTES);
}

/** The code of a moment's half minute. */
export function totpCode(secret: Uint8Array, step: number): string {
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(step));
  const mac = createHmac("sha1", secret).update(new Uint8Array(counter.buffer)).digest();
  const at = (mac[mac.length - 1] ?? 0) & 0xf;
  const number = mac.readUInt32BE(at) & 0x7fffffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, "0");
}

/** Number of the half minute of a moment in milliseconds. */
export function stepAt(now: number): number {
  return Math.floor(now / STEP_MS);
}

/**
 * The second step after a code was taken: no code of its half minute or before is taken again. Null when it
 * is none of the app's, and no recovery code that is left. Without the secret only those count.
 */
export function consumed(
  totp: Totp,
  code: string,
  secret: Uint8Array | null,
  now: number,
): Totp | null {
  const given = code.replace(/[\s-]/g, "");
  const newest = stepAt(now) + TOLERANCE;
  for (let step = newest - 2 * TOLERANCE; secret !== null && step <= newest; step++) {
    if (step > totp.lastStep && totpCode(secret, step) === given) {
      return { ...totp, lastStep: step };
    }
  }
  const hash = hashOf(given.toLowerCase());
  if (!totp.recoveryCodes.includes(hash)) return null;
  return { ...totp, recoveryCodes: totp.recoveryCodes.filter((each) => each !== hash) };
}

/** Codes for when the app is lost: 50 bits each, shown once. */
export function newRecoveryCodes(): { readonly shown: string[]; readonly hashes: string[] } {
  const shown = Array.from({ length: RECOVERY_CODES }, () => {
    const text = base32(randomBytes(7)).slice(0, 10).toLowerCase();
    return `${text.slice(0, 5)}-${text.slice(5)}`;
  });
  return { shown, hashes: shown.map((code) => hashOf(code.replace("-", ""))) };
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export function base32(bytes: Uint8Array): string {
  let [text, bits, held] = ["", 0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + BASE32[(held << (5 - bits)) & 31];
}

/** What an app reads from a picture. */
export function totpAddress(secret: Uint8Array, login: string): string {
  const issuer = "Crypto Price Alarm";
  const query = new URLSearchParams({ secret: base32(secret), issuer }).toString();
  return `otpauth://totp/${encodeURIComponent(`${issuer}:${login}`)}?${
    query.replaceAll("+", "%20")
  }`;
}

/** Null where the server's key has changed since: nobody can tell a right code from a wrong one. */
export function secretOf(person: Pick<Person, "id" | "totp">, box: Box): Uint8Array | null {
  const text = person.totp === null ? null : box.open(person.totp.secret, placeOf(person.id));
  return text === null ? null : Uint8Array.fromBase64(text);
}

export function sealedSecret(id: string, secret: Uint8Array, box: Box): Totp["secret"] {
  return box.seal(secret.toBase64(), placeOf(id));
}

function placeOf(id: string): string {
  return `${id}.totp`;
}
