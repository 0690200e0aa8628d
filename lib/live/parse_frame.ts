import type { ServerFrame } from "./protocol.ts";

/**
 * A frame from the text of a socket message; null when it is none. Only the envelope is looked at:
 * the data comes from our own server, which parsed it, and a schema library would double the script.
 */
export function parseFrame(text: unknown): ServerFrame | null {
  if (typeof text !== "string") return null;
  try {
    const value: unknown = JSON.parse(text);
    return isFrame(value) ? value : null;
  } catch {
    return null;
  }
}

function isFrame(value: unknown): value is ServerFrame {
  if (typeof value !== "object" || value === null) return false;
  const frame = value as Partial<Record<keyof ServerFrame, unknown>>;
  return typeof frame.event === "string" && typeof frame.seq === "number" &&
    typeof frame.data === "object" && frame.data !== null;
}
