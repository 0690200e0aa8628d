import assert from "node:assert/strict";
import type { SettingOrigin } from "@/lib/protocol/answers.ts";
import { readConfig } from "@/lib/settings/config.ts";
import { mergeLayers, type SettingLayer, settingOrigins } from "@/lib/settings/origins.ts";

type Values = SettingLayer["values"];

const ROWS: readonly {
  readonly says: string;
  readonly demo?: Values;
  readonly dotEnv?: Values;
  readonly environment?: Values;
  readonly port: number;
  readonly origin: SettingOrigin;
}[] = [
  { says: "nothing is set", port: 8000, origin: "default" },
  { says: "the environment sets it", environment: { PORT: "1" }, port: 1, origin: "environment" },
  { says: ".env sets it", dotEnv: { PORT: "2" }, port: 2, origin: ".env" },
  { says: "the demo sets it", demo: { PORT: "3" }, port: 3, origin: "demo" },
  {
    says: "all set it",
    demo: { PORT: "3" },
    dotEnv: { PORT: "2" },
    environment: { PORT: "1" },
    port: 1,
    origin: "environment",
  },
  {
    says: "the environment empties what .env sets",
    dotEnv: { PORT: "2" },
    environment: { PORT: " " },
    port: 8000,
    origin: "default",
  },
];

for (const { says, demo = {}, dotEnv = {}, environment = {}, port, origin } of ROWS) {
  Deno.test(`settingOrigins() tells ${origin} when ${says}, as the value that counts does`, () => {
    const layers: SettingLayer[] = [
      { origin: "demo", values: demo },
      { origin: ".env", values: dotEnv },
      { origin: "environment", values: environment },
    ];
    assert.equal(readConfig(mergeLayers(layers)).PORT, port);
    assert.equal(settingOrigins(layers).PORT, origin);
    assert.equal(settingOrigins(layers).HOST, "default");
  });
}
