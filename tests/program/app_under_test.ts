import { AsyncLocalStorage } from "node:async_hooks";
import { join } from "node:path";
import type { ProgramOptions } from "@/lib/program/options.ts";
import { Program } from "@/lib/program/program.ts";
import { createApp } from "@/lib/server/app.ts";
import { withHeaders } from "@/lib/server/guards.ts";
import { readConfig } from "@/lib/settings/config.ts";
import { SYSTEM_CLOCK } from "@/lib/time/clock.ts";
import { attachPages, nameBuild } from "./built_app.ts";

/** The program that a request is for: one app serves those of all tests, since routes are dear to put together. */
const asked = new AsyncLocalStorage<Program>();
/** By the base path: nearly all tests have none. */
const answers = new Map<string, ReturnType<ReturnType<typeof createApp>["handler"]>>();

async function answerBelow(basePath: string) {
  const known = answers.get(basePath);
  if (known !== undefined) return known;
  const app = createApp(() => asked.getStore() ?? null, basePath);
  await attachPages(app);
  const made = app.handler();
  answers.set(basePath, made);
  return made;
}

/** The whole program in this process on the demo market, answering requests without a network. */
export interface AppUnderTest {
  readonly program: Program;
  /** Answers a request to `http://localhost` + path. */
  request(
    path: string,
    init?: RequestInit,
    info?: Deno.ServeHandlerInfo<Deno.NetAddr>,
  ): Promise<Response>;
  /** The same, with a JSON body, answering status and parsed body. */
  json(path: string, method?: string, body?: unknown): Promise<{ status: number; body: Json }>;
}

/** Where a request comes from, as the real server tells it. */
const INFO: Deno.ServeHandlerInfo<Deno.NetAddr> = {
  remoteAddr: { transport: "tcp", hostname: "127.0.0.1", port: 50_000 },
  completed: Promise.resolve(),
};

// deno-lint-ignore no-explicit-any -- answers are looked into by tests only
export type Json = any;

/** Runs a test on an app of its own; no check runs by itself. */
export async function withApp(
  test: (app: AppUnderTest) => Promise<void>,
  env: Readonly<Record<string, string>> = {},
  options: Partial<ProgramOptions> = {},
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const config = readConfig({
    PRICE_SOURCE: "demo",
    DATA_DIR: join(folder, "data"),
    LOG_DIR: join(folder, "logs"),
    ...env,
  });
  const program = await Program.open({
    config,
    clock: SYSTEM_CLOCK,
    cron: () => Promise.resolve(),
    onFatal: (error) => {
      throw error;
    },
    ...options,
  });
  const answer = await answerBelow(config.BASE_PATH);
  nameBuild();
  const handler = withHeaders((req, info) => asked.run(program, () => answer(req, info)), config);
  const request = async (path: string, init: RequestInit = {}, info = INFO) => {
    const headers = new Headers(init.headers);
    if (!headers.has("host")) headers.set("host", "localhost");
    return await handler(new Request(`http://localhost${path}`, { ...init, headers }), info);
  };
  const json = async (path: string, method = "GET", body?: unknown) => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await request(path, init);
    return { status: response.status, body: await response.json() };
  };
  try {
    await test({ program, request, json });
  } finally {
    await program.stop();
    await Deno.remove(folder, { recursive: true });
  }
}
