import { z } from "zod";
import { Refusal } from "@/lib/commands/refusal.ts";

/** A longer body is refused. */
export const MAX_BODY_BYTES = 64 * 1024;

/**
 * The JSON in a request's body; an empty body counts as `{}`.
 * @throws {Refusal} when it is too large or no JSON
 */
export async function readJson(request: Request): Promise<unknown> {
  const text = await readText(request);
  if (text.trim() === "") return {};
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

/** Stops reading at the limit, whatever the headers say. */
async function readText(request: Request): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) {
      throw new Refusal("too_large", `The body must be under ${MAX_BODY_BYTES} bytes`);
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
