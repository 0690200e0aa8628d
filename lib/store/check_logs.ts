import { join } from "node:path";
import { idsIn } from "@/lib/logs/fire_line.ts";
import type { Finding } from "./data_report.ts";
import { counted } from "./describe_stored.ts";
import type { FileSystem } from "./file_system.ts";

/** Reads `alarms.log` and `audit.log` with their rotated files: every line must be one entry. */
export async function checkLogs(fs: FileSystem, logDir: string): Promise<Finding[]> {
  const names = (await fs.list(logDir)).map(({ name }) => name);
  return await Promise.all(names.flatMap((name) => {
    const path = join(logDir, name);
    if (/^alarms\.log(\.\d+)?$/.test(name)) return [checkFile(fs, path, "fire", idsIn)];
    if (/^audit\.log(\.\d+)?$/.test(name)) return [checkFile(fs, path, "line", objectsIn)];
    return [];
  }));
}

async function checkFile(
  fs: FileSystem,
  path: string,
  noun: "fire" | "line",
  read: (text: string) => readonly unknown[],
): Promise<Finding> {
  try {
    const text = new TextDecoder().decode(await fs.read(path));
    const lines = text.split("\n").filter((line) => line !== "").length;
    const found = read(text).length;
    if (found === lines) return { path, health: "fine", text: `whole, ${counted(found, noun)}` };
    const bad = `${counted(lines - found, "line")} of ${lines} cannot be read`;
    const rest = noun === "fire" ? "; the fires are in the store file too" : "";
    return { path, health: "damaged", text: bad + rest };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { path, health: "damaged", text: `cannot be read: ${reason}` };
  }
}

function objectsIn(text: string): unknown[] {
  return text.split("\n").flatMap((line) => {
    try {
      const value: unknown = JSON.parse(line);
      return typeof value === "object" && value !== null ? [value] : [];
    } catch {
      return [];
    }
  });
}
