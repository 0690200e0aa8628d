import { join } from "node:path";
import type { Program } from "@/lib/program/program.ts";
import { withHeaders } from "@/lib/server/guards.ts";
import { readConfig } from "@/lib/settings/config.ts";
import { settingOrigins } from "@/lib/settings/origins.ts";
import { startProgram } from "../../serve.ts";
import type { StartOptions } from "./running_server.ts";

/** What the build serves; no literal, so that types need no build. */
const BUILD = new URL("../../_fresh/server.js", import.meta.url).href;

/**
 * The program with its built pages in the test's own process, on a port of its own: a process for each
 * test would cost more than most tests. What is about processes takes a `RunningServer`.
 */
export class LocalServer {
  readonly program: Program;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  #isStopped = false;
  readonly #checkMs: number;
  #checks: ReturnType<typeof setTimeout> | undefined;

  private constructor(program: Program, server: Deno.HttpServer<Deno.NetAddr>, checkMs: number) {
    this.program = program;
    this.#server = server;
    this.#checkMs = checkMs;
  }

  /**
   * Starts the program; it listens and checks when this resolves. Without a `CHECK_INTERVAL_SECONDS` it
   * checks every second and allows each check twenty: on a busy machine no page tells of late checks.
   * Checks are made here, so that they go on however long a test takes.
   */
  static async start(
    { folder, env = {}, isDemo = false }: Pick<StartOptions, "folder" | "env"> & {
      isDemo?: boolean;
    },
  ) {
    const values = {
      ...{ BINANCE_STREAM: "off", PORT: "0", CHECK_INTERVAL_SECONDS: "20" },
      ...{ DATA_DIR: join(folder, "data"), LOG_DIR: join(folder, "logs") },
      ...env,
    };
    const config = readConfig(values);
    const origins = settingOrigins([{ origin: "environment", values }]);
    const program = await startProgram({ config, origins, misspelt: () => [] }, (error) => {
      throw error;
    }, { isDemo });
    const { default: { fetch } } = await import(BUILD);
    const server = Deno.serve(
      { hostname: config.HOST, port: config.PORT, onListen() {} },
      withHeaders(fetch, config),
    );
    const local = new LocalServer(
      program,
      server,
      1000 * Number(env["CHECK_INTERVAL_SECONDS"] ?? 1),
    );
    local.#checkAgain();
    return local;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** Ends the program in order, as SIGTERM does. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#checks);
    await this.program.stop();
    await this.#server.shutdown();
  }

  #checkAgain(): void {
    this.#checks = setTimeout(async () => {
      await this.program.check();
      if (!this.#isStopped) this.#checkAgain();
    }, this.#checkMs);
  }
}
