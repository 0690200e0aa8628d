import assert from "node:assert/strict";
import { type DayEntry, decodeBlocks } from "@/lib/store/history/candle_blocks.ts";
import { doAtOnce } from "@/lib/time/turns.ts";
import { DayFolder } from "@/lib/store/history/day_folder.ts";
import { formatEntry, parseDayFile } from "@/lib/store/history/day_files.ts";
import type { FileSystem } from "@/lib/store/file/file_system.ts";
import { chooser, NOON } from "./fixtures.ts";
import { SimulatedDisk } from "./simulated_disk.ts";

const DAY = 86_400_000;
const TODAY = NOON - DAY / 2;
const FOLDER = "/data/history/BTCUSDT";
const AGES = { rawMs: DAY, keptMs: 30 * DAY };

function folderOn(disk: SimulatedDisk, since = TODAY): DayFolder {
  return new DayFolder(disk, FOLDER, AGES, since);
}

/** So many candles of slots from a moment on. */
function slots(count: number, from: number): DayEntry[] {
  return Array.from({ length: count }, (_, nth) => {
    const at = from + nth * 15_000;
    return { at, open: 100 + nth, high: 101.5 + nth, low: 99.25 + nth, close: 101 + nth };
  });
}

async function entriesOn(disk: SimulatedDisk, now = NOON): Promise<DayEntry[]> {
  return await folderOn(disk).read(now, (error) => assert.fail(error));
}

async function tidy(folder: DayFolder, now: number): Promise<void> {
  for (const day of await folder.untidyDays(now)) await folder.tidy(day, now);
}

function names(disk: SimulatedDisk): string[] {
  return disk.paths().filter((path) => path.startsWith(FOLDER))
    .map((path) => path.slice(FOLDER.length + 1));
}

async function put(disk: SimulatedDisk, name: string, entries: readonly DayEntry[]): Promise<void> {
  await disk.makeFolder(FOLDER);
  disk.put(`${FOLDER}/${name}`, new TextEncoder().encode(entries.map(formatEntry).join("")));
}

Deno.test("DayFolder makes a block of six hours of lines, and goes on with lines", async () => {
  const disk = new SimulatedDisk();
  const folder = folderOn(disk);
  const entries = slots(1_450, TODAY);
  for (const entry of entries) await folder.append([entry]);
  assert.deepEqual(names(disk), ["2024-01-15.candles", "2024-01-15.ndjson"]);
  const blocks = doAtOnce(decodeBlocks(disk.get(`${FOLDER}/2024-01-15.candles`)));
  assert.deepEqual(blocks.entries, entries.slice(0, 1_440));
  assert.deepEqual(await entriesOn(disk), entries);
});

Deno.test("DayFolder loses nothing when the power goes while lines become a block", async () => {
  const entries = slots(1_440, TODAY);
  for (let calls = 1; calls <= 9; calls++) {
    const disk = new SimulatedDisk();
    await put(disk, "2024-01-15.ndjson", entries.slice(0, -1));
    const folder = folderOn(disk);
    await folder.read(NOON, (error) => assert.fail(error));
    disk.callsLeft = calls;
    await folder.append(entries.slice(-1)).catch(() => {});
    for (let seed = 1; seed <= 6; seed++) {
      const found = await entriesOn(disk.afterPowerLoss(chooser(seed)));
      const read = new Map(found.map((entry) => [entry.at, entry]));
      assert.deepEqual([...read.values()].slice(0, 1_439), entries.slice(0, -1), `${calls} calls`);
    }
  }
});

Deno.test("DayFolder takes what comes together as a block at once", async () => {
  const disk = new SimulatedDisk();
  const entries = slots(64, TODAY);
  await folderOn(disk).append(entries);
  assert.deepEqual(names(disk), ["2024-01-15.candles"]);
  assert.deepEqual(await entriesOn(disk), entries);
});

Deno.test("DayFolder goes on after a block that a full disk tore", async () => {
  const disk = new SimulatedDisk();
  const folder = folderOn(disk);
  const [first, second] = [slots(64, TODAY), slots(64, TODAY + DAY / 4)];
  disk.capacity = 200;
  await assert.rejects(folder.append(first));
  disk.capacity = Infinity;
  await folder.append(second);
  assert.deepEqual(await entriesOn(disk), second);
});

