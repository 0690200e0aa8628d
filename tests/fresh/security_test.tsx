import assert from "node:assert/strict";
import { App, csp, csrf, HttpError } from "fresh";
import { loggedErrors } from "./logged_errors.ts";

const HEADER = "content-security-policy";

Deno.test("csp puts a new nonce on inline scripts and styles of each request", async () => {
  const handler = new App().use(csp({ useNonce: true })).get("/", (ctx) =>
    ctx.render(
      <html>
        <head>
          <style>{"a {}"}</style>
          <script dangerouslySetInnerHTML={{ __html: "1;" }} />
          <script src="/x.js" />
        </head>
        <body dangerouslySetInnerHTML={{ __html: "<script>evil()</script>" }} />
      </html>,
    )).handler();
  const nonces = new Set<string>();
  for (let i = 0; i < 2; i++) {
    const response = await handler(new Request("http://localhost/"));
    const nonce = /script-src 'self' 'nonce-([^']+)'/.exec(response.headers.get(HEADER) ?? "")?.[1];
    const html = await response.text();
    assert.ok(html.includes(`<style nonce="${nonce}">`));
    assert.ok(html.includes(`<script nonce="${nonce}">1;`));
    assert.ok(html.includes(`<script src="/x.js">`));
    assert.ok(html.includes("<script>evil()"), "raw HTML gets no nonce");
    nonces.add(String(nonce));
  }
  assert.equal(nonces.size, 2);
});

Deno.test("csp replaces the nonce on markup that several requests share", async () => {
  const constant = <script dangerouslySetInnerHTML={{ __html: "1;" }} />;
  const handler = new App().use(csp({ useNonce: true })).get("/", (ctx) => ctx.render(constant))
    .handler();
  for (let i = 0; i < 2; i++) {
    const response = await handler(new Request("http://localhost/"));
    const nonce = /nonce-([^']+)'/.exec(response.headers.get(HEADER) ?? "")?.[1];
    assert.ok((await response.text()).includes(`nonce="${nonce}"`));
  }
});

Deno.test("csp overrides directives by name, reports, and upgrades HTTPS pages only", async () => {
  const policy = csp({ csp: ["img-src 'self' blob:"], reportTo: "/report", reportOnly: true });
  const handler = new App().use(policy).get("/", () => new Response("ok")).handler();
  const plain = await handler(new Request("http://localhost/"));
  const header = plain.headers.get(`${HEADER}-report-only`) ?? "";
  assert.match(header, /img-src 'self' blob:/);
  assert.doesNotMatch(header, /img-src 'self' data:/);
  assert.match(header, /script-src 'self' 'unsafe-inline'/);
  assert.match(header, /report-uri \/report/);
  assert.doesNotMatch(header, /upgrade-insecure/);
  assert.equal(plain.headers.get("reporting-endpoints"), 'csp-endpoint="/report"');
  const secure = await handler(new Request("https://localhost/"));
  assert.match(secure.headers.get(`${HEADER}-report-only`) ?? "", /upgrade-insecure-requests$/);
});

Deno.test("csp protects error answers and frozen responses too", async () => {
  using _logged = loggedErrors();
  const handler = new App().use(csp())
    .get("/throws", () => Promise.reject(new Error("no")))
    .get("/http", () => Promise.reject(new HttpError(403)))
    .get("/frozen", () => Response.redirect("http://localhost/"))
    .handler();
  for (const path of ["/throws", "/http", "/frozen", "/unknown"]) {
    const response = await handler(new Request(`http://localhost${path}`));
    assert.match(response.headers.get(HEADER) ?? "", /default-src 'self'/, path);
    await response.body?.cancel();
  }
});

Deno.test("csrf lets only requests of the app's own pages change something", async () => {
  const handler = new App().use(csrf({ origin: "https://friend.example" }))
    .all("/", () => new Response("ok")).handler();
  const status = async (method: string, headers: HeadersInit = {}) => {
    const response = await handler(new Request("http://localhost/", { method, headers }));
    await response.body?.cancel();
    return response.status;
  };
  assert.equal(await status("GET", { origin: "https://evil.example" }), 200);
  assert.equal(await status("POST", { "sec-fetch-site": "same-origin" }), 200);
  assert.equal(await status("POST", { origin: "http://localhost" }), 200);
  assert.equal(await status("POST", { origin: "https://friend.example" }), 200);
  assert.equal(await status("POST"), 403);
  assert.equal(await status("POST", { origin: "https://evil.example" }), 403);
  assert.equal(await status("DELETE", { "sec-fetch-site": "cross-site" }), 403);
});
