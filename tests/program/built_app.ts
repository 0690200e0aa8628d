import { join } from "node:path";
import { readdir } from "node:fs/promises";
import { Builder } from "fresh/dev";
import { asset } from "fresh/runtime";
import { attachBuild, BUILD_ID_PARAM, setBuildId } from "@/lib/fresh/render/snapshot.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const BUILD = join(ROOT, "_fresh");
/** What scripts, routes and static files are made of; modules of the server are loaded as they are. */
const MADE_OF = [
  ...["routes", "islands", "components", "static"],
  ...[
    "lib/alarms",
    "lib/client",
    "lib/fresh",
    "lib/market",
    "lib/protocol",
    "lib/text",
    "lib/time",
  ],
];
const SETTINGS = ["deno.json", "deno.lock", "dev.ts"];

/**
 * Gives the app the pages that `deno task build` made, as the tests' task does first. Where something is
 * newer than they are, they are made anew in memory, which takes seconds of processor time.
 */
export async function attachPages(app: object): Promise<void> {
  await attach(app);
  buildId = new URL(asset("/"), "http://localhost").searchParams.get(BUILD_ID_PARAM) ?? "";
}

let buildId = "";

/** Has `asset()` name the app's build: other tests of the process may have built something since. */
export function nameBuild(): void {
  setBuildId(buildId);
}

async function attach(app: object): Promise<void> {
  if (await isBuilt()) {
    const { default: snapshot } = await import(join(BUILD, "snapshot.js"));
    return attachBuild(app, snapshot, BUILD);
  }
  const apply = await new Builder({ root: ROOT }).build({ snapshot: "memory" });
  apply(app as Parameters<typeof apply>[0]);
}

async function isBuilt(): Promise<boolean> {
  const made = await changedAt(join(BUILD, "server.js"));
  const times = await Promise.all([
    ...SETTINGS.map((name) => changedAt(join(ROOT, name))),
    ...MADE_OF.map((folder) => newestBelow(join(ROOT, folder))),
  ]);
  return times.every((time) => time <= made);
}

/** When the newest of a folder's files and folders was changed: a file that is gone changes its folder. */
async function newestBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true });
  const times = [".", ...entries].map((name) => changedAt(join(folder, name)));
  return Math.max(...await Promise.all(times));
}

/** Milliseconds since 1970; 0 when there is no such file. */
async function changedAt(path: string): Promise<number> {
  const info = await Deno.stat(path).catch(() => null);
  return info?.mtime?.getTime() ?? 0;
}
