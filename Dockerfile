# syntax=docker/dockerfile:1
# The version of .dvmrc; a test compares them.
ARG DENO_VERSION=2.9.6

# Deno's own image: the same binary as everywhere, for amd64 and arm64, with an unprivileged user `deno`.
FROM denoland/deno:${DENO_VERSION} AS build
WORKDIR /app
COPY deno.json deno.lock ./
COPY lib/fresh/deno.json lib/fresh/
RUN deno install --frozen
COPY . .
RUN deno task build
# What only the build and the tests need.
RUN cd node_modules && rm -rf .bin esbuild fast-check playwright-core axe-core acorn @jridgewell @mdn \
    standardwebhooks smtp-server http_ece oidc-provider \
    .deno/@jridgewell+sourcemap-codec@* .deno/esbuild@* .deno/@esbuild+* .deno/fast-check@* .deno/pure-rand@* \
    .deno/playwright-core@* .deno/axe-core@* .deno/acorn@* .deno/@mdn+browser-compat-data@* \
    .deno/standardwebhooks@* .deno/@stablelib+base64@* .deno/fast-sha256@* \
    .deno/http_ece@* .deno/smtp-server@* .deno/nodemailer@10.6.0 .deno/punycode.js@* \
    .deno/oidc-provider@* .deno/koa@* .deno/koa-compose@* .deno/accepts@* .deno/cookies@* \
    .deno/content-disposition@* .deno/content-type@* .deno/debug@* .deno/deep-equal@* \
    .deno/delegates@* .deno/depd@* .deno/destroy@* .deno/ee-first@* .deno/encodeurl@* \
    .deno/escape-html@* .deno/fresh@* .deno/http-assert@* .deno/http-errors@* .deno/inherits@* \
    .deno/keygrip@* .deno/media-typer@* .deno/mime-db@* .deno/mime-types@* .deno/ms@* \
    .deno/negotiator@* .deno/on-finished@* .deno/parseurl@* .deno/setprototypeof@* \
    .deno/statuses@* .deno/toidentifier@* .deno/tsscmp@* .deno/type-is@* .deno/vary@*

FROM denoland/deno:${DENO_VERSION}
RUN install -d -o deno -g deno -m 700 /data
WORKDIR /app
# Owned by root, so the program cannot change itself.
COPY --from=build /app/deno.json /app/deno.lock /app/main.ts /app/serve.ts ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/lib lib
COPY --from=build /app/routes routes
COPY --from=build /app/islands islands
COPY --from=build /app/components components
COPY --from=build /app/static static
COPY --from=build /app/_fresh _fresh
COPY --from=build /app/tools tools

# The log stands in the same volume: one place to back up, and the rest can be read-only.
ENV HOST=0.0.0.0 PORT=8000 DATA_DIR=/data LOG_DIR=/data/logs DENO_NO_UPDATE_CHECK=1
USER deno
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["deno", "run", "--no-config", "--no-lock", "--allow-env=PORT,BASE_PATH", "--allow-net=127.0.0.1", "tools/healthcheck.ts"]

# No init in between: the program handles SIGTERM itself and starts no children that could be left behind.
ENTRYPOINT ["deno", "run", "--node-modules-dir=manual", "--cached-only", "--frozen", \
  "--v8-flags=--max-semi-space-size=8,--heap-growing-percent=40", \
  "--allow-env", "--allow-net", "--allow-sys=uid,statfs,osUptime", \
  "--deny-net=169.254.169.254,169.254.170.2,169.254.170.23,100.100.100.200,168.63.129.16,192.0.0.192,[fd00:ec2::254],[fd00:ec2::23],[fd20:ce::254]", \
  "--allow-read=/app,/data", "--allow-write=/data", "main.ts"]
