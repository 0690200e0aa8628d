import assert from "node:assert/strict";
import { AlarmLog, idsIn, type LogFileOptions, registerSecret } from "@/lib/logs/once_log.ts";
import { aFire } from "./a_fire.ts";
import { LogFolder } from "./log_folder.ts";

function open(folder: LogFolder, options: Partial<LogFileOptions> = {}) {
  const log = new AlarmLog({ logDir: folder.path, ...options });
  return Object.assign(log, { [Symbol.dispose]: () => log.close() });
}

Deno.test("AlarmLog: writes one JSON line a fire, what people look for first", () => {
  using folder = new LogFolder();
  using log = open(folder);
  const fire = aFire("fire_1");
  assert.equal(log.append(fire), true);
  const line = JSON.parse(folder.read("alarms.log"));
  assert.deepEqual(line, fire);
  assert.deepEqual(Object.keys(line).slice(0, 4), ["timestamp", "pair", "alarm", "price"]);
});

Deno.test("AlarmLog: makes a private folder and private files, also after a rotation", () => {
  using folder = new LogFolder();
  using log = open(folder, { maxSize: 1000, keep: 2 });
  for (let i = 0; i < 6; i++) log.append(aFire(`fire_${i}`));
  assert.equal(folder.mode(), 0o700);
  assert.deepEqual(folder.names(), ["alarms.log", "alarms.log.1", "alarms.log.2"]);
  for (const name of folder.names()) assert.equal(folder.mode(name), 0o600);
});

Deno.test("AlarmLog: loses nothing in a rotation", () => {
  using folder = new LogFolder();
  using log = open(folder, { maxSize: 1500, keep: 9 });
  const ids = Array.from({ length: 9 }, (_, i) => `fire_${i}`);
  for (const id of ids) log.append(aFire(id));
  const written = folder.names().flatMap((name) => idsIn(folder.read(name)));
  assert.deepEqual(written.sort(), ids);
});

Deno.test("AlarmLog: writes a fire once, however often it is announced", () => {
  using folder = new LogFolder();
  using log = open(folder);
  log.append(aFire("fire_1"), aFire("fire_2"), aFire("fire_1"));
  assert.equal(log.append(aFire("fire_2")), true);
  assert.deepEqual(idsIn(folder.read("alarms.log")), ["fire_1", "fire_2"]);
});

Deno.test("AlarmLog: writes a fire once over a restart, also when the file was rotated since", () => {
  using folder = new LogFolder();
  const sizes = { maxSize: 1000, keep: 3 };
  {
    using log = open(folder, sizes);
    log.append(aFire("fire_1"));
    log.append(aFire("fire_2"));
  }
  using log = open(folder, sizes);
  assert.deepEqual(folder.names(), ["alarms.log", "alarms.log.1"]);
  assert.equal(log.append(aFire("fire_1"), aFire("fire_2")), true);
  assert.deepEqual(idsIn(folder.read("alarms.log.1") + folder.read("alarms.log")), [
    "fire_1",
    "fire_2",
  ]);
});

Deno.test("AlarmLog: a line torn by a crash is ended and its fire written anew", () => {
  using folder = new LogFolder();
  folder.write("alarms.log", JSON.stringify(aFire("fire_1")).slice(0, 120));
  using log = open(folder);
  log.append(aFire("fire_1"));
  const lines = folder.read("alarms.log").split("\n");
  assert.equal(lines.length, 3);
  assert.equal(JSON.parse(lines[1] ?? "").id, "fire_1");
});

Deno.test("AlarmLog: a line that lacks only its newline counts as written", () => {
  using folder = new LogFolder();
  folder.write("alarms.log", JSON.stringify(aFire("fire_1")));
  using log = open(folder);
  log.append(aFire("fire_1"));
  assert.equal(folder.read("alarms.log").split("\n").length, 2);
});

Deno.test("AlarmLog: what cannot be written waits and is written with the next fire", () => {
  using folder = new LogFolder();
  Deno.mkdirSync(folder.file("alarms.log"), { recursive: true });
  using log = open(folder);
  assert.equal(log.append(aFire("fire_1")), false);
  assert.equal(log.append(aFire("fire_2")), false);
  Deno.removeSync(folder.file("alarms.log"));
  assert.equal(log.append(aFire("fire_3")), true);
  assert.deepEqual(idsIn(folder.read("alarms.log")), ["fire_1", "fire_2", "fire_3"]);
});

Deno.test("AlarmLog: masks secrets in a note and stays JSON", () => {
  registerSecret("registered-secret");
  using folder = new LogFolder();
  using log = open(folder);
  log.append(aFire("fire_1", { message: 'my "registered-secret" and CG-a1B2c3D4e5F6' }));
  assert.equal(JSON.parse(folder.read("alarms.log")).message, 'my "[hidden]" and CG-[hidden]');
});
