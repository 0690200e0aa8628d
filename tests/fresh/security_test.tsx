import assert from "node:assert/strict";
import { App, csp, HttpError } from "fresh";
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
    assert.ok(html.includes(`<script src="/x.js"`));
    assert.ok(html.includes("<script>evil()"), "raw HTML gets no nonce");
    nonces.add(String(nonce));
  }
  assert.equal(nonces.size, 2);
});

Deno.test("csp knows the nonce of a response that a middleware rendered, never of a copy", async () => {
  const shown = () => <script dangerouslySetInnerHTML={{ __html: "1;" }} />;
  const handler = new App().use(csp({ useNonce: true }))
    .use("/copy", async (ctx) => {
      const response = await ctx.next();
      return new Response(response.body, response);
    })
    .use(async (ctx) => {
      try {
        return await ctx.next();
      } catch {
        return await ctx.render(shown(), { status: 404 });
      }
    })
    .get("/copy/it", (ctx) => ctx.render(shown())).handler();
  const policyOf = async (path: string) => {
    const response = await handler(new Request(`http://localhost${path}`));
    const nonce = /nonce="([^"]+)"/.exec(await response.text())?.[1] ?? "none";
    return (response.headers.get(HEADER) ?? "").includes(`script-src 'self' 'nonce-${nonce}'`);
  };
  assert.equal(await policyOf("/nowhere"), true);
  assert.equal(await policyOf("/copy/it"), false);
});

Deno.test("csp overrides directives by name, reports, and always upgrades", async () => {
  const policy = csp({ csp: ["img-src 'self' blob:"], reportTo: "/report", reportOnly: true });
  const handler = new App().use(policy).get("/", () => new Response("ok")).handler();
  const plain = await handler(new Request("http://localhost/"));
  const header = plain.headers.get(`${HEADER}-report-only`) ?? "";
  assert.match(header, /img-src 'self' blob:/);
  assert.doesNotMatch(header, /img-src 'self' data:/);
  assert.match(header, /script-src 'self' 'unsafe-inline'/);
  assert.match(header, /report-uri \/report/);
  assert.match(header, /upgrade-insecure-requests/);
  assert.equal(plain.headers.get("reporting-endpoints"), 'csp-endpoint="/report"');
});

Deno.test("csp lets what is thrown pass by: error pages have a policy where the app makes them", async () => {
  using _logged = loggedErrors();
  const handler = new App().use(csp())
    .use("/caught", async (ctx) => {
      try {
        return await ctx.next();
      } catch {
        return new Response("caught");
      }
    })
    .get("/throws", () => Promise.reject(new Error("no")))
    .get("/caught/it", () => Promise.reject(new HttpError(403)))
    .handler();
  const policyOf = async (path: string) => {
    const response = await handler(new Request(`http://localhost${path}`));
    await response.body?.cancel();
    return response.headers.has(HEADER);
  };
  assert.equal(await policyOf("/throws"), false);
  assert.equal(await policyOf("/unknown"), false);
  assert.equal(await policyOf("/caught/it"), true);
});
