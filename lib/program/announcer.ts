import type { Fire } from "@/lib/alarms/fire.ts";
import type { Pair } from "@/lib/alarms/pair.ts";
import {
  auditEntries,
  type AuditLog,
  keptEntries,
  leftEntries,
  type StampOptions,
} from "@/lib/audit/audit_entries.ts";
import type { Logger } from "@/lib/logs/logger.ts";
import type { AlarmLog } from "@/lib/logs/once_log.ts";
import type { HistoryView } from "@/lib/market/history/history_view.ts";
import type { AuditEntry } from "@/lib/protocol/audit_entry.ts";
import { pairPast, pairView } from "@/lib/protocol/pair_view.ts";
import type { Hub } from "@/lib/server/socket/hub.ts";
import type { Event } from "@/lib/store/events.ts";
import type { Committed, Store } from "@/lib/store/store.ts";
import type { Clock } from "@/lib/time/clock.ts";
import { framesOf, pricesNow, type Views } from "./frames.ts";

interface AnnouncerOptions extends StampOptions {
  readonly store: Store;
  readonly hub: Hub;
  readonly alarmLog: AlarmLog;
  readonly auditLog: AuditLog;
  readonly channelView: Views["channel"];
  readonly clock: Pick<Clock, "now" | "after">;
  readonly log: Logger;
}

/** Tells the world what is on disk: first the logs of alarms and of changes, then every socket. */
export class Announcer {
  readonly #throttle: PriceThrottle;
  readonly #tell: Views;

  constructor(private readonly options: AnnouncerOptions) {
    this.#tell = {
      ...{ view: this.#with(pairView), past: this.#with(pairPast) },
      channel: options.channelView,
    };
    this.#throttle = new PriceThrottle((symbols) => this.#tellPrices(symbols), options.clock);
  }

  /** Announces every change from now on. */
  start(): void {
    this.options.store.onCommitted((committed) => this.#announce(committed));
  }

  /** Announces one committed change; prices of a stream a few times a second. */
  #announce(committed: Committed): void {
    const { hub } = this.options;
    const { events, state, cause, isLazy } = committed;
    if (isLazy) return this.#throttle.note(events.flatMap(symbolOf));
    const fires = events.flatMap((event) => "fire" in event ? [event.fire] : []);
    this.#record(fires, auditEntries(committed, this.options));
    for (const { event, data } of framesOf(events, state, this.#tell)) {
      hub.broadcast(event, data, cause?.reply);
    }
    // So much has moved that clients begin anew.
    if (events.some((event) => event.type === "clockMoved")) hub.refresh();
  }

  /** Makes good what a crash left between commit and announce. */
  resume(): void {
    const { store: { state }, auditLog } = this.options;
    const left = new Set(state.unannounced);
    const fires = state.fires.filter((fire) => left.has(fire.id));
    // A log that is younger than the data begins with the fires that are kept.
    const entries = auditLog.newestId === null ? keptEntries(state) : leftEntries(fires, state);
    this.#record(fires, entries);
  }

  /** Closes the logs. */
  close(): void {
    this.#throttle.stop();
    this.options.alarmLog.close();
    this.options.auditLog.close();
  }

  /** Gives what looks at a pair its history and the time. */
  #with<T>(look: (pair: Pair, history: HistoryView | undefined, now: number) => T) {
    return (pair: Pair) => {
      const { store, clock } = this.options;
      return look(pair, store.histories.get(pair.symbol), clock.now());
    };
  }

  #tellPrices(symbols: ReadonlySet<string>): void {
    const { hub, store: { state } } = this.options;
    const prices = pricesNow(symbols, state, this.#tell.past);
    if (prices.length > 0) hub.broadcast("price_update", { prices });
  }

  #record(fires: readonly Fire[], entries: readonly AuditEntry[]): void {
    const { store, alarmLog, auditLog, log } = this.options;
    if (entries.length === 0) return;
    for (const fire of fires) {
      log.info("{message} (fire {id})", { message: fire.message, id: fire.id });
    }
    const areWritten = [auditLog.append(entries), fires.length === 0 || alarmLog.append(...fires)];
    if (fires.length > 0 && areWritten.every(Boolean)) {
      store.markAnnounced(store.state.unannounced);
    }
  }
}

function symbolOf(event: Event): string[] {
  return "symbol" in event ? [event.symbol] : [];
}

/** Frames with prices of streams go out this often at most: four a second. */
const SPACING_MS = 250;

/** Collects the pairs whose prices moved, so that screens hear of all of them a few times a second. */
export class PriceThrottle {
  readonly #symbols = new Set<string>();
  readonly #stopping = new AbortController();
  #isResting = false;

  constructor(
    private readonly tell: (symbols: ReadonlySet<string>) => void,
    private readonly clock: Pick<Clock, "after">,
  ) {}

  /** The first price after a pause is sent at once. */
  note(symbols: Iterable<string>): void {
    for (const symbol of symbols) this.#symbols.add(symbol);
    if (!this.#isResting) this.#tell();
  }

  stop(): void {
    this.#stopping.abort();
  }

  #tell(): void {
    if (this.#stopping.signal.aborted) return;
    this.#isResting = this.#symbols.size > 0;
    if (!this.#isResting) return;
    const symbols = new Set(this.#symbols);
    this.#symbols.clear();
    void this.clock.after(SPACING_MS, this.#stopping.signal).then(() => this.#tell());
    this.tell(symbols);
  }
}
