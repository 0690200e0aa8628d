/** Numbers from 0 to 255 without leading zeros. */
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const IPV6_CHARACTERS = /^[\da-f:.]{2,45}$/i;
/** Which of the machine's networks is meant, behind an address that holds in several. */
const ZONE = /%[\w\-.:]{1,100}$/;

/** 4 or 6 for an IP address, 0 for any other text: `isIP` of `node:net`, which takes as long to load as the store. */
export function isIP(text: string): 0 | 4 | 6 {
  // Most texts are names, and the first use of a pattern is slow.
  if (!text.includes(":") && !text.endsWith(".") && !/^\d/.test(text)) return 0;
  if (IPV4.test(text)) return 4;
  const bare = text.replace(ZONE, "");
  // Their reader is the one of the addresses of pages.
  return IPV6_CHARACTERS.test(bare) && URL.canParse(`http://[${bare}]/`) ? 6 : 0;
}

/**
 * A path of this app as browsers ask for it: below the base path (`/alarm`; "" where there is none). A path
 * that stands below it already stays as it is, and so does another site's address.
 */
export function atBase(path: string, base: string): string {
  const isOurs = path.startsWith("/") && !path.startsWith("//");
  if (base === "" || !isOurs || path === base || path.startsWith(`${base}/`)) return path;
  return base + path;
}

/** The same path as the app knows it; null for one that does not stand below the base path. */
export function withoutBase(path: string, base: string): string | null {
  if (base === "") return path;
  if (path === base) return "/";
  return path.startsWith(`${base}/`) ? path.slice(base.length) : null;
}
