import { Buffer } from "node:buffer";

type Bytes = Uint8Array<ArrayBuffer>;

/** Who alone can read a push message: the keys that a browser made for its subscription. */
export interface PushReceiver {
  /** Its public key, P-256 uncompressed: 65 bytes. */
  readonly p256dh: Bytes;
  /** 16 bytes that only it and this server know. */
  readonly auth: Bytes;
}

/** What a message is sealed with, new for each. */
export interface PushSeal {
  readonly keys: Promise<CryptoKeyPair>;
  /** 16 bytes. */
  readonly salt: Bytes;
}

const CURVE = { name: "ECDH", namedCurve: "P-256" };
/** All of a message is one record, which push services take up to this size, in bytes. */
const RECORD_BYTES = 4096;
/** Salt, size, length of the key, key; the mark of the last record and the tag. */
const OVERHEAD_BYTES = 16 + 4 + 1 + 65 + 1 + 16;

/** Longest text of a push message, in bytes. */
export const LONGEST_PUSH = RECORD_BYTES - OVERHEAD_BYTES;

/** The body of a push message (RFC 8291, `aes128gcm` of RFC 8188). Rejects for a key of no use. */
export async function encryptPush(
  text: Bytes,
  receiver: PushReceiver,
  { keys, salt }: PushSeal = newSeal(),
): Promise<Bytes> {
  const pair = await keys;
  const theirs = await crypto.subtle.importKey("raw", receiver.p256dh, CURVE, true, []);
  const own = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const shared = await crypto.subtle.deriveBits(
    { name: "ECDH", public: theirs },
    pair.privateKey,
    256,
  );
  const info = joined(bytesOf("WebPush: info\0"), receiver.p256dh, own);
  const secret = await expand(new Uint8Array(shared), receiver.auth, info, 32);
  const key = await expand(secret, salt, bytesOf("Content-Encoding: aes128gcm\0"), 16);
  const iv = await expand(secret, salt, bytesOf("Content-Encoding: nonce\0"), 12);
  const sealing = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]);
  const last = joined(text, new Uint8Array([2]));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, sealing, last);
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, RECORD_BYTES);
  return joined(salt, size, new Uint8Array([own.length]), own, new Uint8Array(sealed));
}

function newSeal(): PushSeal {
  const keys = crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  return { keys, salt: crypto.getRandomValues(new Uint8Array(16)) };
}

async function expand(secret: Bytes, salt: Bytes, info: Bytes, length: number): Promise<Bytes> {
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  const how = { name: "HKDF", hash: "SHA-256", salt, info };
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, length * 8));
}

function joined(...parts: readonly Uint8Array[]): Bytes {
  return new Uint8Array(Buffer.concat(parts));
}

function bytesOf(text: string): Bytes {
  return new TextEncoder().encode(text);
}
