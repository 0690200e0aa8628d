import assert from "node:assert/strict";
import { join } from "node:path";
import { SETTING_NAMES } from "@/lib/settings/config.ts";
import { settingOrigins } from "@/lib/settings/origins.ts";
import { type Json, withApp } from "../program/app_under_test.ts";

const SECRETS = {
  COINGECKO_API_KEY: "CG-thisIsTheKeyOfSomebody",
  COINGECKO_PLAN: "demo",
  SECRET_KEY: "a-long-signing-secret-0123456789",
  COINBASE_API_URL: "https://somebody:passw0rd@proxy.example/coinbase?token=t0kenInTheUrl",
};
const HIDDEN = [
  ...[SECRETS.COINGECKO_API_KEY, SECRETS.SECRET_KEY, "passw0rd", "somebody", "t0kenInTheUrl"],
];

/** When each backup was last written, ISO 8601. */
function backupTimes(dataDir: string): (string | undefined)[] {
  const folder = join(dataDir, "backups");
  return [...Deno.readDirSync(folder)].map(({ name }) =>
    Deno.statSync(join(folder, name)).mtime?.toISOString()
  );
}

Deno.test("/api/settings tells every setting, where it is from, and what the server holds", async () => {
  const origins = { ...settingOrigins([]), CHECK_INTERVAL_SECONDS: "environment" as const };
  await withApp(
    async ({ json, program }) => {
      await json("/api/pairs", "POST", { pair: "BTCUSDT" });
      const alarm = { type: "target", targetPrice: 1_000_000, direction: "fromBelow" };
      const { body } = await json("/api/pairs/BTCUSDT/alarms", "POST", alarm);
      await json(`/api/alarms/${body.alarm.id}/test`, "POST");
      const { body: told } = await json("/api/settings");
      assert.deepEqual(told.settings.map(({ name }: Json) => name), SETTING_NAMES);
      const setting = (name: string) => told.settings.find((each: Json) => each.name === name);
      assert.deepEqual(setting("CHECK_INTERVAL_SECONDS"), {
        ...{ name: "CHECK_INTERVAL_SECONDS", value: "5", origin: "environment" },
      });
      assert.deepEqual(setting("KRAKEN_API_URL"), {
        ...{ name: "KRAKEN_API_URL", value: null, origin: "default" },
      });
      assert.equal(setting("COINGECKO_API_KEY").value, "not set");
      assert.equal(setting("SECRET_KEY").value, "made by the program");
      assert.deepEqual([told.pairs, told.alarms, told.fires], [1, 1, 1]);
      assert.ok(told.bytes > 500, `${told.bytes} bytes`);
      // By the time of the file, which is the disk's and not always this clock's.
      assert.ok(backupTimes(program.config.DATA_DIR).includes(told.lastBackupAt));
      assert.equal(told.version, program.status().version);
      assert.equal(told.startedAt, program.status().startedAt);
    },
    { CHECK_INTERVAL_SECONDS: "5" },
    { origins },
  );
});

Deno.test("No secret is in any page, in /api/settings, or in the API's description", async () => {
  await withApp(async ({ request }) => {
    for (const path of ["/settings", "/api/settings", "/", "/alarms", "/log", "/api/status"]) {
      const response = await request(path);
      const text = await response.text();
      assert.equal(response.status, 200, path);
      for (const secret of HIDDEN) assert.ok(!text.includes(secret), `${secret} in ${path}`);
    }
    const { settings } = await (await request("/api/settings")).json();
    const value = (name: string) => settings.find((each: Json) => each.name === name).value;
    assert.equal(value("COINGECKO_API_KEY"), "set");
    assert.equal(value("SECRET_KEY"), "set");
    assert.equal(value("COINBASE_API_URL"), "https://proxy.example/coinbase (the rest is hidden)");
  }, SECRETS);
});
