import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Places } from '../../../src/extension/debugger/places.ts';
import { Traveller } from '../../../src/extension/debugger/traveller.ts';
import type { ParentCall, RecordedThread } from '../../../src/node/timetravel/recordedThreads.ts';

/** Threads by the numbers of calls of their steps; a `u` is a message of the user. */
function threadsOf(
  lists: readonly (readonly (number | 'u')[])[],
  parents: readonly (ParentCall | null)[],
): RecordedThread[] {
  return lists.map((list, thread) => ({
    name: `agent ${thread}`,
    parent: parents[thread] ?? null,
    steps: list.map((calls, index) => ({
      step_id: index + 1,
      source: calls === 'u' ? ('user' as const) : ('agent' as const),
      message: '',
      tool_calls: Array.from({ length: calls === 'u' ? 0 : calls }, (_, call) => ({
        tool_call_id: `${call}`,
        function_name: 'tool',
        arguments: {},
      })),
    })),
  }));
}

/** Any trajectory with subagents, each called by a call of a thread before it. */
const anyPlaces = fc
  .array(fc.array(fc.oneof(fc.nat(3), fc.constant('u' as const)), { minLength: 1, maxLength: 6 }), {
    minLength: 1,
    maxLength: 4,
  })
  .chain((lists) =>
    fc.record({ lists: fc.constant(lists), picks: fc.array(fc.nat(50), { minLength: 8, maxLength: 8 }) }),
  )
  .map(({ lists, picks }) => {
    const parents = lists.map((_, thread): ParentCall | null => {
      if (thread === 0) return null;
      const at = (picks[thread * 2] ?? 0) % thread;
      const callers = (lists[at] ?? []).flatMap((calls, step) =>
        typeof calls === 'number' && calls > 0 ? [{ step, calls }] : [],
      );
      const caller = callers[(picks[thread * 2 + 1] ?? 0) % Math.max(callers.length, 1)];
      return caller === undefined ? null : { thread: at, step: caller.step, call: caller.calls - 1 };
    });
    return new Places(threadsOf(lists, parents));
  });
const anyMove = fc.constantFrom('next' as const, 'in' as const, 'out' as const);

describe('a traveller through a trajectory', () => {
  it('goes over steps, into calls and subagents, and out of them', () => {
    const places = new Places(
      threadsOf(
        [
          ['u', 2, 1, 'u', 1],
          ['u', 1],
        ],
        [null, { thread: 0, step: 1, call: 1 }],
      ),
    );
    const names = places.all.map(({ thread, step, call }) => `${thread}.${step}.${call}`);
    assert.deepEqual(names, ['0.0.-1', '0.1.0', '0.1.1', '1.0.-1', '1.1.0', '0.2.0', '0.3.-1', '0.4.0']);
    const at = (name: string) => names.indexOf(name);
    assert.equal(places.move(at('0.1.0'), 'next'), at('0.2.0'));
    assert.equal(places.move(at('0.1.1'), 'in'), at('1.0.-1'));
    assert.equal(places.move(at('1.0.-1'), 'out'), at('0.2.0'));
    assert.equal(places.move(at('1.1.0'), 'next'), at('0.2.0'));
    assert.equal(places.move(at('0.1.0'), 'out'), at('0.3.-1'));
    assert.equal(places.move(at('1.0.-1'), 'back'), at('0.1.1'));
    assert.equal(places.move(at('0.1.1'), 'back'), at('0.1.0'));
    assert.equal(places.move(places.last, 'next'), places.last);
  });

  it('back after any move forward is the same place, move by move', () => {
    fc.assert(
      fc.property(anyPlaces, fc.array(anyMove, { maxLength: 20 }), (places, moves) => {
        const traveller = new Traveller(places);
        const trail = [0];
        for (const move of moves) if (traveller.move(move)) trail.push(traveller.at);
        while (trail.length > 1) {
          trail.pop();
          assert.ok(traveller.move('back'));
          assert.equal(traveller.at, trail.at(-1));
        }
      }),
    );
  });

  it('every move forward leads on or stays at the end, and back leads to the start', () => {
    fc.assert(
      fc.property(anyPlaces, fc.nat(100), anyMove, (places, start, move) => {
        const traveller = new Traveller(places);
        const from = start % places.all.length;
        traveller.jump(from);
        assert.equal(traveller.move(move), from !== places.last);
        assert.ok(traveller.at > from || from === places.last);
        for (let moves = 0; moves <= places.all.length; moves++) traveller.move('back');
        assert.equal(traveller.at, 0);
      }),
    );
  });

  it('continue comes to every breakpoint once, reverse continue to the same ones in the other order', () => {
    fc.assert(
      fc.property(anyPlaces, fc.array(fc.nat(40), { maxLength: 6 }), (places, picks) => {
        const stops = [...new Set(picks.map((pick) => pick % places.all.length))].sort((a, b) => a - b);
        const traveller = new Traveller(places);
        const run = (direction: 'forward' | 'back') => {
          const met: number[] = [];
          for (;;) {
            const { at, hit } = traveller.run(direction, [stops]);
            if (hit.length === 0) return met;
            met.push(at);
          }
        };
        assert.deepEqual(
          run('forward'),
          stops.filter((stop) => stop > 0),
        );
        assert.equal(traveller.at, places.last);
        assert.deepEqual(run('back'), stops.filter((stop) => stop < places.last).reverse());
        assert.equal(traveller.at, 0);
      }),
    );
  });
});
