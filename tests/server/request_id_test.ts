import assert from "node:assert/strict";
import { startLogs } from "@/lib/logs/start_logs.ts";
import { withHeaders } from "@/lib/server/guards.ts";
import { LogFolder } from "../logs/log_folder.ts";
import { withApp } from "../program/app_under_test.ts";

const SETTINGS = { ALLOWED_ORIGINS: [], TRUSTED_PROXIES: ["10.0.0.0/8"] };
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** The id that a request gets from this address which brings one along. */
async function idOf(hostname: string, given: string): Promise<string> {
  const handler = withHeaders(() => new Response("fine"), SETTINGS);
  const headers = { host: "localhost", "x-request-id": given };
  const remoteAddr = { transport: "tcp", hostname, port: 1 } as const;
  const request = new Request("http://localhost/", { headers });
  const response = await handler(request, { remoteAddr, completed: Promise.resolve() });
  return response.headers.get("x-request-id") ?? "";
}

Deno.test("X-Request-Id is a trusted proxy's, and no other's", async () => {
  assert.equal(await idOf("10.1.2.3", "edge-17"), "edge-17");
  assert.equal(await idOf("::ffff:10.1.2.3", "edge-17"), "edge-17");
  assert.match(await idOf("192.0.2.1", "edge-17"), UUID);
  for (const odd of ["", "a b", "x".repeat(129), 'a"b', "<b>"]) {
    assert.match(await idOf("10.1.2.3", odd), UUID, odd);
  }
});

Deno.test("X-Request-Id is in the log line of a request that failed, and on its page", async () => {
  using folder = new LogFolder();
  const lines: string[] = [];
  const logs = await startLogs({
    ...{ logDir: folder.path, level: "error", format: "json" },
    print: (line) => void lines.push(line),
  });
  try {
    await withApp(async ({ program, request }) => {
      program.status = () => {
        throw new Error("planted");
      };
      for (const path of ["/api/status", "/metrics", "/settings"]) {
        const response = await request(path);
        assert.equal(response.status, 500, path);
        const id = response.headers.get("x-request-id") ?? "";
        assert.match(id, UUID);
        const line = JSON.parse(lines.at(-1) ?? "{}");
        assert.equal(line.data.request, id, path);
        assert.equal((await response.text()).includes(id), path === "/settings", path);
      }
    });
  } finally {
    await logs.close();
  }
});
