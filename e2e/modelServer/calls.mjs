// Puts a turn into the words of the client: which of its tools does that, and with which arguments.
/** @import { Call, Conversation, JsonSchemaLike, Tool } from "./conversation.mjs" */
/** @import { Turn } from "./script.mjs" */

const SHELLS = ["Bash", "bash", "shell", "shell_command", "exec_command", "run_shell_command"];
const READERS = ["Read", "read_file", "read"];
const WRITERS = ["Write", "write_file", "write", "create_file", "create"];

/**
 * What the model says or calls. A tool that the client does not offer is said to be missing.
 *
 * @param {Turn} turn
 * @param {Conversation} conversation
 * @returns {{ text: string } | { call: Call }}
 */
export function replyTo(turn, conversation) {
  if ("say" in turn) return { text: turn.say };
  const call = callOf(turn, conversation);
  if (call !== undefined) return { call };
  const names = conversation.tools.map(({ name }) => name).join(", ");
  return { text: `I have no tool for ${JSON.stringify(turn)} among: ${names}` };
}

/**
 * @param {Exclude<Turn, { say: string }>} turn
 * @param {Conversation} conversation
 * @returns {Call | undefined}
 */
function callOf(turn, conversation) {
  if ("tool" in turn) return toolCall(turn.tool, turn.args, conversation.tools);
  if ("shell" in turn) return shellCall(turn.shell, conversation.tools);
  if ("read" in turn) return readCall(turn.read, conversation);
  return writeCall(turn.write, conversation);
}

/**
 * A tool of an MCP server: clients put the server's name before it, each in its own way.
 *
 * @param {string} name
 * @param {Record<string, unknown>} args
 * @param {readonly Tool[]} tools
 */
function toolCall(name, args, tools) {
  const tool = tools.find((each) => each.name === name || each.name.endsWith(`_${name}`));
  return tool && { tool, args };
}

/**
 * @param {string} command
 * @param {readonly Tool[]} tools
 */
function shellCall(command, tools) {
  const tool = tools.find(({ name }) => SHELLS.includes(name));
  if (tool === undefined) return undefined;
  const name = "cmd" in (tool.schema?.properties ?? {}) ? "cmd" : "command";
  const list = tool.schema?.properties?.[name]?.type === "array";
  return { tool, args: filled({ [name]: list ? ["sh", "-c", command] : command }, tool.schema) };
}

/**
 * With a tool for that, else as people do in a shell.
 *
 * @param {string} path
 * @param {Conversation} conversation
 */
function readCall(path, { asked, tools }) {
  const reader = tools.find(({ name }) => READERS.includes(name));
  if (reader === undefined) return shellCall(`cat '${path}'`, tools);
  const named = "file_path" in (reader.schema?.properties ?? {}) ? "file_path" : "path";
  return { tool: reader, args: filled({ [named]: wholePath(path, asked) }, reader.schema) };
}

/**
 * @param {{ path: string, text: string }} file
 * @param {Conversation} conversation
 * @returns {Call | undefined}
 */
function writeCall({ path, text }, { asked, tools }) {
  const writer = tools.find(({ name }) => WRITERS.includes(name));
  if (writer !== undefined) {
    const whole = wholePath(path, asked);
    const named = "file_path" in (writer.schema?.properties ?? {}) ? "file_path" : "path";
    return { tool: writer, args: filled({ [named]: whole, content: text }, writer.schema) };
  }
  const patcher = tools.find(({ name }) => name === "apply_patch");
  if (patcher === undefined) {
    const folder = `mkdir -p "$(dirname '${path}')"`;
    return shellCall(`${folder} && printf '%s\\n' '${text}' > '${path}'`, tools);
  }
  const lines = text.split("\n").map((line) => `+${line}\n`);
  const patch = `*** Begin Patch\n*** Add File: ${path}\n${lines.join("")}*** End Patch\n`;
  return { tool: patcher, args: patcher.schema === undefined ? patch : { input: patch } };
}

/**
 * @param {string} path in the folder in which the client works
 * @param {string} asked
 */
function wholePath(path, asked) {
  const folder = folderIn(asked);
  return folder === undefined ? path : `${folder}/${path}`;
}

/**
 * The folder in which the client says that it works; some tools want whole paths.
 * @param {string} asked
 */
export function folderIn(asked) {
  return (
    /<cwd>(.+?)<\/cwd>/.exec(asked)?.[1] ??
    /[Ww]orking directory: (\/.*?)\s*$/m.exec(asked)?.[1] ??
    /^\s*- (\/.*?)\s*$/m.exec(asked)?.[1]
  );
}

/**
 * Arguments that a schema demands and nobody has given, with the plainest value that fits.
 *
 * @param {Record<string, unknown>} args
 * @param {JsonSchemaLike | undefined} schema
 */
export function filled(args, schema) {
  const missing = (schema?.required ?? []).filter((name) => !(name in args));
  const plain = missing.map((name) => [name, plainest(schema?.properties?.[name] ?? {})]);
  return { ...args, ...Object.fromEntries(plain) };
}

/**
 * @param {JsonSchemaLike} schema
 * @returns {unknown}
 */
export function plainest(schema) {
  if (schema.enum !== undefined) return schema.enum[0];
  const type = String(Array.isArray(schema.type) ? schema.type[0] : schema.type).toLowerCase();
  if (type === "object") return filled({}, schema);
  if (type === "array") return [];
  if (type === "boolean") return false;
  return type === "number" || type === "integer" ? 1 : "x";
}
