import assert from "node:assert/strict";
import { NewAlarm } from "@/lib/alarms/alarm_input.ts";
import { EMPTY_STATE, type State } from "@/lib/alarms/pair.ts";
import { AlarmSetter, MAX_ALARMS } from "@/lib/commands/add_alarms.ts";
import type { CommandContext } from "@/lib/commands/command.ts";
import type { Store } from "@/lib/store/store.ts";
import { linesOf } from "../audit/read_all.ts";
import { anAlarm, aPair, START } from "../client/samples.ts";
import { type AppUnderTest, type Json, withApp } from "../program/app_under_test.ts";
import { readAlarmCsv } from "./whole_csv.ts";

const HEAD = "pair,type,targetPrice,direction\n";

/** A file of so many alarms, spread over three pairs. */
function csvOf(count: number): string {
  const pairs = ["BTCUSDT", "ETHUSDT", "SOLUSDT"];
  const lines = Array.from(
    { length: count },
    (_, place) => `${pairs[place % 3]},target,${place + 1},any`,
  );
  return HEAD + lines.join("\n");
}

async function send(
  { request }: AppUnderTest,
  file: string,
  query = "",
): Promise<{ status: number; body: Json }> {
  const headers = { "content-type": file.startsWith("pair") ? "text/csv" : "application/json" };
  const response = await request(`/api/alarms/import${query}`, {
    ...{ method: "POST", body: file, headers },
  });
  return { status: response.status, body: await response.json() };
}

const alarmsIn = ({ program }: AppUnderTest) =>
  [...program.store.state.pairs.values()].flatMap(({ alarms }) => alarms);

for (
  const [says, file] of [
    ["CSV", csvOf(10_001)],
    ["CSV of empty cells", HEAD + ",\n".repeat(490_000)],
    ["list", JSON.stringify(Array.from({ length: 10_001 }, () => ({})))],
    ["object with a list", JSON.stringify({ alarms: Array.from({ length: 300_000 }, () => 1) })],
  ]
) {
  Deno.test(`An import refuses a ${says} of more than 10,000 records, and says so`, async () => {
    await withApp(async (app) => {
      const { status, body } = await send(app, file ?? "", "?dryRun=true");
      assert.equal(status, 413);
      assert.match(body.detail, /at most 10000 alarms; split the file/);
    });
  });
}

Deno.test("readAlarmCsv() refuses a line of over 1000 cells by its number", () => {
  assert.throws(() => readAlarmCsv(HEAD + ",".repeat(900_000)), /^Refusal: line 2: .*1000 cells/);
});

Deno.test("An import of many lines lets all else go on, and another one waits for its end", async () => {
  await withApp(async (app) => {
    let turns = 0;
    const timer = setInterval(() => turns++);
    try {
      const file = csvOf(2500);
      const both = await Promise.all([0, 1].map(() => send(app, file, "?dryRun=true")));
      const [done, refused] = both.toSorted((one, other) => one.status - other.status);
      assert.equal(done?.body.counts?.added, 2500);
      assert.deepEqual([refused?.status, refused?.body.code], [409, "import_running"]);
      assert.ok(turns > 1, "the event loop went round while it was decided");
      assert.equal((await send(app, csvOf(1), "?dryRun=true")).status, 200);
    } finally {
      clearInterval(timer);
    }
  });
});

Deno.test("An import of many lines is carried out part by part, and finds itself again", async () => {
  await withApp(async (app) => {
    // The same condition twice means two alarms, also when they stand far apart.
    const file = `${csvOf(899)}\nBTCUSDT,target,1,any`;
    const { body } = await send(app, file);
    assert.deepEqual(body.counts, { added: 900, changed: 0, unchanged: 0, refused: 0 });
    assert.equal(body.entries.length, 900);
    assert.equal(body.entries.at(-1).place, "line 901");
    assert.deepEqual(body.newPairs, ["BTCUSDT", "ETHUSDT", "SOLUSDT"]);
    assert.equal(alarmsIn(app).length, 900);
    const kinds = linesOf(app.program.auditLog.path).map(({ kind }) => kind);
    assert.equal(kinds.filter((kind) => kind === "alarmAdded").length, 900);
    const again = await send(app, file);
    assert.deepEqual(again.body.counts, { added: 0, changed: 0, unchanged: 900, refused: 0 });
  });
});

Deno.test("An import of many lines that holds one that is wrong changes nothing", async () => {
  await withApp(async (app) => {
    const { status, body } = await send(app, `${csvOf(800)}\nBTCUSDT,target,-1,any`);
    assert.equal(status, 422);
    assert.match(body.detail, /^line 802: .*nothing was changed/);
    assert.equal(app.program.store.state.pairs.size, 0);
  });
});

Deno.test("AlarmSetter refuses more than 20,000 alarms in all, however they come", () => {
  const many = (count: number) => Array.from({ length: count }, () => anAlarm());
  const symbols = Array.from({ length: 20 }, (_, nth) => `COIN${nth}USDT`);
  const full = symbols.map((symbol) => [symbol, aPair({ symbol, alarms: many(999) })] as const);
  const pairs = new Map([...full, ["BTCUSDT", aPair()] as const]);
  const state: State = { ...EMPTY_STATE, pairs };
  const store = { histories: new Map() } as unknown as Store;
  const context = { store, historyDays: 30, now: () => START } as CommandContext;
  const setter = new AlarmSetter(state, context);
  const wanted = NewAlarm.parse({ type: "target", targetPrice: 1, direction: "any" });
  for (let left = MAX_ALARMS - 20 * 999; left > 0; left--) {
    setter.set("BTCUSDT", wanted, `alarm_${left}`);
  }
  assert.throws(
    () => setter.set("BTCUSDT", wanted, "alarm_last"),
    (error: Json) => error.code === "too_many_alarms" && /20000/.test(error.message),
  );
});

Deno.test("An import of 10,000 pairs that no source knows lets all else go on meanwhile", async () => {
  await withApp(async (app) => {
    const lines = Array.from({ length: 10_000 }, (_, nth) => `ZZ${nth}USDT,target,1,any`);
    let turns = 0;
    let timer = setTimeout(function turn() {
      turns++;
      timer = setTimeout(turn);
    });
    const { status, body } = await send(app, HEAD + lines.join("\n"), "?dryRun=true");
    clearTimeout(timer);
    assert.deepEqual([status, body.counts.refused], [200, 10_000]);
    assert.ok(turns > 5, `${turns} turns`);
  });
});
