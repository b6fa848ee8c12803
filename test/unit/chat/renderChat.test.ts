import assert from 'node:assert/strict';
import { type Conversation, parseConversation } from '../../../src/core/chat/chatMessage.ts';
import { ChatTemplate, type CompileTemplate } from '../../../src/core/chat/chatTemplate.ts';
import { type RenderedChat, renderChat } from '../../../src/core/chat/renderChat.ts';
import { jinjaTemplates } from '../../../src/node/chat/jinjaTemplates.ts';
import * as templates from './templates.ts';

const plain: Conversation = {
  messages: [
    { role: 'user', content: 'two and two?' },
    { role: 'assistant', content: 'four', reasoning_content: 'count' },
    { role: 'user', content: 'and two?' },
    { role: 'assistant', content: 'six', reasoning_content: 'add' },
  ],
  tools: [],
};
const withCall: Conversation = {
  messages: [
    { role: 'user', content: 'what is in a.ts? use read_file' },
    {
      role: 'assistant',
      content: 'I call read_file.',
      tool_calls: [
        { type: 'function', function: { name: 'read_file', arguments: { path: 'src/a.ts', lines: [1, 20] } } },
      ],
    },
    { role: 'tool', content: 'export {}' },
    { role: 'assistant', content: 'nothing' },
  ],
  tools: [{ type: 'function', function: { name: 'read_file' } }],
};