Deno.test("DayFolder keeps the files of the version before for seven days beside the blocks made of them", async () => {
  const disk = new SimulatedDisk();
  const entries = slots(400, TODAY - DAY);
  await put(disk, "2024-01-14.ndjson", entries);
  await tidy(folderOn(disk), NOON);
  assert.deepEqual(names(disk), ["2024-01-14.candles", "2024-01-14.ndjson"]);
  assert.deepEqual(await entriesOn(disk), entries);
  assert.deepEqual(parseDayFile(text(disk, "2024-01-14.ndjson")), entries);
  await tidy(folderOn(disk), TODAY + 7 * DAY - 1);
  assert.ok(names(disk).includes("2024-01-14.ndjson"));
  await tidy(folderOn(disk), TODAY + 7 * DAY);
  assert.deepEqual(names(disk), ["2024-01-14.candles"]);
  assert.equal((await entriesOn(disk, TODAY + 7 * DAY)).length, 100);
});

Deno.test("DayFolder adds to a day of the version before, whether it has its blocks yet or not", async () => {
  const disk = new SimulatedDisk();
  const entries = slots(400, TODAY - DAY);
  await put(disk, "2024-01-14.ndjson", entries.slice(0, 200));
  const folder = folderOn(disk);
  await folder.read(NOON, (error) => assert.fail(error));
  await folder.append(entries.slice(200, 300));
  await tidy(folder, NOON);
  await folder.append(entries.slice(300, 399));
  await folder.append(entries.slice(399));
  assert.deepEqual(await entriesOn(disk), entries);
});

Deno.test("DayFolder has the past of a new pair in blocks, however little of a day comes", async () => {
  const disk = new SimulatedDisk();
  const folder = folderOn(disk);
  const entries = slots(100, TODAY - DAY);
  await folder.append(entries.slice(0, 90));
  await folder.append(entries.slice(90));
  assert.deepEqual(names(disk), ["2024-01-14.candles"]);
  assert.deepEqual(await entriesOn(disk), entries);
});

Deno.test("DayFolder has of the past that it was told the newest days after a power loss, whatever call it comes at", async () => {
  const told = [1, 2, 3].flatMap((day) => slots(day === 2 ? 70 : 20, TODAY - day * DAY).reverse());
  let most = 0;
  for (let calls = 0; calls <= 14; calls++) {
    const disk = new SimulatedDisk();
    disk.callsLeft = calls;
    await folderOn(disk, TODAY - 3 * DAY).append(told, true).catch(() => {});
    for (let seed = 1; seed <= 8; seed++) {
      const found = await entriesOn(disk.afterPowerLoss(chooser(seed)));
      const there = new Set(found.map(({ at }) => at));
      const days = Map.groupBy(told, ({ at }) => Math.floor(at / DAY));
      const whole = [...days.values()].map((ofDay) => ofDay.every(({ at }) => there.has(at)));
      const firstLost = whole.indexOf(false);
      const later = firstLost === -1 ? [] : [...days.values()].slice(firstLost + 1).flat();
      assert.deepEqual(later.filter(({ at }) => there.has(at)), [], `${calls} calls, seed ${seed}`);
      most = Math.max(most, there.size);
    }
  }
  assert.equal(most, told.length);
});

Deno.test("DayFolder writes nothing of the past before a day that it could not write", async () => {
  const disk = new SimulatedDisk();
  const folder = folderOn(disk);
  disk.fault = { call: "write", n: 1 };
  const told = [...slots(64, TODAY), ...slots(64, TODAY - DAY)];
  await assert.rejects(folder.append(told, true));
  assert.deepEqual(await entriesOn(disk), []);
});

Deno.test("DayFolder has the lines of a day that is over in blocks, and the lines no more", async () => {
  const disk = new SimulatedDisk();
  const folder = folderOn(disk);
  const entries = slots(50, TODAY);
  for (const entry of entries) await folder.append([entry]);
  await tidy(folder, TODAY + DAY);
  assert.deepEqual(names(disk), ["2024-01-15.candles"]);
  assert.deepEqual(await entriesOn(disk, TODAY + DAY), entries);
});

