import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as templates from '../chat/templates.ts';
import { vocabularyFolder } from '../tokens/realTokenizers.ts';

const program = path.resolve(import.meta.dirname, '../../../src/cli/main.ts');

describe('render and render-chat on the command line', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-render-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      encoding: 'utf8',
      cwd: folder,
    });
    return { status, stdout, stderr, json: () => JSON.parse(stdout) };
  };
  const file = (name: string, content: unknown) => {
    writeFileSync(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
    return name;
  };
  const messages = [
    { role: 'user', content: 'q' },
    { role: 'assistant', content: 'a', tool_calls: [{ function: { name: 'f', arguments: '{"x":1}' } }] },
  ];

  it('render-chat gives text, spans and warnings', () => {
    const args = ['--messages', file('m.json', messages), '--tools', file('t.json', [{ name: 'f' }]), '--json'];
    const { status, json } = run('render-chat', '--template', file('whole.jinja', templates.whole), ...args);
    const { text, spans, warnings } = json();
    assert.equal(status, 0);
    assert.equal(text.slice(...spans[0]), 'a<call>f {"x": 1}</call><|end|>');
    assert.deepEqual(warnings, []);
    const dropping = run('render-chat', '--template', file('drops.jinja', templates.dropsCalls), ...args).json();
    assert.deepEqual(
      dropping.warnings.map(({ code }: { code: string }) => code),
      ['tool-call-dropped'],
    );
  });

  it("render-chat takes a model's tokenizer_config.json, with its tokens", () => {
    const chat_template = [
      { name: 'default', template: '{{ bos_token }}x' },
      { name: 'tool_use', template: `{{ bos_token }}${templates.whole}` },
    ];
    const config = file('tokenizer_config.json', { chat_template, bos_token: { content: '<s>' }, eos_token: null });
    const args = ['render-chat', '--template', config, '--messages', file('m.json', messages), '--json'];
    assert.ok(
      run(...args)
        .json()
        .text.startsWith('<s><|user|>'),
    );
    assert.ok(
      run(...args, '--bos', '<b>')
        .json()
        .text.startsWith('<b><|user|>'),
    );
    assert.equal(run('render-chat', '--template', file('other.json', {}), '--messages', 'm.json').status, 3);
  });

  it('render-chat writes the day that it is told', () => {
    const args = [
      'render-chat',
      '--template',
      file('date.jinja', templates.writesDate),
      '--messages',
      file('m.json', messages),
    ];
    assert.ok(run(...args, '--date', '2026-01-02').stdout.startsWith('02 Jan 2026\n'));
    assert.equal(run(...args, '--date', 'today').status, 2);
  });

  it('a role that the template refuses is one line, and the exit code is 3', () => {
    const system = file('s.json', [{ role: 'system', content: 's' }, ...messages]);
    const { status, stderr } = run(
      'render-chat',
      '--template',
      file('two.jinja', templates.twoRoles),
      '--messages',
      system,
    );
    assert.equal(status, 3);
    assert.match(stderr, /^tracewright: the chat template refuses these messages: Only user and assistant[^\n]*\n$/);
  });

  it('render warns of strings that are not verified, and says what the tokenizer puts in front', () => {
    const args = ['--prefix', 'a', '--suffix', 'b', '--json'];
    const granite = run('render', '--family', 'granite4', ...args).json();
    assert.deepEqual(
      granite.warnings.map(({ code, field }: Record<string, string>) => [code, field]),
      [['not-verified', 'psm']],
    );
    const llama = run('render', '--family', 'codellama', ...args).json();
    assert.deepEqual([llama.warnings, llama.bos, llama.text], [[], '<s>', '<PRE> a <SUF>b <MID>']);
  });

  it('render puts other files, the repository and the path into the form of the family', () => {
    file('o.py', 'X = 1\n');
    const { text } = run(
      'render',
      '--family',
      'qwen2.5-coder',
      '--prefix',
      'a',
      '--suffix',
      'b',
      '--context',
      'o.py',
      '--repo',
      'me/r',
      '--path',
      'a.py',
      '--json',
    ).json();
    assert.equal(
      text,
      '<|repo_name|>me/r\n<|file_sep|>o.py\nX = 1\n\n<|file_sep|>a.py\n<|fim_prefix|>a<|fim_suffix|>b<|fim_middle|>',
    );
  });

  it('render takes an order by its own name, and refuses one that the family has not', () => {
    const args = ['--prefix', 'a', '--suffix', 'b', '--json'];
    assert.equal(run('render', '--family', 'starcoder', '--mode', 'spm-2', ...args).json().variant, 'spm-2');
    assert.equal(run('render', '--family', 'codestral', '--mode', 'spm-1', ...args).json().text, '[SUFFIX]b[PREFIX]a');
    const refused = run('render', '--family', 'starcoder', '--mode', 'spm-1', ...args);
    assert.equal(refused.status, 2);
    assert.match(refused.stderr, /no documented spm-1 form \(use psm or spm-2\)/);
    assert.equal(run('render', '--family', 'seed-coder', ...args).status, 2);
  });

  it('render refuses control strings in code, or escapes and counts them', () => {
    const args = ['render', '--family', 'starcoder', '--prefix', 'x <fim_middle>', '--suffix', 'b', '--json'];
    assert.equal(run(...args).status, 3);
    const escaped = run(...args, '--sentinels', 'escape').json();
    assert.deepEqual([escaped.escaped, escaped.text], [1, '<fim_prefix>x <\u200Bfim_middle><fim_suffix>b<fim_middle>']);
  });

  it('render gives tokens of a real vocabulary', () => {
    const { tokens } = run(
      'render',
      '--family',
      'qwen2.5-coder',
      '--prefix',
      'a',
      '--suffix',
      'b',
      '--tokenizer',
      vocabularyFolder('qwen3'),
      '--json',
    ).json();
    assert.deepEqual(tokens, [151659, 64, 151661, 65, 151660]);
    const other = run(
      'render',
      '--family',
      'starcoder',
      '--prefix',
      'a',
      '--suffix',
      'b',
      '--tokenizer',
      vocabularyFolder('qwen3'),
      '--json',
    );
    assert.deepEqual(
      other.json().warnings.map(({ code }: { code: string }) => code),
      ['sentinel-not-in-vocabulary'],
    );
  }).timeout(30_000);

  it('doctor says what a tokenizer is of, and that tokens are estimated without one', () => {
    const named = (checks: { name: string; ok: boolean; detail: string }[]) =>
      checks.find(({ name }) => name === 'tokenizer');
    const without = named(run('doctor', '--json').json().checks);
    assert.match(without?.detail ?? '', /estimated as bytes\/4/);
    const qwen = named(run('doctor', '--json', '--tokenizer', vocabularyFolder('qwen3')).json().checks);
    assert.match(qwen?.detail ?? '', /sentinels of .*qwen2\.5-coder/);
    assert.doesNotMatch(qwen?.detail ?? '', /starcoder|deepseek/);
    const bad = named(run('doctor', '--json', '--tokenizer', file('no.json', {})).json().checks);
    assert.equal(bad?.ok, false);
  }).timeout(30_000);
});
