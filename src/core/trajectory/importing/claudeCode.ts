import { contentOf, type Fields, fieldsOf, isoTime, listOf, numberOf, textOf } from './fields.ts';
import type { FileHead, Recognised, RecordReader, TrajectoryFormat } from './format.ts';
import type { OpenStep, StepFacts, StepMetrics } from './openStep.ts';
import type { Place } from './place.ts';
import type { TrajectoryBuilder } from './trajectoryBuilder.ts';

/** Claude Code's session files: one JSON object a line, a tree by `parentUuid`; subagents stand in files of their own. */
export const claudeCode: TrajectoryFormat = {
  id: 'claude-code',
  title: 'Claude Code session',
  shape: 'lines',
  recognise,
  reader: (builder) => new ClaudeReader(builder),
};

function recognise({ text }: FileHead): Recognised | null {
  if (!/"(parentUuid|leafUuid|isSidechain)"\s*:/.test(text) && !/"type"\s*:\s*"queue-operation"/.test(text))
    return null;
  if (!/"sessionId"|"leafUuid"/.test(text)) return null;
  return { version: /"version"\s*:\s*"([^"]{1,40})"/.exec(text)?.[1] ?? null, confidence: 0.95 };
}

/** One thread of the session: the main one, or a subagent's. */
class Thread {
  readonly builder: TrajectoryBuilder;
  /** Which step a record went into, and which record it follows; for finding what was abandoned. */
  readonly parents = new Map<string, string | null>();
  readonly steps = new Map<string, number>();
  lastUuid: string | undefined;
  current: { readonly message: string; readonly step: OpenStep; readonly number: number } | undefined;

  constructor(builder: TrajectoryBuilder) {
    this.builder = builder;
  }

  /** Steps none of whose records lead to the last one: the person went back and took another way. */
  abandoned(): number[] {
    const way = new Set<string>();
    for (let uuid = this.lastUuid; uuid !== undefined && !way.has(uuid); ) {
      way.add(uuid);
      uuid = this.parents.get(uuid) ?? undefined;
    }
    const reached = new Set([...this.steps].flatMap(([uuid, step]) => (way.has(uuid) ? [step] : [])));
    // A chain that starts anew without a parent (after compaction) is a continuation, not another way.
    const roots = new Set([...this.parents].flatMap(([uuid, parent]) => (parent === null ? [uuid] : [])));
    if (roots.size > 1) return [];
    return [...new Set(this.steps.values())].filter((step) => !reached.has(step)).sort((a, b) => a - b);
  }
}

class ClaudeReader implements RecordReader {
  readonly #main: Thread;
  readonly #threads = new Map<string, Thread>();
  readonly #seen = new Set<string>();
  /** Sidechain records in the main file belong to the chain of their first ancestor. */
  readonly #chains = new Map<string, string>();
  /** Whose file this is: a subagent's own file may be read by itself. */
  #own: { readonly agentId: string | undefined } | undefined;

  constructor(builder: TrajectoryBuilder) {
    this.#main = new Thread(builder);
    builder.agent({ name: 'claude-code' });
  }

