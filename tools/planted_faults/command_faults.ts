import type { PlantedFault } from "./planted_fault.ts";

/** Faults in what a person can ask for, and in how it is asked. */
export const COMMAND_FAULTS: readonly PlantedFault[] = [
  {
    name: "what nobody has heard of is silenced",
    file: "lib/commands/acknowledge.ts",
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
    file: "lib/commands/commands.ts",
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
