type Kind = "counter" | "gauge" | "summary";

/** What `GET /metrics` tells, in base units; every name but those of any process begins with `PREFIX`. */
export const METRICS = {
  build_info: ["gauge", "Version of the program and of Deno; always 1."],
  checks_total: [
    "counter",
    "Checks of prices, by how they ended; skipped: the one before was still under way.",
  ],
  check_interval_seconds: ["gauge", "How often a check is due."],
  last_check_age_seconds: [
    "gauge",
    "Time since the last check ended, or since the start while none has.",
  ],
  healthy: ["gauge", "1 while checks end in time and changes are accepted, as /healthz says."],
  stale_pairs: ["gauge", "Pairs whose price is not live."],
  unwatched_today_seconds: ["gauge", "Unwatched time of this day (UTC), all pairs added up."],
  unwatched_today_pairs: ["gauge", "Pairs with unwatched time on this day (UTC)."],
  pairs: ["gauge", "Pairs that are watched, by source."],
  source_up: ["gauge", "1 while a source answers."],
  source_price_age_seconds: ["gauge", "Age of the newest price of a source."],
  source_stalest_price_age_seconds: [
    "gauge",
    "Age of the last price of that pair of a source which has had none for longest; delisted and " +
    "halted pairs do not count.",
  ],
  source_budget_used_ratio: ["gauge", "Share of what a source allows that is used, 0 to 1."],
  source_stream_pairs: ["gauge", "Pairs whose prices a source's stream brings."],
  alarms: ["gauge", "Alarms, by state."],
  fires_total: [
    "counter",
    "Alarms that went off since the start, by kind; late: found over 30 s after the move.",
  ],
  ringing_fires: ["gauge", "Fires that nobody has acknowledged."],
  deliveries_total: [
    "counter",
    "Messages since the start, by type of channel and by what became of them.",
  ],
  outbox_open: ["gauge", "Messages that wait to be accepted, by type of channel."],
  outbox_oldest_seconds: [
    "gauge",
    "For how long the oldest of them has been due; what quiet hours hold is not due.",
  ],
  clients: ["gauge", "Pages and scripts that listen on /ws."],
  sockets_open: ["gauge", "Open connections of /ws, also of clients that were just dropped."],
  frames_sent_total: ["counter", "Frames sent to all clients since the start."],
  store_commit_seconds: ["summary", "Time that it took to replace the store file."],
  store_written_bytes_total: ["counter", "Bytes of store files written since the start."],
  store_accepting_changes: ["gauge", "1 while changes are accepted; 0 after a commit failed."],
  disk_has_room: ["gauge", "1 while new pairs and alarms are taken; 0 with less than MIN_FREE_MB."],
  event_loop_delay_seconds: [
    "summary",
    "How late the event loop comes to what is due; quantiles of the last two minutes.",
  ],
  heap_bytes: ["gauge", "Memory of JavaScript, by kind."],
  process_start_time_seconds: ["gauge", "When the program started, since the Unix epoch."],
  process_cpu_seconds_total: ["counter", "Time of processors that the program has used."],
  process_resident_memory_bytes: ["gauge", "Memory that the program takes."],
} as const satisfies Readonly<Record<string, readonly [Kind, string]>>;

export type MetricName = keyof typeof METRICS;

/** One value of a metric. */
export interface Sample {
  /** What a summary's name ends in. */
  readonly suffix?: "_sum" | "_count";
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The values of all metrics. */
export type Measurements = Readonly<Record<MetricName, readonly Sample[]>>;

/** Whatever can be asked for them. */
export interface Measured {
  now(): Measurements;
}

/** Media type of Prometheus' text format. */
export const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

const PREFIX = "crypto_price_alarm_";

/** A metric's name as it is told. */
export function toldName(name: MetricName): string {
  return name.startsWith("process_") ? name : PREFIX + name;
}

/** The metrics in Prometheus' text format 0.0.4; one without values is left out. */
export function metricsText(measured: Measurements): string {
  const names = Object.keys(METRICS) as MetricName[];
  return names.filter((name) => measured[name].length > 0).map((name) => {
    const [type, help] = METRICS[name];
    const told = toldName(name);
    const lines = measured[name].map((sample) => sampleLine(told, sample));
    return [`# HELP ${told} ${help}`, `# TYPE ${told} ${type}`, ...lines, ""].join("\n");
  }).join("");
}

function sampleLine(name: string, { suffix, labels = {}, value }: Sample): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  const inBraces = pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
  return `${name}${suffix ?? ""}${inBraces} ${value}`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

/** A single value. */
export function single(value: number | boolean): Sample[] {
  return [{ value: Number(value) }];
}

/** A value for each text of a label. */
export function byLabel(label: string, values: Iterable<readonly [string, number]>): Sample[] {
  return Array.from(values, ([text, value]) => ({ labels: { [label]: text }, value }));
}
