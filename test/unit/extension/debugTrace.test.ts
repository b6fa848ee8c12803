import assert from 'node:assert/strict';
import { type DebugStep, DebugTrace } from '../../../src/extension/recorder/debugTrace.ts';

function trace() {
  const steps: DebugStep[] = [];
  const debug = new DebugTrace((step) => steps.push(step));
  let seq = 0;
  const ask = (command: string, args: object = {}) => {
    debug.toAdapter({ type: 'request', seq: ++seq, command, arguments: args });
    return seq;
  };
  const answer = (request: number, body: object = {}, success = true) =>
    debug.fromAdapter({ type: 'response', request_seq: request, success, body });
  const tell = (event: string, body: object = {}) => debug.fromAdapter({ type: 'event', event, body });
  const frame = (file: string, line: number) => ({ stackFrames: [{ source: { path: file }, line }, { line: 99 }] });
  return { steps, debug, ask, answer, tell, frame };
}

describe('what a debugged program does', () => {
  it('is told with the place of a stop once the editor has asked for the stack of its thread', () => {
    const { steps, ask, answer, tell, frame } = trace();
    tell('stopped', { reason: 'breakpoint', threadId: 1 });
    assert.deepEqual(steps, []);
    answer(ask('stackTrace', { threadId: 2 }), frame('/w/other.c', 1));
    answer(ask('stackTrace', { threadId: 1 }), frame('/w/a.c', 12));
    answer(ask('stackTrace', { threadId: 1 }), frame('/w/a.c', 12));
    assert.deepEqual(steps, [{ what: 'stopped', reason: 'breakpoint', file: '/w/a.c', line: 11 }]);
  });

  it('counts lines from 0, whatever the editor and the adapter agreed on', () => {
    const { steps, ask, answer, tell, frame } = trace();
    answer(ask('initialize', { linesStartAt1: false }));
    tell('stopped', { reason: 'step' });
    answer(ask('stackTrace', { threadId: 1 }), frame('/w/a.c', 12));
    assert.deepEqual(steps, [{ what: 'stopped', reason: 'step', file: '/w/a.c', line: 12 }]);
  });

  it('is told in order, and without a place, when it goes on before anybody asked', () => {
    const { steps, ask, answer, tell, frame } = trace();
    tell('stopped', { reason: 'step', threadId: 1 });
    const stack = ask('stackTrace', { threadId: 1 });
    answer(ask('next', { threadId: 1 }));
    answer(stack, frame('/w/a.c', 1));
    assert.deepEqual(steps, [
      { what: 'stopped', reason: 'step' },
      { what: 'continued', reason: 'next' },
    ]);
  });

  it('goes on once, though the editor asks for it and the adapter tells it too', () => {
    const { steps, ask, answer, tell } = trace();
    answer(ask('continue', { threadId: 1 }));
    tell('continued', { threadId: 1 });
    tell('stopped', { reason: 'pause', threadId: 1 });
    tell('continued', { threadId: 1 });
    assert.deepEqual(
      steps.map(({ what, reason }) => [what, reason]),
      [
        ['continued', 'continue'],
        ['stopped', 'pause'],
        ['continued', undefined],
      ],
    );
  });

  it('does not go on when the adapter refuses', () => {
    const { steps, ask, answer } = trace();
    answer(ask('continue'), {}, false);
    assert.deepEqual(steps, []);
  });

  it('tells what the person evaluates, and not what the editor does for hovers and watches', () => {
    const { steps, ask } = trace();
    for (const context of ['hover', 'watch', 'repl']) ask('evaluate', { expression: `${context} + 1`, context });
    assert.deepEqual(steps, [{ what: 'evaluated', text: 'repl + 1' }]);
  });

  it('ends with its exit code, after the stop that nobody asked about', () => {
    const { steps, debug, tell } = trace();
    tell('stopped', { reason: 'exception' });
    tell('exited', { exitCode: 7 });
    tell('terminated');
    debug.end();
    assert.deepEqual(steps, [
      { what: 'stopped', reason: 'exception' },
      { what: 'exited', exitCode: 7 },
    ]);
  });

  it('takes any message, however odd', () => {
    const { steps, debug, tell, ask, answer } = trace();
    for (const odd of [null, 1, 'x', [], {}, { type: 'request' }, { type: 'event' }, { type: 'response' }]) {
      debug.toAdapter(odd);
      debug.fromAdapter(odd);
    }
    tell('stopped', { reason: 1 });
    answer(ask('stackTrace'), { stackFrames: [null] });
    debug.fromAdapter({ type: 'event', event: 'exited' });
    assert.deepEqual(steps, [{ what: 'stopped' }, { what: 'exited', exitCode: null }]);
  });
});
