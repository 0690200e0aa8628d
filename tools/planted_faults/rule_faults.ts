import type { PlantedFault } from "./planted_fault.ts";

/** Faults in what an alarm waits for, and in which prices are believed. */
export const RULE_FAULTS: readonly PlantedFault[] = [
  {
    name: "a target that is just reached",
    file: "lib/alarms/kinds/target/view.ts",
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
    file: "lib/alarms/percent_moved.ts",
    find: "difference >= 0",
    put: "difference > 0",
    tests: ["tests/alarms/percent_moved_test.ts"],
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