  take(record: unknown, place: Place): void {
    const fields = fieldsOf(record);
    const uuid = textOf(fields.uuid);
    if (uuid !== undefined) {
      // A session that was resumed or compacted repeats records of before.
      if (this.#seen.has(uuid)) return;
      this.#seen.add(uuid);
    }
    const thread = this.#threadOf(fields, place);
    const { builder } = thread;
    this.#facts(fields, builder);
    if (uuid !== undefined)
      thread.parents.set(uuid, textOf(fields.parentUuid) ?? textOf(fields.logicalParentUuid) ?? null);
    switch (fields.type) {
      case 'user':
        this.#user(thread, fields, place);
        return;
      case 'assistant':
        this.#assistant(thread, fields, place);
        return;
      case 'system':
        this.#system(thread, fields, place);
        return;
      case 'summary':
        builder.notes(textOf(fields.summary) ?? '');
        builder.aside(record, place);
        return;
      default:
        if (KNOWN_ASIDE.has(String(fields.type))) builder.aside(record, place);
        else builder.unknown(record, place);
    }
  }

  end(): void {
    for (const thread of [this.#main, ...this.#threads.values()]) {
      const abandonedSteps = thread.abandoned();
      if (abandonedSteps.length > 0) thread.builder.ground({ abandonedSteps });
    }
  }

  #threadOf(fields: Fields, place: Place): Thread {
    const agentId = textOf(fields.agentId);
    if (place.file === undefined && textOf(fields.uuid) !== undefined) this.#own ??= { agentId };
    const inMain = place.file === undefined && (fields.isSidechain !== true || agentId === this.#own?.agentId);
    const ownSidechain = inMain && fields.isSidechain === true && agentId === undefined;
    if (inMain && !ownSidechain) return this.#main;
    const chain = agentId ?? (place.file === undefined ? this.#chainOf(fields) : agentOfFile(place.file));
    const known = this.#threads.get(chain);
    if (known !== undefined) return known;
    const made = new Thread(this.#main.builder.subagent(chain));
    made.builder.agent({ name: 'claude-code' });
    this.#threads.set(chain, made);
    return made;
  }

  #chainOf(fields: Fields): string {
    const parent = textOf(fields.parentUuid);
    const uuid = textOf(fields.uuid) ?? '';
    const chain = (parent === undefined ? undefined : this.#chains.get(parent)) ?? uuid;
    this.#chains.set(uuid, chain);
    return chain;
  }

  #facts(fields: Fields, builder: TrajectoryBuilder): void {
    builder.session(textOf(fields.sessionId));
    builder.agent({ version: textOf(fields.version) });
    const branch = textOf(fields.gitBranch);
    builder.ground({ cwd: textOf(fields.cwd), ...(branch === '' ? {} : { branch }) });
  }

  #user(thread: Thread, fields: Fields, place: Place): void {
    const { content } = fieldsOf(fields.message);
    const parts = listOf(content);
    const rest = parts.filter((part) => fieldsOf(part).type !== 'tool_result');
    for (const part of parts) {
      const result = fieldsOf(part);
      if (result.type === 'tool_result') this.#result(thread, result, fields, place);
    }
    if (parts.length > 0 && rest.length === 0) return;
    const about = marks(fields, [
      'isMeta',
      'isCompactSummary',
      'isVisibleInTranscriptOnly',
      'permissionMode',
      'todos',
      'thinkingMetadata',
    ]);
    this.#note(thread, fields, () =>
      thread.builder.say('user', contentOf(parts.length > 0 ? rest : content), stepFacts(fields, place, about)),
    );
    thread.current = undefined;
  }

  #result(thread: Thread, result: Fields, fields: Fields, place: Place): void {
    const id = textOf(result.tool_use_id) ?? null;
    const structured = fields.toolUseResult;
    const agentId = textOf(fieldsOf(structured).agentId);
    const uuid = textOf(fields.uuid);
    if (uuid !== undefined) thread.lastUuid = uuid;
    thread.builder.result(
      id,
      {
        content: result.content === undefined ? null : contentOf(result.content),
        ...(result.is_error === true ? { ground: { isError: true } } : {}),
        ...(structured === undefined ? {} : { extra: { toolUseResult: structured } }),
        ...(agentId === undefined ? {} : { subagents: [agentId] }),
      },
      place,
    );
    if (agentId !== undefined) thread.builder.subagent(agentId);
  }

