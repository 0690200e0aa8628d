import { join } from "node:path";
import { idsIn } from "@/lib/logs/fire_line.ts";
import { decodeText } from "@/lib/text/text_encoding.ts";
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
    const text = textOf(await fs.read(path));
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

/** Our own logs are UTF-8; a byte that is not would be told as whole if it were replaced. */
function textOf(bytes: Uint8Array): string {
  const decoded = decodeText(bytes, "utf-8");
  if (!decoded.ok) throw new Error(`it ${decoded.problem}`);
  return decoded.text;
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
