import { Buffer } from "node:buffer";
import { createHash, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { join } from "node:path";
import { crc32 } from "@/lib/store/file/bytes.ts";
import { type FileSystem, replaceFile } from "@/lib/store/file/file_system.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";
import COMMON from "./common_passwords.json" with { type: "json" };
import { AccountRefusal, loginKey } from "./state.ts";

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

/** How dear a hash is: memory of 128 · r · 2^ln bytes, p times. */
export interface Cost {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** 32 MiB, three times: what OWASP asks of scrypt, in the form that needs the least memory at once. */
const COST: Cost = { ln: 15, r: 8, p: 3 };
/** A forged row must not have the program allocate gigabytes. */
const DEAREST: Cost = { ln: 18, r: 16, p: 8 };

const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** So many are worked out at the same time, and so many more may wait. */
const AT_ONCE = 2;
const MOST_WAITING = 20;
const RETRY_SECONDS = 5;

const SHORTEST = 10;
const LONGEST = 128;
/** Longer texts are not even normalised. */
const LONGEST_GIVEN = 4 * LONGEST;

const PHC = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/]{16,64})\$([\w+/]{32,128})$/;

/** Hashes and compares passwords off the event loop, a few at a time. */
export class Passwords {
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  #nobodys: string | null = null;

  constructor(readonly cost: Cost = COST) {}

  /** A PHC string such as `$scrypt$ln=15,r=8,p=3$salt$hash`. @throws {AccountRefusal} when too many wait */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    return phcText(this.cost, salt, await this.#work(password, salt, this.cost));
  }

  /**
   * Whether it is the password; one of nobody (null) takes as long and is none.
   * @throws {AccountRefusal} when too many wait
   */
  async matches(password: string, phc: string | null): Promise<boolean> {
    const stored = readPhc(phc ?? this.#ofNobody());
    if (stored === null || !isReadable(password)) return false;
    const found = await this.#work(password, stored.salt, stored.cost);
    return timingSafeEqual(found, stored.hash) && phc !== null;
  }

  /** Made when it is first used: what makes hashes takes long to load. */
  #ofNobody(): string {
    return this.#nobodys ??= phcText(
      this.cost,
      randomBytes(SALT_BYTES),
      randomBytes(HASH_BYTES),
    );
  }

  /** Whether it was hashed at another cost than new ones are. */
  isOutdated(phc: string): boolean {
    const cost = readPhc(phc)?.cost;
    return cost?.ln !== this.cost.ln || cost.r !== this.cost.r || cost.p !== this.cost.p;
  }

  async #work(password: string, salt: Uint8Array, cost: Cost): Promise<Buffer> {
    if (this.#running >= AT_ONCE) await this.#turn();
    else this.#running++;
    try {
      return await scryptOf(password, salt, cost);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }

  /** Before anything is written for it. @throws {AccountRefusal} when so many wait that nobody more may */
  refuseFull(): void {
    if (this.#waiting.length < MOST_WAITING) return;
    const message = "Too many people log in at this moment; try again in a few seconds";
    throw new AccountRefusal("busy", message, { retryAfter: RETRY_SECONDS });
  }

  /** Whoever ends hands the place on, so that nobody comes in between. */
  #turn(): Promise<void> {
    this.refuseFull();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

function scryptOf(password: string, salt: Uint8Array, { ln, r, p }: Cost): Promise<Buffer> {
  const N = 2 ** ln;
  const options = { N, r, p, maxmem: 2 * 128 * N * r };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, HASH_BYTES, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

function phcText({ ln, r, p }: Cost, salt: Uint8Array, hash: Uint8Array): string {
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64").replaceAll("=", "");
  return `$scrypt$ln=${ln},r=${r},p=${p}$${text(salt)}$${text(hash)}`;
}

/** The parts of a PHC string; null for one that is none, or dearer than anybody would make it. */
function readPhc(phc: string) {
  const [, ln, r, p, salt = "", hash = ""] = PHC.exec(phc) ?? [];
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) };
  const isFair = cost.ln >= 1 && cost.ln <= DEAREST.ln && cost.r >= 1 && cost.r <= DEAREST.r &&
    cost.p >= 1 && cost.p <= DEAREST.p;
  const bytes = Buffer.from(hash, "base64");
  if (!isFair || bytes.length !== HASH_BYTES) return null;
  return { cost, salt: Buffer.from(salt, "base64"), hash: bytes };
}

/** A lone surrogate would be hashed as another character. */
function isReadable(password: string): boolean {
  return password.length <= LONGEST_GIVEN && password.isWellFormed();
}

/** Made for the first password that somebody chooses. */
let commonest: ReadonlySet<string> | null = null;

/** Refuses a password that may not be chosen. @throws {AccountRefusal} saying why */
export function refuseWeakPassword(password: string, login: string): void {
  const normal = isReadable(password) ? password.normalize("NFKC") : "";
  const length = [...normal].length;
  const refuse = (why: string) => {
    throw new AccountRefusal("invalid_request", `The password ${why}`, { field: "password" });
  };
  if (!isReadable(password) || length > LONGEST) refuse(`must have at most ${LONGEST} characters`);
  if (length < SHORTEST) {
    refuse(`must have at least ${SHORTEST} characters; a few words in a row are easy to keep`);
  }
  commonest ??= new Set(COMMON);
  if (commonest.has(normal.toLowerCase()) || new Set(normal).size < 4) {
    refuse("is one that everybody tries first; choose another one");
  }
  if (loginKey(password) === loginKey(login)) refuse("must not be the login name");
}
