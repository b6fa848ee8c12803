import type { Command } from './command.ts';

/** Every command by name, loaded when it is asked for. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  sessions: async () => (await import('./commands/sessions.ts')).sessions,
  import: async () => (await import('./commands/import.ts')).importFile,
  record: async () => (await import('./commands/record.ts')).record,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  convert: async () => (await import('./commands/convert.ts')).convert,
  validate: async () => (await import('./commands/validate.ts')).validateFile,
  replay: async () => (await import('./commands/replay.ts')).replayCommand,
  analyze: async () => (await import('./commands/analyze.ts')).analyzeCommand,
  check: async () => (await import('./commands/check.ts')).checkCommand,
  mine: async () => (await import('./commands/mine.ts')).mine,
  build: async () => (await import('./commands/build.ts')).buildSamples,
  compile: async () => (await import('./commands/compile.ts')).compile,
  lint: async () => (await import('./commands/lint.ts')).lintSamples,
  stats: async () => (await import('./commands/stats.ts')).statsCommand,
  render: async () => (await import('./commands/render.ts')).renderPrompt,
  'render-chat': async () => (await import('./commands/renderChat.ts')).renderChatCommand,
  report: async () => (await import('./commands/report.ts')).reportPage,
  capture: async () => (await import('./commands/capture.ts')).captureAgents,
  mcp: async () => (await import('./commands/mcp.ts')).mcp,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
};

/** Named in the documentation of what is to come; asking for one says so instead of "no such command". */
export const planned: readonly string[] = ['tasks', 'run', 'score', 'horizon'];
