import assert from "node:assert/strict";
import { projectFile } from "./project_file.ts";

const FLAG = /--v8-flags=[\w=,-]+/g;
const tasks = (path: string): Readonly<Record<string, { readonly command: string }>> =>
  JSON.parse(projectFile(path)).tasks;
const { serve, compile } = tasks("deno.json");

for (
  const [name, text] of [
    ["deno task serve", serve?.command],
    ["deno task compile", compile?.command],
    ["deno task start:fresh", tasks("deno.fresh.json")["start:fresh"]?.command],
    ["Dockerfile", projectFile("Dockerfile")],
    ["the systemd unit", projectFile("deploy/crypto-price-alarm.service")],
  ] as const
) {
  Deno.test(`${name} starts the program with the same bounds of memory as all others`, () => {
    assert.deepEqual(text?.match(FLAG), [
      "--v8-flags=--max-semi-space-size=8,--heap-growing-percent=40",
    ]);
  });
}
