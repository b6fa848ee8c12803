import { grouped } from '../../grouped.ts';
import { agentSkillTools } from './agentSkills.ts';
import { applyPatchTools } from './applyPatch.ts';
import { claudeCodeTools } from './claudeCode.ts';
import { clineTools } from './cline.ts';
import { cursorTools } from './cursorTools.ts';
import { geminiTools } from './geminiCli.ts';
import { openCodeTools } from './openCode.ts';
import { openHandsTools } from './openHandsTools.ts';
import { readOnlyTools } from './readOnlyTools.ts';
import { recorderTools } from './recorderTools.ts';
import { rooTools } from './rooCode.ts';
import { searchTools } from './searchTools.ts';
import { shellTools } from './shellTools.ts';
import { textEditorTools } from './textEditor.ts';
import type { Arguments, Tool, ToolDesk } from './toolDesk.ts';
import { vscodeTools } from './vscodeTools.ts';
import { windowedTools } from './windowedEditor.ts';

/** In the order in which they are asked: of tools with one name the more particular stand in front. */
const all: readonly Tool[] = [
  ...textEditorTools,
  ...recorderTools,
  ...claudeCodeTools,
  ...openCodeTools,
  ...geminiTools,
  ...vscodeTools,
  ...windowedTools,
  ...openHandsTools,
  ...agentSkillTools,
  ...clineTools,
  ...rooTools,
  ...applyPatchTools,
  ...shellTools,
  ...searchTools,
  ...cursorTools,
  ...readOnlyTools,
];

const byName = grouped(
  all.flatMap((tool) => tool.names.map((name) => ({ name, tool }))),
  ({ name }) => name,
);

/** The executor of a tool by its name, in any case, and by its arguments; null: nobody knows it. */
export function knownTool(name: string, given: Arguments, desk: ToolDesk): Tool | null {
  const plain = name.toLowerCase().replace(/^(?:functions|default_api)[.:]/, '');
  const found = byName.get(plain)?.find(({ tool }) => tool.fits === undefined || tool.fits(given, desk));
  return found?.tool ?? null;
}
