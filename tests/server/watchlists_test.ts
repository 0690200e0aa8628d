import assert from "node:assert/strict";
import { auditDetail } from "@/lib/text/change_words.ts";
import { applyFrame, listsOf, modelOf } from "@/lib/client/model.ts";
import type { ServerFrame } from "@/lib/protocol/frames.ts";
import { decodeStore } from "@/lib/store/file/decode.ts";
import { encodeStore } from "@/lib/store/file/store_file.ts";
import { aPair } from "../client/samples.ts";
import { type AppUnderTest, type Json, withApp } from "../program/app_under_test.ts";

const SYMBOLS = ["BTCUSDT", "ETHUSDT", "SOLUSDT"];

interface Scene extends AppUnderTest {
  /** Adds a list and answers it. */
  add(list: object): Promise<Json>;
  /** All lists as `/api` tells them. */
  lists(): Promise<Json[]>;
}

async function withPairs(test: (scene: Scene) => Promise<void>): Promise<void> {
  await withApp(async (app) => {
    const events = SYMBOLS.map((symbol) => ({
      type: "pairAdded" as const,
      pair: aPair({ symbol, base: symbol.slice(0, 3), quote: "USDT" }),
    }));
    await app.program.store.change(() => ({ events, result: null }));
    const add = async (list: object) => {
      const { status, body } = await app.json("/api/watchlists", "POST", list);
      assert.equal(status, 201, JSON.stringify(body));
      return body.watchlist;
    };
    const lists = async () => (await app.json("/api/watchlists")).body.watchlists;
    await test({ ...app, add, lists });
  });
}

const names = (lists: Json[]) => lists.map(({ name }) => name);

Deno.test("/api/watchlists adds, lists, changes, moves and removes a list", async () => {
  await withPairs(async ({ json, add, lists }) => {
    const majors = await add({
      name: " Majors ",
      colour: "#3366CC",
      pairs: ["btc/usdt", "ETHUSDT"],
    });
    const { id } = majors;
    assert.match(id, /^list_/);
    const pairs = ["BTCUSDT", "ETHUSDT"];
    assert.deepEqual(majors, { id, name: "Majors", colour: "#3366cc", pairs });
    const alts = await add({ name: "Alts" });
    assert.deepEqual([alts.colour, alts.pairs], ["blue", []]);
    assert.equal((await add({ name: "Third", place: 0 })).colour, "green");
    assert.deepEqual(names(await lists()), ["Third", "Majors", "Alts"]);

    const path = `/api/watchlists/${id}`;
    const changes: readonly [object, object][] = [
      [{ name: "majors" }, { name: "majors" }],
      [{ pairs: ["ETHUSDT", "BTCUSDT"] }, { pairs: ["ETHUSDT", "BTCUSDT"] }],
      [{ addPairs: ["SOLUSDT", "BTCUSDT"] }, { pairs: ["ETHUSDT", "BTCUSDT", "SOLUSDT"] }],
      [{ removePairs: ["ETHUSDT"], colour: "teal" }, {
        ...{ pairs: ["BTCUSDT", "SOLUSDT"], colour: "teal" },
      }],
    ];
    let expected = majors;
    for (const [change, after] of changes) {
      const { status, body } = await json(path, "PATCH", change);
      expected = { ...expected, ...after };
      assert.deepEqual([status, body], [200, { success: true, watchlist: expected, place: 1 }]);
    }
    assert.equal((await json(path, "PATCH", { place: 2 })).body.place, 2);
    assert.deepEqual(names(await lists()), ["Third", "Alts", "majors"]);

    const removed = await json(path, "DELETE");
    assert.deepEqual(removed.body, { success: true, id, watchlist: expected, place: 2 });
    assert.deepEqual(names(await lists()), ["Third", "Alts"]);
    assert.equal((await json(path, "DELETE")).body.code, "watchlist_not_found");
    assert.equal((await json(path, "PATCH", { name: "x" })).status, 404);
  });
});

