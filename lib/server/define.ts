import { createDefine, HttpError, page, type RouteHandler } from "fresh";
import type { Credentials } from "@/lib/accounts/accounts.ts";
import type { AccountDesk } from "@/lib/accounts/open.ts";
import type { Who } from "@/lib/accounts/rights.ts";
import type { AuditLog } from "@/lib/audit/audit_log.ts";
import type { CommandContext } from "@/lib/commands/command.ts";
import type { RunCommand } from "@/lib/commands/commands.ts";
import type { Actions } from "@/lib/notify/actions.ts";
import type { DemoPhone } from "@/lib/notify/channels/phone/demo_phone.ts";
import type { OlderPast } from "@/lib/engine/backfill/older_past.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import type { FoundPair } from "@/lib/market/symbol.ts";
import type { StorageFacts } from "@/lib/protocol/answers.ts";
import type { Snapshot, Status } from "@/lib/protocol/frames.ts";
import type { Measured } from "@/lib/server/metrics.ts";
import type { Hub } from "@/lib/server/socket/hub.ts";
import type { SnapshotParts } from "./socket/frame_text.ts";
import type { Config } from "@/lib/settings/config.ts";
import type { SettingOrigins } from "@/lib/settings/origins.ts";
import type { Language } from "@/lib/language/texts.ts";
import type { Place } from "./bodies.ts";

/** What every route and page finds in `ctx.state`. */
export interface State {
  services: Services;
  /** Address of the client, for the log. */
  address: string;
  /** Who asks, and by what they show it. */
  who: Who;
  credentials: Credentials;
  /** Why the page that was asked for must not be shown; another one stands in its place. */
  refused?: "proxied" | "forbidden" | "unknown";
  /** Whom a trusted proxy has logged in, where nobody here has that name. */
  unknownLogin?: string;
  /** What pages are written in for whoever asks. */
  language: Language;
  /** What its answer takes of the memory, until it is read. */
  place?: Place;
}

/** The methods that routes are asked by; whatever else is in a request is answered before them. */
export const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

/** Nothing answers this method here; `allow` says what does. */
export class MethodNotAllowed extends HttpError {
  constructor(readonly allow: string) {
    super(405, "Method not allowed");
  }
}

const fresh = createDefine<State>();

/**
 * Fresh's `define`, with handlers that know which methods they answer: another one is 405 with `Allow`,
 * and `OPTIONS` says the same. Fresh itself answers 404, or with the page, whatever the method is.
 */
export const define: typeof fresh = {
  ...fresh,
  handlers: (handlers) => withRefusals(handlers),
  handler: (handlers) => withRefusals(handlers),
};

/** Handlers of a page that is only looked at. */
export const readOnly = define.handlers({ GET: () => page() });

function withRefusals<H extends RouteHandler<unknown, State>>(handlers: H): H {
  if (typeof handlers === "function") return handlers;
  const allowed = new Set([...Object.keys(handlers), "OPTIONS"]);
  if (allowed.has("GET")) allowed.add("HEAD");
  const allow = METHODS.filter((method) => allowed.has(method)).join(", ");
  const refuse = () => Promise.reject(new MethodNotAllowed(allow));
  const others = METHODS.filter((method) => !allowed.has(method)).map((method) => [method, refuse]);
  const OPTIONS = () => new Response(null, { status: 204, headers: { allow } });
  return { ...Object.fromEntries(others), OPTIONS, ...handlers };
}

/** The running program as routes and pages see it. */
export interface Services extends Pick<CommandContext, "store" | "now" | "channels"> {
  readonly config: Config;
  /** Where each setting's value is from. */
  readonly origins: SettingOrigins;
  readonly hub: Hub;
  readonly auditLog: Pick<AuditLog, "path" | "newestId" | "mentions">;
  readonly accounts: AccountDesk;
  /** Carries out a command for somebody, where they may. @throws {Refusal} */
  readonly runFor: (who: Who, ...request: Parameters<RunCommand>) => ReturnType<RunCommand>;
  /** Asks the sources for prices at once; rejects with a refusal when somebody did just before. */
  readonly checkNow: () => Promise<void>;
  /** Pairs that fit what somebody types. */
  readonly findPairs: (typed: string, source?: SourceName) => Promise<readonly FoundPair[]>;
  /** Asks a pair's source for what is older than the stored history. */
  readonly olderPast: Pick<OlderPast, "ask">;
  /** What links and buttons in messages stand for. */
  readonly actions: Pick<Actions, "look" | "take" | "unheard">;
  /** What browsers subscribe to push messages with, in Base64url. */
  readonly pushKey: string;
  /** The demo's phone; null outside the demo. */
  readonly phone: Pick<DemoPhone, "picture" | "turn" | "press"> | null;
  status(): Status;
  /** What `GET /metrics` tells. */
  readonly measures: Measured;
  /** How much is on the disk; known for up to a minute. */
  storage(): Promise<StorageFacts>;
  /** What a page begins with before any script runs: everything but what rings beyond the newest. */
  snapshot(): Snapshot;
  /** When the last check ended; null before the first one. */
  readonly lastCheckAt: string | null;
  /** What a snapshot is made of, one after the other. */
  readonly parts: () => SnapshotParts;
  /** Whether checks end in time; false when none has for three intervals. */
  isHealthy(): boolean;
  /** Told of errors that are the program's fault, and of the request that failed, where one did. */
  onError(error: unknown, request?: Request): void;
}
