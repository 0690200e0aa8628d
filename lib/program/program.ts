import { ulid } from "ulid";
import type { AccountDesk } from "@/lib/accounts/open.ts";
import { AuditLog } from "@/lib/audit/audit_log.ts";
import {
  type GaugedSource,
  readGaps,
  SourceGauge,
  StatusBoard,
} from "@/lib/engine/health/status_board.ts";
import { DiskBudget, StorageWatch } from "@/lib/engine/health/storage_watch.ts";
import { getLogger } from "@/lib/logs/logger.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import type { StorageFacts } from "@/lib/protocol/answers.ts";
import type { Snapshot, Status } from "@/lib/protocol/frames.ts";
import type { Services } from "@/lib/server/define.ts";
import { tellFailure } from "@/lib/server/guards.ts";
import { Hub } from "@/lib/server/socket/hub.ts";
import { partsOf, pictureOf, type SnapshotParts } from "@/lib/server/socket/frame_text.ts";
import { type Config, VERSION } from "@/lib/settings/config.ts";
import { type SettingOrigins, settingOrigins } from "@/lib/settings/origins.ts";
import { diskFileSystem, type FileSystem, freeSpace } from "@/lib/store/file/file_system.ts";
import { describeRecovery } from "@/lib/store/recovery/recovery.ts";
import type { Store } from "@/lib/store/store.ts";
import { nextTurn } from "@/lib/time/clock.ts";
import { doInSlices } from "@/lib/time/turns.ts";
import { recordNews } from "./access.ts";
import { type Ground, openGround, type ProgramOptions } from "./options.ts";
import { markRunning, unmarkRunning } from "@/lib/store/file/lock.ts";
import { StatusAnnouncer } from "./status_announcer.ts";
import type { Work } from "./work.ts";

/** Intervals without the end of a check after which the program calls itself unhealthy. */
const HEALTHY_INTERVALS = 3;

/** Thousands may ring; a page's first HTML comes with so many of the newest, the socket brings the others. */
const MOST_RINGING_OF_PAGE = 200;

/**
 * The running program: what the first page is made of. What runs day and night is made after that
 * (`work.ts`); whoever asks for it before has to wait for `start`.
 */
export class Program implements Services {
  readonly config: Config;
  readonly origins: SettingOrigins;
  readonly hub: Hub;
  readonly parts: () => SnapshotParts;
  readonly accounts: AccountDesk;
  readonly auditLog: AuditLog;
  readonly #options: ProgramOptions;
  readonly #ground: Ground;
  readonly #files: FileSystem;
  readonly #board: StatusBoard;
  readonly #gauged = new Map<SourceName, GaugedSource>();
  readonly #disk: DiskBudget;
  readonly #teller: StatusAnnouncer;
  readonly #storage: StorageWatch;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Null until the rest is made. */
  #made: Work | null = null;

  /** Opens the store and puts the parts together; nothing is checked before `start`. */
  static async open(options: ProgramOptions): Promise<Program> {
    let program: Program | null = null;
    const ground = await openGround(options, (error) => {
      // Screens show why before the process ends.
      if (program !== null) program.#teller.tell();
      options.onFatal(error);
    });
    program = new Program(options, ground, ground.store);
    if (!options.isRestLater) {
      await program.#makeRest();
      await program.#disk.look();
    }
    // The first status asks for all of them, in one turn.
    await doInSlices(readGaps(ground.store.state));
    return program;
  }

