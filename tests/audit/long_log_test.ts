import assert from "node:assert/strict";
import { join } from "node:path";
import { fireEntries } from "@/lib/audit/audit_entries.ts";
import { AuditLog, readAudit } from "@/lib/audit/audit_log.ts";
import { download, longWork } from "@/lib/server/pacing.ts";
import { WHOLE_LOG } from "@/lib/text/log_rows.ts";
import { LogFolder } from "../logs/log_folder.ts";
import { aFire, anAlarm, aPair } from "../client/samples.ts";
import { withApp } from "../program/app_under_test.ts";
import { readAll } from "./read_all.ts";

const DAY_MS = 86_400_000;

/** A log with a fire an hour for so many hours. */
function logOf(folder: LogFolder, hours: number): AuditLog {
  const log = new AuditLog({ logDir: folder.path, maxSize: 20_000, keep: 50 });
  const entries = Array.from({ length: hours }, (_, hour) => {
    const detectedAt = new Date(Date.parse("2026-01-10T00:00:00Z") + hour * DAY_MS / 24);
    const alarm = anAlarm({ id: `alarm_${hour}` });
    const fire = { id: `fire_${hour}`, detectedAt: detectedAt.toISOString(), alarm };
    return fireEntries(aFire(fire), undefined, null);
  });
  log.append(entries.flat());
  return log;
}

Deno.test("readAudit() finds a day in any zone, in files and lines that it does not parse all", async () => {
  using folder = new LogFolder();
  const log = logOf(folder, 24 * 10);
  for (const zone of ["UTC", "Pacific/Kiritimati", "Pacific/Niue", "Asia/Kathmandu"]) {
    const filter = { ...WHOLE_LOG, day: "2026-01-15", zone };
    const found = await readAll(log.path, { filter });
    assert.equal(found.length, 24, zone);
    const format = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
    for (const { timestamp } of found) {
      assert.equal(format.format(Date.parse(timestamp)), "2026-01-15");
    }
  }
  log.close();
});

Deno.test("readAudit() ends when nobody waits for it any more, and lets go of the files", async () => {
  using folder = new LogFolder();
  const log = logOf(folder, 100);
  const gone = new AbortController();
  let count = 0;
  for await (const _ of readAudit(log.path, { filter: WHOLE_LOG, signal: gone.signal })) {
    if (++count === 3) gone.abort();
  }
  assert.equal(count, 3);
  log.close();
});

Deno.test("AuditLog.mentions() knows every id in the log, and those that are written after it was asked", async () => {
  using folder = new LogFolder();
  const log = logOf(folder, 100);
  assert.equal(await log.mentions("alarm_99"), true);
  assert.equal(await log.mentions("alarm_0"), true);
  assert.equal(await log.mentions("alarm_100"), false);
  const { symbol, base, quote, source } = aPair();
  const before = { symbol, base, quote, source, sourceId: null, alarms: [anAlarm({ id: "gone" })] };
  log.append([{
    ...{ id: "change_1", kind: "pairRemoved", timestamp: "2026-02-01T00:00:00.000Z", before },
    ...{ pair: symbol, alarmId: null, by: "person", address: null, after: null },
  }]);
  assert.equal(await log.mentions("gone"), true, "with its pair");
  log.close();
});

Deno.test("An id that never was is answered 404 without a search of the log", async () => {
  await withApp(async ({ json, request, program }) => {
    await json("/api/pairs", "POST", { pair: "BTCUSDT" });
    await program.auditLog.mentions("anything");
    await Deno.rename(program.auditLog.path, join(program.config.LOG_DIR, "elsewhere"));
    for (let count = 0; count < 20; count++) {
      assert.equal((await json(`/api/alarms/alarm_${count}/why`)).status, 404);
      assert.equal((await request(`/alarms/alarm_${count}`)).status, 404);
    }
  });
});

Deno.test("longWork() refuses with 429 what is more than may wait", async () => {
  const end = Promise.withResolvers<void>();
  const works = Array.from({ length: 22 }, () => longWork("imports", () => end.promise));
  await assert.rejects(longWork("imports", () => end.promise), { code: "too_many_requests" });
  end.resolve();
  await Promise.all(works);
});

Deno.test("download() hands a text on as it is read, and lets go of it when the reader leaves", async () => {
  const state = { made: 0, hasEnded: false };
  async function* text() {
    try {
      while (state.made < 1000) {
        state.made++;
        yield "x".repeat(10_000);
      }
    } finally {
      state.hasEnded = true;
    }
  }
  const whole = await new Response(await download(text())).text();
  assert.equal(whole.length, 10_000_000);
  assert.ok(state.hasEnded);
  Object.assign(state, { made: 0, hasEnded: false });
  const body = await download(text());
  const reader = body.getReader();
  await reader.read();
  await reader.cancel();
  assert.ok(state.hasEnded);
  assert.ok(state.made < 10, "no more was made than was read");
});
