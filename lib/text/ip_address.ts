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
