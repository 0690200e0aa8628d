import assert from "node:assert/strict";
import { type AppUnderTest, type Json, withApp } from "../program/app_under_test.ts";
import { decideImport } from "@/lib/commands/import/import_alarms.ts";
import { readRecord } from "@/lib/commands/import/import_decision.ts";
import { OUTPUTS } from "@/lib/server/api/openapi.ts";
import { linesOf } from "../audit/read_all.ts";
import { pricedPair, stateOf, withAlarm } from "../engine/pairs.ts";

const START = Date.parse("2026-01-15T10:00:00Z");
const iso = (at: number) => new Date(at).toISOString();

const HIGH = { type: "target", targetPrice: 900_000, direction: "fromBelow" };
const CONDITIONS = [
  { ...HIGH, note: '=cmd|"x", ok', mode: "repeat", cooldownSeconds: 60 },
  { ...HIGH, targetPrice: 0.5, direction: "any", expiresAt: "2099-01-01T00:00:00Z" },
  { type: "percentChange", percentage: 0.1, changeType: "upFromMin", note: "'tis\nlow" },
  { type: "timeframe", percentage: 3, direction: "up", timeValue: 90, timeUnit: "minutes" },
  { type: "timeframe", percentage: 3, direction: "any", timeUnit: "sinceStart" },
];

interface Scene extends AppUnderTest {
  readonly ids: readonly string[];
  /** All alarms, as the API tells them. */
  stored(): Json[];
  /** Sends a file to be imported. */
  send(
    file: string | object,
    query?: string,
    type?: string,
  ): Promise<{ status: number; body: Json }>;
}

async function onScene(test: (scene: Scene) => Promise<void>): Promise<void> {
  await withApp(async (app) => {
    await app.json("/api/pairs", "POST", { pair: "BTCUSDT" });
    const alarms = CONDITIONS.map((alarm) => ({ pair: "BTCUSDT", alarm }));
    const { body } = await app.json("/api/alarms/batch", "POST", { alarms });
    const ids = body.alarms.map(({ alarm }: Json) => alarm.id);
    const stored = () => {
      const pairs = [...app.program.store.state.pairs.values()];
      return pairs.flatMap((pair) => pair.alarms.map((alarm) => ({ pair: pair.symbol, ...alarm })));
    };
    const send: Scene["send"] = async (file, query = "", type = "application/json") => {
      const body = typeof file === "string" ? file : JSON.stringify(file);
      const init = { method: "POST", body, headers: { "content-type": type } };
      const response = await app.request(`/api/alarms/import${query}`, init);
      return { status: response.status, body: await response.json() };
    };
    await test({ ...app, ids, stored, send });
  });
}

const exported = async ({ request }: Scene, format: string) =>
  await (await request(`/api/alarms/export?format=${format}`)).text();

/** A report without the stretches that are dropped, which grow from second to second. */
const lasting = (report: Json) => ({
  ...report,
  entries: report.entries.map(({ droppedFrom: _from, droppedTo: _to, ...entry }: Json) => entry),
});
const places = (report: Json, outcome: string) =>
  report.entries.filter((entry: Json) => entry.outcome === outcome).map(({ place }: Json) => place);

for (const [format, type] of [["json", "application/json"], ["csv", "text/csv"]] as const) {
  Deno.test(`An export as ${format} imports as unchanged, and restores removed alarms`, async () => {
    await onScene(async (scene) => {
      const { send, json, ids, stored, program } = scene;
      const file = await exported(scene, format);
      const before = program.store.state;
      const same = await send(file, "?dryRun=true", type);
      assert.deepEqual(same.body.counts, { added: 0, changed: 0, unchanged: 5, refused: 0 });
      await send(file, "", type);
      assert.equal(program.store.state, before, "nothing to change, nothing written");

      await json("/api/alarms/remove", "POST", { ids });
      const back = await send(file, "", type);
      assert.equal(back.body.isApplied, true);
      assert.deepEqual(back.body.counts, { added: 5, changed: 0, unchanged: 0, refused: 0 });
      const asked = (alarm: Json) =>
        CONDITIONS.find(({ type, ...fields }) =>
          type === alarm.type &&
          Object.entries({ note: "", ...fields }).every(([field, value]) =>
            field === "expiresAt"
              ? Date.parse(alarm[field]) === Date.parse(String(value))
              : alarm[field] === value
          )
        );
      assert.deepEqual(stored().map(asked), CONDITIONS);
    });
  });
}

