// deno-lint-ignore-file no-console -- it stands in for the console

/** Collects what goes to console.error until disposed. */
export function loggedErrors(): { lines: string[] } & Disposable {
  const before = console.error;
  const lines: string[] = [];
  console.error = (...args: unknown[]) => void lines.push(args.map(String).join(" "));
  return { lines, [Symbol.dispose]: () => void (console.error = before) };
}