const REFUSED: readonly [says: string, list: object, status: number, field: string, why: RegExp][] =
  [
    ["no name", { pairs: [] }, 422, "name", /missing/],
    ["a blank name", { name: "  " }, 422, "name", /1 to 60/],
    ["61 characters", { name: "x".repeat(61) }, 422, "name", /1 to 60/],
    ["two lines", { name: "a\nb" }, 422, "name", /one line/],
    ["a name in use, in other case", { name: "MAJORS" }, 409, "name", /“Majors” already/],
    ["an unknown colour", { name: "x", colour: "mauve" }, 422, "colour", /one of blue/],
    ["a pair that is not watched", { name: "x", pairs: ["DOGEUSDT"] }, 422, "pairs", /DOGEUSDT/],
    ["a pair twice", { name: "x", pairs: ["BTCUSDT", "btc-usdt"] }, 422, "pairs", /twice/],
    ["over 1,000 pairs", { name: "x", pairs: Array(1001).fill("A") }, 422, "pairs", /at most 1000/],
    ["pairs that are no list", { name: "x", pairs: "BTCUSDT" }, 422, "pairs", /list/],
    ["an unknown field", { name: "x", color: "blue" }, 422, "color", /not known/],
  ];

Deno.test("/api/watchlists refuses what is wrong, naming the field, and changes nothing", async () => {
  await withPairs(async ({ json, add, lists }) => {
    const majors = await add({ name: "Majors" });
    const other = await add({ name: "Other" });
    for (const [says, list, status, field, why] of REFUSED) {
      const added = await json("/api/watchlists", "POST", list);
      assert.deepEqual([added.status, added.body.field], [status, field], says);
      assert.match(added.body.detail, why, says);
      if (says === "no name") continue;
      const changed = await json(`/api/watchlists/${other.id}`, "PATCH", list);
      assert.deepEqual([changed.status, changed.body.field], [status, field], says);
    }
    assert.deepEqual(await lists(), [majors, other]);
    for (let nth = 2; nth < 50; nth++) await add({ name: `List ${nth}` });
    const full = await json("/api/watchlists", "POST", { name: "One more" });
    assert.deepEqual([full.status, full.body.code], [409, "too_many_watchlists"]);
  });
});

Deno.test("Removing a pair takes it from its lists; every frame leaves a page with the server's lists", async () => {
  await withPairs(async ({ program, json, add, lists }) => {
    let model = modelOf(program.snapshot());
    const broadcast = program.hub.broadcast.bind(program.hub);
    program.hub.broadcast = (event, data, ...rest) => {
      const frame = { event, data, seq: model.seq + 1 } as ServerFrame;
      // The second time it changes nothing: frames are absolute.
      model = applyFrame(applyFrame(model, frame), frame);
      broadcast(event, data, ...rest);
    };
    const majors = await add({ name: "Majors", pairs: SYMBOLS });
    await add({ name: "Alts", pairs: ["SOLUSDT"], place: 0 });
    await json(`/api/watchlists/${majors.id}`, "PATCH", { place: 0, colour: "pink" });
    await json("/api/pairs/SOLUSDT", "DELETE");
    const expected = [
      { ...majors, colour: "pink", pairs: ["BTCUSDT", "ETHUSDT"] },
      { ...(await lists())[1], pairs: [] },
    ];
    assert.deepEqual(await lists(), expected);
    assert.deepEqual(program.snapshot().watchlists, expected);
    assert.deepEqual(listsOf(model), expected);
    await json(`/api/watchlists/${expected[1].id}`, "DELETE");
    assert.deepEqual(await lists(), [expected[0]]);
    assert.deepEqual(listsOf(model), [expected[0]]);
  });
});

type ListFrame = Extract<ServerFrame, { event: `watchlist_${string}` }>;

Deno.test("applyFrame() puts a watchlist at its place, replaces it and takes it away", () => {
  const list = (id: string, name = id) => ({ id, name, colour: "blue", pairs: [] });
  const [a, b, c] = [list("a"), list("b"), list("c")];
  const frames: readonly (Pick<ListFrame, "event" | "data"> & { shows: unknown })[] = [
    { event: "watchlist_added", data: { success: true, watchlist: a, place: 0 }, shows: [a] },
    { event: "watchlist_added", data: { success: true, watchlist: b, place: 1 }, shows: [a, b] },
    { event: "watchlist_added", data: { success: true, watchlist: c, place: 0 }, shows: [c, a, b] },
    {
      event: "watchlist_updated",
      data: { success: true, watchlist: list("c", "C"), place: 2 },
      shows: [a, b, list("c", "C")],
    },
    {
      event: "watchlist_removed",
      data: { success: true, id: "a", watchlist: a, place: 0 },
      shows: [b, list("c", "C")],
    },
  ];
  let model = modelOf({ epoch: "1", seq: 0, pairs: [], ringing: [] } as never);
  frames.forEach(({ shows, ...frame }, nth) => {
    model = applyFrame(model, { ...frame, seq: nth + 1 } as ServerFrame);
    assert.deepEqual(listsOf(model), shows);
  });
});

