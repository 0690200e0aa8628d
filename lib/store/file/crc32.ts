import { crc32 as crc32OfZlib } from "node:zlib";

/** Loading `node:zlib` takes as long as summing some megabytes here; after so many bytes it is worth it. */
const MOST_HERE = 256 * 1024;

let summed = 0;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest;
});

/** The checksum of zlib, going on from that of what came before. */
export function crc32(content: string | Uint8Array, before = 0): number {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  summed += bytes.length;
  if (summed > MOST_HERE) return crc32OfZlib(bytes, before);
  let rest = ~before;
  for (let at = 0; at < bytes.length; at++) {
    rest = TABLE[(rest ^ (bytes[at] ?? 0)) & 0xff]! ^ (rest >>> 8);
  }
  return ~rest >>> 0;
}
