import { ulid } from "ulid";
import type { AccountDesk } from "@/lib/accounts/open.ts";
import { AuditLog } from "@/lib/audit/audit_log.ts";
import { commandRunner, type RunCommand } from "@/lib/commands/commands.ts";
import { Backfill } from "@/lib/engine/backfill/backfill.ts";
import { OlderPast } from "@/lib/engine/backfill/older_past.ts";
import { askedChecks, Schedule, Watchdog } from "@/lib/engine/checks/schedule.ts";
import { Checker } from "@/lib/engine/checks/checker.ts";
import { allInOurTime, ClockKeeper } from "@/lib/engine/clock.ts";
import { GapFill } from "@/lib/engine/gaps/ask.ts";
import { OpenGaps } from "@/lib/engine/gaps/ask_later.ts";
import { Care, ProblemLog } from "@/lib/engine/health/care.ts";
import { DayReport, readGaps, StatusBoard } from "@/lib/engine/health/status_board.ts";
import { DiskBudget, StorageWatch } from "@/lib/engine/health/storage_watch.ts";
import { SourceFeed, type Streams } from "@/lib/engine/ticks/source_feed.ts";
import { hasStream } from "@/lib/sources/market_source.ts";
import { getLogger } from "@/lib/logs/logger.ts";
import { AlarmLog } from "@/lib/logs/once_log.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import type { StorageFacts } from "@/lib/protocol/answers.ts";
import type { Snapshot, Status } from "@/lib/protocol/frames.ts";
import type { Services } from "@/lib/server/define.ts";
import { tellFailure } from "@/lib/server/guards.ts";
import { Hub } from "@/lib/server/socket/hub.ts";
import { partsOf, pictureOf, type SnapshotParts } from "@/lib/server/socket/frame_text.ts";
import { type Config, VERSION } from "@/lib/settings/config.ts";
import { type SettingOrigins, settingOrigins } from "@/lib/settings/origins.ts";
import { withoutStream } from "@/lib/sources/table.ts";
import { diskFileSystem, type FileSystem, freeSpace } from "@/lib/store/file/file_system.ts";
import { describeRecovery } from "@/lib/store/recovery/recovery.ts";
import type { Store } from "@/lib/store/store.ts";
import { type Clock, nextTurn } from "@/lib/time/clock.ts";
import { doInSlices } from "@/lib/time/turns.ts";
import { controlFor, endSessions, runnerFor, watchSessions } from "./access.ts";
import { followOwners, presserFor, recordNews } from "./follow_accounts.ts";
import { Announcer } from "./announcer.ts";
import { type Ground, openGround, type ProgramOptions } from "./options.ts";
import { Notifier } from "./notifier.ts";
import { Measures } from "./measures.ts";
import { markRunning, unmarkRunning } from "@/lib/store/file/lock.ts";
import { StatusAnnouncer } from "./status_announcer.ts";

const HEARTBEAT_MS = 15_000;
/** Intervals without the end of a check after which the program calls itself unhealthy. */
const HEALTHY_INTERVALS = 3;

/** Thousands may ring; a page's first HTML comes with so many of the newest, the socket brings the others. */
const MOST_RINGING_OF_PAGE = 200;

/** The running program: every stage, put together. */
export class Program implements Services {
  readonly config: Config;
  readonly origins: SettingOrigins;
  readonly hub: Hub;
  readonly parts: () => SnapshotParts;
  /** Carries out a command, whoever asks for it. */
  readonly run: RunCommand;
  readonly runFor: Services["runFor"];
  readonly checkNow: Services["checkNow"];
  readonly findPairs: Services["findPairs"];
  readonly olderPast: OlderPast;
  readonly accounts: AccountDesk;
  readonly auditLog: AuditLog;
  readonly channels: Notifier["channels"];
  readonly actions: Notifier["actions"];
  readonly phone: Notifier["phone"];
  readonly measures: Measures;
  readonly #notifier: Notifier;
  readonly #clock: Clock;
  readonly #files: FileSystem;
  readonly #board: StatusBoard;
  /** The streams of the sources that have one, by source. */
  readonly #feeds: ReadonlyMap<SourceName, SourceFeed>;
  readonly #checker: Checker;
  readonly #gaps: readonly OpenGaps[];
  readonly #schedule: Schedule;
  readonly #announcer: Announcer;
  readonly #disk: DiskBudget;
  readonly #care: Care;
  readonly #backfill: Backfill;
  readonly #dayReport: DayReport;
  readonly #watchdog: Watchdog;
  readonly #teller: StatusAnnouncer;
  readonly #storage: StorageWatch;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly #stopping = new AbortController();
  /** Stops answering the command line. */
  #control: Promise<() => Promise<void>> | null = null;

