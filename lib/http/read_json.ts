import { z } from "zod";
import { refuseTooDeep } from "@/lib/commands/json_shape.ts";
import { Refusal } from "@/lib/commands/refusal.ts";
import { charsetOf, decodeText } from "@/lib/text/text_encoding.ts";

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
  refuseTooDeep(text, "The body");
  if (text.trim() === "") throw new Refusal("invalid_json", "The body is empty; send JSON");
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

/**
 * The text of a request's body, decoded as it says; reading stops at the limit, whatever the headers say.
 * @throws {Refusal} when it is longer, cut off, compressed, or no text in its encoding
 */
export async function readText(request: Request, maxBytes: number): Promise<string> {
  refuseCompressed(request);
  refuseForm(request);
  const bytes = await readBytes(request, maxBytes);
  const decoded = decodeText(bytes, charsetOf(request.headers.get("content-type")));
  if (decoded.ok) return decoded.text;
  const message = `The body ${decoded.problem}: send it as UTF-8, or declare its encoding, ` +
    `as in Content-Type: text/csv; charset=windows-1252 (spreadsheets: save it as “CSV UTF-8”)`;
  throw new Refusal("invalid_encoding", message);
}

function refuseCompressed({ headers }: Request): void {
  const coding = headers.get("content-encoding")?.trim().toLowerCase() ?? "identity";
  if (coding === "identity" || coding === "") return;
  const message = `The body is compressed (${coding.slice(0, 40)}): send it as it is`;
  throw new Refusal("unsupported_encoding", message);
}

/** A form wraps the file in parts of its own. */
function refuseForm({ headers }: Request): void {
  if (!/^\s{0,9}multipart\//i.test(headers.get("content-type") ?? "")) return;
  const message = "The body is a form (multipart): send the file or JSON itself as the body, " +
    "as curl --data-binary @file does";
  throw new Refusal("unsupported_encoding", message);
}

async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength;
      if (size > maxBytes) break;
      chunks.push(chunk);
    }
  } catch {
    // Whoever sends it broke HTTP's rules, or is gone.
    throw new Refusal(
      "unreadable_body",
      "The body cannot be read: it is not valid HTTP or cut off",
    );
  }
  if (size > maxBytes) {
    throw new Refusal("too_large", `The body must be under ${maxBytes} bytes`);
  }
  return joined(chunks, size);
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
