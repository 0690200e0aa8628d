import { gzipped, takesGzip } from "./bodies.ts";
import { define } from "./define.ts";

/** Where a build may leave the names of all source files. */
const METAFILE = /^\/_fresh\/.*\bmetafile\.json$/;

/**
 * Completes what Fresh answers for files: parts of them, without which Safari plays no sound, less bytes
 * where they can be packed, and what answers when the method is wrong. What a build tells of its sources
 * is nobody's business.
 */
export const completeFiles = define.middleware(async (ctx) => {
  const { method, headers } = ctx.req;
  if (METAFILE.test(ctx.url.pathname)) return new Response("Not found", { status: 404 });
  const response = await ctx.next();
  if (response.status === 405 && !response.headers.has("allow")) {
    response.headers.set("allow", "GET, HEAD");
  }
  // What no route answered, and is there, is a file.
  if (ctx.route !== null || response.status !== 200) return response;
  const packed = await packedFile(ctx.req, response);
  if (packed !== null) return packed;
  response.headers.set("accept-ranges", "bytes");
  // A range of another version would not fit what the client has, and nothing here tells versions apart.
  const range = headers.has("if-range") ? null : headers.get("range");
  return method === "GET" && range !== null ? await partOf(response, range) : response;
});

/** A shorter file fits into one packet anyway, in bytes. */
const WORTH_PACKING = 1_000;
const PACKABLE = /^text\/|^application\/(json|manifest\+json|xml)\b|^image\/svg\+xml\b/;

/** Files as gzip packs them, by what Fresh calls their content: there are as many as the build has. */
const packedFiles = new Map<string, Uint8Array<ArrayBuffer>>();

/** The file packed, for whoever takes that and wants all of it; null for others, who get it as it is. */
async function packedFile(req: Request, response: Response): Promise<Response | null> {
  const etag = response.headers.get("etag");
  const isLong = Number(response.headers.get("content-length")) >= WORTH_PACKING;
  const isPackable = PACKABLE.test(response.headers.get("content-type") ?? "");
  if (etag === null || !isLong || !isPackable) return null;
  response.headers.append("vary", "accept-encoding");
  if (req.method !== "GET" || req.headers.has("range") || !takesGzip(req.headers)) return null;
  const packed = packedFiles.get(etag) ?? await gzipped(await response.bytes());
  packedFiles.set(etag, packed);
  const headers = new Headers(response.headers);
  headers.set("content-encoding", "gzip");
  headers.set("content-length", String(packed.length));
  return new Response(packed, { headers });
}

async function partOf(response: Response, range: string): Promise<Response> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const wanted = parseRange(range, bytes.length);
  const headers = new Headers(response.headers);
  if (wanted === "unsatisfiable") {
    headers.set("content-range", `bytes */${bytes.length}`);
    headers.delete("content-length");
    return new Response(null, { status: 416, headers });
  }
  if (wanted === null) return new Response(bytes, { headers });
  const part = bytes.subarray(wanted.start, wanted.end + 1);
  headers.set("content-range", `bytes ${wanted.start}-${wanted.end}/${bytes.length}`);
  headers.set("content-length", String(part.length));
  return new Response(part, { status: 206, headers });
}

/** First and last byte of a part of a file. */
interface ByteRange {
  start: number;
  end: number;
}

/** Reads a Range header; null means the whole file (several ranges are answered so, too). */
function parseRange(header: string | null, size: number): ByteRange | "unsatisfiable" | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  if (match === null) return null;
  const [first, last] = [match[1] ?? "", match[2] ?? ""];
  if (first === "" && last === "") return null;
  if (first === "") return tail(Number(last), size);
  const start = Number(first);
  const end = Math.min(last === "" ? size - 1 : Number(last), size - 1);
  if (last !== "" && Number(last) < start) return null;
  return start >= size ? "unsatisfiable" : { start, end };
}

function tail(length: number, size: number): ByteRange | "unsatisfiable" {
  if (length === 0 || size === 0) return "unsatisfiable";
  return { start: Math.max(size - length, 0), end: size - 1 };
}
