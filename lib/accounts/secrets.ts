import { Buffer } from "node:buffer";
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { crc32 } from "@/lib/store/file/crc32.ts";

/** What a browser or a link keeps: 32 random bytes as text, of which only the hash is stored. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** What is stored in its place: whoever reads it cannot make the secret of it. */
export function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}

/** Compares two hashes in a time that tells nothing. */
export function isSameHash(a: string, b: string): boolean {
  const [first, second] = [Buffer.from(a), Buffer.from(b)];
  return first.length === second.length && timingSafeEqual(first, second);
}

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const TOKEN = /^cpa_([0-9A-Za-z]{8})_([0-9A-Za-z]{32})_([0-9A-Za-z]{6})$/;

/** `cpa_<id>_<secret>_<checksum>`: what finds leaked secrets knows it by its beginning and checksum. */
export function newApiToken(): { readonly id: string; readonly token: string } {
  const id = letters(8);
  const body = `cpa_${id}_${letters(32)}`;
  return { id, token: `${body}_${checksumOf(body)}` };
}

/** The id in an API token; null for a text that is none. */
export function idOfApiToken(token: string): string | null {
  const [, id = "", secret = "", checksum] = TOKEN.exec(token) ?? [];
  return checksum === checksumOf(`cpa_${id}_${secret}`) ? id : null;
}

/** Random letters and digits, each as likely as the others. */
function letters(count: number): string {
  let text = "";
  while (text.length < count) {
    for (const byte of randomBytes(count)) {
      const isFair = byte < 4 * LETTERS.length;
      if (isFair && text.length < count) text += LETTERS[byte % LETTERS.length];
    }
  }
  return text;
}

function checksumOf(text: string): string {
  let rest = crc32(text);
  let digits = "";
  for (let place = 0; place < 6; place++) {
    digits = LETTERS[rest % LETTERS.length] + digits;
    rest = Math.floor(rest / LETTERS.length);
  }
  return digits;
}
