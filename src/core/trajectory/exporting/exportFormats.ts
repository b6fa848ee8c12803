import { adpDocument } from './adpDocument.ts';
import { atifDocument } from './atifDocument.ts';
import type { ExportFormat } from './exportFormat.ts';
import { inspectDocument } from './inspectDocument.ts';
import { markdown } from './markdown.ts';
import { openAiMessages } from './openAiMessages.ts';
import { otlpSpans } from './otlpSpans.ts';
import { sweAgentDocument } from './sweAgentDocument.ts';

/** Every format that a trajectory can be written in. */
export const exportFormats: readonly ExportFormat[] = [
  atifDocument,
  openAiMessages,
  adpDocument,
  inspectDocument,
  sweAgentDocument,
  otlpSpans,
  markdown,
];
