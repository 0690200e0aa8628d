import { texts } from "@/lib/language/texts.ts";
import type { PasskeyView, SessionInfo } from "@/lib/protocol/views.ts";
import { send } from "./account.ts";
import { RequestError } from "./ask_server.ts";

/** Why a browser used no passkey. */
export const passkeyWords = texts("passkeys", {
  isThere: "This device has a passkey for this account already",
  isUnable: "This device cannot keep passkeys that ask who you are",
  wrongAddress: "The browser keeps no passkeys for this address",
  notUsed: "No passkey was used: the question was closed, or took too long",
});

/** What the server says of a passkey that is to be made; bytes are Base64url. */
interface MakeOptions {
  readonly challenge: string;
  readonly timeout: number;
  readonly attestation: AttestationConveyancePreference;
  readonly rp: PublicKeyCredentialRpEntity;
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
  readonly pubKeyCredParams: PublicKeyCredentialParameters[];
  readonly excludeCredentials: readonly { readonly type: "public-key"; readonly id: string }[];
  readonly authenticatorSelection: AuthenticatorSelectionCriteria;
}

/** Has the browser make a passkey, and the server keep it. @throws {RequestError} */
export async function makePasskey(name: string): Promise<PasskeyView> {
  const options = await send<MakeOptions>("POST", "/api/passkeys");
  const { challenge, user, excludeCredentials, ...rest } = options;
  const made = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        ...rest,
        challenge: bytesOf(challenge),
        user: { ...user, id: bytesOf(user.id) },
        excludeCredentials: excludeCredentials.map((key) => ({ ...key, id: bytesOf(key.id) })),
      },
    })
  );
  const response = made.response as AuthenticatorAttestationResponse;
  const body = {
    ...{ name, id: made.id, clientDataJSON: textOf(response.clientDataJSON) },
    attestationObject: textOf(response.attestationObject),
    transports: response.getTransports(),
  };
  return (await send<{ passkey: PasskeyView }>("PUT", "/api/passkeys", body)).passkey;
}

/** Logs in with a passkey; this browser keeps the cookie. @throws {RequestError} */
export async function logInByPasskey(remember: boolean): Promise<SessionInfo> {
  return await send("PUT", "/api/session/passkey", { ...await usedPasskey(), remember });
}

/** Uses a passkey in place of the password once more. @throws {RequestError} */
export async function confirmByPasskey(): Promise<void> {
  await send("PATCH", "/api/session/passkey", await usedPasskey());
}

/** Has the browser use any passkey of this server. */
async function usedPasskey() {
  const { challenge, ...rest } = await send<
    & { challenge: string; rpId: string; timeout: number }
    & { userVerification: UserVerificationRequirement }
  >("POST", "/api/session/passkey");
  const publicKey = { ...rest, challenge: bytesOf(challenge) };
  const used = await asked(() => navigator.credentials.get({ publicKey }));
  const response = used.response as AuthenticatorAssertionResponse;
  return {
    ...{ id: used.id, clientDataJSON: textOf(response.clientDataJSON) },
    authenticatorData: textOf(response.authenticatorData),
    signature: textOf(response.signature),
    userHandle: textOf(response.userHandle ?? new ArrayBuffer()),
  };
}

/** What browsers say of what went wrong, in words; anything else is a cancelled question. */
const WORDS = {
  InvalidStateError: "isThere",
  NotSupportedError: "isUnable",
  SecurityError: "wrongAddress",
} as const;

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const answer = await ask();
    if (answer !== null) return answer as PublicKeyCredential;
  } catch (error) {
    const name = error instanceof DOMException ? error.name : "";
    if (isKnown(name)) throw new RequestError("passkey", passkeyWords[WORDS[name]]);
  }
  throw new RequestError("passkey", passkeyWords.notUsed);
}

function isKnown(name: string): name is keyof typeof WORDS {
  return Object.hasOwn(WORDS, name);
}

/** By hand: the oldest browsers know no Base64url. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

function textOf(bytes: ArrayBuffer): string {
  const binary = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