describe('renderChat', () => {
  let compile: CompileTemplate;
  before(async () => {
    compile = await jinjaTemplates(new Date('2026-01-02T03:04:05Z'));
  });
  const render = (source: string, conversation: Conversation) =>
    renderChat(new ChatTemplate(source, compile), conversation);
  const trained = ({ text, spans }: RenderedChat) => spans.map(([start, end]) => text.slice(start, end));
  const codes = ({ warnings }: RenderedChat) => warnings.map(({ code }) => code);

  it('what stands in generation tags is trained, and nothing of the marks is left in the text', () => {
    const made = render(templates.whole, plain);
    assert.equal(
      made.text,
      '<|user|>\ntwo and two?<|end|>\n<|assistant|>\nfour<|end|><|user|>\nand two?<|end|>\n<|assistant|>\nsix<|end|>',
    );
    assert.deepEqual(trained(made), ['four<|end|>', 'six<|end|>']);
    assert.deepEqual(made.warnings, []);
  });

  it('calls that are written where it is trained are no finding', () => {
    const made = render(templates.whole, withCall);
    assert.deepEqual(trained(made), [
      'I call read_file.<call>read_file {"path": "src/a.ts", "lines": [1, 20]}</call><|end|>',
      'nothing<|end|>',
    ]);
    assert.deepEqual(made.warnings, []);
  });

  it('messages that hold private use characters keep them', () => {
    const content = 'a\uE0F0b\uE0F1';
    const made = render(templates.whole, {
      messages: [
        { role: 'user', content: 'q' },
        { role: 'assistant', content },
      ],
      tools: [],
    });
    assert.deepEqual(trained(made), [`${content}<|end|>`]);
  });

  it('white space control of the tags is kept', () => {
    const tight = templates.whole
      .replace('{% generation %}', '  {%- generation -%}  ')
      .replace('{% endgeneration %}', ' {%- endgeneration %}');
    assert.equal(
      render(tight, plain).text,
      render(templates.whole.replace('<|assistant|>\n{%', '<|assistant|>{%'), plain).text,
    );
  });

  it('a template with CRLF line ends is written like the one without', () => {
    assert.deepEqual(render(templates.windowsLines, plain), render(templates.whole, plain));
  });

  it('a dropped call is found though its name stands in the text', () => {
    const made = render(templates.dropsCalls, withCall);
    assert.ok(made.text.includes('read_file'));
    assert.deepEqual(
      made.warnings.map(({ code, at }) => [code, at]),
      [['tool-call-dropped', 1]],
    );
  });

  it('a call without its arguments, or outside of what is trained, is found', () => {
    assert.deepEqual(codes(render(templates.dropsArguments, withCall)), ['tool-argument-dropped']);
    assert.match(render(templates.dropsArguments, withCall).warnings[0]?.message ?? '', /path, lines/);
    assert.deepEqual(codes(render(templates.callsOutside, withCall)), ['tool-call-not-trained', 'stop-not-trained']);
  });

  it('a template that trains no stop is found, whatever the messages end with', () => {
    assert.deepEqual(codes(render(templates.noStop, plain)), ['stop-not-trained']);
    assert.deepEqual(codes(render(templates.noStop, { ...plain, messages: plain.messages.slice(0, 1) })), [
      'stop-not-trained',
    ]);
  });

  it('a template that strips earlier reasoning is not prefix-preserving, and the message is named', () => {
    const made = render(templates.stripsReasoning, plain);
    assert.deepEqual(
      made.warnings.map(({ code, at }) => [code, at]),
      [['not-prefix-preserving', 1]],
    );
    assert.deepEqual(trained(made), ['four<|end|>', '<think>add</think>six<|end|>']);
  });

  it('without tags, spans are what each assistant message adds', () => {
    const made = render(templates.untagged, withCall);
    assert.deepEqual(trained(made), trained(render(templates.whole, withCall)));
    assert.deepEqual(codes(made), ['no-generation-tags']);
  });

  it('without tags, a message that is written otherwise later has no span', () => {
    const untagged = templates.stripsReasoning.replaceAll(/\{% (end)?generation %\}/g, '');
    const made = render(untagged, plain);
    assert.deepEqual(trained(made), ['<think>add</think>six<|end|>']);
    assert.deepEqual(codes(made), ['no-generation-tags', 'span-not-found', 'not-prefix-preserving']);
  });

  it('a role that the template refuses is one clear sentence', () => {
    assert.throws(() => render(templates.twoRoles, withCall), {
      code: 'template-raised',
      message: 'the chat template refuses these messages: Only user and assistant roles are supported!',
    });
  });

  it('a template that is no template, or fails, is one clear sentence too', () => {
    assert.throws(() => render('{% if %}', plain), { code: 'template-not-read' });
    assert.throws(() => render('{{ messages[0].content.nothing.at_all() }}', plain), { code: 'template-failed' });
  });

  it('messages are written down as the template reads them: text as parts, arguments as JSON', () => {
    const parts = render(templates.readsParts, plain);
    assert.equal(parts.text, render(templates.whole, plain).text);
    assert.deepEqual(codes(parts), ['form-changed']);
    const json = render(templates.joinsArguments, withCall);
    assert.ok(json.text.includes('read_file [{"path":"src/a.ts","lines":[1,20]}]'));
    assert.deepEqual(codes(json), ['form-changed']);
  });

  it('arguments that came as JSON text are an object for the template', () => {
    const message = withCall.messages[1];
    const call = { function: { name: 'read_file', arguments: '{"path":"src/a.ts","lines":[1,20]}' } };
    const messages = [
      withCall.messages[0],
      { ...message, tool_calls: [call] },
      ...withCall.messages.slice(2),
    ] as Conversation['messages'];
    assert.equal(render(templates.whole, { ...withCall, messages }).text, render(templates.whole, withCall).text);
  });

  it('a text that the template leaves out is named', () => {
    const made = render(templates.whole.replace('{% else %}', "{% elif message.role != 'tool' %}"), withCall);
    assert.deepEqual(
      made.warnings.map(({ code, at }) => [code, at]),
      [['message-dropped', 2]],
    );
  });

  it('a template that writes the date gets the date that it is given, and is warned of', () => {
    const made = render(templates.writesDate, plain);
    assert.ok(made.text.startsWith('02 Jan 2026\n'));
    assert.deepEqual(codes(made), ['depends-on-date']);
  });
});

describe('parseConversation', () => {
  it('takes a list, or an object with tools', () => {
    assert.deepEqual(parseConversation([{ role: 'user', content: 'a' }]), {
      messages: [{ role: 'user', content: 'a' }],
      tools: [],
    });
    assert.equal(parseConversation({ messages: [], tools: [{ name: 'x' }] }).tools.length, 1);
  });

  it('names the member that is wrong', () => {
    assert.throws(() => parseConversation([{ role: 'user' }, { content: 'a' }]), {
      code: 'not-messages',
      message: /messages\.1\.role/,
    });
  });
});
