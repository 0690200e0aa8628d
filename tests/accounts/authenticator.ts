import { Buffer } from "node:buffer";
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** What may differ from how a browser and an authenticator do it. */
export interface Bent {
  readonly origin?: string;
  readonly host?: string;
  readonly challenge?: string;
  readonly counter?: number;
  readonly userHandle?: string;
  readonly type?: string;
  /** Whether somebody showed by a finger, a face or a PIN that it is them. */
  readonly isVerified?: boolean;
}

/** A passkey in software: it makes what a browser sends. It belongs to `http://localhost` unless told. */
export class Authenticator {
  readonly id = randomBytes(16).toString("base64url");
  readonly #keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  #counter = 0;
  #handle = randomBytes(32).toString("base64url");

  constructor(private readonly origin = "http://localhost") {}

  /** The answer to what `POST /api/passkeys` asks for. */
  made({ challenge, user }: Options, bent: Bent = {}) {
    this.#handle = user?.id ?? this.#handle;
    const clientDataJSON = this.#clientData("webauthn.create", challenge, bent);
    const idBytes = Buffer.from(this.id, "base64url");
    const length = Buffer.alloc(2);
    length.writeUInt16BE(idBytes.length);
    const credential = [Buffer.alloc(16), length, idBytes, coseOf(this.#keys.publicKey)];
    const authData = Buffer.concat([this.#data(bent, 0x40), ...credential]);
    const attestationObject = cborMap([
      [cborText("fmt"), cborText("none")],
      [cborText("attStmt"), cborMap([])],
      [cborText("authData"), cborBytes(authData)],
    ]).toString("base64url");
    return { id: this.id, clientDataJSON, attestationObject, transports: ["internal"] };
  }

  /** The answer to what `POST /api/session/passkey` asks for. */
  used({ challenge }: Options, bent: Bent = {}) {
    this.#counter++;
    const clientDataJSON = this.#clientData("webauthn.get", challenge, bent);
    const data = this.#data(bent, 0);
    const hash = sha256(Buffer.from(clientDataJSON, "base64url"));
    const signature = sign("sha256", Buffer.concat([data, hash]), this.#keys.privateKey);
    return {
      ...{ id: this.id, clientDataJSON, authenticatorData: data.toString("base64url") },
      ...{
        signature: signature.toString("base64url"),
        userHandle: bent.userHandle ?? this.#handle,
      },
    };
  }

  #clientData(type: string, challenge: string, bent: Bent): string {
    const { origin = this.origin } = bent;
    const data = { type: bent.type ?? type, challenge: bent.challenge ?? challenge, origin };
    return Buffer.from(JSON.stringify({ ...data, crossOrigin: false })).toString("base64url");
  }

  #data({ host, counter, isVerified = true }: Bent, more: number): Buffer {
    const hash = sha256(Buffer.from(host ?? new URL(this.origin).hostname));
    const flags = Buffer.from([0x01 | (isVerified ? 0x04 : 0) | more]);
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter ?? this.#counter);
    return Buffer.concat([hash, flags, count]);
  }
}

interface Options {
  readonly challenge: string;
  readonly user?: { readonly id: string };
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();

/** A public key on P-256 as COSE writes it, for ES256. */
function coseOf(key: KeyObject): Buffer {
  const { x = "", y = "" } = key.export({ format: "jwk" });
  return cborMap([
    [cborNumber(1), cborNumber(2)],
    [cborNumber(3), cborNumber(-7)],
    [cborNumber(-1), cborNumber(1)],
    [cborNumber(-2), cborBytes(Buffer.from(x, "base64url"))],
    [cborNumber(-3), cborBytes(Buffer.from(y, "base64url"))],
  ]);
}

function cborHead(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value]);
  if (value < 256) return Buffer.from([(major << 5) | 24, value]);
  return Buffer.from([(major << 5) | 25, value >> 8, value & 255]);
}

const cborNumber = (value: number) => value < 0 ? cborHead(1, -1 - value) : cborHead(0, value);
const cborBytes = (bytes: Buffer) => Buffer.concat([cborHead(2, bytes.length), bytes]);
const cborText = (text: string) => Buffer.concat([cborHead(3, text.length), Buffer.from(text)]);
const cborMap = (pairs: readonly (readonly [Buffer, Buffer])[]) =>
  Buffer.concat([cborHead(5, pairs.length), ...pairs.flat()]);
