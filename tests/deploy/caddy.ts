import { adapted, type Places, type Proxy, put } from "./proxy_rig.ts";

type Change = readonly [from: string, to: string];

/** Caddy with the shipped file: only ports, certificate and the program's address are put in. */
export function caddy(changes: readonly Change[] = []): Proxy {
  return {
    name: "Caddy",
    paths: ["/usr/bin/caddy", "/usr/local/bin/caddy"],
    required: "CADDY_REQUIRED",
    async configure(places) {
      const text = await adapted("deploy/Caddyfile", [...placesOf(places), ...changes]);
      return [
        "run",
        "--adapter",
        "caddyfile",
        "--config",
        await put(places.folder, "Caddyfile", text),
      ];
    },
  };
}

function placesOf({ httpPort, tlsPort, certificate, key, upstream }: Places): Change[] {
  const ours = [
    "admin off",
    `http_port ${httpPort}`,
    `https_port ${tlsPort}`,
    "default_bind 127.0.0.1",
  ];
  return [
    ["\tservers {", `\t${ours.join("\n\t")}\n\tservers {`],
    ["\nalarm.example.com {", `\nlocalhost {\n\ttls ${certificate} ${key}`],
    ["alarm.example.com", "localhost"],
    ["127.0.0.1:8000", upstream],
  ];
}