  #assistant(thread: Thread, fields: Fields, place: Place): void {
    const { builder } = thread;
    const message = fieldsOf(fields.message);
    const id = textOf(message.id) ?? textOf(fields.uuid) ?? '';
    if (thread.current?.message !== id) {
      const about = marks(fields, ['requestId', 'isApiErrorMessage', 'error', 'attributionSkill']);
      this.#note(thread, fields, () => builder.act('', stepFacts({ ...fields, uuid: id }, place, about)), id);
    } else this.#noteRecord(thread, fields, thread.current.number);
    const step = thread.current?.step;
    if (step === undefined) return;
    const texts: unknown[] =
      typeof step.message === 'string' ? (step.message === '' ? [] : [step.message]) : [...step.message];
    for (const part of typeof message.content === 'string'
      ? [{ type: 'text', text: message.content }]
      : listOf(message.content)) {
      const block = fieldsOf(part);
      if (block.type === 'thinking') thinking(step, block);
      else if (block.type === 'redacted_thinking') step.extra = { ...step.extra, redacted_thinking: block.data };
      else if (block.type === 'tool_use' || block.type === 'server_tool_use' || block.type === 'mcp_tool_use') {
        builder.call(step, { id: textOf(block.id), name: textOf(block.name) ?? 'unknown', arguments: block.input });
      } else texts.push(part);
    }
    step.message = contentOf(texts);
    const model = textOf(message.model);
    if (model !== undefined) {
      step.model = model;
      if (model !== '<synthetic>') builder.agent({ model });
    }
    const metrics = metricsOf(fieldsOf(message.usage));
    if (metrics !== undefined) step.metrics = metrics;
    step.llmCalls = 1;
    if (typeof message.stop_reason === 'string') step.extra = { ...step.extra, stop_reason: message.stop_reason };
  }

  #system(thread: Thread, fields: Fields, place: Place): void {
    const compacts = fields.subtype === 'compact_boundary' || fields.subtype === 'microcompact_boundary';
    const about = {
      ...marks(fields, ['subtype', 'level', 'compactMetadata', 'cause', 'error', 'retryAttempt', 'isMeta']),
      ...(compacts ? { context_management: { boundary: 'replace' } } : {}),
    };
    this.#note(thread, fields, () =>
      thread.builder.say('system', contentOf(fields.content ?? ''), stepFacts(fields, place, about)),
    );
    thread.current = undefined;
  }

  #note(thread: Thread, fields: Fields, begin: () => OpenStep, message?: string): void {
    const step = begin();
    const number = thread.builder.steps;
    if (message !== undefined) thread.current = { message, step, number };
    this.#noteRecord(thread, fields, number);
  }

  #noteRecord(thread: Thread, fields: Fields, number: number): void {
    const uuid = textOf(fields.uuid);
    if (uuid === undefined) return;
    thread.steps.set(uuid, number);
    thread.lastUuid = uuid;
  }
}

/** Records that are no part of the conversation. */
const KNOWN_ASIDE: ReadonlySet<string> = new Set([
  'queue-operation',
  'file-history-snapshot',
  'progress',
  'attachment',
  'custom-title',
  'ai-title',
  'agent-name',
  'agent-color',
  'last-prompt',
  'pr-link',
  'tag',
  'mode',
  'permission-mode',
  'worktree-state',
  'speculation-accept',
  'content-replacement',
  'marble-origami-commit',
]);

function agentOfFile(file: string): string {
  return /agent-([\w-]+)\.jsonl$/.exec(file)?.[1] ?? file;
}

function stepFacts(fields: Fields, place: Place, extra: Fields): StepFacts {
  return {
    place,
    timestamp: isoTime(fields.timestamp),
    id: textOf(fields.uuid),
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
}

function marks(fields: Fields, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])));
}

/** The signature proves the thought to the provider; without it a session cannot be continued there. */
function thinking(step: OpenStep, block: Fields): void {
  step.reasoning.push(textOf(block.thinking) ?? '');
  const signature = textOf(block.signature);
  if (signature === undefined) return;
  const before = listOf(step.extra?.thinking_signatures);
  step.extra = { ...step.extra, thinking_signatures: [...before, signature] };
}

function metricsOf(usage: Fields): StepMetrics | undefined {
  const input = numberOf(usage.input_tokens);
  const output = numberOf(usage.output_tokens);
  if (input === undefined && output === undefined) return undefined;
  const read = numberOf(usage.cache_read_input_tokens) ?? 0;
  const written = numberOf(usage.cache_creation_input_tokens) ?? 0;
  return {
    prompt_tokens: (input ?? 0) + read + written,
    completion_tokens: output ?? 0,
    cached_tokens: read,
    ...(written === 0 ? {} : { extra: { cache_creation_input_tokens: written } }),
  };
}
