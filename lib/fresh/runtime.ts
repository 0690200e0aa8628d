import { type ComponentChildren, isValidElement, toChildArray } from "preact";
import { useEffect } from "preact/hooks";

export { asset } from "./render/snapshot.ts";

/** Moves its children into the document's `<head>`; in the browser it keeps the title up to date. */
export function Head({ children }: { children?: ComponentChildren }): null {
  const title = titleOf(children);
  // Effects run in the browser only; on the server the renderer collects the children instead.
  useEffect(() => {
    if (title !== null) document.title = title;
  }, [title]);
  return null;
}

function titleOf(children: ComponentChildren): string | null {
  for (const child of toChildArray(children)) {
    if (!isValidElement(child) || child.type !== "title") continue;
    return toChildArray(child.props.children).map(String).join("");
  }
  return null;
}
