import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isRefusal } from '../../../src/core/compile/compileTarget.ts';
import { compileTargets } from '../../../src/core/compile/compileTargets.ts';
import { conversationOfRow, turnWeight } from '../../../src/core/compile/conversationOfRow.ts';
import type { TokenizedText, Tokenizer } from '../../../src/core/ports.ts';
import type { Turn } from '../../../src/core/render/conversation.ts';
import { pythonJson } from '../../../src/core/render/pythonJson.ts';
import { renderFim } from '../../../src/core/render/renderFim.ts';
import { renderConversation } from '../../../src/core/render/renderToolUse.ts';
import type { Sample } from '../../../src/core/sample/sample.ts';

/** One token a character: it shows what is trained without a vocabulary. */
const characters: Tokenizer = {
  id: 'characters',
  count: (text) => [...text].length,
  encode: (text): TokenizedText => {
    const ids: number[] = [];
    const starts: number[] = [];
    let at = 0;
    for (const character of text) {
      ids.push(character.codePointAt(0) ?? 0);
      starts.push(at);
      at += character.length;
    }
    return { ids, starts };
  },
};

const row = (text: string, spans: Sample['spans'], more: Partial<Sample> = {}): Sample => ({
  version: 1,
  id: 'x',
  kind: 'tool-use',
  family: 'qwen3',
  language: 'conversation',
  text,
  spans,
  proof: { source: 's', sha256: '' },
  labels: {},
  ...more,
});

