import { getLogger } from "@/lib/logs/get_logger.ts";
import { METHODS } from "./define.ts";
import { problem } from "./problem.ts";
import { isApi, requestProblem } from "./well_formed.ts";

type Fetch = Deno.ServeHandler<Deno.NetAddr>;

/** What no page of ours does, and no page that gets hold of one may do in its name. */
const PERMISSIONS = [
  ...["accelerometer", "camera", "display-capture", "encrypted-media", "geolocation", "gyroscope"],
  ...["magnetometer", "microphone", "midi", "payment", "usb"],
  ...["screen-wake-lock", "xr-spatial-tracking"],
].map((feature) => `${feature}=()`).join(", ");

/** On every answer: it keeps browsers from guessing, framing, lending and telling where somebody was. */
const EVERYWHERE = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": PERMISSIONS,
};
/** Where nothing says what a page may load, it may load nothing. */
const STRICTEST_POLICY = "default-src 'none'; frame-ancestors 'none'";

/**
 * Answers for what surrounds `fetch`: a request that breaks HTTP's rules gets 400, a failure nobody caught
 * 500, and every answer the headers that protect it.
 */
export function withHeaders(fetch: Fetch, { ALLOWED_ORIGINS }: HeaderSettings): Fetch {
  const listed: ReadonlySet<string> = new Set(ALLOWED_ORIGINS);
  return async (request, info) => {
    const response = await answerOf(fetch, request, info);
    if (response.status === 101) return response;
    protect(response.headers);
    const origin = request.headers.get("origin");
    const mayRead = origin !== null && listed.has(origin);
    if (mayRead && isApi(URL.parse(request.url)?.pathname ?? "")) {
      allowOrigin(origin, response.headers);
    }
    return response;
  };
}

/** The settings that headers depend on. */
export interface HeaderSettings {
  readonly ALLOWED_ORIGINS: readonly string[];
}

/** For a page elsewhere whose origin is listed: without these its script learns nothing, not even what is wrong. */
function allowOrigin(origin: string, headers: Headers): void {
  headers.set("access-control-allow-origin", origin);
  headers.set("access-control-allow-methods", "GET, POST, PUT, PATCH, DELETE");
  headers.set("access-control-allow-headers", "content-type");
  headers.append("vary", "origin");
}

/**
 * In place: around the body of another answer, Deno would keep a long text twice, and where the memory guard
 * does not see it.
 */
function protect(headers: Headers): void {
  for (const [name, value] of Object.entries(EVERYWHERE)) headers.set(name, value);
  if (!headers.has("content-security-policy")) {
    headers.set("content-security-policy", STRICTEST_POLICY);
  }
  const isPage = headers.get("content-type")?.startsWith("text/html");
  if (isPage) headers.set("cache-control", "no-store");
}

async function answerOf(fetch: Fetch, request: Request, info: Info): Promise<Response> {
  const wrong = requestProblem(request);
  if (wrong !== null) return problem(400, { detail: wrong, code: "bad_request" });
  if (!METHODS.some((method) => method === request.method)) return unknownMethod(request);
  try {
    return await fetch(request, info);
  } catch (error) {
    if (error instanceof URIError) return brokenEscape();
    getLogger("http").error("A request failed: {error}", { error });
    const detail = "The request failed inside the server; its log says more";
    return problem(500, { detail, code: "internal" });
  }
}

/** Upstream Fresh fails on methods that it does not know. */
function unknownMethod({ method }: Request): Response {
  const allow = METHODS.join(", ");
  const detail = `${method.slice(0, 20)} is not possible here, but ${allow}`;
  return problem(405, { detail, code: "http_error" }, { allow });
}

/** Fresh reads a path's parameters before any middleware, and throws. */
function brokenEscape(): Response {
  const detail = "The address holds a % that begins no valid escape; write %25 for the sign itself";
  return problem(400, { detail, code: "bad_request" });
}

type Info = Parameters<Fetch>[1];
