import { LineProblem } from "@/lib/alarms/kinds/line.ts";
import { areTags, MAX_TAG_LENGTH, MAX_TAGS, plainTag } from "@/lib/alarms/limits.ts";
import { typedLineWords } from "@/lib/client/line/texts.ts";

const ONE = String.raw`(?:"(?:[^"\\]|\\.){1,80}"|[^\s,"]{1,80})`;
const SOME = new RegExp(
  String.raw`\stags?(?:\s{0,9}[:=]\s{0,9}|\s{1,9})(${ONE}(?:,\s{0,9}${ONE})*)`,
  "i",
);

/** Takes the tags out of a line, where they stand behind the pair and before `end`: `tags dip,"two words"`. */
export function splitTags(
  line: string,
  end = line.length,
): { readonly rest: string; readonly tags: string[] } {
  const found = SOME.exec(line);
  if (found === null || found.index >= end) return { rest: line, tags: [] };
  const [whole, list = ""] = found;
  const rest = `${line.slice(0, found.index)} ${line.slice(found.index + whole.length)}`;
  const named = [...list.matchAll(new RegExp(ONE, "g"))].map(([text]) => bare(text).trim());
  const tags = [...new Map(named.map((tag) => [plainTag(tag), tag])).values()];
  return { rest, tags };
}

/** @throws {LineProblem} when they are too many or too long */
export function checkTags(tags: readonly string[]): void {
  if (areTags(tags)) return;
  const typed = tags.join(",");
  throw new LineProblem(typed, typedLineWords.tooManyTags(typed, MAX_TAGS, MAX_TAG_LENGTH));
}

function bare(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, "$1") : text.replace(/^#/, "");
}

/** Tags as a line names them. */
export function tagsText(tags: readonly string[]): string {
  return `tags ${tags.map(written).join(",")}`;
}

function written(tag: string): string {
  return /[\s,"]|^[:=#]/.test(tag) ? `"${tag.replace(/["\\]/g, "\\$&")}"` : tag;
}
