type Properties = Readonly<Record<string, { readonly type: 'string'; readonly description: string }>>;

const path = { type: 'string', description: 'Path relative to the root of the repository.' } as const;

/** The tools that a person's work is written down with, as `agent.tool_definitions` has them. */
export const recorderTools: readonly Record<string, unknown>[] = [
  tool('str_replace', 'Replace one place in a file. old_str has to occur in it exactly once.', {
    path,
    old_str: { type: 'string', description: 'The text as it stands now, with enough around it to be unique.' },
    new_str: { type: 'string', description: 'The text that takes its place.' },
  }),
  tool('create_file', 'Create a file that is not there yet.', {
    path,
    content: { type: 'string', description: 'Everything that the file shall hold.' },
  }),
  tool('delete_file', 'Delete a file.', { path }),
  tool('move_file', 'Move a file; folders on the way are made.', {
    path,
    new_path: { type: 'string', description: 'Where it goes, relative to the root of the repository.' },
  }),
  tool(
    'run_command',
    'Run a command in a shell.',
    {
      command: { type: 'string', description: 'The command line.' },
      cwd: { type: 'string', description: 'Folder to run it in; the root of the repository when left out.' },
    },
    ['command'],
  ),
];

function tool(
  name: string,
  description: string,
  properties: Properties,
  required: readonly string[] = Object.keys(properties),
): Record<string, unknown> {
  const parameters = { type: 'object', properties, required, additionalProperties: false };
  return { type: 'function', function: { name, description, parameters } };
}
