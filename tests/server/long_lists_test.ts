import assert from "node:assert/strict";
import { z } from "zod";
import { type CommandName, COMMANDS } from "@/lib/commands/commands.ts";

/** Each list of a request, filled with as many wrong items as fit into 64 KB; one within an object by its path. */
const LISTS: readonly [command: CommandName, field: string][] = [
  ["add_alarms", "alarms"],
  ["acknowledge", "fireIds"],
  ["snooze_alarms", "ids"],
  ["pause_alarms", "ids"],
  ["resume_alarms", "ids"],
  ["remove_alarms", "ids"],
  ["restore_alarms", "ids"],
  ["update_alarms", "ids"],
  ["update_alarms", "tell"],
  ["update_alarms", "addTags"],
  ["update_alarms", "removeTags"],
  ["import_alarms", "alarms"],
  ["reorder_pairs", "pairs"],
  ["add_alarm", "alarm.tell"],
  ["update_alarm", "tell"],
  ["update_alarm", "alarm.tell"],
  ["add_channel", "troubles"],
  ["update_channel", "troubles"],
  ["add_policy", "steps"],
  ["update_policy", "steps"],
  ["add_watchlist", "pairs"],
  ["update_watchlist", "pairs"],
];

for (const [command, field] of LISTS) {
  Deno.test(`${command} refuses a list of 32,000 (${field}) by its length, and looks at none of its items`, () => {
    const items = new Proxy(Array.from({ length: 32_000 }, () => 1), {
      get(target, name) {
        assert.ok(typeof name !== "string" || !/^\d+$/.test(name), `item ${String(name)} was read`);
        return Reflect.get(target, name);
      },
    });
    const input = field.split(".").reduceRight<unknown>(
      (inner, name) => ({ [name]: inner }),
      items,
    );
    assert.equal(COMMANDS[command].input.safeParse(input).success, false);
  });
}

Deno.test("Every list that a request may hold is among those", () => {
  const lists = Object.entries(COMMANDS).flatMap(([name, { input }]) =>
    /"maxItems"|"type":"array"/.test(JSON.stringify(schemaOf(input))) ? [name] : []
  );
  const known = new Set(LISTS.map(([command]) => command as string));
  assert.deepEqual(lists.filter((name) => !known.has(name)), []);
});

function schemaOf(input: z.ZodType): unknown {
  return z.toJSONSchema(input, { io: "input", unrepresentable: "any" });
}
