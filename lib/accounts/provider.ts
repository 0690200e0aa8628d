import type * as Client from "openid-client";
import type { Logger } from "@/lib/logs/logger.ts";
import { type Role, ROLES } from "@/lib/protocol/views.ts";
import { HOUR_MS } from "@/lib/time/durations.ts";
import { AccountRefusal } from "./state.ts";

/** A provider that logs people in (OpenID Connect), as the settings name it. */
export interface ProviderSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** Null for a client that has none; PKCE is used either way. */
  readonly clientSecret: string | null;
  /** What people call it. */
  readonly name: string;
  readonly scopes: string;
  /** The claim that lists a person's groups. */
  readonly groupsClaim: string;
  readonly rules: RoleRules;
  /** Where the provider sends people back to, exactly. */
  readonly redirectUri: string;
  /** Where a logout ends: here alone, at the provider, or here again after it. */
  readonly logout: "here" | "provider" | "return";
  /** Where the provider sends people after they logged out there. */
  readonly leftUri: string;
  /** The way out to the provider. */
  readonly fetch: Client.CustomFetch;
  readonly log: Pick<Logger, "warn">;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** What must be kept between sending somebody to the provider and their return. */
export interface Sent {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** Whether the provider must ask for their login anew. */
  readonly isAnew: boolean;
}

/** What the provider gave with a login, for what is asked of it later. It is kept in memory only. */
export interface Grant {
  readonly idToken: string;
  /** Null where the provider gives none: then it cannot be asked again without the person. */
  readonly refreshToken: string | null;
  /** Those claims that rules go by which were told at the login. */
  readonly told: readonly string[];
}

/** What came of asking again. */
interface Again {
  /** `ended`: the provider has taken back what it gave; null where nothing can be said now. */
  readonly claims: Claims | "ended" | null;
  readonly grant: Grant;
}

/** Who logged in, and what the provider gave with it. */
export interface Proven {
  readonly claims: Claims;
  readonly grant: Grant;
}

/** How long the provider's own description of itself counts. */
const KNOWN_MS = HOUR_MS;
/** Clocks may differ by so much, in seconds. */
const SKEW = 60;
/** Seconds after which a login is not anew any more. */
const ANEW = 60;
/** Seconds that somebody who logs out waits at most for a provider of which nothing is known yet. */
const PATIENCE = 2;
/** Seconds that all else waits. */
const USUAL_PATIENCE = 10;
/** A longer ID token is no part of an address: proxies and providers refuse longer ones, in characters. */
const LONGEST_HINT = 4000;

/** Speaks with the provider: code flow with PKCE, `state` and `nonce`. Its library is loaded when somebody asks. */
export class Provider {
  #known: { readonly config: Client.Configuration; readonly until: number } | null = null;

  constructor(readonly settings: ProviderSettings) {}

