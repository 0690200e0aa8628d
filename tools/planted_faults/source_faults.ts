import type { PlantedFault } from "./planted_fault.ts";

/** Faults in how prices are asked for, and in what watches the checks. */
export const SOURCE_FAULTS: readonly PlantedFault[] = [
  {
    name: "a key that follows a redirect",
    file: "lib/sources/http/exchange.ts",
    find: `redirect: "manual"`,
    put: `redirect: "follow"`,
    tests: ["tests/sources/http_client_test.ts"],
  },
  {
    name: "seconds of Retry-After taken for milliseconds",
    file: "lib/time/backoff.ts",
    find: "Number(text) * SECOND_MS",
    put: "Number(text)",
    tests: ["tests/sources/http_client_test.ts"],
  },
  {
    name: "a key in what a source said",
    file: "lib/sources/http/failure.ts",
    find: "quotation(message, secrets)",
    put: "message",
    tests: ["tests/sources/http_client_test.ts"],
  },
  {
    name: "an answer without end",
    file: "lib/sources/http/exchange.ts",
    find: `if (bytes > maxBytes) throw new ExchangeError("tooLarge");`,
    put: "",
    tests: ["tests/sources/http_client_test.ts"],
  },
  {
    name: "one bad symbol is not named",
    file: "lib/sources/http/batches.ts",
    find: "return { rows: [], bad: [...items] };",
    put: "return { rows: [], bad: [] };",
    tests: ["tests/sources/binance_test.ts"],
  },
  {
    name: "more than a source allows",
    file: "lib/sources/budget/weight_budget.ts",
    find: "used + weight <= window.limit",
    put: "used <= window.limit",
    tests: ["tests/sources/weight_budget_test.ts"],
  },
  {
    name: "no word when checks end no more",
    file: "lib/engine/checks/schedule.ts",
    find: "if (missed < INTERVALS_UNTIL_WORD) return;",
    put: "if (missed < INTERVALS_UNTIL_END) return;",
    tests: ["tests/engine/watchdog_test.ts"],
  },
];
