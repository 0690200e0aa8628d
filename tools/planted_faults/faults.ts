/** One deliberate fault, and the tests that must see it. */
export interface PlantedFault {
  /** A short name, for the table and for `deno task test:planted NAME`. */
  readonly name: string;
  /** Path within the project. */
  readonly file: string;
  /** What stands there; it must occur exactly once. */
  readonly find: string;
  /** What takes its place. */
  readonly put: string;
  /** Test files, within the project, of which one must fail. */
  readonly tests: readonly string[];
  /** Of these files only the tests whose name has this in it: browsers are slow. */
  readonly only?: string;
  /** The tests look at the built page, which is to be built anew. */
  readonly isBuilt?: boolean;
}

/** Faults in what an alarm waits for, and in which prices are believed. */
const RULE_FAULTS: readonly PlantedFault[] = [
  {
    name: "a target that is just reached",
    file: "lib/alarms/kinds/target/rules.ts",
    find: `"fromBelow") return price >= targetPrice`,
    put: `"fromBelow") return price > targetPrice`,
    tests: ["tests/alarms/make_alarm_test.ts"],
  },
  {
    name: "a wick that reaches a target",
    file: "lib/alarms/kinds/target/rules.ts",
    find: "? lowest <= target",
    put: "? price <= target",
    tests: ["tests/alarms/evaluate_target_test.ts"],
  },
  {
    name: "exactly that many percent",
    file: "lib/market/format_price.ts",
    find: "difference >= 0",
    put: "difference > 0",
    tests: ["tests/market/percent_moved_test.ts"],
  },
  {
    name: "a cooldown that ends at once",
    file: "lib/alarms/evaluate.ts",
    find: "alarm.cooldownSeconds * 1000",
    put: "alarm.cooldownSeconds",
    tests: ["tests/alarms/life_cycle_test.ts"],
  },
  {
    name: "once, and then again",
    file: "lib/alarms/evaluate.ts",
    find: `if (alarm.mode === "once") return "alreadyTriggered";`,
    put: "",
    tests: ["tests/alarms/life_cycle_test.ts"],
  },
  {
    name: "a snooze that holds nothing back",
    file: "lib/alarms/alarm_state.ts",
    find: "snoozedUntil === null || Date.parse(snoozedUntil) <= at",
    put: "snoozedUntil !== undefined",
    tests: ["tests/alarms/snooze_test.ts", "tests/alarms/life_cycle_test.ts"],
  },
  {
    name: "a start that stays where it was",
    file: "lib/alarms/fire.ts",
    find: "startFrom(tracked, reach.price, at)",
    put: "tracked",
    tests: ["tests/alarms/life_cycle_test.ts", "tests/alarms/evaluate_level_test.ts"],
  },
  {
    name: "a changed condition keeps what fired",
    file: "lib/alarms/life_cycle.ts",
    find: "const armed = { ...alarm, ...common, triggered: false, clearedSinceFire: false };",
    put: "const armed = { ...alarm, ...common };",
    tests: ["tests/alarms/edit_alarm_test.ts"],
  },
  {
    name: "a maximum without the highs",
    file: "lib/alarms/evaluate.ts",
    find: "Math.max(maxPrice ?? price, price, high)",
    put: "Math.max(maxPrice ?? price, price)",
    tests: ["tests/store/apply_test.ts", "tests/engine/decide_prices_test.ts"],
  },
  {
    name: "a fall by half is believed at once",
    file: "lib/market/accept.ts",
    find: "return to > from * (1 + JUMP) || to < from * (1 - JUMP);",
    put: "return to > from * (1 + JUMP);",
    tests: ["tests/market/accept_test.ts"],
  },
  {
    name: "a price of a halted pair counts",
    file: "lib/market/accept.ts",
    find: `if (before.trouble !== null) return "inTrouble";`,
    put: "",
    tests: ["tests/market/accept_test.ts"],
  },
];

