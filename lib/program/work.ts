import { ulid } from "ulid";
import type { AuditLog } from "@/lib/audit/audit_log.ts";
import type { RunCommand } from "@/lib/commands/commands.ts";
import { Backfill } from "@/lib/engine/backfill/backfill.ts";
import { OlderPast } from "@/lib/engine/backfill/older_past.ts";
import { Checker } from "@/lib/engine/checks/checker.ts";
import { askedChecks, Schedule, Watchdog } from "@/lib/engine/checks/schedule.ts";
import { allInOurTime, ClockKeeper } from "@/lib/engine/clock.ts";
import { GapFill } from "@/lib/engine/gaps/ask.ts";
import { OpenGaps } from "@/lib/engine/gaps/ask_later.ts";
import { Care, ProblemLog } from "@/lib/engine/health/care.ts";
import {
  DayReport,
  type GaugedSource,
  type StatusBoard,
} from "@/lib/engine/health/status_board.ts";
import type { DiskBudget } from "@/lib/engine/health/storage_watch.ts";
import { SourceFeed, type Streams } from "@/lib/engine/ticks/source_feed.ts";
import { hasStream } from "@/lib/sources/market_source.ts";
import { getLogger } from "@/lib/logs/logger.ts";
import { AlarmLog } from "@/lib/logs/once_log.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import type { Services } from "@/lib/server/define.ts";
import type { Config } from "@/lib/settings/config.ts";
import { withoutStream } from "@/lib/sources/settings.ts";
import { createSources } from "@/lib/sources/table.ts";
import type { Clock } from "@/lib/time/clock.ts";
import { commandRunner, controlFor, endSessions, runnerFor, watchSessions } from "./runner.ts";
import { followOwners, presserFor } from "./access.ts";
import { Announcer } from "./announcer.ts";
import type { Ground, ProgramOptions } from "./options.ts";
import { Notifier } from "./notifier.ts";
import { Measures } from "./measures.ts";
import type { StatusAnnouncer } from "./status_announcer.ts";

const HEARTBEAT_MS = 15_000;

/** What the program has before it works: what its first page is made of. */
export interface Base
  extends Pick<Services, "store" | "hub" | "accounts" | "now" | "status" | "isHealthy"> {
  readonly board: StatusBoard;
  readonly disk: DiskBudget;
  readonly teller: StatusAnnouncer;
  readonly auditLog: AuditLog;
  /** The sources, for what the board says of them. */
  readonly gauged: Map<SourceName, GaugedSource>;
}

/** What runs day and night, put together: checks, streams, commands, channels. */
export class Work {
  /** Carries out a command, whoever asks for it. */
  readonly run: RunCommand;
  readonly runFor: Services["runFor"];
  readonly checkNow: Services["checkNow"];
  readonly findPairs: Services["findPairs"];
  readonly olderPast: OlderPast;
  readonly notifier: Notifier;
  readonly measures: Measures;
  readonly streams: Streams;
  readonly care: Care;
  readonly backfill: Backfill;
  readonly #base: Base;
  readonly #hasStarted: () => void;
  readonly #clock: Clock;
  readonly #config: Config;
  /** The streams of the sources that have one, by source. */
  readonly #feeds: ReadonlyMap<SourceName, SourceFeed>;
  readonly #checker: Checker;
  readonly #gaps: readonly OpenGaps[];
  readonly #schedule: Schedule;
  readonly #announcer: Announcer;
  readonly #dayReport: DayReport;
  readonly #watchdog: Watchdog;
  readonly #stopping = new AbortController();
  /** Stops answering the command line. */
  #control: Promise<() => Promise<void>> | null = null;

