import assert from "node:assert/strict";
import { Guard } from "@/lib/notify/guard.ts";
import { projectFile } from "./project_file.ts";

const tasks = (path: string): Readonly<Record<string, { readonly command: string }>> =>
  JSON.parse(projectFile(path)).tasks;
const { serve, compile } = tasks("deno.json");

const PLACES = [
  ["deno task serve", serve?.command],
  ["deno task compile", compile?.command],
  ["deno task start:fresh", tasks("deno.fresh.json")["start:fresh"]?.command],
  ["Dockerfile", projectFile("Dockerfile")],
  ["the systemd unit", projectFile("deploy/crypto-price-alarm.service")],
] as const;

/** The addresses that a command denies. */
const deniedBy = (text = "") => /--deny-net=([\w.:,[\]]+)/.exec(text)?.[1]?.split(",") ?? [];

for (const [name, text] of PLACES) {
  Deno.test(`${name} denies the program the addresses at which clouds tell credentials`, async () => {
    const denied = deniedBy(text);
    assert.deepEqual(denied, deniedBy(serve?.command));
    assert.equal(denied.length, 9);
    // The guard refuses them as well, whatever the settings list.
    const guard = new Guard({ allowed: denied });
    for (const address of denied) {
      await assert.rejects(guard.check(`http://${address}/`), /credentials/, address);
    }
  });
}

Deno.test("Deno takes the denied addresses as such, and leaves the others allowed", async () => {
  const code = `for (const host of Deno.args) {
    console.log((await Deno.permissions.query({ name: "net", host })).state);
  }`;
  const rights = (serve?.command ?? "").replaceAll("'", "").split(" ")
    .filter((word) => /^--(?:allow|deny)-net/.test(word));
  const hosts = ["169.254.169.254", "[fd00:ec2::254]:80", "api.telegram.org", "192.168.1.5:80"];
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-config",
      ...rights,
      `data:text/javascript,${encodeURIComponent(code)}`,
      ...hosts,
    ],
  }).output();
  const states = new TextDecoder().decode(stdout).trim().split("\n");
  assert.deepEqual(states, ["denied", "denied", "granted", "granted"]);
});
