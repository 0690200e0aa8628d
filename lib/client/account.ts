import type { SessionInfo } from "@/lib/protocol/views.ts";
import { askServer, RequestError } from "./ask_server.ts";
import { toBase } from "./base_path.ts";

/** What a person types to log in; the code is asked for once it is known to be needed. */
export interface LoginDraft {
  readonly login: string;
  readonly password: string;
  readonly code: string;
  readonly remember: boolean;
}

export const EMPTY_LOGIN: LoginDraft = { login: "", password: "", code: "", remember: true };

/** Logs in; this browser keeps the cookie. @throws {RequestError} */
export function logIn({ login, password, code, remember }: LoginDraft): Promise<SessionInfo> {
  const withCode = code.trim() === "" ? {} : { code: code.trim() };
  return send("POST", "/api/session", { login, password, remember, ...withCode });
}

/** Leaves for the provider that logs people in, which sends the browser back to `next`. @throws {RequestError} */
export async function goToProvider(method: string, path: string, next: string): Promise<void> {
  location.assign((await send<{ url: string }>(method, path, { next })).url);
}

/** Logs out here, and then at the provider, where that logged this browser in. @throws {RequestError} */
export async function logOut(path: "/api/session" | "/api/sessions"): Promise<void> {
  const further = await send<{ url: string } | undefined>("DELETE", path);
  location.assign(further?.url ?? toBase("/login"));
}

/** Sends JSON and answers what comes back. @throws {RequestError} */
export function send<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  return askServer(path, body === undefined ? { method } : { method, body: JSON.stringify(body) });
}

/** Whether an answer says that a code is wanted beside the password. */
export function wantsCode(error: unknown): boolean {
  return error instanceof RequestError && ["code_needed", "wrong_code"].includes(error.code);
}

/** Whether the password must be given once more before this is done. */
export function wantsConfirmation(error: unknown): boolean {
  return error instanceof RequestError && error.code === "confirm_needed";
}

/** A link of this server to hand on, from the path that it answered. */
export function linkOf(path: string): string {
  return new URL(toBase(path), location.origin).href;
}
