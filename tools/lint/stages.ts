import type { Stage } from "./stage.ts";

const FRAMEWORK = ["fresh", "fresh/runtime", "fresh/dev"];
const PURE = ["market", "alarms"];
const SERVER = [
  ...PURE,
  "logs",
  "config",
  "sources",
  "store",
  "commands",
  "protocol",
  "words",
  "audit",
  "live in the browser",
  "live",
  "notify",
  "http",
  "monitor",
  "lib",
];
const EVERYTHING = [...SERVER, ...FRAMEWORK, "root", "routes", "islands", "components", "workshop"];

const LIVE_ON_THE_SERVER = [
  "hub",
  "session",
  "message_queue",
  "client_socket",
  "frame_log",
  "frames",
];

/** What a screen says and asks, without hooks and connection. */
const WORDS = [
  ...["time_text", "typed_number", "source_names", "window_start", "alarm_look"],
  ...["alarm_draft", "read_draft", "request_error", "log_filter", "audit_words", "change_words"],
  ...[
    "wall_time",
    "duration_words",
    "budget_words",
    "alarm_preview",
    "alarm_filter",
    "alarm_templates",
  ],
  ...["replay_words", "why_words"],
  ...["typical_price", "duplicate_alarm", "draft_lines"],
  ...[
    "log_rows",
    "answer_notice",
    "snooze_choices",
    "silenced_words",
    "sound_choices",
    "fire_notification",
  ],
  ...[
    "chart/chart_range",
    "chart/chart_levels",
    "chart/chart_drag",
    "chart/chart_tick",
    "chart/chart_handle_layout",
  ],
  ...["chart/chart_time_text"],
  ...["preferences", "kept", "number_text", "byte_text", "import_words", "after_drawing"],
];

/** The first row whose paths hold a file is its stage; a file of the app without a row is an error. */
export const STAGES: readonly Stage[] = [
  {
    name: "market",
    paths: ["lib/market/"],
    may: [],
    browser: true,
    remedy: "take what is needed as an argument: the market knows nothing of the app",
  },
  {
    name: "alarms",
    paths: ["lib/alarms/"],
    may: ["market"],
    browser: true,
    remedy: "take what is needed as an argument: the rules are pure",
  },
  {
    name: "logs",
    paths: ["lib/logs/"],
    may: PURE,
    remedy: "take what is needed as an argument: every stage logs, so logs know none of them",
  },
  {
    name: "sources",
    paths: ["lib/sources/"],
    may: ["market", "logs"],
    remedy: "answer observations and let lib/monitor hand them on",
  },
  {
    name: "store",
    paths: ["lib/store/"],
    may: [...PURE, "logs"],
    remedy: "let the caller decide and listen to what was committed",
  },
  {
    name: "commands",
    paths: ["lib/commands/"],
    may: [...PURE, "store", "sources", "logs", "protocol"],
    remedy: "return the result and let lib/live or lib/http answer with it",
  },
  {
    name: "protocol",
    paths: ["lib/live/protocol.ts", "lib/live/pair_view.ts", "lib/live/shown_points.ts"],
    may: PURE,
    mayTypes: SERVER,
    browser: true,
    remedy: "import its types only: both sides read the protocol",
  },
  {
    name: "words",
    paths: [
      ...WORDS.map((name) => `lib/live/${name}.ts`),
      ...["lib/live/alarm_line/", "lib/live/board/"],
    ],
    may: [...PURE, "protocol"],
    mayTypes: SERVER,
    browser: true,
    remedy: "keep words apart from what they are about: they take values",
  },
  {
    name: "audit",
    paths: ["lib/audit/"],
    may: [...PURE, "store", "logs", "words"],
    remedy: "take what was committed: the audit log only tells of it",
  },
  {
    name: "live",
    paths: LIVE_ON_THE_SERVER.map((name) => `lib/live/${name}.ts`),
    may: [
      ...PURE,
      "protocol",
      "live in the browser",
      "words",
      "commands",
      "store",
      "logs",
      "fresh",
    ],
    remedy: "take what is needed as an argument, lib/monitor or main.ts hands it over",
  },
  {
    name: "live in the browser",
    paths: ["lib/live/"],
    may: [...PURE, "protocol", "words"],
    mayTypes: SERVER,
    browser: true,
    remedy: "import its types only; if no browser runs the file, name it in tools/lint/stages.ts",
  },
  {
    name: "notify",
    paths: ["lib/notify/"],
    may: [...PURE, "logs"],
    remedy: "take the fire as an argument: a channel knows nothing else",
  },
  {
    name: "http",
    paths: ["lib/http/"],
    may: [...SERVER.filter((name) => name !== "monitor" && name !== "notify"), "fresh"],
    remedy: "take what is needed as an argument, main.ts hands it over",
  },
  {
    name: "monitor",
    paths: ["lib/monitor/"],
    may: SERVER,
    remedy: "leave pages and the framework to routes and main.ts",
  },
  {
    name: "config",
    paths: ["lib/config.ts"],
    may: ["market", "logs", "sources"],
    mayTypes: SERVER,
    remedy: "let the stage take its settings from the config, not the other way round",
  },
  {
    name: "framework",
    paths: ["lib/fresh/"],
    may: FRAMEWORK,
    remedy: "keep the framework free of the app, so that upstream Fresh can take its place",
  },
  {
    name: "lib",
    paths: ["lib/*"],
    may: [...SERVER, "fresh", "fresh/runtime"],
    remedy: "leave pages to routes and main.ts",
  },
  {
    name: "routes",
    paths: ["routes/"],
    may: [...SERVER, "islands", "components", "fresh", "fresh/runtime"],
    remedy: "parse, call one function of lib, answer",
  },
  {
    name: "islands",
    paths: ["islands/"],
    may: [
      ...PURE,
      "components",
      "protocol",
      "words",
      "live in the browser",
      "fresh/runtime",
    ],
    mayTypes: [...SERVER, "fresh"],
    browser: true,
    remedy: "import its types only, or ask the server over lib/live/connection.ts",
  },
  {
    name: "components",
    paths: ["components/"],
    may: [...PURE, "words", "fresh/runtime"],
    mayTypes: [...SERVER, "fresh"],
    browser: true,
    remedy: "take what is needed as props: a component is markup from props",
  },
  {
    name: "static",
    paths: ["static/"],
    may: [],
    browser: true,
    remedy: "serve it as it is: a static file imports nothing",
  },
  {
    name: "root",
    paths: ["main.ts", "dev.ts"],
    may: EVERYTHING,
    remedy: "use the import map's entry",
  },
  {
    name: "workshop",
    paths: ["tests/", "bench/", "tools/"],
    may: [...EVERYTHING, "framework"],
    remedy: "use the import map's entry",
  },
];