  /** Where to send a browser, and what to keep until it is back. @throws {AccountRefusal} when it does not answer */
  async send(isAnew: boolean): Promise<{ url: string; sent: Sent }> {
    const { scopes, redirectUri } = this.settings;
    return await this.#asked(async (client, config) => {
      const verifier = client.randomPKCECodeVerifier();
      const [state, nonce] = [client.randomState(), client.randomNonce()];
      const url = client.buildAuthorizationUrl(config, {
        ...{
          redirect_uri: redirectUri,
          scope: scopes,
          state,
          nonce,
          code_challenge_method: "S256",
        },
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        ...(isAnew ? { prompt: "login", max_age: String(ANEW) } : {}),
      });
      return { url: url.href, sent: { state, nonce, verifier, isAnew } };
    }, failed);
  }

  /** Who came back, by what stands in the address. @throws {AccountRefusal} when that does not hold */
  async proven(search: string, { state, nonce, verifier, isAnew }: Sent): Promise<Proven> {
    const { redirectUri } = this.settings;
    return await this.#asked(async (client, config) => {
      const tokens = await client.authorizationCodeGrant(config, new URL(search, redirectUri), {
        ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier },
        idTokenExpected: true,
        ...(isAnew ? { maxAge: ANEW } : {}),
      });
      return await this.#provenBy(tokens, client, config);
    }, notProven);
  }

  /** Asks about somebody who logged in a while ago; what is answered as grant takes the place of the one before. */
  async again(before: Grant): Promise<Again> {
    if (before.refreshToken === null) return { claims: null, grant: before };
    const { log, name } = this.settings;
    const client = await import("openid-client");
    let grant = before;
    try {
      const config = await this.#config(client);
      const tokens = await client.refreshTokenGrant(config, before.refreshToken);
      // The one before may be used up, whatever comes of the rest.
      grant = { ...before, refreshToken: tokens.refresh_token ?? before.refreshToken };
      if (tokens.claims() === undefined) return { claims: null, grant };
      const { claims, grant: { idToken, told } } = await this.#provenBy(tokens, client, config);
      // Some tell less than at a login: that says nothing of what somebody may.
      if (before.told.some((claim) => !told.includes(claim))) return { claims: null, grant };
      return { claims, grant: { ...grant, idToken } };
    } catch (error) {
      const isEnded = error instanceof client.ResponseBodyError && error.error === "invalid_grant";
      if (isEnded) return { claims: "ended", grant };
      log.warn("Asking {name} about somebody again failed: {error}", { name, error });
      return { claims: null, grant };
    }
  }

  /**
   * Where a browser ends its login at the provider, too; null where the provider has no such place, is not to be
   * asked, or does not answer soon.
   */
  async leave(idToken: string | null): Promise<string | null> {
    const { logout, leftUri, log, name } = this.settings;
    if (logout === "here") return null;
    const client = await import("openid-client");
    try {
      const config = this.#known?.config ?? await this.#config(client, PATIENCE);
      if (config.serverMetadata().end_session_endpoint === undefined) return null;
      const isFit = idToken !== null && idToken.length <= LONGEST_HINT;
      return client.buildEndSessionUrl(config, {
        ...(isFit ? { id_token_hint: idToken } : {}),
        ...(logout === "return" ? { post_logout_redirect_uri: leftUri } : {}),
      }).href;
    } catch (error) {
      log.warn("Logging out at {name} failed, here it is done: {error}", { name, error });
      return null;
    }
  }

  async #provenBy(
    tokens: Client.TokenEndpointResponse & Client.TokenEndpointResponseHelpers,
    client: typeof Client,
    config: Client.Configuration,
  ): Promise<Proven> {
    const { groupsClaim } = this.settings;
    const told = tokens.claims();
    if (told === undefined) throw new Error("There is no ID token");
    const isWhole = groupsClaim in told && "email" in told;
    const hasMore = config.serverMetadata().userinfo_endpoint !== undefined;
    const more = isWhole || !hasMore
      ? {}
      : await client.fetchUserInfo(config, tokens.access_token, told.sub);
    const { id_token: idToken = "", refresh_token: refreshToken = null } = tokens;
    const all = { ...more, ...told };
    const deciding = [groupsClaim, "email"].filter((claim) => claim in all);
    return {
      claims: claimsIn(all, groupsClaim),
      grant: { idToken, refreshToken, told: deciding },
    };
  }

  /** @throws {AccountRefusal} in words of our own: what the provider said is for the log */
  async #asked<T>(
    work: (client: typeof Client, config: Client.Configuration) => Promise<T>,
    refusal: (name: string) => AccountRefusal,
  ): Promise<T> {
    const { log, name } = this.settings;
    const client = await import("openid-client");
    try {
      return await work(client, await this.#config(client));
    } catch (error) {
      log.warn("Logging in with {name} failed: {error}", { name, error });
      throw refusal(name);
    }
  }

  async #config(
    client: typeof Client,
    patience: number = USUAL_PATIENCE,
  ): Promise<Client.Configuration> {
    const { issuer, clientId, clientSecret, fetch, now } = this.settings;
    if (this.#known !== null && this.#known.until > now()) return this.#known.config;
    const isPlain = new URL(issuer).protocol === "http:";
    const config = await client.discovery(
      new URL(issuer),
      clientId,
      { [client.clockTolerance]: SKEW },
      clientSecret === null ? client.None() : client.ClientSecretPost(clientSecret),
      {
        [client.customFetch]: fetch,
        timeout: patience,
        execute: [
          // TLS to the provider proves it as well; a signature does on every way.
          client.enableNonRepudiationChecks,
          ...(isPlain ? [client.allowInsecureRequests] : []),
        ],
      },
    );
    config.timeout = USUAL_PATIENCE;
    this.#known = { config, until: now() + KNOWN_MS };
    return config;
  }
}

function failed(name: string): AccountRefusal {
  const message = `${name} does not answer as it should, and the server's log says more; ` +
    "log in with your password meanwhile";
  return new AccountRefusal("provider_failed", message);
}

export function notProven(name: string): AccountRefusal {
  const message = `The login with ${name} was not completed, or took too long; begin again`;
  return new AccountRefusal("not_proven", message);
}

/** E-mails count only where the provider has seen that they are theirs. */
function claimsIn(told: Readonly<Record<string, unknown>>, groupsClaim: string): Claims {
  const text = (name: string) => {
    const value = told[name];
    return typeof value === "string" && value !== "" ? value.slice(0, 200) : null;
  };
  const groups = told[groupsClaim];
  return {
    ...{ subject: String(told["sub"]), login: text("preferred_username"), name: text("name") },
    email: told["email_verified"] === true ? text("email") : null,
    groups: [groups].flat().filter((group) => typeof group === "string"),
  };
}

/** What a provider says of a person, as far as it is asked about. */
export interface Claims {
  /** By which the provider tells people apart; nothing else does. */
  readonly subject: string;
  /** Name to log in with, as the provider has it. */
  readonly login: string | null;
  readonly name: string | null;
  /** Null unless the provider has seen that it is theirs. */
  readonly email: string | null;
  readonly groups: readonly string[];
}

/** Whom each role is for; each rule is `group:NAME`, `domain:NAME` or `subject:ID`. */
export type RoleRules = Readonly<Record<Role, readonly string[]>>;

/** The highest role that a rule gives; null where none does: an empty list is for nobody. */
export function roleBy(rules: RoleRules, claims: Claims): Role | null {
  return ROLES.toReversed().find((role) => rules[role].some((rule) => fits(rule, claims))) ?? null;
}

function fits(rule: string, { subject, email, groups }: Claims): boolean {
  const at = rule.indexOf(":");
  const [kind, value] = [rule.slice(0, at), rule.slice(at + 1)];
  switch (kind) {
    case "group":
      return groups.includes(value);
    case "subject":
      return subject === value;
    case "domain":
      // All behind the last @: a name may hold others in quotes.
      return email !== null &&
        email.slice(email.lastIndexOf("@") + 1).toLowerCase() === value.toLowerCase();
    default:
      return false;
  }
}