Deno.test("The store file keeps watchlists, opens without them, and forgets pairs taken out by hand", async () => {
  await withPairs(async ({ program, add }) => {
    await add({ name: "Majors", pairs: SYMBOLS });
    const { state } = program.store;
    const text = new TextDecoder().decode(encodeStore(state, 0));
    assert.deepEqual(
      decodeStore(new TextEncoder().encode(text)).state.watchlists,
      state.watchlists,
    );
    const file = JSON.parse(text);
    delete file.metadata;
    delete file.pairs.ETHUSDT;
    const edited = (content: unknown) =>
      decodeStore(new TextEncoder().encode(JSON.stringify(content))).state.watchlists;
    assert.deepEqual(edited(file)[0]?.pairs, ["BTCUSDT", "SOLUSDT"]);
    delete file.watchlists;
    assert.deepEqual(edited(file), []);
  });
});

Deno.test("An export as JSON brings watchlists along; an import merges them by name", async () => {
  await withPairs(async ({ request, json, add, lists }) => {
    const majors = await add({ name: "Majors", colour: "pink", pairs: ["BTCUSDT", "SOLUSDT"] });
    await add({ name: "Empty" });
    const file = await (await request("/api/alarms/export?format=json")).json();
    assert.deepEqual(file.watchlists, [
      { name: "Majors", colour: "pink", pairs: ["BTCUSDT", "SOLUSDT"] },
      { name: "Empty", colour: "blue", pairs: [] },
    ]);
    const send = (content: unknown, query = "") =>
      json(`/api/alarms/import${query}`, "POST", content);
    assert.deepEqual((await send(file)).body.watchlists, { added: 0, changed: 0, unchanged: 2 });

    await json(`/api/watchlists/${majors.id}`, "PATCH", { pairs: ["ETHUSDT"], name: "MAJORS" });
    file.watchlists[1].name = "New";
    file.watchlists[1].pairs = ["SOLUSDT", "DOGEUSDT"];
    const counts = { added: 1, changed: 1, unchanged: 0 };
    assert.deepEqual((await send(file, "?dryRun=true")).body.watchlists, counts);
    assert.deepEqual(names(await lists()), ["MAJORS", "Empty"]);
    assert.deepEqual((await send(file)).body.watchlists, counts);
    assert.deepEqual((await lists()).map(({ name, pairs }) => [name, pairs]), [
      ["MAJORS", ["ETHUSDT", "BTCUSDT", "SOLUSDT"]],
      ["Empty", []],
      ["New", ["SOLUSDT"]],
    ]);
    file.watchlists[1].name = "";
    const refused = await send(file);
    assert.deepEqual([refused.status, refused.body.field], [422, "watchlists.1.name"]);
  });
});

Deno.test("/api/audit tells what became of watchlists", async () => {
  await withPairs(async ({ json, add }) => {
    const { id } = await add({ name: "Majors", pairs: ["BTCUSDT"] });
    const path = `/api/watchlists/${id}`;
    await json(path, "PATCH", { name: "Large", colour: "pink", pairs: ["ETHUSDT", "SOLUSDT"] });
    await json(path, "PATCH", { pairs: ["SOLUSDT", "ETHUSDT"] });
    await json(path, "PATCH", { pairs: ["SOLUSDT", "ETHUSDT"] });
    await json(path, "DELETE");
    const { entries } = (await json("/api/audit")).body;
    assert.deepEqual(entries.map((entry: Json) => [entry.kind, auditDetail(entry, "UTC")]), [
      ["watchlistRemoved", "with 2 pairs"],
      ["watchlistEdited", "pairs in another order"],
      [
        "watchlistEdited",
        "name “Majors” → name “Large”; colour blue → colour pink; " +
        "with ETHUSDT, SOLUSDT; without BTCUSDT",
      ],
      ["watchlistAdded", "with 1 pair"],
    ]);
  });
});
