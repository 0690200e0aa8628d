import { join } from "node:path";
import { idle } from "../measure.ts";
import type { Row } from "../row.ts";
import { flagsOfServe, ROOT, StartedProgram } from "../started_program.ts";
import { withFolder } from "../with_folder.ts";

const PASSWORD = "four quiet words here";
const ROUNDS = 5;
const AT_ONCE = 50;
/** How often the program is asked whether it is well, in milliseconds. */
const ASKED_MS = 5;

/** Fifty logins at once, each from an address of its own: what they take, and what all else notices. */
export function logins(): Promise<Row[]> {
  return withFolder(async (folder) => {
    const passwordFile = join(folder, "password");
    await Deno.writeTextFile(passwordFile, PASSWORD);
    await using program = new StartedProgram([...await flagsOfServe(), join(ROOT, "main.ts")], {
      ...{ DATA_DIR: join(folder, "data"), LOG_DIR: join(folder, "logs"), LOG_LEVEL: "error" },
      ...{ PRICE_SOURCE: "demo", CHECK_INTERVAL_SECONDS: "1", TRUSTED_PROXIES: "127.0.0.1" },
      ADMIN_PASSWORD_FILE: passwordFile,
    });
    await program.until("/healthz", () => true);
    return await fiftyAtOnce(program.url);
  });
}

async function fiftyAtOnce(url: string): Promise<Row[]> {
  const { cookie } = await logIn(url, "admin", PASSWORD, "10.0.0.1");
  const hashed: number[] = [];
  const refused: number[] = [];
  const answers: number[] = [];
  const gaps: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const watch = watchHealth(url, cookie);
    // A name that nobody has costs the same hash, and no account is locked by it.
    const all = Array.from(
      { length: AT_ONCE },
      (_, nth) => logIn(url, `nobody${round}-${nth}`, PASSWORD, `10.${round}.1.${nth + 1}`),
    );
    for (const { status, ms } of await Promise.all(all)) {
      (status === 401 ? hashed : refused).push(ms);
    }
    await idle(2000);
    const seen = await watch.stop();
    answers.push(...seen.answers);
    gaps.push(...seen.gaps);
  }
  const row = (name: string, times: readonly number[]): Row => ({ name, times, blocks: [] });
  return [
    row("/healthz while 50 log in at once", answers),
    row(`a login among 50, hashed (${hashed.length / ROUNDS})`, hashed),
    row(`a login among 50, told to come again (${refused.length / ROUNDS})`, refused),
    row("from check to check meanwhile, one a second", gaps),
  ];
}

async function logIn(url: string, login: string, password: string, address: string) {
  const began = performance.now();
  const response = await fetch(`${url}/api/session`, {
    method: "POST",
    headers: { "x-forwarded-for": address },
    body: JSON.stringify({ login, password }),
  });
  await response.body?.cancel();
  const cookie = response.headers.getSetCookie().map((text) => text.split(";")[0]).join("; ");
  return { status: response.status, ms: performance.now() - began, cookie };
}

/** Asks all the time how long an answer takes, and when the last check was. */
function watchHealth(url: string, cookie: string) {
  const answers: number[] = [];
  const checks = new Set<string>();
  let isOver = false;
  const askHealth = async () => {
    while (!isOver) {
      const began = performance.now();
      await fetch(`${url}/healthz`).then((response) => response.body?.cancel());
      answers.push(performance.now() - began);
      await idle(ASKED_MS);
    }
  };
  const askChecks = async () => {
    while (!isOver) {
      const response = await fetch(`${url}/api/status`, { headers: { cookie } });
      const { lastCheckAt } = await response.json();
      if (lastCheckAt) checks.add(lastCheckAt);
      await idle(100);
    }
  };
  const asking = Promise.all([askHealth(), askChecks()]);
  return {
    async stop() {
      isOver = true;
      await asking;
      const at = [...checks].map((text) => Date.parse(text)).toSorted((a, b) => a - b);
      return { answers, gaps: at.slice(1).map((each, nth) => each - (at[nth] ?? each)) };
    },
  };
}