/** Faults in how prices are asked for, and in what watches the checks. */
const SOURCE_FAULTS: readonly PlantedFault[] = [
  {
    name: "a key that follows a redirect",
    file: "lib/sources/http/exchange.ts",
    find: `redirect: "manual"`,
    put: `redirect: "follow"`,
    tests: ["tests/sources/http_client_test.ts"],
  },
  {
    name: "seconds of Retry-After taken for milliseconds",
    file: "lib/time/durations.ts",
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
    file: "lib/sources/http/exchange.ts",
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

/** Faults in what must survive a crash. */
const STORE_FAULTS: readonly PlantedFault[] = [
  {
    name: "a file that is not synced before its rename",
    file: "lib/store/file/file_system.ts",
    find: "    await file.sync();\n",
    put: "",
    tests: ["tests/store/fault_test.ts"],
  },
  {
    name: "a folder that is not synced after a rename",
    file: "lib/store/file/file_system.ts",
    find: "await fs.syncFolder(folderOf(path));",
    put: "",
    tests: ["tests/store/fault_test.ts"],
  },
  {
    name: "what was written is not read back",
    file: "lib/store/file/file_system.ts",
    find: "    await verify(fs, temporary, written);\n",
    put: "",
    tests: ["tests/store/atomic_file_test.ts"],
  },
  {
    name: "told before it is on disk",
    file: "lib/store/store.ts",
    find: "if (mustWrite && !(await this.#put(target, batch))) return;",
    put: "for (const change of batch) this.#publish(change);\n" +
      "    if (mustWrite && !(await this.#put(target, batch))) return;",
    tests: ["tests/store/store_test.ts"],
  },
  {
    name: "a checksum that nobody compares",
    file: "lib/store/file/decode.ts",
    find: "checksum(bytes.subarray(0, upTo), NO_CHECKSUM, rest) === digits;",
    put: "digits.length === NO_CHECKSUM.length;",
    tests: ["tests/store/codec_test.ts", "tests/store/recovery_test.ts"],
  },
  {
    name: "fires are forgotten before they are announced",
    file: "lib/store/apply.ts",
    find: "fire.acknowledgedAt !== null && !unannounced.has(fire.id)",
    put: "fire.acknowledgedAt !== null",
    tests: ["tests/store/apply_test.ts"],
  },
];

/** Faults on the way between server and page, on both its ends. */
const SOCKET_FAULTS: readonly PlantedFault[] = [
  {
    name: "an answer without its id",
    file: "lib/server/socket/hub.ts",
    find: "const isAsker = client.key === asker?.client;",
    put: "const isAsker = client.key === undefined;",
    tests: ["tests/server/hub_test.ts"],
  },
  {
    name: "frames that nobody can miss",
    file: "lib/server/socket/frame_text.ts",
    find: 'if (body.whole !== "") this.#log.add({ seq: this.seq, body, isPrices });',
    put: "",
    tests: ["tests/server/hub_test.ts"],
  },
  {
    name: "prices that a slow client never gets",
    file: "lib/server/socket/client_socket.ts",
    find: "if (mergeable) this.#missedPrices = true;",
    put: "if (mergeable) return;",
    tests: ["tests/server/hub_test.ts"],
  },
  {
    name: "a missed frame goes unnoticed",
    file: "lib/client/model.ts",
    find: "if (frame.seq > model.seq + 1) return withEarly({ ...model, gap: true }, frame);",
    put: "",
    tests: ["tests/client/model_test.ts"],
  },
  {
    name: "a connection that slept counts as alive",
    file: "lib/client/connection.ts",
    find: "this.#isProbing ? PROBE_LIMIT_MS : SILENCE_LIMIT_MS",
    put: "SILENCE_LIMIT_MS",
    tests: ["tests/client/connection_test.ts"],
  },
];

/** Faults in what a person can ask for, and in how it is asked. */
const COMMAND_FAULTS: readonly PlantedFault[] = [
  {
    name: "what nobody has heard of is silenced",
    file: "lib/commands/change_alarms.ts",
    find: "return ringing(state).filter((id) => wanted.has(id));",
    put: "return ringing(state).filter(() => wanted.size > 0);",
    tests: ["tests/server/api_test.ts"],
  },
  {
    name: "a pair that is named twice",
    file: "lib/commands/pairs.ts",
    find: "      refuseTwice(named);\n",
    put: "",
    tests: ["tests/server/reorder_test.ts"],
  },
  {
    name: "an alarm on a full disk",
    file: "lib/program/runner.ts",
    find: `  "add_alarm",\n`,
    put: "",
    tests: ["tests/server/disk_full_test.ts"],
  },
  {
    name: "a request of another page",
    file: "lib/server/guards.ts",
    find: "if (origin === null) return",
    put: "if (origin !== undefined) return",
    tests: ["tests/server/origin_guard_test.ts"],
  },
  {
    name: "a formula in a spreadsheet",
    file: "lib/server/csv/parse_csv.ts",
    find: `text.replace(START, "'")`,
    put: `text.replace(START, text.length < 2 ? "'" : "")`,
    tests: ["tests/server/alarm_csv_test.ts", "tests/server/audit_test.ts"],
  },
];

/** Faults in what a person sees and presses. */
const PAGE_FAULTS: readonly PlantedFault[] = [
  {
    name: "an alarm that has fired cannot be re-armed",
    file: "components/alarm/AlarmDetails.tsx",
    find: `ARMED_LOOKS.has(look) ? "snooze" : "rearm"`,
    put: `ARMED_LOOKS.has(look) ? "snooze" : "snooze"`,
    tests: ["tests/components/pair_card_test.tsx"],
  },
  {
    name: "the greatest loss comes first",
    file: "lib/client/board/arrange.ts",
    find: "return percent === null ? null : -percent;",
    put: "return percent;",
    tests: ["tests/client/board/arrange_pairs_test.ts"],
  },
  {
    name: "a row that moves under the hand is pressed",
    file: "islands/Ringing.tsx",
    find: "return settled !== key;",
    put: "return false;",
    tests: ["tests/e2e/ringing_hands_test.ts"],
    only: "A row that has just moved under the hand cannot be pressed",
    isBuilt: true,
  },
  {
    name: "a browser closes what rings",
    file: "islands/Ringing.tsx",
    find: "if (currentTarget.isConnected) currentTarget.showModal();",
    put: "void currentTarget;",
    tests: ["tests/e2e/ringing_hands_test.ts"],
    only: "What rings stays on the screen, whatever asks its dialog to close",
    isBuilt: true,
  },
  {
    name: "a notification that stays when all is acknowledged",
    file: "static/sw.js",
    find: "if (isFire !== false && !ids.includes(notification.tag)) notification.close();",
    put: "void isFire;",
    tests: ["tests/e2e/worker_test.ts"],
    only: "A tab in the background has the system show what rings",
    isBuilt: true,
  },
  {
    name: "a volume that changes nothing",
    file: "lib/client/ringing/sound.ts",
    find: "this.#element().volume = volume;",
    put: "this.#element();",
    tests: ["tests/e2e/ringing_test.ts"],
    only: "volume",
    isBuilt: true,
  },
];

/** All that is planted, in the order in which it is tried. */
export const FAULTS: readonly PlantedFault[] = [
  ...RULE_FAULTS,
  ...STORE_FAULTS,
  ...SOURCE_FAULTS,
  ...SOCKET_FAULTS,
  ...COMMAND_FAULTS,
  ...PAGE_FAULTS,
];