const tools = [{ type: 'function', function: { name: 'read', parameters: { type: 'object' } } }];
const word = fc.stringMatching(/^[a-z😀"\\{}é ]{1,12}$/u).filter((text) => text.trim() === text && text.isWellFormed());
const weight = (weights: readonly number[]) => fc.constantFrom(...weights);

/** Conversations as the tool-use maker has them: a person, then turns of the model with results of its calls. */
function conversations(weights: readonly number[]): fc.Arbitrary<Sample> {
  const step = fc
    .record({
      reasoning: fc.option(word, { nil: '' }),
      text: fc.option(word, { nil: '' }),
      posed: fc.option(word, { nil: undefined }),
      calls: fc.array(fc.record({ value: word, weight: weight(weights) }), { maxLength: 2 }),
      weight: weight(weights),
      result: word,
      user: fc.option(word, { nil: undefined }),
    })
    .filter(({ text, calls }) => text !== '' || calls.length > 0);
  return fc
    .record({
      system: fc.option(word, { nil: undefined }),
      first: word,
      uniform: fc.boolean(),
      thinks: fc.boolean(),
      steps: fc.array(step, { minLength: 1, maxLength: 5 }),
    })
    .map(({ system, first, uniform, thinks, steps }) => {
      const turns: Turn[] = [
        ...(system === undefined ? [] : [{ role: 'system', step: 1, text: system } as const]),
        { role: 'user', step: 1, text: first },
        ...steps.flatMap(({ reasoning, text, posed, calls, weight: own, result, user }, at): Turn[] => [
          {
            role: 'assistant',
            step: at + 2,
            reasoning: thinks ? reasoning : '',
            text,
            weight: own,
            ...(posed === undefined || uniform ? {} : { posed }),
            calls: calls.map((call) => ({
              name: 'read',
              arguments: { value: call.value },
              failed: false,
              weight: uniform ? own : call.weight,
            })),
          },
          ...(calls.length > 0
            ? [{ role: 'tool', step: at + 2, results: calls.map(() => ({ text: result, failed: false })) } as const]
            : [{ role: 'user', step: at + 2, text: user ?? 'go on' } as const]),
        ]),
      ];
      const { text, spans } = renderConversation(turns, tools, { family: 'qwen3', source: 's' });
      return row(text, [...spans]);
    });
}

/** What a row trains, piece by piece: reasoning, text and calls without the marks around them, with their weights. */
function trainedPieces(sample: Sample): [string, number][] {
  return (conversationOfRow(sample)?.messages ?? []).flatMap((message): [string, number][] => {
    if (message.role !== 'assistant') return [];
    const { reasoning, content, calls } = message;
    const all: [string, number][] = [
      ...(reasoning === null ? [] : [[reasoning.text, reasoning.weight] as [string, number]]),
      ...content.map((part) => [part.text, part.weight] as [string, number]),
      ...calls.map((call) => [`${call.name} ${call.arguments}`, call.weight] as [string, number]),
    ];
    return all.filter(([text, own]) => text !== '' && own > 0);
  });
}

interface ChatValue {
  content: string;
  role: string;
  reasoning_content?: string;
  tool_calls?: { function: { name: string; arguments: string } }[];
  train?: boolean;
  weight?: number;
  loss?: boolean;
  loss_scale?: number;
  training_detail?: { begin_offset: number; end_offset: number; train: boolean }[];
}

const wholeMessage = ({ content, reasoning_content, tool_calls }: ChatValue): string[] => [
  reasoning_content ?? '',
  content,
  ...(tool_calls ?? []).map((call) => `${call.function.name} ${call.function.arguments}`),
];

function thoughtAndRest(text: string): string[] {
  const [, thought = '', rest = ''] = /^(?:<think>\n([\s\S]*?)\n<\/think>\n\n)?([\s\S]*)$/.exec(text) ?? [];
  return [thought, rest];
}

const callWords = (json: string): string => {
  const [, name = '', given = ''] = /^\{"name": "(.*?)", "arguments": ([\s\S]*)\}$/.exec(json) ?? [];
  return `${name} ${given}`;
};

/** Reads the trained text out of each target's rows as its framework does. */
const decoders: Readonly<Record<string, (part: string, value: Record<string, unknown>) => [string, number][]>> = {
  trl(part, value) {
    const list = (part === 'messages' ? value.messages : value.completion) as ChatValue[];
    return list.filter(({ role }) => role === 'assistant').flatMap((message) => wholeMessage(message).map(one));
  },
  axolotl(_, value) {
    return (value.messages as ChatValue[]).flatMap((message) => {
      if (message.train === true) return wholeMessage(message).map(one);
      const points = [...message.content];
      return (message.training_detail ?? [])
        .filter(({ train }) => train)
        .map(({ begin_offset: begin, end_offset: end }) => one(points.slice(begin, end + 1).join('')));
    });
  },
  'ms-swift'(_, value) {
    return (value.messages as ChatValue[]).flatMap(
      ({ role, content, loss, loss_scale: scale = 1 }): [string, number][] => {
        if (loss !== true) return [];
        const texts = role === 'tool_call' ? [callWords(content)] : thoughtAndRest(content);
        return texts.map((text) => [text, scale]);
      },
    );
  },
  'llama-factory'(part, value) {
    const turns = value.conversations as { from: string; value: string }[];
    const shown =
      part === 'last' ? turns.slice(-1) : turns.filter(({ from }) => from === 'gpt' || from === 'function_call');
    return shown.flatMap(({ from, value: text }) => {
      const [thought = '', rest = ''] = thoughtAndRest(text);
      return [thought, from === 'function_call' ? callWords(rest) : rest].map(one);
    });
  },
  openai(_, value) {
    return (value.messages as ChatValue[]).flatMap((message) =>
      message.weight === 1 ? wholeMessage(message).map(one) : [],
    );
  },
  adp(_, value) {
    type Entry = {
      class_: string;
      content: string;
      reasoning_content?: string;
      description?: string;
      function?: string;
      kwargs?: unknown;
    };
    return (value.content as Entry[]).flatMap((entry) => {
      if (entry.class_ === 'text_observation') return [];
      if (entry.class_ === 'message_action') return [entry.reasoning_content ?? '', entry.content].map(one);
      return [
        entry.reasoning_content ?? '',
        entry.description ?? '',
        `${entry.function} ${pythonJson(entry.kwargs)}`,
      ].map(one);
    });
  },
};
const one = (text: string): [string, number] => [text, 1];

const trainedText = ({ text, spans }: Pick<Sample, 'text' | 'spans'>) =>
  spans.map(({ start, end, weight: own }) => (own > 0 ? text.slice(start, end) : '')).join('');

const target = (id: string) => {
  const found = compileTargets.find((one) => one.id === id);
  assert.ok(found);
  return found;
};

/** A posed question in front of what is said stands in the same text. */
const joined = (pieces: readonly [string, number][]) =>
  pieces.filter(([text]) => text !== '').map(([text, own]) => `${own} ${text}`);

describe('compile', () => {
  for (const weights of [[1], [0, 1, 1, 1, 1], [0, 1, 1, 1, 0.5]]) {
    for (const id of Object.keys(decoders)) {
      it(`${id}: what is trained is what the row trains, or the row is refused; weights ${weights}`, () => {
        let written = 0;
        fc.assert(
          fc.property(conversations(weights), (sample) => {
            const made = target(id).compile(sample, {});
            if (isRefusal(made)) return;
            written++;
            const decoded = made.flatMap(({ part, value }) => decoders[id]?.(part, value) ?? []);
            assert.deepEqual(joined(decoded), joined(trainedPieces(sample)));
          }),
          { numRuns: 150, seed: 5 },
        );
        assert.ok(written > 0, 'nothing was expressible');
      });
    }

    for (const id of ['trl-tokens', 'axolotl-segments', 'jsonl']) {
      it(`${id}: the trained text is the row's, character by character; weights ${weights}`, () => {
        fc.assert(
          fc.property(conversations(weights), (sample) => {
            const made = target(id).compile(sample, { tokenizer: characters });
            if (isRefusal(made)) {
              assert.equal(made.reason, 'weight-not-expressible');
              return;
            }
            assert.equal(decodedText(made[0]?.value ?? {}), trainedText(sample));
          }),
          { numRuns: 100, seed: 6 },
        );
      });
    }
  }

  const fim = (() => {
    const made = renderFim({ family: 'qwen2.5-coder', mode: 'psm', prefix: 'a😀', middle: 'b\u2028é', suffix: 'c' });
    return row(made.text, [...made.spans], { kind: 'fim', family: 'qwen2.5-coder' });
  })();

  it('a text that is no conversation goes to targets without a template of their own', () => {
    for (const { id, compile } of compileTargets) {
      const made = compile(fim, { tokenizer: characters });
      if (['trl', 'trl-tokens', 'axolotl-segments', 'jsonl'].includes(id)) {
        assert.ok(!isRefusal(made), id);
        assert.equal(decodedText(made[0]?.value ?? {}), trainedText(fim), id);
      } else assert.deepEqual(made, { reason: 'own-template' }, id);
    }
  });

  it('a preference pair has one prompt and two completions; another prompt is refused', () => {
    const other = renderFim({ family: 'qwen2.5-coder', mode: 'psm', prefix: 'a😀', middle: 'no', suffix: 'c' });
    const rejected = { text: other.text, spans: [...other.spans] };
    const made = target('trl').compile({ ...fim, rejected }, {});
    assert.ok(!isRefusal(made));
    assert.deepEqual(
      made.map(({ part }) => part),
      ['text', 'preference'],
    );
    const { prompt, chosen, rejected: not } = made[1]?.value ?? {};
    assert.deepEqual([`${prompt}${chosen}`, `${prompt}${not}`], [fim.text, other.text]);
    assert.equal(not, 'no<|endoftext|>');
    const elsewhere = renderFim({ family: 'qwen2.5-coder', mode: 'psm', prefix: 'z', middle: 'no', suffix: 'c' });
    const wrong = { ...fim, rejected: { text: elsewhere.text, spans: [...elsewhere.spans] } };
    assert.deepEqual(target('trl').compile(wrong, {}), { reason: 'no-common-prompt' });
  });

  const made = (turns: readonly Turn[]): Sample => {
    const { text, spans } = renderConversation(turns, tools, { family: 'qwen3', source: 's' });
    return row(text, [...spans]);
  };
  const said = (step: number, weight: number, more: Partial<Extract<Turn, { role: 'assistant' }>> = {}): Turn => {
    return { role: 'assistant', step, reasoning: '', text: `said ${step}`, calls: [], weight, ...more };
  };
  const call = (weight: number) => ({ name: 'read', arguments: { path: 'é' }, failed: false, weight });
  const user = (step: number): Turn => ({ role: 'user', step, text: `asked ${step}` });

  it('a recovery after an untrained turn: a row of its own, a prompt, a flag, or a refusal', () => {
    const sample = made([user(1), said(2, 1), user(3), said(4, 0), user(5), said(6, 1)]);
    const rows = target('llama-factory').compile(sample, {});
    assert.ok(!isRefusal(rows));
    assert.deepEqual(
      rows.map(({ part, value }) => [part, (value.conversations as unknown[]).length]),
      [
        ['last', 2],
        ['last', 6],
      ],
    );
    assert.deepEqual(target('trl').compile(sample, {}), { reason: 'untrained-turn' });
    assert.deepEqual(target('adp').compile(sample, {}), { reason: 'untrained-turn' });
    const tail = target('trl').compile(made([user(1), said(2, 0), user(3), said(4, 1)]), {});
    assert.ok(!isRefusal(tail));
    assert.deepEqual(tail[0]?.value.completion, [{ role: 'assistant', content: 'said 4' }]);
    const open = target('openai').compile(sample, {});
    assert.ok(!isRefusal(open));
    assert.deepEqual(
      (open[0]?.value.messages as ChatValue[] | undefined)?.map(({ weight }) => weight),
      [undefined, 1, undefined, 0, undefined, 1],
    );
  });

  it('each mask that a target cannot say is refused with its reason', () => {
    const twoCalls = made([user(1), said(2, 0, { text: '', calls: [call(0), call(1)] })]);
    const posed = made([user(1), said(2, 1, { posed: 'é? ' })]);
    const thought = made([user(1), said(2, 1, { reasoning: 'why' })]);
    const textAndCall = made([user(1), said(2, 1, { calls: [call(1)] })]);
    const noResult = made([user(1), said(2, 1, { text: '', calls: [call(1)] }), user(3), said(4, 1)]);
    const heavy = made([user(1), said(2, 2)]);
    const reasons = (sample: Sample) =>
      Object.fromEntries(
        compileTargets.map(({ id, compile }) => {
          const result = compile(sample, { tokenizer: characters });
          return [id, isRefusal(result) ? result.reason : 'written'];
        }),
      );
    assert.equal(reasons(twoCalls)['ms-swift'], 'consecutive-calls');
    assert.equal(reasons(twoCalls).axolotl, 'part-of-message');
    assert.equal(reasons(posed).openai, 'part-of-message');
    assert.equal(reasons(posed)['ms-swift'], 'part-of-message');
    assert.equal(reasons(posed).axolotl, 'written');
    assert.equal(reasons(thought).openai, 'reasoning-not-expressible');
    assert.equal(reasons(thought).axolotl, 'written');
    assert.equal(reasons(textAndCall)['llama-factory'], 'text-with-call');
    assert.equal(reasons(noResult).openai, 'results-unpaired');
    assert.deepEqual(
      Object.entries(reasons(heavy))
        .filter(([, reason]) => reason === 'written')
        .map(([id]) => id),
      ['ms-swift', 'jsonl'],
    );
  });

  it("Axolotl's ranges end at their last character, counted in code points", () => {
    const sample = made([user(1), said(2, 1, { posed: '😀? ', text: 'yes 😀' })]);
    const rows = target('axolotl').compile(sample, {});
    assert.ok(!isRefusal(rows));
    assert.deepEqual((rows[0]?.value.messages as ChatValue[] | undefined)?.[1]?.training_detail, [
      { begin_offset: 0, end_offset: 2, train: false },
      { begin_offset: 3, end_offset: 7, train: true },
    ]);
  });

  it('a conversation is read back from its row: system, tools, results and all', () => {
    const sample = made([
      { role: 'system', step: 1, text: 'be good' },
      user(1),
      said(2, 1, { reasoning: 'r', calls: [call(1), call(0)] }),
      {
        role: 'tool',
        step: 2,
        results: [
          { text: '', failed: false },
          { text: 'x\n', failed: true },
        ],
      },
    ]);
    const read = conversationOfRow(sample);
    assert.deepEqual(
      read?.tools.map((json) => JSON.parse(json) as unknown),
      tools,
    );
    assert.deepEqual(
      read?.messages.map(({ role }) => role),
      ['system', 'user', 'assistant', 'tool'],
    );
    assert.deepEqual(read?.messages[3], { role: 'tool', results: ['', 'x\n'] });
    const turn = read?.messages[2];
    assert.ok(turn?.role === 'assistant');
    assert.equal(turnWeight(turn), null);
    assert.deepEqual(turn.calls[0], { name: 'read', arguments: '{"path": "é"}', weight: 1 });
    assert.equal(conversationOfRow(fim), null);
  });
});

function decodedText(value: Record<string, unknown>): string {
  if ('completion' in value) return String(value.completion);
  if ('segments' in value) {
    return (value.segments as { label: boolean; text: string }[])
      .map(({ label, text }) => (label ? text : ''))
      .join('');
  }
  if ('trained' in value) {
    const points = [...String(value.text)];
    return (value.trained as [number, number, number][]).map(([from, to]) => points.slice(from, to).join('')).join('');
  }
  const mask = (value.assistant_masks ?? value.completion_mask) as number[];
  const ids = value.input_ids as number[];
  assert.deepEqual(
    value.labels,
    ids.map((id, at) => (mask[at] === 1 ? id : -100)),
  );
  return ids.map((id, at) => (mask[at] === 1 ? String.fromCodePoint(id) : '')).join('');
}
