import type { ShownSetting } from "@/lib/live/answers.ts";
import { TableBox } from "./TableBox.tsx";

const ORIGINS = {
  environment: "environment",
  ".env": ".env",
  demo: "the demo",
  default: "default",
} as const;

/** A long name may go on in the next line after an underscore. */
function breakable(name: string) {
  return name.split("_").map((part, i) => (
    <>
      {i > 0 && (
        <>
          _<wbr />
        </>
      )}
      {part}
    </>
  ));
}

/** Every setting of the server: its value and where that is from; secrets are only told to be there. */
export function SettingsTable({ settings }: { settings: readonly ShownSetting[] }) {
  return (
    <TableBox label="Settings of the server" columns={["Name", "Value", "From"]}>
      {settings.map(({ name, value, origin }) => (
        <tr key={name} class={origin === "default" ? undefined : "setting-chosen"}>
          <th scope="row">
            <code>{breakable(name)}</code>
          </th>
          <td>{value === null ? "not set" : value === "" ? "none" : value}</td>
          <td>{ORIGINS[origin]}</td>
        </tr>
      ))}
    </TableBox>
  );
}
