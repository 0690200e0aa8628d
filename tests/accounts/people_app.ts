import { join } from "node:path";
import type { Role } from "@/lib/protocol/views.ts";
import { SYSTEM_CLOCK } from "@/lib/time/clock.ts";
import { type AppUnderTest, type Json, withApp } from "../program/app_under_test.ts";

/** Hashes that cost nothing: what is tested is never how dear they are. */
export const CHEAP = { ln: 4, r: 8, p: 1 };
export const PASSWORD = "four quiet words here";

/** Somebody who asks: with the cookies of a browser, or a token. */
export interface Asker {
  /** Cookies as a browser would keep them, by name. */
  readonly cookies: Map<string, string>;
  ask(
    path: string,
    method?: string,
    body?: unknown,
    headers?: HeadersInit,
  ): Promise<{ status: number; body: Json; headers: Headers }>;
}

export interface PeopleApp extends AppUnderTest {
  /** Moves the program's clock, in milliseconds. */
  forward(ms: number): void;
  /** A browser that has not logged in. */
  browser(): Asker;
  /** One that has, as a new person of this role. */
  as(role: Role, login?: string): Promise<Asker & { id: string }>;
  /** A script with a token of a new person of this role. */
  token(role: Role, scopes: readonly string[]): Promise<Asker>;
}

/** Runs a test on a program that others can reach: it wants accounts. */
export async function withPeople(
  test: (app: PeopleApp) => Promise<void>,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  let ahead = 0;
  const clock = { ...SYSTEM_CLOCK, now: () => SYSTEM_CLOCK.now() + ahead };
  await withApp(
    async (app) => {
      const browser = () => asker(app);
      let count = 0;
      const as: PeopleApp["as"] = async (role, login = `${role}${++count}`) => {
        const { people } = app.program.accounts;
        // The first is always an admin.
        if (role !== "admin" && people.list().length === 0) await as("admin");
        const { id } = await people.add({ login, role, password: PASSWORD }, "cli");
        const person = browser();
        await person.ask("/api/session", "POST", { login, password: PASSWORD });
        return { ...person, id };
      };
      const token = async (role: Role, scopes: readonly string[]) => {
        const owner = await as(role);
        const { body } = await owner.ask("/api/tokens", "POST", { name: "script", scopes });
        return asker(app, { authorization: `Bearer ${body.token}` });
      };
      const forward = (ms: number) => void (ahead += ms);
      await test({ ...app, browser, as, token, forward });
    },
    { HOST: "0.0.0.0", ...env },
    { passwordCost: CHEAP, clock, printSetupToken: () => {} },
  );
}

function asker(app: AppUnderTest, fixed: Readonly<Record<string, string>> = {}): Asker {
  const cookies = new Map<string, string>();
  return {
    cookies,
    async ask(path, method = "GET", body, more = {}) {
      const headers = new Headers({ ...fixed, ...Object.fromEntries(new Headers(more)) });
      if (cookies.size > 0) {
        headers.set("cookie", Array.from(cookies, (pair) => pair.join("=")).join("; "));
        const isSafe = method === "GET" || headers.has("origin");
        if (!isSafe) headers.set("origin", "http://localhost");
      }
      const init = { method, headers, redirect: "manual" as const };
      const response = await app.request(
        path,
        body === undefined ? init : { ...init, body: JSON.stringify(body) },
      );
      for (const text of response.headers.getSetCookie()) {
        const [pair = ""] = text.split(";");
        const at = pair.indexOf("=");
        if (/Max-Age=0/.test(text)) cookies.delete(pair.slice(0, at));
        else cookies.set(pair.slice(0, at), pair.slice(at + 1));
      }
      const isJson = response.headers.get("content-type")?.includes("json");
      const answer = isJson && method !== "HEAD" ? await response.json() : await response.text();
      return { status: response.status, body: answer, headers: response.headers };
    },
  };
}

/** The setup token that stands in a program's data folder. */
export async function setupTokenOf({ program }: AppUnderTest): Promise<string> {
  return (await Deno.readTextFile(join(program.config.DATA_DIR, "setup-token"))).trim();
}

/** The bytes of a secret as an app is told it. */
export function fromBase32(text: string): Uint8Array {
  const bits = [...text].map((letter) =>
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")
  ).join("");
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => parseInt(byte, 2));
}
