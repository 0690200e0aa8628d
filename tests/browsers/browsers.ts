import { freePort } from "../free_port.ts";
import { LIMIT_MS, programPath, RunningProgram, until } from "./programs.ts";

/** A page in a browser, as far as a smoke test needs one. */
export interface Screen extends AsyncDisposable {
  open(url: string): Promise<void>;
  /** The value of an expression, which must be JSON. */
  evaluate(expression: string): Promise<unknown>;
}

/** A browser that is found on this machine, or what to install. */
export type Found = { readonly start: () => Promise<Screen> } | { readonly missing: string };

/** Firefox, by WebDriver BiDi. */
export function firefox(): Found {
  const path = programPath("FIREFOX_PATH", "firefox-esr", "firefox");
  if (path === null) return { missing: "Firefox (package firefox-esr, or FIREFOX_PATH)" };
  return { start: () => startFirefox(path) };
}

/** WebKitGTK's MiniBrowser, by WebDriver, on a screen that exists in memory only. */
export function webkit(): Found {
  const driver = programPath("WEBKIT_DRIVER_PATH", "WebKitWebDriver");
  const browser = programPath(
    "MINIBROWSER_PATH",
    ...["x86_64", "aarch64"].map((cpu) => `/usr/lib/${cpu}-linux-gnu/webkit2gtk-4.1/MiniBrowser`),
  );
  const display = programPath("XVFB_PATH", "Xvfb");
  if (driver === null || browser === null) {
    return { missing: "WebKit (package webkit2gtk-driver, or WEBKIT_DRIVER_PATH)" };
  }
  if (display === null) return { missing: "a screen for WebKit (package xvfb, or XVFB_PATH)" };
  return { start: () => startWebkit(driver, browser, display) };
}

interface Reply {
  id?: number;
  type: string;
  result?: Record<string, unknown>;
  message?: string;
}

async function startFirefox(path: string): Promise<Screen> {
  await using stack = new AsyncDisposableStack();
  const profile = await Deno.makeTempDir();
  stack.defer(() => Deno.remove(profile, { recursive: true }));
  const args = ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"];
  const program = stack.use(new RunningProgram(path, args));
  const url = await program.says(/WebDriver BiDi listening on (ws:\S+)/);
  const socket = new WebSocket(`${url}/session`);
  stack.defer(() => socket.close());
  const waiting = new Map<number, PromiseWithResolvers<Record<string, unknown>>>();
  socket.onmessage = ({ data }) => {
    const { id = -1, type, result, message } = JSON.parse(data) as Reply;
    const pending = waiting.get(id);
    if (type === "error") pending?.reject(new Error(message));
    else pending?.resolve(result ?? {});
  };
  await new Promise((resolve) => socket.onopen = resolve);
  const send = (method: string, params: object) => {
    const id = waiting.size;
    const pending = Promise.withResolvers<Record<string, unknown>>();
    waiting.set(id, pending);
    socket.send(JSON.stringify({ id, method, params }));
    return pending.promise;
  };
  await send("session.new", { capabilities: {} });
  const { contexts } = await send("browsingContext.getTree", {});
  const [{ context }] = contexts as [{ context: string }];
  const running = stack.move();
  return {
    open: async (url) =>
      void await send("browsingContext.navigate", { context, url, wait: "complete" }),
    async evaluate(expression) {
      const answer = await send("script.evaluate", {
        expression: `(async () => JSON.stringify(await (${expression})))()`,
        target: { context },
        awaitPromise: true,
        userActivation: true,
      });
      const { result, exceptionDetails } = answer as {
        result?: { value?: string };
        exceptionDetails?: { text: string };
      };
      if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.text}`);
      return JSON.parse(result?.value ?? "null");
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function startWebkit(driver: string, browser: string, display: string): Promise<Screen> {
  await using stack = new AsyncDisposableStack();
  const screen = `:${freePort()}`;
  stack.use(new RunningProgram(display, [screen, "-screen", "0", "1280x900x24"]));
  const port = freePort();
  // Its own sandbox needs rights that containers lack.
  const env = { DISPLAY: screen, WEBKIT_DISABLE_COMPOSITING_MODE: "1", GDK_BACKEND: "x11" };
  stack.use(new RunningProgram(driver, [`--port=${port}`], env));
  const ask = async (method: string, path: string, body?: object) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${value.message}`);
    return value;
  };
  await until("WebKit's driver", () => ask("GET", "/status").catch(() => null));
  const options = { binary: browser, args: ["--automation"] };
  const alwaysMatch = { "webkitgtk:browserOptions": options };
  const { sessionId } = await ask("POST", "/session", { capabilities: { alwaysMatch } });
  stack.defer(() => ask("DELETE", `/session/${sessionId}`));
  const running = stack.move();
  return {
    open: (url) => ask("POST", `/session/${sessionId}/url`, { url }),
    async evaluate(expression) {
      const script = `const done = arguments[arguments.length - 1];
        (async () => JSON.stringify(await (${expression})))()
          .then((text) => done({ text }), (error) => done({ error: String(error) }));`;
      const { text, error } = await ask("POST", `/session/${sessionId}/execute/async`, {
        script,
        args: [],
      });
      if (error !== undefined) throw new Error(`${expression}: ${error}`);
      return JSON.parse(text ?? "null");
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
