import { routeWords } from "./route_texts.tsx";

/** The oldest browsers that pages work in, by MDN's names; Safari's is that of iOS, too. */
export const BROWSER_TARGET = { chrome: 111, firefox: 121, safari: 16, safari_ios: 16 } as const;

/** What came last of all that pages need; a browser that has these has the rest. Old browsers read it, too. */
export const OLD_BROWSER_SCRIPT = `
(function () {
  function supports(condition) {
    return !!(window.CSS && CSS.supports && CSS.supports(condition));
  }
  var isNewEnough = Array.prototype.toSorted && supports("selector(:has(a))") &&
    supports("(container-type: inline-size)");
  if (!isNewEnough) document.getElementById("old-browser").removeAttribute("hidden");
})();
`;

/** Says so where a browser is too old for the page, which would stand still in it without a word. */
export function OldBrowser() {
  return (
    <>
      <p id="old-browser" class="banner banner-danger" role="alert" hidden>
        <span>
          <strong>{routeWords.tooOld}</strong>{" "}
          <span class="banner-detail">{routeWords.tooOldDetail(BROWSER_TARGET)}</span>
        </span>
      </p>
      <script dangerouslySetInnerHTML={{ __html: OLD_BROWSER_SCRIPT }} />
    </>
  );
}
