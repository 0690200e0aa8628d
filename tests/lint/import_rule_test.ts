import assert from "node:assert/strict";
import { checkImport, FOLDERS } from "@/tools/lint/folders.ts";

type Row = [importer: string, specifier: string];

const ALLOWED: Row[] = [
  ["main.ts", "@/lib/program/program.ts"],
  ["dev.ts", "fresh/dev"],
  ["routes/index.tsx", "@/islands/Board.tsx"],
  ["routes/index.tsx", "../components/page/Document.tsx"],
  ["routes/metrics.ts", "@/lib/server/api/answer.ts"],
  ["routes/index.tsx", "fresh"],
  ["islands/Board.tsx", "@/components/board/PairCard.tsx"],
  ["islands/Board.tsx", "./PairChart.tsx"],
  ["islands/Board.tsx", "@/lib/client/connection.ts"],
  ["islands/Board.tsx", "@/lib/alarms/words.ts"],
  ["islands/Board.tsx", "fresh/runtime"],
  ["islands/Board.tsx", "@preact/signals"],
  ["components/board/PairCard.tsx", "@/lib/market/format_price.ts"],
  ["components/board/PairCard.tsx", "@/lib/text/times.ts"],
  ["components/board/PairCard.tsx", "@/lib/client/model.ts"],
  ["lib/market/history/history.ts", "./minute_candles.ts"],
  ["lib/alarms/evaluate.ts", "@/lib/market/format_price.ts"],
  ["lib/text/change_words.ts", "@/lib/protocol/audit_entry.ts"],
  ["lib/sources/binance/binance.ts", "@/lib/logs/logger.ts"],
  ["lib/store/store.ts", "@/lib/alarms/fire.ts"],
  ["lib/store/store.ts", "node:path"],
  ["lib/commands/pairs.ts", "@/lib/sources/source.ts"],
  ["lib/engine/checks/checker.ts", "@/lib/store/store.ts"],
  ["lib/server/socket/hub.ts", "@/lib/commands/commands.ts"],
  ["lib/server/socket/hub.ts", "./client_socket.ts"],
  ["lib/program/announcer.ts", "@/lib/server/socket/hub.ts"],
  ["lib/fresh/mod.ts", "./server/app.ts"],
  ["tests/fresh/app_test.ts", "@/lib/fresh/server/app.ts"],
  ["tests/server/hub_test.ts", "@/lib/server/socket/hub.ts"],
];

const FORBIDDEN: Row[] = [
  ["routes/index.tsx", "@/main.ts"],
  ["routes/index.tsx", "@/lib/fresh/mod.ts"],
  ["routes/index.tsx", "fresh/dev"],
  ["routes/index.tsx", "@/lib/program/program.ts"],
  ["islands/Board.tsx", "@/routes/index.tsx"],
  ["islands/Board.tsx", "@/lib/store/store.ts"],
  ["islands/Board.tsx", "@/lib/server/socket/hub.ts"],
  ["islands/Board.tsx", "../lib/commands/commands.ts"],
  ["islands/Board.tsx", "node:path"],
  ["islands/Board.tsx", "fresh"],
  ["components/board/PairCard.tsx", "@/islands/Board.tsx"],
  ["components/board/PairCard.tsx", "@/lib/store/store.ts"],
  ["lib/client/model.ts", "@/components/board/PairCard.tsx"],
  ["lib/client/model.ts", "@/lib/server/socket/hub.ts"],
  ["lib/market/history/history.ts", "@/lib/alarms/alarm.ts"],
  ["lib/market/history/history.ts", "node:path"],
  ["lib/alarms/evaluate.ts", "@/lib/store/events.ts"],
  ["lib/alarms/evaluate.ts", "@/lib/logs/logger.ts"],
  ["lib/protocol/frames.ts", "@/lib/text/times.ts"],
  ["lib/sources/binance/binance.ts", "@/lib/alarms/pair.ts"],
  ["lib/store/store.ts", "@/lib/engine/checks/checker.ts"],
  ["lib/store/store.ts", "fresh"],
  ["lib/commands/pairs.ts", "@/lib/server/socket/hub.ts"],
  ["lib/engine/checks/checker.ts", "@/lib/server/socket/hub.ts"],
  ["lib/engine/checks/checker.ts", "@/components/board/PairCard.tsx"],
  ["lib/server/socket/hub.ts", "@/lib/program/program.ts"],
  ["lib/logs/once_log.ts", "@/lib/store/events.ts"],
  ["lib/fresh/mod.ts", "@/lib/settings/config.ts"],
  ["main.ts", "./lib/fresh/mod.ts"],
  ["tests/server/hub_test.ts", "@/lib/fresh/server/app.ts"],
];

for (const [importer, specifier] of ALLOWED) {
  Deno.test(`checkImport: ${importer} may import ${specifier}`, () => {
    assert.equal(checkImport(importer, specifier), null);
  });
}

for (const [importer, specifier] of FORBIDDEN) {
  Deno.test(`checkImport: ${importer} must not import ${specifier}`, () => {
    assert.match(checkImport(importer, specifier) ?? "", /must not import .+: .+/);
  });
}

Deno.test("checkImport: names the file's folder, the forbidden target and the remedy", () => {
  assert.equal(
    checkImport("lib/store/store.ts", "../server/socket/hub.ts"),
    "lib/store/store.ts (store) must not import lib/server/socket/hub.ts (server): " +
      "let the caller decide and listen to what was committed",
  );
});

Deno.test("FOLDERS: name only rows and framework entries that exist", () => {
  const entries = ["fresh", "fresh/runtime", "fresh/dev"];
  const known = new Set([...FOLDERS.map(({ name }) => name), ...entries]);
  for (const { name, may } of FOLDERS) {
    for (const other of may) assert.ok(known.has(other), `${name}: ${other}`);
  }
});

Deno.test("FOLDERS: of the app's own code, none may import a row that stands below it", () => {
  const order = FOLDERS.map(({ name }) => name);
  const app = order.slice(0, order.indexOf("routes"));
  for (const [place, name] of app.entries()) {
    const { may } = FOLDERS[place] ?? { may: [] };
    const below = may.filter((other) => order.indexOf(other) > place);
    assert.deepEqual(below, [], `${name} stands above what it imports`);
  }
});
