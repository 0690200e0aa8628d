import { join } from "node:path";
import type { Finding } from "./data_report.ts";
import { dayOfFile, parseDayFile } from "./day_file.ts";
import { counted } from "./describe_stored.ts";
import type { FileSystem } from "./file_system.ts";

/** Reads every day file; a finding for each pair, and one for each file that is not whole. */
export async function checkHistory(fs: FileSystem, root: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name, isFolder } of await fs.list(root)) {
    if (isFolder) findings.push(...await checkPair(fs, join(root, name)));
  }
  return findings;
}

async function checkPair(fs: FileSystem, folder: string): Promise<Finding[]> {
  const names = (await fs.list(folder)).map(({ name }) => name)
    .filter((name) => dayOfFile(name) !== null);
  const damaged: Finding[] = [];
  let prices = 0;
  for (const name of names) {
    const path = join(folder, name);
    const found = await checkDay(fs, path);
    prices += found.prices;
    if (found.problem !== null) damaged.push({ path, health: "damaged", text: found.problem });
  }
  const text = `${counted(names.length, "day file")}, ${counted(prices, "price")}`;
  return [{ path: folder, health: "fine", text }, ...damaged];
}

async function checkDay(fs: FileSystem, path: string) {
  let bytes: Uint8Array;
  try {
    bytes = await fs.read(path);
  } catch (error) {
    // A running server deletes days that are too old.
    if (error instanceof Deno.errors.NotFound) return { prices: 0, problem: null };
    return { prices: 0, problem: error instanceof Error ? error.message : String(error) };
  }
  const text = new TextDecoder().decode(bytes);
  const lines = text.split("\n").filter((line) => line !== "").length;
  const prices = parseDayFile(text).length;
  const bad = lines - prices;
  const problem = `${counted(bad, "line")} of ${lines} cannot be read; a start leaves them out`;
  return { prices, problem: bad === 0 ? null : problem };
}
