const made = new WeakSet<object>();

/** What comes with a request that the program makes of itself; nobody else can have it. */
export function ownInfo(): Deno.ServeHandlerInfo<Deno.NetAddr> {
  const remoteAddr = { transport: "tcp", hostname: "127.0.0.1", port: 0 } as const;
  const info = { remoteAddr, completed: Promise.resolve() };
  made.add(info);
  return info;
}

/** Whether the program itself asks: it need not log in, and what it is answered goes nowhere. */
export function isOwnRequest(info: Deno.ServeHandlerInfo): boolean {
  return made.has(info);
}