Deno.test("An import tells field by field what it changes, then changes just that", async () => {
  await onScene(async ({ send, ids, stored, program }) => {
    const rows = [
      { pair: "BTCUSDT", id: ids[0], ...HIGH, targetPrice: 800_000, note: "new", paused: true },
      { pair: "btc/usdt", ...CONDITIONS[3], mode: "repeat" },
      { pair: "BTCUSDT", id: ids[4], ...CONDITIONS[4], paused: true },
      { pair: "BTCUSDT", ...HIGH, targetPrice: 700_000 },
    ];
    const dry = await send(rows, "?dryRun=true");
    assert.deepEqual(dry.body.entries.map(({ outcome }: Json) => outcome), [
      ...["changed", "changed", "changed", "added"],
    ]);
    assert.deepEqual(dry.body.entries[0].changes, [
      { field: "targetPrice", before: 900_000, after: 800_000 },
      { field: "note", before: '=cmd|"x", ok', after: "new" },
      { field: "paused", before: false, after: true },
    ]);
    assert.deepEqual(dry.body.entries[1].changes, [
      { field: "mode", before: "once", after: "repeat" },
    ]);
    assert.equal(dry.body.entries[0].condition, "BTCUSDT crosses above 800,000");
    assert.equal(dry.body.isApplied, false);
    assert.equal(stored().length, 5);

    const known = linesOf(program.auditLog.path).length;
    const { body } = await send(rows);
    assert.deepEqual(
      { ...lasting(body), isApplied: false },
      lasting(dry.body),
      "what was told is what is done",
    );
    const [first, , , timed, since, added] = stored();
    assert.deepEqual([first.targetPrice, first.note, first.paused], [800_000, "new", true]);
    assert.equal(first.mode, "repeat", "what the file does not name stays");
    assert.deepEqual([timed.mode, since.paused, added.targetPrice], ["repeat", true, 700_000]);
    assert.deepEqual(linesOf(program.auditLog.path).slice(known).map(({ kind }) => kind), [
      ...["alarmEdited", "alarmEdited", "alarmPausedByPerson", "alarmAdded"],
    ]);
  });
});

Deno.test("An import that starts an alarm anew says what that drops, in its report and to all", async () => {
  await onScene(({ program }) => {
    const [set, priced, now] = [START, START + 30_000, START + 70_000];
    const pair = pricedPair("BTCUSDT", { price: 100, at: priced });
    const state = stateOf(withAlarm(withAlarm(pair, HIGH, set), CONDITIONS[3], set));
    const context = { store: program.store, historyDays: 30, now: () => now };
    const lines = [
      { pair: "BTCUSDT", id: "alarm_0", ...HIGH, targetPrice: 800_000 },
      { pair: "BTCUSDT", id: "alarm_1", ...CONDITIONS[3], note: "only a note" },
    ].map((fields, at) => ({
      place: `item ${at + 1}`,
      fields,
      read: readRecord(fields),
      newId: "alarm_new",
    }));
    const { report, events } = decideImport(lines, { state, found: new Map(), context });
    const dropped = { droppedFrom: iso(priced), droppedTo: iso(now) };
    const told = OUTPUTS.ImportReport.parse({ isApplied: true, ...report });
    assert.deepEqual(
      told.entries.map(({ outcome, droppedFrom, droppedTo }) => [outcome, droppedFrom, droppedTo]),
      [["changed", dropped.droppedFrom, dropped.droppedTo], ["changed", undefined, undefined]],
    );
    assert.deepEqual(
      events.map((event) => event.type === "alarmUpdated" && event.dropped),
      [dropped, undefined],
    );
    return Promise.resolve();
  });
});