Deno.test("DayFolder reads the other days when a file is damaged, and says nothing of what it can leave out", async () => {
  const disk = new SimulatedDisk();
  const folder = folderOn(disk);
  const [first, second] = [slots(64, TODAY), slots(64, TODAY + DAY / 4)];
  await folder.append(first);
  await folder.append(second);
  const path = `${FOLDER}/2024-01-15.candles`;
  const bytes = disk.get(path).slice();
  bytes[40] = (bytes[40] ?? 0) ^ 4;
  disk.put(path, bytes);
  assert.deepEqual(await entriesOn(disk), second);
});

Deno.test("DayFolder makes blocks once, also where the lines cannot be removed, and fails no other append for it", async () => {
  const disk = new SimulatedDisk();
  const folder = folderOn(disk);
  const entries = slots(1_500, TODAY);
  await put(disk, "2024-01-15.ndjson", entries.slice(0, 1_439));
  await folder.read(NOON, (error) => assert.fail(error));
  disk.fault = { call: "remove", n: 1, lasting: true };
  await assert.rejects(folder.append(entries.slice(1_439, 1_440)));
  const blocks = disk.get(`${FOLDER}/2024-01-15.candles`);
  for (const entry of entries.slice(1_440)) await folder.append([entry]);
  assert.deepEqual(disk.get(`${FOLDER}/2024-01-15.candles`), blocks);
  assert.deepEqual(new Set((await entriesOn(disk)).map(({ at }) => at)).size, entries.length);
});

Deno.test("DayFolder adds to the other days of an append where the blocks of one cannot be made", async () => {
  const disk = new SimulatedDisk();
  const folder = folderOn(disk);
  const [today, tomorrow] = [slots(1_440, TODAY), slots(3, TODAY + DAY)];
  await put(disk, "2024-01-15.ndjson", today.slice(0, -1));
  await folder.read(NOON, (error) => assert.fail(error));
  disk.fault = { call: "remove", n: 1, lasting: true };
  await assert.rejects(folder.append([...today.slice(-1), ...tomorrow]));
  assert.deepEqual(parseDayFile(text(disk, "2024-01-16.ndjson")), tomorrow);
});

for (const file of ["2024-01-15.ndjson", "2024-01-15.candles"]) {
  for (const when of ["before", "after"]) {
    for (const goesOn of [false, true]) {
      const then = goesOn ? ", which has another line then" : "";
      Deno.test(`DayFolder reads a whole day when another process makes blocks of its lines right ${when} ${file} is read${then}`, async () => {
        const disk = new SimulatedDisk();
        const writer = folderOn(disk);
        const entries = slots(1_440, TODAY);
        await writer.append(entries.slice(0, 64));
        for (const entry of entries.slice(64)) await writer.append([entry]);
        const move = async () => {
          await tidy(writer, TODAY + DAY);
          if (goesOn) await writer.append(slots(1, TODAY + DAY - 15_000));
        };
        let isMoved = false;
        const read = async (path: string) => {
          const isDue = path.endsWith(file) && !isMoved;
          isMoved ||= isDue;
          if (isDue && when === "before") await move();
          const bytes = await disk.read(path);
          if (isDue && when === "after") await move();
          return bytes;
        };
        const reader = new DayFolder(withRead(disk, read), FOLDER, AGES, TODAY);
        const found = await reader.read(NOON, (error) => assert.fail(error));
        const times = new Set(found.map(({ at }) => at));
        assert.deepEqual(entries.filter(({ at }) => !times.has(at)), []);
        assert.ok(isMoved);
      });
    }
  }
}

/** The same disk, read in another way. */
function withRead(disk: SimulatedDisk, read: FileSystem["read"]): FileSystem {
  return new Proxy(disk, {
    get(target, name) {
      const found = Reflect.get(target, name, target);
      if (name === "read") return read;
      return typeof found === "function" ? found.bind(target) : found;
    },
  });
}

function text(disk: SimulatedDisk, name: string): string {
  return new TextDecoder().decode(disk.get(`${FOLDER}/${name}`));
}
