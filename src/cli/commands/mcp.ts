import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { TracewrightError } from '../../core/errors.ts';
import { mcpServer } from '../../node/memory/mcpServer.ts';
import { Memory } from '../../node/memory/memory.ts';
import { pathOf, text } from '../arguments.ts';
import type { Command } from '../command.ts';
import { productVersion } from '../version.ts';

/** Serves the recorded past of a folder to an agent, by the Model Context Protocol over stdin and stdout. */
export const mcp: Command = {
  usage: '[--dir DIR] [--storage DIR]',
  example: 'tracewright mcp --dir .',
  mostArguments: 0,
  options: { dir: { type: 'string' }, storage: { type: 'string' } },
  async run(invocation) {
    const folder = pathOf(invocation, text(invocation, 'dir') ?? '.');
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw new TracewrightError('no-such-folder', 'there is no such folder', {
        place: { file: folder },
        remedy: 'name the workspace folder with --dir',
      });
    }
    const root = realpathSync(folder);
    const storage = pathOf(invocation, text(invocation, 'storage') ?? path.join(root, '.tracewright'));
    const server = mcpServer(new Memory({ root, storage }), productVersion());
    const closed = new Promise<void>((resolve) => {
      server.server.onclose = resolve;
      process.stdin.once('end', () => void server.close());
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close());
    });
    await server.connect(new StdioServerTransport());
    await closed;
    return { json: { closed: true }, text: '' };
  },
};