Deno.test("An import adds the pairs that it needs, and says so before", async () => {
  await onScene(async ({ send, program }) => {
    const rows = [{ pair: "ETHBTC", ...HIGH }, { pair: "ETHBTC", ...CONDITIONS[4] }];
    const dry = await send(rows, "?dryRun=true");
    assert.deepEqual(dry.body.newPairs, ["ETHBTC"]);
    assert.deepEqual(places(dry.body, "added"), ["item 1", "item 2"]);
    assert.equal(program.store.state.pairs.has("ETHBTC"), false);
    await send(rows);
    const pair = program.store.state.pairs.get("ETHBTC");
    assert.equal(pair?.alarms.length, 2);
    assert.ok((pair?.currentPrice ?? 0) > 0);
  });
});

const CSV_HEAD = "pair,type,targetPrice,direction,expiresAt,paused,id\n";
const CSV_LINE = "BTCUSDT,target,900001,fromBelow,,,\n";
const REFUSED: readonly (readonly [says: string, line: string, field: string, message: RegExp])[] =
  [
    ["a price that is none", "BTCUSDT,target,many,fromBelow,,,", "targetPrice", /must be a number/],
    [
      "a decimal comma",
      'BTCUSDT,target,"1,5",fromBelow,,,',
      "targetPrice",
      /must be a number above 0/,
    ],
    ["a type that is none", "BTCUSDT,tarket,1,fromBelow,,,", "type", /must be one of target/],
    ["a missing price", "BTCUSDT,target,,fromBelow,,,", "targetPrice", /is missing/],
    ["a missing pair", ",target,1,fromBelow,,,", "pair", /pair/],
    ["a pair that is none", "USDT,target,1,fromBelow,,,", "pair", /known quote asset/],
    ["a pair that no source has", "NOSUCHUSDT,target,1,fromBelow,,,", "pair", /NOSUCH/],
    ["a passed expiry", "BTCUSDT,target,1,fromBelow,2020-01-01T00:00:00Z,,", "expiresAt", /future/],
    ["a pause that is none", "BTCUSDT,target,1,fromBelow,,perhaps,", "paused", /true or false/],
  ];

for (const [says, line, field, message] of REFUSED) {
  Deno.test(`An import refuses ${says}, naming its line, and changes nothing`, async () => {
    await onScene(async ({ send, program }) => {
      const file = CSV_HEAD + CSV_LINE + "\n" + line + "\n";
      const before = program.store.state;
      const dry = await send(file, "?dryRun=true", "text/csv");
      const [entry] = dry.body.entries.filter(({ outcome }: Json) => outcome === "refused");
      assert.deepEqual([entry.place, entry.field], ["line 4", field]);
      assert.match(entry.message, message);
      assert.deepEqual(places(dry.body, "added"), ["line 2"]);
      const { status, body } = await send(file, "", "text/csv");
      assert.equal(status, 422);
      assert.match(body.detail, /^line 4: .*; nothing was changed$/);
      assert.equal(program.store.state, before);
    });
  });
}

Deno.test("An import refuses an id of another pair, a changed type and an id named twice", async () => {
  await onScene(async ({ send, ids }) => {
    const percent = { type: "percentChange", percentage: 5, changeType: "upFromMin" };
    const { body } = await send([
      { pair: "ETHBTC", id: ids[0], ...HIGH },
      { pair: "BTCUSDT", id: ids[0], ...percent },
      { pair: "BTCUSDT", id: ids[1], ...CONDITIONS[1] },
      { pair: "BTCUSDT", id: ids[1], ...CONDITIONS[1] },
    ], "?dryRun=true");
    const told = body.entries.map(({ field, message }: Json) => [field, message]);
    assert.deepEqual(told[0], [
      "id",
      "id belongs to an alarm of BTCUSDT; leave it out to set a new one",
    ]);
    assert.equal(told[1][0], "type");
    assert.equal(told[2][0], undefined);
    assert.match(told[3][1], /stands in the file twice/);
  });
});

