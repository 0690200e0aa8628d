import { asset } from "fresh/runtime";

/** Links of `static/css/<area>.css`, for the `<Head>` of the pages that show these areas. */
export function Stylesheets({ areas }: { areas: readonly string[] }) {
  return (
    <>
      {areas.map((area) => <link key={area} rel="stylesheet" href={asset(`/css/${area}.css`)} />)}
    </>
  );
}
