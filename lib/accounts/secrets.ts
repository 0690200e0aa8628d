import { Buffer } from "node:buffer";
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { join } from "node:path";
import { crc32 } from "@/lib/store/file/crc32.ts";
import { type FileSystem, replaceFile } from "@/lib/store/file/file_system.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";

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

/** How long a setup token is one. */
const LASTS_MS = 30 * MINUTE_MS;
const FILE_NAME = "setup-token";

interface SetupTokenOptions {
  readonly fs: FileSystem;
  readonly dataDir: string;
  readonly now: () => number;
  /** Shows it to whoever started the program; it must not come into a log. */
  readonly print: (line: string) => void;
}

/** Who can read the data folder, or what the program prints, may make the first account. */
export class SetupToken {
  readonly path: string;
  #made: { readonly hash: string; readonly at: number } | null = null;

  constructor(private readonly options: SetupTokenOptions) {
    this.path = join(options.dataDir, FILE_NAME);
  }

  /** Makes one unless there is one that still lasts, and puts it into its file (0600). */
  async offer(): Promise<void> {
    const { fs, now, print } = this.options;
    if (this.#made !== null && Math.abs(now() - this.#made.at) < LASTS_MS) return;
    const token = randomBytes(20).toString("hex");
    this.#made = { hash: hashOf(token), at: now() };
    await replaceFile(fs, this.path, new TextEncoder().encode(`${token}\n`));
    print(`Setup token for the first account, for 30 minutes (also in ${this.path}): ${token}`);
  }

  is(token: string): boolean {
    const { now } = this.options;
    if (this.#made === null || Math.abs(now() - this.#made.at) >= LASTS_MS) return false;
    return isSameHash(this.#made.hash, hashOf(token.trim()));
  }

  /** There is an account: nobody needs it any more. */
  async forget(): Promise<void> {
    this.#made = null;
    await this.options.fs.remove(this.path).catch(() => {});
  }
}