Deno.test("An import refuses files that are none, and says what they should be", async () => {
  await onScene(async ({ send }) => {
    const rows: [string | object, string, number, RegExp][] = [
      ["{", "application/json", 400, /not valid JSON/],
      [{ list: [] }, "application/json", 422, /must hold a list of alarms/],
      ["", "text/csv", 422, /is empty; its first line is pair,id,type/],
      ["pair,colour\n", "text/csv", 422, /line 1: there is no column “colour”; use pair, id/],
      ['pair,type\n"BTC', "text/csv", 422, /line 2: a quoted cell has no end/],
      ["x".repeat(1024 * 1024 + 1), "text/csv", 413, /under 1048576 bytes/],
    ];
    for (const [file, type, status, detail] of rows) {
      const answer = await send(file, "", type);
      assert.equal(answer.status, status, answer.body.detail);
      assert.match(answer.body.detail, detail);
    }
  });
});

const ENCODINGS:
  readonly (readonly [says: string, type: string, bytes: (text: string) => number[]])[] = [
    ["Windows-1252 as declared", "text/csv; charset=windows-1252", oneByteEach],
    ["Latin-1 as declared, as text", 'text/plain; charset="iso-8859-1"', oneByteEach],
    ["UTF-16LE by its mark", "text/csv", (text) => [0xff, 0xfe, ...twoBytesEach(text)]],
    ["UTF-8 with its mark", "text/csv; charset=utf-8", (text) => [
      ...new TextEncoder().encode(`\ufeff${text}`),
    ]],
  ];

function oneByteEach(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0));
}

function twoBytesEach(text: string): number[] {
  return oneByteEach(text).flatMap((code) => [code & 255, code >> 8]);
}

const NOTED = "pair;type;targetPrice;direction;note\nBTCUSDT;target;900001,5;fromBelow;Grüße\n";

for (const [says, type, bytes] of ENCODINGS) {
  Deno.test(`An import reads ${says}`, async () => {
    await withApp(async ({ request, json, program }) => {
      await json("/api/pairs", "POST", { pair: "BTCUSDT" });
      const body = new Uint8Array(bytes(NOTED));
      const init = { method: "POST", body, headers: { "content-type": type } };
      const { status } = await request("/api/alarms/import", init);
      const [alarm] = program.store.state.pairs.get("BTCUSDT")?.alarms ?? [];
      assert.deepEqual([status, alarm?.note], [200, "Grüße"]);
    });
  });
}

Deno.test("A body that is no text in its encoding is refused by name, and nothing is stored", async () => {
  await withApp(async ({ request, json, program }) => {
    await json("/api/pairs", "POST", { pair: "BTCUSDT" });
    const before = program.store.state;
    const note = JSON.stringify({ ...HIGH, note: "Grüße" });
    const rows: [string, number[], Record<string, string>, number, RegExp][] = [
      ["/api/alarms/import", oneByteEach(NOTED), {}, 400, /Windows-1252.*charset=windows-1252/],
      [
        "/api/pairs/BTCUSDT/alarms",
        oneByteEach(note),
        {},
        400,
        /not valid UTF-8.*send it as UTF-8/,
      ],
      ["/api/pairs/BTCUSDT/alarms", twoBytesEach(note), {}, 400, /UTF-16LE/],
      [
        "/api/pairs/BTCUSDT/alarms",
        oneByteEach(note),
        {
          "content-type": "application/json; charset=utf-8",
        },
        400,
        /declared as UTF-8/,
      ],
      ["/api/pairs/BTCUSDT/alarms", [0x7b, 0x7d], { "content-encoding": "gzip" }, 415, /gzip/],
    ];
    for (const [path, bytes, headers, status, detail] of rows) {
      const init = { method: "POST", body: new Uint8Array(bytes), headers };
      const answer = await request(path, init);
      const body = await answer.json();
      assert.equal(answer.status, status, body.detail);
      assert.match(body.detail, detail);
    }
    const half = await json("/api/pairs/BTCUSDT/alarms", "POST", { ...HIGH, note: "a\ud83d" });
    assert.deepEqual([half.status, half.body.field], [422, "note"]);
    assert.equal(program.store.state, before);
  });
});

