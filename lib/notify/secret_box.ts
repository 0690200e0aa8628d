import { Buffer } from "node:buffer";
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { Sealed } from "@/lib/protocol/views.ts";

const ALGORITHM = "aes-256-gcm";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals what the store file must not tell; whoever has the file alone reads none of it (AES-256-GCM). */
export class SecretBox {
  #made: Uint8Array | null = null;

  /** @param secretKey the server's key, of any length */
  constructor(private readonly secretKey: string) {}

  /** Made when it is first used: what makes keys takes long to load. */
  get #key(): Uint8Array {
    return this.#made ??= new Uint8Array(
      hkdfSync("sha256", this.secretKey, "", "channel secrets", KEY_BYTES),
    );
  }

  /** @param place where it stands, such as `channel_1.token`: it opens nowhere else */
  seal(text: string, place: string): Sealed {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#key, nonce).setAAD(bytesOf(place));
    const parts = [nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()];
    return { sealed: Buffer.concat(parts).toString("base64") };
  }

  /** Null when another key sealed it, or it was changed or moved. */
  open({ sealed }: Sealed, place: string): string | null {
    try {
      const bytes = Uint8Array.fromBase64(sealed);
      const decipher = createDecipheriv(ALGORITHM, this.#key, bytes.subarray(0, NONCE_BYTES));
      decipher.setAAD(bytesOf(place));
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString("utf8");
    } catch {
      return null;
    }
  }
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
