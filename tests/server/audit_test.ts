import assert from "node:assert/strict";
import { fireEntries } from "@/lib/audit/audit_entries.ts";
import type { AuditEntry } from "@/lib/protocol/audit_entry.ts";
import { csvCell } from "@/lib/server/csv/parse_csv.ts";
import { csvRow } from "@/lib/server/log.ts";
import { aFire, anAlarm } from "../client/samples.ts";
import { type AppUnderTest, withApp } from "../program/app_under_test.ts";

const TARGET = { type: "target", targetPrice: 1_000_000, direction: "fromBelow" };

/** Two pairs, one alarm that is edited and removed; oldest first. */
const KINDS = ["pairAdded", "pairAdded", "alarmAdded", "alarmEdited", "alarmRemoved"];

async function scene({ json }: AppUnderTest): Promise<string> {
  await json("/api/pairs", "POST", { pair: "ETHBTC" });
  await json("/api/pairs", "POST", { pair: "BTCUSDT" });
  const { id } = (await json("/api/pairs/BTCUSDT/alarms", "POST", TARGET)).body.alarm;
  await json(`/api/alarms/${id}`, "PATCH", { note: '=HYPERLINK("http://evil.example")' });
  await json(`/api/alarms/${id}`, "DELETE");
  return id;
}

const kindsOf = (entries: AuditEntry[]) => entries.map(({ kind }) => kind);

Deno.test("/api/audit answers newest first, filtered and paged", async () => {
  await withApp(async (app) => {
    const id = await scene(app);
    const ask = async (query = "") => (await app.json(`/api/audit${query}`)).body;
    const { entries, newest } = await ask();
    assert.deepEqual(kindsOf(entries), KINDS.toReversed());
    assert.equal(newest, entries[0].id);
    assert.deepEqual(kindsOf((await ask("?pair=eth%2Fbtc")).entries), ["pairAdded"]);
    assert.deepEqual(kindsOf((await ask("?pair=DOGEUSDT")).entries), []);
    assert.deepEqual(kindsOf((await ask(`?alarm=${id}`)).entries), KINDS.slice(2).toReversed());
    assert.deepEqual(kindsOf((await ask("?limit=2")).entries), KINDS.slice(3).toReversed());
    const older = await ask(`?before=${entries[1].id}&limit=2`);
    assert.deepEqual(kindsOf(older.entries), ["alarmAdded", "pairAdded"]);
    assert.deepEqual(kindsOf((await ask(`?after=${entries[2].id}`)).entries), [
      ...["alarmRemoved", "alarmEdited"],
    ]);
  });
});

Deno.test("/api/audit takes a day as its zone has it", async () => {
  await withApp(async ({ program, json }) => {
    const at = (detectedAt: string) =>
      fireEntries(aFire({ id: detectedAt, detectedAt }), undefined, null);
    program.auditLog.append(at("2026-01-15T22:59:59.000Z"));
    program.auditLog.append(at("2026-01-15T23:00:00.000Z"));
    const hours = async (query: string) =>
      (await json(`/api/audit?${query}`)).body.entries.map(({ id }: AuditEntry) =>
        id.slice(11, 13)
      );
    assert.deepEqual(await hours("day=2026-01-15"), ["23", "22"]);
    assert.deepEqual(await hours("day=2026-01-15&zone=Europe/Berlin"), ["22"]);
    assert.deepEqual(await hours("day=2026-01-16&zone=Europe/Berlin"), ["23"]);
  });
});

Deno.test("/api/audit refuses what it cannot understand and names the field", async () => {
  await withApp(async ({ json }) => {
    for (
      const [query, field] of [
        ["limit=0", "limit"],
        ["limit=x", "limit"],
        ["day=yesterday", "day"],
        ["day=2026-02-30", "day"],
        ["zone=Middle/Earth", "zone"],
        ["format=xml", "format"],
        ["since=1", "since"],
      ]
    ) {
      const refused = await json(`/api/audit?${query}`);
      assert.deepEqual([refused.status, refused.body.field], [422, field], query);
    }
  });
});

Deno.test("/api/audit writes CSV that a spreadsheet takes for text", async () => {
  await withApp(async (app) => {
    await scene(app);
    const response = await app.request("/api/audit?format=csv");
    assert.match(response.headers.get("content-type") ?? "", /^text\/csv/);
    assert.match(response.headers.get("content-disposition") ?? "", /attachment; .*\.csv/);
    const lines = (await response.text()).trimEnd().split("\r\n");
    assert.match(lines[0] ?? "", /^timestamp,kind,pair,/);
    assert.equal(lines.length, KINDS.length + 1);
    assert.ok(lines[2]?.includes("BTCUSDT: crosses above 1,000,000: no note → note"), lines[2]);
    for (const line of lines) assert.doesNotMatch(line, /(^|,)"?[=+@-]/);
  });
});

Deno.test("csvCell() makes harmless what begins like a formula, and quotes what must be", () => {
  for (const first of ["=", "+", "-", "@"]) {
    assert.equal(csvCell(`${first}1`), `'${first}1`);
  }
  assert.equal(csvCell("\t1"), '"\'\t1"');
  assert.equal(csvCell("\r1"), '"\'\r1"');
  assert.equal(csvCell('=A,"b"'), '"\'=A,""b"""');
  assert.equal(csvCell("plain → text"), "plain → text");
});

Deno.test("csvRow() writes a fire with its price and its message", () => {
  const fire = aFire({ message: "BTCUSDT rose to 55,100", alarm: anAlarm() });
  const [entry] = fireEntries(fire, undefined, null);
  const row = entry === undefined ? "" : csvRow(entry);
  assert.ok(
    row.includes(`,BTCUSDT,alarm_1,55100,"BTCUSDT rose to 55,100",engine,,,,fire_1_1`),
    row,
  );
});

Deno.test("/log and /alarms/:id tell people's changes in words, filtered, without scripts", async () => {
  await withApp(async (app) => {
    const id = await scene(app);
    const page = async (path: string) => (await app.request(path)).text();
    const log = await page("/log");
    for (const words of ["Pair added", "Alarm edited", "by 127.0.0.1", "/api/audit?format=csv"]) {
      assert.ok(log.includes(words), words);
    }
    const filtered = await page("/log?pair=ETHBTC&day=&zone=UTC");
    assert.ok(!filtered.includes("Alarm edited") && filtered.includes("Pair added"));
    assert.ok((await page("/log?day=soon")).includes("must be a day such as 2026-01-15"));
    const history = await page(`/alarms/${id}`);
    for (const words of ["Removed", "BTC/USDT crosses above 1,000,000", "Alarm set"]) {
      assert.ok(history.includes(words), words);
    }
    assert.equal((await app.request("/alarms/none")).status, 404);
  });
});

Deno.test("/log pages to the end and back", async () => {
  await withApp(async ({ program, request }) => {
    const ids = Array.from({ length: 120 }, (_, i) => `fire_1_${i}`);
    for (const id of ids) program.auditLog.append(fireEntries(aFire({ id }), undefined, null));
    let path: string | undefined = "/log?pair=BTCUSDT";
    const counts = [];
    while (path !== undefined) {
      const html: string = await (await request(path)).text();
      counts.push(html.match(/class="fire"/g)?.length);
      path = /href="([^"]+)"[^>]*>Older</.exec(html)?.[1]?.replaceAll("&amp;", "&");
    }
    assert.deepEqual(counts, [50, 50, 20]);
  });
});
