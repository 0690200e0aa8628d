import assert from "node:assert/strict";
import { mock } from "node:test";
import { Program } from "@/lib/program/program.ts";
import { readConfig } from "@/lib/settings/config.ts";
import { settingOrigins } from "@/lib/settings/origins.ts";
import { startProgram } from "../../serve.ts";

Deno.test("startProgram() makes the first pages before there are checks that they would keep waiting", async () => {
  const folder = await Deno.makeTempDir();
  const order: string[] = [];
  const start = mock.method(Program.prototype, "start", () => void order.push("checks"));
  const values = {
    PRICE_SOURCE: "demo",
    DATA_DIR: `${folder}/data`,
    LOG_DIR: `${folder}/logs`,
  };
  const settings = {
    config: readConfig(values),
    origins: settingOrigins([{ origin: "environment", values }]),
    misspelt: [],
  };
  try {
    const prepare = async () => {
      await new Promise((resolve) => setTimeout(resolve));
      order.push("pages");
    };
    const program = await startProgram(settings, (error) => assert.fail(error), { prepare });
    await program.stop();
    assert.deepEqual(order, ["pages", "checks"]);
  } finally {
    start.mock.restore();
    await Deno.remove(folder, { recursive: true });
  }
});
