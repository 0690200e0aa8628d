import { Buffer } from "node:buffer";
import { isIP } from "node:net";
import type { Passkey } from "./state.ts";

/** Under which name and origin browsers keep and use passkeys for this server. */
export interface RelyingParty {
  /** The host's name, which passkeys belong to. */
  readonly id: string;
  /** Of the page that asks, exactly. */
  readonly origin: string;
}

/** Whom a page keeps passkeys for: of this computer, or of a name in the settings under TLS. Null elsewhere. */
export function relyingPartyAt(origin: string, known: readonly string[]): RelyingParty | null {
  const { protocol, hostname } = new URL(origin);
  const isHere = hostname === "localhost" || hostname.endsWith(".localhost");
  const isName = isIP(hostname.replace(/^\[|\]$/g, "")) === 0;
  const isListed = protocol === "https:" && isName && known.includes(origin);
  return isHere || isListed ? { id: hostname, origin } : null;
}

/** What a browser answers when it has made a passkey; bytes are Base64url. */
export interface NewCredential {
  readonly id: string;
  readonly clientDataJSON: string;
  readonly attestationObject: string;
  readonly transports?: readonly string[] | undefined;
}

/** What a browser answers when a passkey was used. */
export interface PasskeyAnswer {
  readonly id: string;
  readonly clientDataJSON: string;
  readonly authenticatorData: string;
  readonly signature: string;
  /** The person that the authenticator kept the passkey for. */
  readonly userHandle: string;
}

/** What an authenticator tells of a passkey when it uses it. */
export type Proof = Pick<Passkey, "counter" | "isBackedUp">;

/** ES256 and RS256, which all authenticators know between them. */
const ALGORITHMS = [-7, -257];
/** How long a browser waits for its person, in milliseconds. */
const TIMEOUT_MS = 120_000;

/** What a browser needs to make a passkey; `handle` is what the authenticator knows the person by. */
export function creationOptions(
  { id }: RelyingParty,
  challenge: string,
  { handle, login, name, passkeys }: {
    readonly handle: string;
    readonly login: string;
    readonly name: string;
    readonly passkeys: readonly Passkey[];
  },
) {
  return {
    ...{ challenge, timeout: TIMEOUT_MS, attestation: "none" },
    rp: { id, name: "Crypto Price Alarm" },
    user: { id: handle, name: login, displayName: name },
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key", alg })),
    excludeCredentials: passkeys.map((key) => ({ type: "public-key", id: key.id })),
    authenticatorSelection: {
      ...{ residentKey: "required", requireResidentKey: true, userVerification: "required" },
    },
  };
}

/** What a browser needs to have any passkey of this server used. */
export function requestOptions({ id }: RelyingParty, challenge: string) {
  return { challenge, rpId: id, timeout: TIMEOUT_MS, userVerification: "required" };
}

/** The challenge that an answer was made for; null when it is no answer at all. It proves nothing yet. */
export function challengeIn(clientDataJSON: string): string | null {
  try {
    const { challenge } = JSON.parse(Buffer.from(clientDataJSON, "base64url").toString());
    return typeof challenge === "string" ? challenge : null;
  } catch {
    return null;
  }
}

/** The passkey in an answer to `creationOptions`; null when the answer does not hold. */
export async function madePasskey(
  { id, clientDataJSON, attestationObject, transports = [] }: NewCredential,
  { party, challenge }: { readonly party: RelyingParty; readonly challenge: string },
): Promise<Pick<Passkey, "id" | "publicKey" | "counter" | "isBackedUp"> | null> {
  const { verifyRegistrationResponse } = await import("@simplewebauthn/server");
  try {
    const { registrationInfo: made } = await verifyRegistrationResponse({
      response: {
        ...{ id, rawId: id, type: "public-key", clientExtensionResults: {} },
        response: { clientDataJSON, attestationObject, transports: [...transports] },
      },
      ...{ expectedChallenge: challenge, expectedOrigin: party.origin, expectedRPID: party.id },
      ...{ requireUserVerification: true, supportedAlgorithmIDs: ALGORITHMS },
    });
    // The browser names it, too: both must mean the same one.
    if (made === undefined || made.credential.id !== id) return null;
    const { publicKey, counter } = made.credential;
    const isBackedUp = made.credentialBackedUp;
    return { id, publicKey: Buffer.from(publicKey).toString("base64url"), counter, isBackedUp };
  } catch {
    return null;
  }
}

/** What an answer to `requestOptions` proves of a passkey; null when it does not hold. */
export async function provenBy(
  { id, clientDataJSON, authenticatorData, signature, userHandle }: PasskeyAnswer,
  { publicKey }: Pick<Passkey, "publicKey">,
  { party, challenge }: { readonly party: RelyingParty; readonly challenge: string },
): Promise<Proof | null> {
  const { verifyAuthenticationResponse } = await import("@simplewebauthn/server");
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        ...{ id, rawId: id, type: "public-key", clientExtensionResults: {} },
        response: { clientDataJSON, authenticatorData, signature, userHandle },
      },
      ...{ expectedChallenge: challenge, expectedOrigin: party.origin, expectedRPID: party.id },
      // Counters are compared by whoever writes them down.
      credential: {
        id,
        publicKey: new Uint8Array(Buffer.from(publicKey, "base64url")),
        counter: 0,
      },
      requireUserVerification: true,
    });
    const { newCounter: counter, credentialBackedUp: isBackedUp } = authenticationInfo;
    return verified ? { counter, isBackedUp } : null;
  } catch {
    return null;
  }
}
