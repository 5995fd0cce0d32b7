import type { AttemptOrder } from "../port.ts";

/** Orders go to helpers and supervisors as four bytes of length, then fields joined by NUL. */
export function encodeFrame(fields: readonly string[]): Buffer {
  const text = fields.join("\0");
  const length = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(4 + length);
  frame.writeUInt32BE(length);
  frame.write(text, 4);
  return frame;
}

/** The fields of the frame that the bytes begin with; undefined while it is not whole. */
export function decodeFrame(bytes: Buffer): readonly string[] | undefined {
  if (bytes.length < 4 || bytes.length < 4 + bytes.readUInt32BE()) return undefined;
  return bytes.toString("utf8", 4, 4 + bytes.readUInt32BE()).split("\0");
}

const whole = (value: number): string => String(Number.isFinite(value) ? Math.ceil(value) : 0);

/** The fields of the order to run an attempt, as libexec/supervisor.pl explains them. */
export function runFields(id: string, order: AttemptOrder): string[] {
  const fields = ["run", id, order.folder, order.marker, order.command, order.cwd];
  fields.push(whole(order.timeoutMs), whole(order.graceMs), whole(order.maxOutputBytes));
  for (const name in order.env) fields.push(`${name}=${order.env[name]}`);
  return fields;
}

/** The order in the fields of a frame; `promised` is not among them, for a supervisor has no use for it. */
export function orderOf(fields: readonly string[]): Omit<AttemptOrder, "promised"> {
  const [, , folder, marker, command, cwd, timeout, grace, most, ...env] = fields;
  return {
    folder: folder!,
    marker: marker!,
    command: command!,
    cwd: cwd!,
    timeoutMs: Number(timeout),
    graceMs: Number(grace),
    maxOutputBytes: Number(most),
    env: Object.fromEntries(
      env.map((each) => [each.slice(0, each.indexOf("=")), each.slice(each.indexOf("=") + 1)]),
    ),
  };
}

/** What no process can be given; undefined if the order is in order. */
export function troubleWith(order: AttemptOrder): string | undefined {
  if (order.command.includes("\0")) return "the command holds a NUL character";
  if (order.cwd.includes("\0")) return "the working folder's name holds a NUL character";
  for (const name in order.env) {
    if (name === "" || /[=\0]/.test(name)) {
      return `${JSON.stringify(name)} cannot be the name of an environment variable`;
    }
    if (order.env[name]!.includes("\0")) {
      return `the value of the environment variable ${name} holds a NUL character`;
    }
  }
  return undefined;
}
