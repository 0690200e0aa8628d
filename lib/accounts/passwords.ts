import { Buffer } from "node:buffer";
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import COMMON from "./common_passwords.json" with { type: "json" };
import { AccountRefusal, loginKey } from "./state.ts";

/** How dear a hash is: memory of 128 · r · 2^ln bytes, p times. */
export interface Cost {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** 32 MiB, three times: what OWASP asks of scrypt, in the form that needs the least memory at once. */
export const COST: Cost = { ln: 15, r: 8, p: 3 };
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

const COMMONEST: ReadonlySet<string> = new Set(COMMON);

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
  if (COMMONEST.has(normal.toLowerCase()) || new Set(normal).size < 4) {
    refuse("is one that everybody tries first; choose another one");
  }
  if (loginKey(password) === loginKey(login)) refuse("must not be the login name");
}