  /** Opens the store and puts the parts together; nothing is checked before `start`. */
  static async open(options: ProgramOptions): Promise<Program> {
    let program: Program | null = null;
    const ground = await openGround(options, (error) => {
      // Screens show why before the process ends.
      if (program !== null) program.#teller.tell();
      options.onFatal(error);
    });
    program = new Program(options, ground, ground.store);
    if (!options.isDiskLater) await program.#disk.look();
    // The first status asks for all of them, in one turn.
    await doInSlices(readGaps(ground.store.state));
    return program;
  }

  private constructor(
    options: ProgramOptions,
    { sources: { sources: own, router }, key, accounts }: Ground,
    readonly store: Store,
  ) {
    const sources = allInOurTime(own);
    this.accounts = accounts;
    const { config, clock, cron } = options;
    const now = clock.now.bind(clock);
    const intervalMs = config.CHECK_INTERVAL_SECONDS * 1000;
    this.now = now;
    this.config = config;
    this.origins = options.origins ?? settingOrigins([]);
    this.#storage = new StorageWatch(config.DATA_DIR, clock);
    this.#clock = clock;
    this.#files = options.disk?.fileSystem ?? diskFileSystem;
    const snapshot = () => pictureOf(store, this.status(), now());
    const lastCheckAt = () => this.#board.lastCheckAt;
    this.parts = () => partsOf(store, now());
    const hasPair = (symbol: string) => store.state.pairs.has(symbol);
    this.hub = new Hub({ epoch: ulid(), now, snapshot, parts: this.parts, hasPair, lastCheckAt });
    accounts.book.onChanged(() => endSessions(accounts.book, this.hub));
    this.#disk = new DiskBudget({
      folder: config.DATA_DIR,
      minFreeMb: config.MIN_FREE_MB,
      freeSpace: options.freeSpace ?? freeSpace,
      log: getLogger("store"),
    });
    const log = getLogger("monitor");
    this.#notifier = new Notifier({
      ...{ config, store, clock, key, isDemo: options.isDemo ?? false },
      run: (...request) => this.run(...request),
      presserOf: presserFor(accounts.book),
      syncClock: () => syncClock(),
      ...{ isProven: () => this.lastCheckAt !== null && this.isHealthy(), newId: ulid },
    });
    this.channels = this.#notifier.channels;
    this.actions = this.#notifier.actions;
    this.phone = this.#notifier.phone;
    const { sync: syncClock } = new ClockKeeper({
      ...{ clock, store, log },
      onMoved: (deltaMs) => {
        for (const source of sources.values()) source.sourceClock?.moved(deltaMs);
        for (const feed of this.#feeds.values()) feed.forgetTicks();
      },
    });
    this.run = commandRunner({
      channels: this.channels,
      ...{ store, sources: router, now, newId: ulid, disk: this.#disk, syncClock },
      after: (ms, signal) => clock.after(ms, signal),
      historyDays: config.HISTORY_DAYS,
    });
    this.findPairs = (typed, source) => router.search(typed, clock, source);
    this.runFor = runnerFor({ book: accounts.book, run: this.run, store });
    const streams: Streams = {
      feeds: (symbol) => {
        const source = store.state.pairs.get(symbol)?.source;
        return (source && this.#feeds.get(source)?.feeds(symbol)) ?? false;
      },
      statusOf: (name) => this.#feeds.get(name)?.status ?? null,
    };
    const held = new Map<string, Promise<void>>();
    const confirmSource = config.CONFIRM_SOURCE;
    this.#care = new Care({ store, held, sources, intervalMs, confirmSource, clock, streams });
    this.#board = new StatusBoard({
      version: VERSION,
      checkIntervalSeconds: config.CHECK_INTERVAL_SECONDS,
      recovery: describeRecovery(store.recovery),
      clock,
      gauge: this.#care.gauge,
      streamOf: (name) => streams.statusOf(name),
    });
    this.#teller = new StatusAnnouncer({
      ...{ board: this.#board, disk: this.#disk, doubts: this.#care.doubts },
      ...{ store, hub: this.hub, log },
      backfills: () => this.#backfill.progress(),
    });
    this.auditLog = new AuditLog({ logDir: config.LOG_DIR });
    recordNews(accounts.book, this.auditLog, now);
    this.#announcer = new Announcer({
      ...{ store, hub: this.hub, auditLog: this.auditLog, clock, newId: ulid },
      channelView: (channel) => this.channels.view(channel),
      alarmLog: new AlarmLog({ logDir: config.LOG_DIR }),
      log: getLogger("alarms"),
    });
    this.#announcer.start();
    const problems = new ProblemLog(log);
    const gapFill = new GapFill({ store, held, intervalMs, clock, log });
    const onLive = (name: SourceName) => {
      this.#board.answered(name, new Map());
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
      ...{ store, sources, board: this.#board, intervalMs, clock, gapFill, held, syncClock },
      isStreamed: streams.feeds,
      onProblem: (problem) => problems.failed(problem),
      onAnswered: (source) => problems.answered(source),
      onEnded: () => this.#checkEnded(),
    });
    this.checkNow = askedChecks(clock, () => this.check(), this.#stopping.signal);
    this.#dayReport = new DayReport({ store, clock, log });
    this.#backfill = new Backfill({
      ...{ store, sources, clock, log },
      days: config.HISTORY_DAYS,
      isHeld: () => this.#disk.problem !== null,
      onProgress: () => this.#teller.tell(),
    });
    this.olderPast = new OlderPast({ sources, store, clock, log });
    this.measures = new Measures(this, () => this.#board.sinceLastCheck());
    this.#watchdog = new Watchdog({
      ...{ intervalMs, clock, onFatal: options.onFatal },
      onProblem: (problem) => this.#teller.standStill(problem),
    });
    this.#schedule = new Schedule({
      ...{ clock, cron, intervalSeconds: config.CHECK_INTERVAL_SECONDS },
      check: () => void this.check(),
      onSkipped: () => this.#board.checkSkipped(),
      onError: (error) => log.error("The schedule failed: {error}", { error }),
    });
  }

  /** Makes good what a crash left unannounced, then starts the checks and the heartbeat; resolves once the disk is known. */
  start(): Promise<void> {
    this.#announcer.resume();
    followOwners(this.accounts.book, this.store);
    this.#notifier.start();
    for (const part of [this.measures, ...this.#feeds.values(), ...this.#gaps]) part.start();
    this.#backfill.start();
    this.#schedule.start();
    this.#watchdog.start();
    void this.#beat();
    this.#control = controlFor(this.accounts, this.config);
    void watchSessions(this.accounts.book, this.hub, this.#clock, this.#stopping.signal);
    void this.accounts.identities.sessions?.watch(this.#clock, this.#stopping.signal);
    return this.#disk.look();
  }

  /** Called once it serves: tells of an end of the run before that nobody asked for. */
  async served(): Promise<void> {
    const { wasLeft } = await markRunning(this.#files, this.config.DATA_DIR);
    if (wasLeft) this.#notifier.troubles.restarted();
  }

  /**
   * Ends the checks (one under way commits or vanishes), closes the store, says good-bye to every client.
   * Where nobody asked for the end, the next run tells of it.
   */
  async stop(isAsked = true): Promise<void> {
    this.#schedule.stop();
    this.#watchdog.stop();
    this.measures.stop();
    this.#stopping.abort();
    const parts = [...this.#feeds.values(), ...this.#gaps, this.#care, this.#backfill];
    await Promise.all(
      [this.#checker, this.#notifier, this.olderPast, ...parts].map((part) => part.stop()),
    );
    const control = this.#control;
    this.#control = null;
    await (await control)?.();
    await this.accounts.book.close();
    await this.store.close();
    if (isAsked) await unmarkRunning(this.#files, this.config.DATA_DIR);
    // What was just committed or refused is answered within this turn, before the good-bye.
    await nextTurn();
    this.hub.closeAll("The server is stopping");
    this.#announcer.close();
  }

  async #beat(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.#clock.after(HEARTBEAT_MS, signal);
      if (!signal.aborted) this.hub.beat();
    }
  }

  get pushKey(): string {
    return this.#notifier.pushKey;
  }

  status(): Status {
    return this.#teller.status();
  }

  storage(): Promise<StorageFacts> {
    return this.#storage.facts();
  }

  snapshot(): Snapshot {
    const whole = this.hub.snapshot(2);
    return { ...whole, ringing: whole.ringing.slice(-MOST_RINGING_OF_PAGE) };
  }

  get lastCheckAt(): string | null {
    return this.#board.lastCheckAt;
  }

  isHealthy(): boolean {
    const limit = HEALTHY_INTERVALS * this.config.CHECK_INTERVAL_SECONDS * 1000;
    return this.store.problem === null && this.#board.sinceLastCheck() <= limit;
  }

  onError(error: unknown, request?: Request): void {
    tellFailure(error, request);
  }

  /**
   * One check, as the schedule asks for; never rejects. The looks at the disk and at the pairs' health
   * go beside it: what hangs must not keep it waiting.
   */
  async check(): Promise<void> {
    void this.#disk.look();
    this.#care.look();
    this.#dayReport.look();
    try {
      await this.#checker.check();
      // What streams moved is on disk after each check.
      if (this.store.problem === null) await this.store.settle();
    } catch (error) {
      getLogger("monitor").error("A check failed: {error}", { error });
    }
  }

  #checkEnded(): void {
    this.#watchdog.checkEnded();
    const status = this.status();
    this.#care.checkEnded(status);
    this.#notifier.troubles.look(status);
    this.#teller.tell(status);
    // Screens say how long ago the last check was, whether it brought anything or not.
    this.hub.checkEnded();
  }
}
