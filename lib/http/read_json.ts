import { z } from "zod";
import { Refusal } from "@/lib/commands/refusal.ts";

/** A longer body is refused. */
export const MAX_BODY_BYTES = 64 * 1024;

/**
 * The JSON in a request's body; an empty body counts as `{}`.
 * @throws {Refusal} when it is too large or no JSON
 */
export async function readJson(request: Request): Promise<unknown> {
  const text = await readText(request, MAX_BODY_BYTES);
  return text.trim() === "" ? {} : parseJson(text);
}

/** @throws {Refusal} when it is no JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal("invalid_json", "The body is not valid JSON");
  }
}

/** The JSON object in a request's body. @throws {Refusal} also when it is another kind of value */
export async function readObject(request: Request): Promise<Record<string, unknown>> {
  const parsed = z.record(z.string(), z.unknown()).safeParse(await readJson(request));
  if (parsed.success) return parsed.data;
  throw new Refusal("invalid_request", "The body must be a JSON object");
}

/** The text of a request's body; reading stops at the limit, whatever the headers say. @throws {Refusal} when it is longer */
export async function readText(request: Request, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) {
      throw new Refusal("too_large", `The body must be under ${maxBytes} bytes`);
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
