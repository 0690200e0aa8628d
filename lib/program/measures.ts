import process from "node:process";
import { stateOf } from "@/lib/alarms/alarm_state.ts";
import type { Delivery } from "@/lib/alarms/delivery.ts";
import type { Pair } from "@/lib/alarms/pair.ts";
import type { Status } from "@/lib/protocol/frames.ts";
import type { Services } from "@/lib/server/define.ts";
import {
  byLabel,
  type Measured,
  type Measurements,
  type Sample,
  single,
} from "@/lib/server/metrics.ts";
import type { Committed } from "@/lib/store/store.ts";

type Program = Pick<Services, "store" | "hub" | "now" | "status" | "isHealthy">;

/** Counts what happens, for `GET /metrics`. No label names a person, a pair, an alarm or a channel. */
export class Measures implements Measured {
  readonly #fires = new Counts();
  readonly #deliveries = new DeliveryCounts();
  readonly #loop = new LoopDelay();

  constructor(
    private readonly program: Program,
    private readonly sinceLastCheckMs: () => number,
  ) {}

  start(): void {
    const { store } = this.program;
    this.#deliveries.begin(store.state.outbox);
    store.onCommitted((committed) => this.#count(committed), ["alarmFired", "deliveryUpdated"]);
    this.#loop.start();
  }

  stop(): void {
    this.#loop.stop();
  }

  now(): Measurements {
    const status = this.program.status();
    return {
      ...this.#ofChecks(status),
      ...this.#ofSources(status),
      ...this.#ofAlarms(),
      ...this.#ofDeliveries(),
      ...this.#ofSocketsAndStore(status),
      ...ofProcess(status, this.#loop),
    };
  }

  #count({ events, state: { channels } }: Committed): void {
    for (const event of events) {
      if (event.type === "alarmFired") {
        const { alarm: { type }, late } = event.fire;
        this.#fires.add({ type, late: String(late) });
      } else if (event.type === "deliveryUpdated") {
        const channel = channels.find(({ id }) => id === event.delivery.channelId);
        this.#deliveries.updated(event.delivery, channel?.type ?? "removed");
      }
    }
  }

  #ofChecks({ checks, checkIntervalSeconds, stale, unwatchedSeconds = {} }: Status) {
    const unwatched = Object.values(unwatchedSeconds);
    return {
      checks_total: byLabel("outcome", Object.entries(checks)),
      check_interval_seconds: single(checkIntervalSeconds),
      last_check_age_seconds: single(this.sinceLastCheckMs() / 1000),
      healthy: single(this.program.isHealthy()),
      stale_pairs: single(Object.keys(stale).length),
      unwatched_today_seconds: single(unwatched.reduce((sum, seconds) => sum + seconds, 0)),
      unwatched_today_pairs: single(unwatched.length),
    };
  }

  #ofSources({ sources }: Status) {
    const { store: { state }, now } = this.program;
    const bySource = [...Map.groupBy(state.pairs.values(), ({ source }) => source)];
    const ages = bySource.map(([name, pairs]) => [name, agesOf(pairs, now())] as const)
      .filter(([, own]) => own.length > 0);
    const told = (value: (source: Status["sources"][number]) => number | null) =>
      byLabel(
        "source",
        sources.map((each) => [each.name, value(each) ?? NaN] as const)
          .filter(([, found]) => !Number.isNaN(found)),
      );
    return {
      pairs: byLabel("source", bySource.map(([name, pairs]) => [name, pairs.length])),
      source_up: told(({ reachable }) => Number(reachable)),
      source_price_age_seconds: byLabel("source", ages.map(([name, own]) => [name, least(own)])),
      source_stalest_price_age_seconds: byLabel(
        "source",
        ages.map(([name, own]) => [name, Math.max(...own)]),
      ),
      source_budget_used_ratio: told(({ budget }) => budget && budget.used / budget.limit),
      source_stream_pairs: told(({ stream }) => stream?.pairs ?? null),
    };
  }

  #ofAlarms() {
    const { store: { state }, now } = this.program;
    const at = now();
    const states = Map.groupBy(
      state.pairs.values().flatMap(({ alarms }) => alarms),
      (alarm) => stateOf(alarm, at),
    );
    const counted = ALARM_STATES.map((name) => [name, states.get(name)?.length ?? 0] as const);
    return {
      alarms: byLabel("state", counted),
      fires_total: this.#fires.samples(),
      ringing_fires: single(state.fires.filter((fire) => fire.acknowledgedAt === null).length),
    };
  }

  #ofDeliveries() {
    const { store: { state: { channels, outbox } }, now } = this.program;
    const types = new Map(channels.map(({ id, type }) => [id, type as string]));
    const open = new Map(Array.from(types.values(), (type) => [type, 0]));
    const at = new Date(now()).toISOString();
    let oldest = at;
    for (const { state, channelId, dueSince, heldUntil = "" } of outbox) {
      if (state !== "due") continue;
      const type = types.get(channelId) ?? "removed";
      open.set(type, (open.get(type) ?? 0) + 1);
      if (dueSince < oldest && heldUntil < at) oldest = dueSince;
    }
    return {
      deliveries_total: this.#deliveries.counts.samples(),
      outbox_open: byLabel("channel_type", open),
      outbox_oldest_seconds: single((Date.parse(at) - Date.parse(oldest)) / 1000),
    };
  }

  #ofSocketsAndStore({ storeProblem, diskProblem }: Status) {
    const { hub, store: { commits: { count, bytes, seconds } } } = this.program;
    return {
      clients: single(hub.size),
      sockets_open: single(hub.openSockets),
      frames_sent_total: single(hub.framesSent),
      store_commit_seconds: summed(seconds, count),
      store_written_bytes_total: single(bytes),
      store_accepting_changes: single(storeProblem === null),
      disk_has_room: single(diskProblem === null),
    };
  }
}