  constructor(options: ProgramOptions, { key, hasStarted }: Ground, base: Base) {
    const { config, clock, cron } = options;
    const { store, hub, accounts: { book }, board, disk, teller, auditLog, now } = base;
    const { sources: own, router } = options.sources ?? createSources(config, { clock });
    const sources = allInOurTime(own);
    for (const [name, source] of sources) base.gauged.set(name, source);
    const intervalMs = config.CHECK_INTERVAL_SECONDS * 1000;
    this.#base = base;
    this.#hasStarted = hasStarted;
    this.#clock = clock;
    this.#config = config;
    book.onChanged(() => endSessions(book, hub));
    const log = getLogger("monitor");
    this.notifier = new Notifier({
      ...{ config, store, clock, key, isDemo: options.isDemo ?? false },
      run: (...request) => this.run(...request),
      presserOf: presserFor(book),
      syncClock: () => syncClock(),
      ...{ isProven: () => board.lastCheckAt !== null && base.isHealthy(), newId: ulid },
    });
    const { channels } = this.notifier;
    const { sync: syncClock } = new ClockKeeper({
      ...{ clock, store, log },
      onMoved: (deltaMs) => {
        for (const source of sources.values()) source.sourceClock?.moved(deltaMs);
        for (const feed of this.#feeds.values()) feed.forgetTicks();
      },
    });
    this.run = commandRunner({
      ...{ channels, store, sources: router, now, newId: ulid, disk, syncClock },
      after: (ms, signal) => clock.after(ms, signal),
      historyDays: config.HISTORY_DAYS,
    });
    this.findPairs = (typed, source) => router.search(typed, clock, source);
    this.runFor = runnerFor({ book, run: this.run, store });
    this.streams = {
      feeds: (symbol) => {
        const source = store.state.pairs.get(symbol)?.source;
        return (source && this.#feeds.get(source)?.feeds(symbol)) ?? false;
      },
      statusOf: (name) => this.#feeds.get(name)?.status ?? null,
    };
    const held = new Map<string, Promise<void>>();
    const confirmSource = config.CONFIRM_SOURCE;
    this.care = new Care({ store, held, sources, intervalMs, confirmSource, clock });
    this.#announcer = new Announcer({
      ...{ store, hub, auditLog, clock, newId: ulid },
      channelView: (channel) => channels.view(channel),
      alarmLog: new AlarmLog({ logDir: config.LOG_DIR }),
      log: getLogger("alarms"),
    });
    this.#announcer.start();
    const problems = new ProblemLog(log);
    const gapFill = new GapFill({ store, held, intervalMs, clock, log });
    const onLive = (name: SourceName) => {
      board.answered(name, new Map());
      problems.answered(name);
    };
    const without = withoutStream(config);
    const streaming = [...sources.values()].filter(hasStream)
      .filter(({ name }) => !without.has(name));
    this.#feeds = new Map(streaming.map((source) => [
      source.name,
      new SourceFeed({ source, store, held, clock, log, gapFill, syncClock, onLive }),
    ]));
    this.#gaps = [...sources.values()].map((source) =>
      new OpenGaps({ source, store, held, clock, log })
    );
    this.#checker = new Checker({
      ...{ store, sources, board, intervalMs, clock, gapFill, held, syncClock },
      isStreamed: this.streams.feeds,
      onProblem: (problem) => problems.failed(problem),
      onAnswered: (source) => problems.answered(source),
      onEnded: () => this.#checkEnded(),
    });
    this.checkNow = askedChecks(clock, () => this.check(), this.#stopping.signal);
    this.#dayReport = new DayReport({ store, clock, log });
    this.backfill = new Backfill({
      ...{ store, sources, clock, log },
      days: config.HISTORY_DAYS,
      isHeld: () => disk.problem !== null,
      onProgress: () => teller.tell(),
    });
    this.olderPast = new OlderPast({ sources, store, clock, log });
    this.measures = new Measures(base, () => board.sinceLastCheck());
    this.#watchdog = new Watchdog({
      ...{ intervalMs, clock, onFatal: options.onFatal },
      onProblem: (problem) => teller.standStill(problem),
    });
    this.#schedule = new Schedule({
      ...{ clock, cron, intervalSeconds: config.CHECK_INTERVAL_SECONDS },
      check: () => void this.check(),
      onSkipped: () => board.checkSkipped(),
      onError: (error) => log.error("The schedule failed: {error}", { error }),
    });
  }

  /** Makes good what a crash left unannounced, then starts the checks and the heartbeat. */
  start(): void {
    const { accounts, store, hub } = this.#base;
    this.#announcer.resume();
    followOwners(accounts.book, store);
    this.notifier.start();
    for (const part of [this.measures, ...this.#feeds.values(), ...this.#gaps]) part.start();
    this.backfill.start();
    this.#schedule.start();
    this.#watchdog.start();
    void this.#beat();
    this.#control = controlFor(accounts, this.#config);
    void watchSessions(accounts.book, hub, this.#clock, this.#stopping.signal);
    void accounts.identities.sessions?.watch(this.#clock, this.#stopping.signal);
  }

  /** Ends the checks: one under way commits or vanishes. */
  async stop(): Promise<void> {
    this.#schedule.stop();
    this.#watchdog.stop();
    this.measures.stop();
    this.#stopping.abort();
    const parts = [...this.#feeds.values(), ...this.#gaps, this.care, this.backfill];
    await Promise.all(
      [this.#checker, this.notifier, this.olderPast, ...parts].map((part) => part.stop()),
    );
    const control = this.#control;
    this.#control = null;
    await (await control)?.();
  }

  /** Closes the logs of what happened; nothing happens any more. */
  closeLogs(): void {
    this.#announcer.close();
  }

  async #beat(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.#clock.after(HEARTBEAT_MS, signal);
      if (!signal.aborted) this.#base.hub.beat();
    }
  }

  /**
   * One check, as the schedule asks for; never rejects. The looks at the disk and at the pairs' health
   * go beside it: what hangs must not keep it waiting.
   */
  async check(): Promise<void> {
    const { disk, store } = this.#base;
    void disk.look();
    this.care.look();
    this.#dayReport.look();
    try {
      await this.#checker.check();
      // What streams moved is on disk after each check.
      if (store.problem === null) await store.settle();
    } catch (error) {
      getLogger("monitor").error("A check failed: {error}", { error });
    }
  }

  #checkEnded(): void {
    const { teller, hub } = this.#base;
    this.#watchdog.checkEnded();
    this.#hasStarted();
    const now = this.#base.status();
    this.care.checkEnded(now);
    this.notifier.troubles.look(now);
    teller.tell(now);
    // Screens say how long ago the last check was, whether it brought anything or not.
    hub.checkEnded();
  }
}
