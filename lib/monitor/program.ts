import { ulid } from "ulid";
import { commandRunner, type RunCommand } from "@/lib/commands/run_command.ts";
import type { Config } from "@/lib/config.ts";
import type { Services } from "@/lib/http/services.ts";
import { Hub } from "@/lib/live/hub.ts";
import type { Status } from "@/lib/live/protocol.ts";
import { AlarmLog } from "@/lib/logs/alarm_log.ts";
import { getLogger } from "@/lib/logs/get_logger.ts";
import { registerSecret } from "@/lib/logs/redact.ts";
import { secretKey } from "@/lib/secret_key.ts";
import { createSources, type Sources } from "@/lib/sources/create_sources.ts";
import type { Store } from "@/lib/store/store.ts";
import { VERSION } from "@/lib/version.ts";
import { Announcer } from "./announcer.ts";
import { Checker } from "./checker.ts";
import type { Clock } from "./clock.ts";
import { openStore } from "./open_store.ts";
import { ProblemLog } from "./problem_log.ts";
import { type Cron, Schedule } from "./schedule.ts";
import { StatusBoard } from "./status_board.ts";
import { StatusNews } from "./status_news.ts";

const HEARTBEAT_MS = 15_000;
/** Intervals without the end of a check after which the program calls itself unhealthy. */
const HEALTHY_INTERVALS = 3;

export interface ProgramOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly cron: Cron;
  /** The store failed: nothing can be kept any more, a supervisor should start the program again. */
  readonly onFatal: (error: Error) => void;
}

/** The running program: every stage, put together. */
export class Program implements Services {
  readonly config: Config;
  readonly hub: Hub;
  readonly run: RunCommand;
  readonly #clock: Clock;
  readonly #board: StatusBoard;
  readonly #checker: Checker;
  readonly #schedule: Schedule;
  readonly #alarmLog: AlarmLog;
  readonly #announcer: Announcer;
  readonly #news = new StatusNews();
  /** Milliseconds since the Unix epoch. */
  readonly now = (): number => this.#clock.now();
  #heartbeat: ReturnType<typeof setInterval> | undefined;

  /** Opens the store and puts the parts together; nothing is checked before `start`. */
  static async open(options: ProgramOptions): Promise<Program> {
    const { config, clock, onFatal } = options;
    const store = await openStore({ config, now: () => clock.now(), onFatal });
    registerSecret(config.COINGECKO_API_KEY);
    registerSecret(await secretKey(config.DATA_DIR, config.SECRET_KEY));
    return new Program(options, store, createSources(sourcesConfig(config)));
  }

  private constructor(
    options: ProgramOptions,
    readonly store: Store,
    { sources, router }: Sources,
  ) {
    const { config, clock, cron } = options;
    const now = () => clock.now();
    const intervalMs = config.CHECK_INTERVAL_SECONDS * 1000;
    this.config = config;
    this.#clock = clock;
    this.hub = new Hub({ epoch: ulid(), now, snapshot: () => this.#picture() });
    this.run = commandRunner({ store, sources: router, now, newId: ulid });
    this.#board = new StatusBoard({
      version: VERSION,
      checkIntervalSeconds: config.CHECK_INTERVAL_SECONDS,
      now,
      staleAfterMs: (name) => sources.get(name)?.staleAfterMs ?? intervalMs,
    });
    this.#alarmLog = new AlarmLog({ logDir: config.LOG_DIR });
    this.#announcer = new Announcer({
      store,
      hub: this.hub,
      alarmLog: this.#alarmLog,
      log: getLogger("alarms"),
    });
    const problems = new ProblemLog(getLogger("monitor"));
    this.#checker = new Checker({
      store,
      sources,
      board: this.#board,
      intervalMs,
      now,
      onProblem: (problem) => problems.failed(problem),
      onAnswered: (source) => problems.answered(source),
      onEnded: () => this.#tellStatus(),
    });
    this.#schedule = new Schedule({
      intervalSeconds: config.CHECK_INTERVAL_SECONDS,
      clock,
      cron,
      check: () => void this.#checker.check(),
      onSkipped: () => this.#board.checkSkipped(),
    });
  }

  /** Makes good what a crash left unannounced, then starts the checks and the heartbeat. */
  start(): void {
    this.store.onCommitted((committed) => this.#announcer.announce(committed));
    this.#announcer.resume();
    this.#schedule.start();
    this.#heartbeat = setInterval(() => this.hub.beat(), HEARTBEAT_MS);
  }

  /** Ends the checks (one under way commits or vanishes), says good-bye to every client, closes the store. */
  async stop(): Promise<void> {
    this.#schedule.stop();
    clearInterval(this.#heartbeat);
    await this.#checker.stop();
    this.hub.closeAll("The server is stopping");
    await this.store.close();
    this.#alarmLog.close();
  }

  status(): Status {
    const { store, hub } = this;
    return this.#board.status({
      state: store.state,
      storeProblem: store.problem,
      clients: hub.size,
    });
  }

  snapshot() {
    return this.hub.snapshot();
  }

  isHealthy(): boolean {
    const limit = HEALTHY_INTERVALS * this.config.CHECK_INTERVAL_SECONDS * 1000;
    return this.store.problem === null && this.#board.sinceLastCheck() <= limit;
  }

  onError(error: unknown): void {
    getLogger("http").error("A request failed: {error}", { error });
  }

  #picture() {
    const { pairs, fires } = this.store.state;
    return {
      serverTime: new Date(this.now()).toISOString(),
      pairs: [...pairs.values()],
      ringing: fires.filter((fire) => fire.acknowledgedAt === null),
      status: this.status(),
    };
  }

  #tellStatus(): void {
    const status = this.status();
    if (this.#news.isNews(status)) this.hub.broadcast("status", status);
  }
}

function sourcesConfig(config: Config) {
  return {
    mode: config.PRICE_SOURCE,
    coingecko: {
      apiUrl: config.COINGECKO_API_URL,
      apiKey: config.COINGECKO_API_KEY,
      plan: config.COINGECKO_PLAN,
    },
    binance: { apiUrl: config.BINANCE_API_URL },
  };
}