const ALARM_STATES = ["armed", "triggered", "snoozed", "paused", "expired"] as const;

function ofProcess({ version, startedAt }: Status, loop: LoopDelay) {
  const { rss, heapUsed, heapTotal, external } = Deno.memoryUsage();
  const { user, system } = process.cpuUsage();
  const { p50, p99, sum, count } = loop.delays();
  return {
    build_info: [{ labels: { version, deno: Deno.version.deno }, value: 1 }],
    event_loop_delay_seconds: [
      ...byLabel("quantile", [["0.5", p50], ["0.99", p99]]),
      ...summed(sum, count),
    ],
    heap_bytes: byLabel("kind", Object.entries({ used: heapUsed, total: heapTotal, external })),
    process_start_time_seconds: single(Date.parse(startedAt) / 1000),
    process_cpu_seconds_total: single((user + system) / 1e6),
    process_resident_memory_bytes: single(rss),
  };
}

/** Ages of the last prices in seconds; a pair that its source gave up has none to come. */
function agesOf(pairs: readonly Pair[], now: number): number[] {
  return pairs.filter(({ trouble }) => trouble === null).map(({ lastUpdate, addedAt }) =>
    Math.max(0, now - Date.parse(lastUpdate ?? addedAt)) / 1000
  );
}

function least(values: readonly number[]): number {
  return Math.min(...values);
}

/** Sum and count of a summary. */
function summed(sum: number, count: number): Sample[] {
  return [{ suffix: "_sum", value: sum }, { suffix: "_count", value: count }];
}

/** How often something happened, by labels. */
class Counts {
  readonly #counts = new Map<string, number>();

  add(labels: Readonly<Record<string, string>>): void {
    const key = JSON.stringify(labels);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  samples(): Sample[] {
    return Array.from(this.#counts, ([labels, value]) => ({ labels: JSON.parse(labels), value }));
  }
}

/** Keys of deliveries that are remembered so that none counts twice; old ones are forgotten past it. */
const MOST_KEYS = 60_000;

/** Counts what became of deliveries, each once, however often it is updated. */
class DeliveryCounts {
  readonly counts = new Counts();
  readonly #states = new Map<string, Delivery["state"]>();

  begin(outbox: readonly Delivery[]): void {
    for (const { key, state } of outbox) this.#states.set(key, state);
  }

  updated({ key, state }: Delivery, channelType: string): void {
    const before = this.#states.get(key);
    // The newest stand last.
    this.#states.delete(key);
    this.#states.set(key, state);
    const [oldest = ""] = this.#states.size > MOST_KEYS ? this.#states.keys() : [];
    this.#states.delete(oldest);
    if (state !== before && state !== "due") this.counts.add({ channel_type: channelType, state });
  }
}

/** How often it is looked whether the event loop is late, in milliseconds. */
const EVERY_MS = 100;
/** Looks that are kept: two minutes. */
const KEPT = 1200;

/** How late the event loop comes to what is due, in seconds. */
interface LoopDelays {
  readonly p50: number;
  readonly p99: number;
  /** Of all looks since the start. */
  readonly sum: number;
  readonly count: number;
}

interface LoopDelayOptions {
  /** A clock that only goes forward, in milliseconds. */
  elapsed(): number;
  /** Calls again and again until what it answers is called; keeps no program running. */
  every(ms: number, look: () => void): () => void;
}

const REAL: LoopDelayOptions = {
  elapsed: () => performance.now(),
  every: (ms, look) => {
    const timer = setInterval(look, ms);
    Deno.unrefTimer(timer);
    return () => clearInterval(timer);
  },
};

/**
 * Looks ten times a second how late its own timer is. Deno has no histogram of its own that sees a turn
 * which takes long.
 */
export class LoopDelay {
  readonly #newest = new Float64Array(KEPT);
  #count = 0;
  #sum = 0;
  #stop: (() => void) | null = null;

  constructor(private readonly options = REAL) {}

  start(): void {
    let due = this.options.elapsed() + EVERY_MS;
    this.#stop = this.options.every(EVERY_MS, () => {
      const now = this.options.elapsed();
      this.#note(Math.max(0, now - due));
      due = now + EVERY_MS;
    });
  }

  stop(): void {
    this.#stop?.();
  }

  delays(): LoopDelays {
    const sorted = this.#newest.slice(0, Math.min(this.#count, KEPT)).sort();
    const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
    return { p50: at(0.5), p99: at(0.99), sum: this.#sum, count: this.#count };
  }

  /** A long turn hides the looks that were due within it: each would have waited for its end. */
  #note(lateMs: number): void {
    for (let each = lateMs, looks = 0; each >= 0 && looks < KEPT; each -= EVERY_MS, looks++) {
      this.#newest[this.#count++ % KEPT] = each / 1000;
      this.#sum += each / 1000;
    }
  }
}
