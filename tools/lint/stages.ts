/** One row of "who may import whom". */
export interface Stage {
  readonly name: string;
  /** Files; `folder/` for all that is in a folder, `folder/*` for the files directly in it. */
  readonly paths: readonly string[];
  /** Names of the stages it may import, beside itself. */
  readonly may: readonly string[];
  /** Names of the stages it may import types from, beside those. */
  readonly mayTypes?: readonly string[];
  /** Runs in the browser too, so `node:` modules are out of reach. */
  readonly browser?: true;
  /** What to do instead of a forbidden import. */
  readonly remedy: string;
}

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
  "formatters",
  "live in the browser",
  "live",
  "notify",
  "http",
  "monitor",
  "lib",
];
const EVERYTHING = [...SERVER, ...FRAMEWORK, "root", "routes", "islands", "components", "workshop"];

const LIVE_IN_THE_BROWSER = [
  ...["connection", "model", "client", "viewer", "apply_to_pairs", "parse_frame"],
  ...["pending_requests", "reconnect_delay", "request_error", "alarm_draft", "read_draft"],
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
    paths: ["lib/live/protocol.ts"],
    may: PURE,
    mayTypes: SERVER,
    browser: true,
    remedy: "import its types only: both sides read the protocol",
  },
  {
    name: "formatters",
    paths: ["lib/live/time_text.ts", "lib/live/typed_number.ts"],
    may: [],
    browser: true,
    remedy: "keep words apart from what they are about: a formatter takes values",
  },
  {
    name: "live in the browser",
    paths: LIVE_IN_THE_BROWSER.map((name) => `lib/live/${name}.ts`),
    may: [...PURE, "protocol", "formatters"],
    mayTypes: SERVER,
    browser: true,
    remedy:
      "import its types only, or name the file in tools/lint/stages.ts if browsers may run it",
  },
  {
    name: "live",
    paths: ["lib/live/"],
    may: [
      ...PURE,
      "protocol",
      "live in the browser",
      "formatters",
      "commands",
      "store",
      "logs",
      "fresh",
    ],
    remedy: "take what is needed as an argument, lib/monitor or main.ts hands it over",
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
      "formatters",
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
    may: [...PURE, "formatters", "fresh/runtime"],
    mayTypes: [...SERVER, "fresh"],
    browser: true,
    remedy: "take what is needed as props: a component is markup from props",
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
