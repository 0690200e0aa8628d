import { createHmac, randomBytes } from "node:crypto";
import { SECOND_MS } from "@/lib/time/durations.ts";
import type { Accounts, Box } from "./accounts.ts";
import { type LimitKey, refusalsTold, refuseTooMany, withFailure } from "./limits.ts";
import { hashOf } from "./secrets.ts";
import { type Place, withPerson } from "./sessions.ts";
import { type Decide, IN_PASSING } from "./shared_writes.ts";
import { AccountRefusal, type AccountsState, type Person } from "./state.ts";

/**
 * Makes a change for a person whose password was right, in one step with taking their code where they
 * have a second step: the same code does not open twice. @throws {AccountRefusal}
 */
export async function withCode<T>(
  accounts: Accounts,
  person: Person,
  code: string | undefined,
  make: Decide<T>,
): Promise<T> {
  const key: LimitKey = `code:${person.id}`;
  const made = await accounts.change((state, now) => {
    const current = unchanged(state, person);
    if (!current.totp?.confirmedAt) return make(state, now);
    if (code === undefined || code === "") throw codeNeeded();
    refuseTooMany(state, [key], now);
    const totp = takeCode(current, code, accounts, now);
    if (totp === null) {
      return { state: withFailure(state, [key], now), result: null, ...IN_PASSING };
    }
    const taken = withPerson(state, person.id, (each) => ({ ...each, totp }));
    return { ...make(taken, now), isMinor: false };
  });
  if (made !== null) return made;
  throw new AccountRefusal("wrong_code", "The code is wrong or was used already", {
    field: "code",
  });
}

/** The same for whoever is in a session; the logs tell when their password or code is refused. @throws {AccountRefusal} */
export async function withOwnCode<T>(
  accounts: Accounts,
  { person, place, code }: Owner,
  make: Decide<T>,
): Promise<T> {
  return await passwordRefusalsTold(
    accounts,
    { person, place },
    () => withCode(accounts, person, code, make),
  );
}

interface Owner {
  /** As they were when the password was checked. */
  readonly person: Person;
  readonly place: Place;
  readonly code: string | undefined;
}

/** Tells the logs when somebody in a session gives a wrong password or code of their own. */
export async function passwordRefusalsTold<T>(
  accounts: Accounts,
  { person, place }: Omit<Owner, "code">,
  work: () => Promise<T>,
): Promise<T> {
  const attempt = { by: person, about: person, place };
  return await refusalsTold(accounts, "passwordRefused", attempt, work);
}

/** The same for unknown names, wrong passwords and accounts that are no longer let in. */
export function wrongLogin(): AccountRefusal {
  return new AccountRefusal("wrong_login", "The name or the password is wrong");
}

/** Takes an app's code or a recovery code. Null when it is none, or nobody can tell any more. */
function takeCode(person: Person, code: string, { options }: Accounts, now: number) {
  return person.totp && consumed(person.totp, code, secretOf(person, options.box), now);
}

function codeNeeded(): AccountRefusal {
  const message = "The code of your app is needed, too, or a recovery code";
  return new AccountRefusal("code_needed", message, { field: "code" });
}

/** The person as they were when the password was checked. @throws {AccountRefusal} when that has changed */
function unchanged({ people }: AccountsState, before: Person): Person {
  const now = people.find(({ id }) => id === before.id);
  const isSame = now !== undefined && now.epoch === before.epoch && now.disabledAt === null;
  if (isSame) return now;
  throw wrongLogin();
}

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

function base32(bytes: Uint8Array): string {
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
