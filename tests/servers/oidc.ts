import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

// deno-lint-ignore no-explicit-any -- it brings no types, and an import by a name that is worked out asks for none
const { default: Provider }: any = await import(String("oidc-provider"));

/** Somebody whom the provider knows. */
export interface ProvidersPerson {
  readonly sub: string;
  readonly preferred_username?: string;
  readonly name?: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly groups?: readonly string[];
}

export const CLIENT = { id: "crypto-price-alarm", secret: "a secret of sixty characters or so" };

/** A provider of OpenID Connect that logs in whoever the test says, without asking. */
export class OidcServer {
  /** Who sits before the browser. */
  person: ProvidersPerson = { sub: "1" };
  /** Whether a client that has just had somebody logged in may ask about them again. */
  givesRefreshTokens = false;
  /** Whether it fails to tell more about people. */
  isUserinfoDown = false;
  /** What it was asked for, newest last. */
  readonly asked: string[] = [];

  private constructor(readonly server: Server, readonly issuer: string) {}

  static async start(redirectUri: string): Promise<OidcServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const oidc = new OidcServer(server, issuer);
    const provider = new Provider(issuer, {
      clients: [{
        ...{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirectUri] },
        post_logout_redirect_uris: [new URL("/login", redirectUri).href],
        grant_types: ["authorization_code", "refresh_token"],
        token_endpoint_auth_method: "client_secret_post",
      }],
      issueRefreshToken: () => oidc.givesRefreshTokens,
      rotateRefreshToken: true,
      claims: {
        ...{ openid: ["sub"], profile: ["name", "preferred_username", "groups"] },
        email: ["email", "email_verified"],
      },
      findAccount: (_: unknown, id: string) => ({
        accountId: id,
        claims: () => ({ ...oidc.person, sub: id }),
      }),
      interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
      features: {
        devInteractions: { enabled: false },
        // Its own pages ask for letters of another server.
        rpInitiatedLogout: {
          logoutSource: (ctx: { body: string }, form: string) => {
            const attributes = 'form="op.logoutForm" name="logout" value="yes"';
            ctx.body = `<!DOCTYPE html>${form}<button ${attributes}>Yes, sign me out</button>`;
          },
          postLogoutSuccessSource: (ctx: { body: string }) => void (ctx.body = "Signed out"),
        },
      },
      pkce: { required: () => true },
      ttl: { Session: 600, Grant: 600, AccessToken: 600, IdToken: 600, Interaction: 600 },
    });
    const callback = provider.callback();
    server.on("request", (request, response) => {
      oidc.asked.push(request.url ?? "");
      if (oidc.isUserinfoDown && request.url === "/me") {
        return void response.writeHead(500).end();
      }
      if (!request.url?.startsWith("/interaction/")) return void callback(request, response);
      void oidc.#interact(provider, request, response);
    });
    return oidc;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Answers what the provider would ask a person. */
  async #interact(...[provider, request, response]: Interaction): Promise<void> {
    const { prompt, params, grantId, session } = await provider.interactionDetails(
      request,
      response,
    );
    if (prompt.name === "login") {
      const login = { accountId: this.person.sub };
      return await provider.interactionFinished(request, response, { login });
    }
    const known = grantId === undefined ? undefined : await provider.Grant.find(grantId);
    const grant = known ??
      new provider.Grant({ accountId: session?.accountId, clientId: params.client_id });
    grant.addOIDCScope(String(params.scope));
    const consent = { grantId: await grant.save() };
    await provider.interactionFinished(request, response, { consent }, {
      mergeWithLastSubmission: true,
    });
  }
}

// deno-lint-ignore no-explicit-any -- as above
type Interaction = [provider: any, request: any, response: any];

/**
 * Goes to the provider as a browser does, and says yes to what it asks; answers the address that it sends it back
 * to. `cookies` are those that the browser has of the provider.
 */
export async function visitProvider(
  url: string,
  redirectUri: string,
  cookies = new Map<string, string>(),
): Promise<URL> {
  let next = url;
  let form: URLSearchParams | null = null;
  for (let step = 0; step < 12 && !next.startsWith(redirectUri); step++) {
    const cookie = Array.from(cookies, (pair) => pair.join("=")).join("; ");
    const sent = form === null ? {} : { method: "POST", body: form };
    const response: Response = await fetch(next, {
      ...sent,
      redirect: "manual",
      headers: { cookie },
    });
    const text = await response.text();
    for (const given of response.headers.getSetCookie()) {
      const [name = "", value = ""] = (given.split(";")[0] ?? "").split("=");
      cookies.set(name, value);
    }
    const [, action] = /<form[^>]* action="([^"]+)"/.exec(text) ?? [];
    const [, xsrf] = /name="xsrf" value="([^"]+)"/.exec(text) ?? [];
    if (action !== undefined && xsrf !== undefined) {
      form = new URLSearchParams({ xsrf, logout: "yes" });
      next = new URL(action, next).href;
      continue;
    }
    form = null;
    const location = response.headers.get("location");
    if (location === null) throw new Error(`The provider answered ${response.status}: ${text}`);
    next = new URL(location, next).href;
  }
  return new URL(next);
}
