import assert from "node:assert/strict";
import { judgeImport } from "@/tools/lint/judge_import.ts";
import { STAGES } from "@/tools/lint/stages.ts";

type Row = [importer: string, specifier: string, typeOnly?: boolean];

const ALLOWED: Row[] = [
  ["main.ts", "@/lib/monitor/checker.ts"],
  ["dev.ts", "fresh/dev"],
  ["routes/index.tsx", "@/islands/Board.tsx"],
  ["routes/index.tsx", "../components/Page.tsx"],
  ["routes/api/pairs.ts", "@/lib/http/problem.ts"],
  ["routes/index.tsx", "fresh"],
  ["islands/Board.tsx", "@/components/Row.tsx"],
  ["islands/Board.tsx", "./AlarmForm.tsx"],
  ["islands/Board.tsx", "@/lib/live/connection.ts"],
  ["islands/Board.tsx", "@/lib/live/model.ts"],
  ["islands/Board.tsx", "@/lib/alarms/describe.ts"],
  ["islands/Board.tsx", "@/lib/store/state.ts", true],
  ["islands/Board.tsx", "fresh/runtime"],
  ["islands/Board.tsx", "@preact/signals"],
  ["components/Row.tsx", "@/lib/market/format_price.ts"],
  ["components/Row.tsx", "@/lib/live/time_text.ts"],
  ["components/Row.tsx", "@/lib/store/state.ts", true],
  ["lib/market/history.ts", "./bar.ts"],
  ["lib/alarms/judge.ts", "@/lib/market/price.ts"],
  ["lib/sources/binance.ts", "@/lib/logs/get_logger.ts"],
  ["lib/store/store.ts", "@/lib/alarms/fire.ts"],
  ["lib/store/store.ts", "node:path"],
  ["lib/commands/add_pair.ts", "@/lib/sources/source.ts"],
  ["lib/live/hub.ts", "@/lib/commands/commands.ts"],
  ["lib/live/hub.ts", "./protocol.ts"],
  ["lib/monitor/announcer.ts", "@/lib/live/hub.ts"],
  ["lib/http/status.ts", "@/lib/config.ts"],
  ["lib/fresh/mod.ts", "./server/app.ts"],
  ["tests/fresh/app_test.ts", "@/lib/fresh/server/app.ts"],
  ["tests/live/hub_test.ts", "@/lib/live/hub.ts"],
];

const FORBIDDEN: Row[] = [
  ["routes/index.tsx", "@/main.ts"],
  ["routes/index.tsx", "@/lib/fresh/mod.ts"],
  ["routes/index.tsx", "fresh/dev"],
  ["islands/Board.tsx", "@/routes/index.tsx"],
  ["islands/Board.tsx", "@/lib/store/store.ts"],
  ["islands/Board.tsx", "@/lib/live/hub.ts"],
  ["islands/Board.tsx", "../lib/commands/commands.ts"],
  ["islands/Board.tsx", "node:path"],
  ["islands/Board.tsx", "fresh"],
  ["components/Row.tsx", "@/islands/Board.tsx"],
  ["components/Row.tsx", "@/islands/Board.tsx", true],
  ["components/Row.tsx", "@/lib/live/client.ts"],
  ["lib/market/history.ts", "@/lib/alarms/alarm.ts", true],
  ["lib/market/history.ts", "node:path"],
  ["lib/alarms/judge.ts", "@/lib/store/state.ts", true],
  ["lib/alarms/judge.ts", "@/lib/logs/get_logger.ts"],
  ["lib/sources/binance.ts", "@/lib/store/state.ts", true],
  ["lib/store/store.ts", "@/lib/monitor/checker.ts"],
  ["lib/store/store.ts", "fresh"],
  ["lib/commands/add_pair.ts", "@/lib/live/hub.ts", true],
  ["lib/commands/add_pair.ts", "@/lib/http/problem.ts"],
  ["lib/live/model.ts", "./hub.ts"],
  ["lib/live/hub.ts", "@/lib/monitor/checker.ts"],
  ["lib/http/status.ts", "@/lib/monitor/checker.ts"],
  ["lib/monitor/checker.ts", "@/components/Row.tsx"],
  ["lib/logs/alarm_log.ts", "@/lib/store/state.ts"],
  ["lib/fresh/mod.ts", "@/lib/config.ts"],
  ["main.ts", "./lib/fresh/mod.ts"],
  ["tests/live/hub_test.ts", "@/lib/fresh/server/app.ts"],
];

for (const [importer, specifier, typeOnly = false] of ALLOWED) {
  Deno.test(`judgeImport: ${importer} may import ${kind(typeOnly)}${specifier}`, () => {
    assert.equal(judgeImport({ importer, specifier, typeOnly }), null);
  });
}

for (const [importer, specifier, typeOnly = false] of FORBIDDEN) {
  Deno.test(`judgeImport: ${importer} must not import ${kind(typeOnly)}${specifier}`, () => {
    assert.match(judgeImport({ importer, specifier, typeOnly }) ?? "", /must not import .+: .+/);
  });
}

Deno.test("judgeImport: names the file's stage, the forbidden target and the remedy", () => {
  const wanted = { importer: "lib/store/store.ts", specifier: "../live/hub.ts", typeOnly: false };
  assert.equal(
    judgeImport(wanted),
    "lib/store/store.ts (store) must not import lib/live/hub.ts (live): " +
      "let the caller decide and listen to what was committed",
  );
});

Deno.test("STAGES: name only rows and framework entries that exist", () => {
  const known = new Set([
    ...STAGES.map((stage) => stage.name),
    "fresh",
    "fresh/runtime",
    "fresh/dev",
  ]);
  for (const { name, may, mayTypes = [] } of STAGES) {
    for (const other of [...may, ...mayTypes]) assert.ok(known.has(other), `${name}: ${other}`);
  }
});

function kind(typeOnly: boolean): string {
  return typeOnly ? "types of " : "";
}
