import assert from "node:assert/strict";
import { RunningServer } from "../program/running_server.ts";
import { IS_LONG } from "../store/fault_sizes.ts";
import { untilFits } from "../timeouts.ts";

/** Strangers are let in: what is looked at is how much they can take. */
const OPEN = { AUTH: "off", AUTH_OFF_I_KNOW: "yes" };

interface Health {
  readonly status: string;
  readonly lastCheckAt: string | null;
}

interface StrangersOptions {
  readonly under?: readonly string[];
  readonly host?: string;
  /** Puts data into the folder before the start. */
  readonly fill?: (folder: string) => Promise<void>;
}

/** Runs a test of the long form on the real program on the demo market, with a check a second. */
export function onServer(
  name: string,
  test: (server: RunningServer) => Promise<void>,
  { under = [], host = "127.0.0.1", fill = () => Promise.resolve() }: StrangersOptions = {},
): void {
  Deno.test({
    name,
    ignore: !IS_LONG || Deno.build.os === "windows",
    async fn() {
      const folder = await Deno.makeTempDir();
      await fill(folder);
      const env = { PRICE_SOURCE: "demo", CHECK_INTERVAL_SECONDS: "1", HOST: host, ...OPEN };
      const server = await RunningServer.start({ folder, env, under });
      try {
        await test(server);
        await checksGoOn(server);
        assert.equal((await server.stop()).code, 0, server.output);
      } finally {
        await server.stop();
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

/** Null while nobody is answered. */
async function health({ url }: RunningServer): Promise<Health | null> {
  const signal = AbortSignal.timeout(5000);
  return await fetch(`${url}/healthz`, { signal }).then((answer) => answer.json(), () => null);
}

export async function isAnswered(server: RunningServer): Promise<void> {
  await untilFits(() => health(server), (answer) => answer !== null, "an answer of /healthz");
}

/** A check ends that began after now. */
export async function checksGoOn(server: RunningServer): Promise<void> {
  const last = async () => (await health(server))?.lastCheckAt ?? null;
  const before = await untilFits(last, (at) => at !== null, "a check has ended");
  await untilFits(last, (at) => at !== null && at !== before, "another check ends");
}

export const portOf = ({ url }: RunningServer) => Number(new URL(url).port);

/** The most that it ever took. */
export function memoryMb({ pid }: RunningServer): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1]) / 1024;
}
