import type { ShownSetting } from "@/lib/http/server_settings.ts";

const ORIGINS = {
  environment: "environment",
  ".env": ".env",
  demo: "the demo",
  default: "default",
} as const;

/** A long name may go on in the next line after an underscore. */
function breakable(name: string) {
  return name.split(/(?<=_)/).map((part) => (
    <>
      {part}
      <wbr />
    </>
  ));
}

/** Every setting of the server: its value and where that is from; secrets are only told to be there. */
export function SettingsTable({ settings }: { settings: readonly ShownSetting[] }) {
  return (
    <div class="table-box" role="region" aria-label="Settings of the server" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Value</th>
            <th scope="col">From</th>
          </tr>
        </thead>
        <tbody>
          {settings.map(({ name, value, origin }) => (
            <tr key={name} class={origin === "default" ? undefined : "setting-chosen"}>
              <th scope="row">
                <code>{breakable(name)}</code>
              </th>
              <td>{value === null ? "not set" : value === "" ? "none" : value}</td>
              <td>{ORIGINS[origin]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
