/** For a browser without scripts: the page is whole, but stands still. */
export function NoScript() {
  return (
    <noscript>
      <p class="banner banner-warning">
        <span>
          <strong>This page stands still without JavaScript.</strong>
          <span class="banner-detail">
            Prices are as of its loading, alarms do not ring here, and nothing can be changed.
          </span>
        </span>
      </p>
    </noscript>
  );
}
