import { adapted, type Places, type Proxy, put } from "./proxy_rig.ts";

/** Lines of the shipped file that tests add to, or take the `#` from. */
type Change = readonly [from: string, to: string];

/** nginx with the shipped file: only ports, certificate and the program's address are put in. */
export function nginx(changes: readonly Change[] = []): Proxy {
  return {
    name: "nginx",
    paths: ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"],
    required: "NGINX_REQUIRED",
    async configure(places) {
      const { folder } = places;
      const site = await adapted("deploy/nginx.conf", [...placesOf(places), ...changes]);
      const path = await put(
        folder,
        "nginx.conf",
        around(await put(folder, "site.conf", site), folder),
      );
      return ["-p", folder, "-c", path];
    },
  };
}

function placesOf({ httpPort, tlsPort, certificate, key, upstream }: Places): Change[] {
  const live = "/etc/letsencrypt/live/alarm.example.com";
  return [
    [`${live}/fullchain.pem`, certificate],
    [`${live}/privkey.pem`, key],
    ["  listen 80;\n  listen [::]:80;\n", `  listen 127.0.0.1:${httpPort};\n`],
    [
      "  listen 443 ssl http2;\n  listen [::]:443 ssl http2;\n",
      `  listen 127.0.0.1:${tlsPort} ssl http2;\n`,
    ],
    ["alarm.example.com", "localhost"],
    ["127.0.0.1:8000", upstream],
  ];
}

/** What Debian's own nginx.conf puts around such a file, in a folder of the test's. */
function around(site: string, folder: string): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${folder}/${name};`);
  const lines = [
    // The workers of a master that is root are nobody else, who may not enter the test's folder.
    ...(Deno.uid() === 0 ? ["user root;"] : []),
    ...["daemon off;", "worker_processes 1;", `pid ${folder}/nginx.pid;`, "error_log stderr warn;"],
    // As docs/deploy/nginx.md tells.
    ...["worker_rlimit_nofile 20000;", "events { worker_connections 8192; }"],
    `http { access_log off; ${temporary.join(" ")} include ${site}; }`,
  ];
  return `${lines.join("\n")}\n`;
}