Deno.test("A body that is a form, empty or no object is refused with what to send", async () => {
  await onScene(async ({ send, json }) => {
    const form = '--x\r\nContent-Disposition: form-data; name="file"\r\n\r\npair,type\r\n--x--';
    const sent = await send(form, "", "multipart/form-data; boundary=x");
    assert.deepEqual([sent.status, sent.body.code], [415, "unsupported_encoding"]);
    assert.match(sent.body.detail, /is a form .* as curl --data-binary @file does/);
    assert.match((await send("", "", "application/json")).body.detail, /The body is empty/);
    for (const body of [[], "x", 1]) {
      const answer = await json("/api/pairs", "POST", body);
      assert.match(answer.body.detail, /^The request must be an object/);
    }
  });
});

Deno.test("A field of another kind is refused in a person's words", async () => {
  await onScene(async ({ json }) => {
    const detail = async (body: object) => (await json("/api/pairs", "POST", body)).body.detail;
    assert.equal(await detail({}), "pair is missing");
    assert.equal(await detail({ pair: 5 }), "pair must be a text");
    assert.equal(await detail({ pair: "BTCUSDT", coin: [] }), "coin must be a text");
  });
});

Deno.test("A JSON body in a declared encoding is stored as it was meant", async () => {
  await withApp(async ({ request, json, program }) => {
    await json("/api/pairs", "POST", { pair: "BTCUSDT" });
    const body = new Uint8Array(oneByteEach(JSON.stringify({ ...HIGH, note: "Grüße" })));
    const headers = { "content-type": "application/json; charset=latin1" };
    await request("/api/pairs/BTCUSDT/alarms", { method: "POST", body, headers });
    assert.equal(program.store.state.pairs.get("BTCUSDT")?.alarms[0]?.note, "Grüße");
  });
});

Deno.test("A body whose sender breaks off is refused as such, and no fault of the program's", async () => {
  await withApp(async ({ request }) => {
    const broken = new ReadableStream({
      pull: (controller) => controller.error(new Error("invalid HTTP/1 request: Invalid")),
    });
    const answer = await request("/api/pairs", { method: "POST", body: broken });
    const { code, detail } = await answer.json();
    assert.deepEqual([answer.status, code], [400, "unreadable_body"]);
    assert.match(detail, /not valid HTTP or cut off/);
  });
});

Deno.test("An import takes a file of several hundred KB, which no other request may be", async () => {
  await onScene(async ({ send, json }) => {
    const lines = Array.from({ length: 900 }, (_, i) => ({
      ...{ pair: "BTCUSDT", ...HIGH, targetPrice: 900_001 + i, note: "x".repeat(300) },
    }));
    const { body } = await send(lines);
    assert.equal(body.counts.added, 900);
    const alarms = lines.map(({ pair, ...alarm }) => ({ pair, alarm }));
    assert.equal((await json("/api/alarms/batch", "POST", { alarms })).status, 413);
  });
});

Deno.test("A CSV export keeps a spreadsheet from carrying out a note", async () => {
  await onScene(async (scene) => {
    const csv = await exported(scene, "csv");
    assert.ok(csv.includes(`"'=cmd|""x"", ok"`), csv);
    const { headers } = await scene.request("/api/alarms/export?format=csv");
    assert.match(headers.get("content-disposition") ?? "", /alarms\.csv/);
    assert.equal((await scene.json("/api/alarms/export?format=xml")).status, 422);
  });
});
