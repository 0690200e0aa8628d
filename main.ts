import type { BundleFacts } from "@/lib/program/stale_build.ts";

/** What the build bundled, and the sources; no literals, so that types need no build and Deno reads only one. */
const BUNDLE = "./_fresh/run/main.js";
const SOURCES = "./serve.ts";

/**
 * Whether there is a bundle of this version: of the deno.json that stands here. Looking at all sources would
 * take as long as half of the start; the program tells later when one is newer than its build.
 */
function isBuilt(): boolean {
  // A binary holds what was built with it.
  if (Deno.build.standalone) return true;
  try {
    const facts = Deno.readTextFileSync(new URL("./_fresh/run/sources.json", import.meta.url));
    const { builtAt, sizes } = JSON.parse(facts) as BundleFacts;
    const { size, mtime } = Deno.statSync(new URL("./deno.json", import.meta.url));
    return size === sizes["deno.json"] && mtime !== null && mtime.getTime() <= builtAt;
  } catch {
    return false;
  }
}

const { run } = await import(isBuilt() ? BUNDLE : SOURCES) as { run: () => void };
run();
