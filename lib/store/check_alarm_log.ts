import { join } from "node:path";
import { idsIn } from "@/lib/logs/fire_line.ts";
import type { Finding } from "./data_report.ts";
import { counted } from "./describe_stored.ts";
import type { FileSystem } from "./file_system.ts";

/** Reads `alarms.log` and its rotated files: every line must be a fire. */
export async function checkAlarmLog(fs: FileSystem, logDir: string): Promise<Finding[]> {
  const names = (await fs.list(logDir)).map(({ name }) => name)
    .filter((name) => /^alarms\.log(\.\d+)?$/.test(name));
  return await Promise.all(names.map((name) => checkFile(fs, join(logDir, name))));
}

async function checkFile(fs: FileSystem, path: string): Promise<Finding> {
  try {
    const text = new TextDecoder().decode(await fs.read(path));
    const lines = text.split("\n").filter((line) => line !== "").length;
    const fires = idsIn(text).length;
    if (fires === lines) return { path, health: "fine", text: `whole, ${counted(fires, "fire")}` };
    const bad = `${counted(lines - fires, "line")} of ${lines} cannot be read`;
    return { path, health: "damaged", text: `${bad}; the fires are in the store file too` };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { path, health: "damaged", text: `cannot be read: ${reason}` };
  }
}
