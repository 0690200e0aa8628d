import { asset } from "fresh/runtime";
import type { SheetName } from "./sheets.ts";

/** Link of a stylesheet, for the `<head>` of the pages that need it. */
export function Stylesheet({ name }: { name: SheetName }) {
  return <link key={name} rel="stylesheet" href={asset(`/styles/${name}.css`)} />;
}
