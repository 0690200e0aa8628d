import { posix } from "node:path";

/** Path of an imported file relative to the project; null for packages and built-in modules. */
export function resolveSpecifier(specifier: string, importer: string): string | null {
  if (specifier.startsWith("@/")) return posix.normalize(specifier.slice(2));
  if (specifier.startsWith("/")) return posix.normalize(specifier.slice(1));
  if (!specifier.startsWith(".")) return null;
  return posix.join(posix.dirname(importer), specifier);
}