  private constructor(options: ProgramOptions, ground: Ground, readonly store: Store) {
    const { config, clock } = options;
    const { accounts } = ground;
    const now = clock.now.bind(clock);
    this.#options = options;
    this.#ground = ground;
    this.accounts = accounts;
    this.now = now;
    this.config = config;
    this.origins = options.origins ?? settingOrigins([]);
    this.#storage = new StorageWatch(config.DATA_DIR, clock);
    this.#files = options.disk?.fileSystem ?? diskFileSystem;
    const snapshot = () => pictureOf(store, this.status(), now());
    const lastCheckAt = () => this.#board.lastCheckAt;
    this.parts = () => partsOf(store, now());
    const hasPair = (symbol: string) => store.state.pairs.has(symbol);
    this.hub = new Hub({ epoch: ulid(), now, snapshot, parts: this.parts, hasPair, lastCheckAt });
    this.#disk = new DiskBudget({
      folder: config.DATA_DIR,
      minFreeMb: config.MIN_FREE_MB,
      freeSpace: options.freeSpace ?? freeSpace,
      log: getLogger("store"),
    });
    const streams = {
      feeds: (symbol: string) => this.#made?.streams.feeds(symbol) ?? false,
      statusOf: (name: SourceName) => this.#made?.streams.statusOf(name) ?? null,
    };
    const intervalMs = config.CHECK_INTERVAL_SECONDS * 1000;
    this.#board = new StatusBoard({
      version: VERSION,
      checkIntervalSeconds: config.CHECK_INTERVAL_SECONDS,
      recovery: describeRecovery(store.recovery),
      clock,
      gauge: new SourceGauge({ sources: this.#gauged, intervalMs, streams }),
      streamOf: streams.statusOf,
    });
    this.#teller = new StatusAnnouncer({
      ...{ board: this.#board, disk: this.#disk, store, hub: this.hub },
      log: getLogger("monitor"),
      doubts: () => this.#made?.care.doubts.counts ?? {},
      backfills: () => this.#made?.backfill.progress() ?? {},
    });
    this.auditLog = new AuditLog({ logDir: config.LOG_DIR });
    recordNews(accounts.book, this.auditLog, now);
  }

  async #makeRest(): Promise<Work> {
    const { Work } = await import("./work.ts");
    const { store, hub, accounts, now, auditLog } = this;
    return this.#made = new Work(this.#options, this.#ground, {
      ...{ store, hub, accounts, now, auditLog, gauged: this.#gauged },
      ...{ board: this.#board, disk: this.#disk, teller: this.#teller },
      ...{ status: () => this.status(), isHealthy: () => this.isHealthy() },
    });
  }

  /** Makes what is not made yet and starts it; resolves once the disk is known. */
  async start(): Promise<void> {
    const work = this.#made ?? await this.#makeRest();
    work.start();
    await this.#disk.look();
  }

  /** Called once it serves: tells of an end of the run before that nobody asked for. */
  async served(): Promise<void> {
    const { wasLeft } = await markRunning(this.#files, this.config.DATA_DIR);
    if (wasLeft) this.#work.notifier.troubles.restarted();
  }

  /**
   * Ends the checks (one under way commits or vanishes), closes the store, says good-bye to every client.
   * Where nobody asked for the end, the next run tells of it.
   */
  async stop(isAsked = true): Promise<void> {
    await this.#made?.stop();
    await this.accounts.book.close();
    await this.store.close();
    if (isAsked) await unmarkRunning(this.#files, this.config.DATA_DIR);
    // What was just committed or refused is answered within this turn, before the good-bye.
    await nextTurn();
    this.hub.closeAll("The server is stopping");
    this.#made?.closeLogs();
  }

  get #work(): Work {
    if (this.#made === null) throw new Error("Cannot do this before the program has started");
    return this.#made;
  }

  get run(): Work["run"] {
    return this.#work.run;
  }

  get runFor(): Work["runFor"] {
    return this.#work.runFor;
  }

  get checkNow(): Work["checkNow"] {
    return this.#work.checkNow;
  }

  get findPairs(): Work["findPairs"] {
    return this.#work.findPairs;
  }

  get olderPast(): Work["olderPast"] {
    return this.#work.olderPast;
  }

  get measures(): Work["measures"] {
    return this.#work.measures;
  }

  get channels(): Services["channels"] {
    return this.#work.notifier.channels;
  }

  get actions(): Services["actions"] {
    return this.#work.notifier.actions;
  }

  get phone(): Services["phone"] {
    return this.#work.notifier.phone;
  }

  get pushKey(): string {
    return this.#work.notifier.pushKey;
  }

  /** One check, as the schedule asks for; never rejects. */
  check(): Promise<void> {
    return this.#work.check();
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
}
