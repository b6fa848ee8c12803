import { type BreakpointRequest, HitCountError, type Resolved, resolveBreakpoint } from './breakpoints.ts';
import type { Debugged } from './debugged.ts';
import type { Texts } from './debugTexts.ts';
import { ExpressionError } from './expression.ts';

/** One breakpoint as the person set it, and what became of it. */
export interface SetBreakpoint {
  readonly id: number;
  readonly request: BreakpointRequest | null;
  readonly places: readonly number[];
  readonly verified: boolean;
  readonly message: string;
}

/** The breakpoints of a session, group by group: a group is set anew as a whole. */
export class BreakpointTable {
  readonly #groups = new Map<string, readonly SetBreakpoint[]>();
  readonly #l10n: Texts;
  #ids = 0;

  constructor(l10n: Texts) {
    this.#l10n = l10n;
  }

  /** Sets a group. A request that is a text is one that cannot be set, and why. */
  async set(
    group: string,
    requests: readonly (BreakpointRequest | string)[],
    debugged: Debugged,
  ): Promise<readonly SetBreakpoint[]> {
    const made: SetBreakpoint[] = [];
    for (const request of requests) {
      const id = ++this.#ids;
      const refused = (message: string) => made.push({ id, request: null, places: [], verified: false, message });
      if (typeof request === 'string') refused(request);
      else {
        try {
          made.push({ id, ...this.#told(await resolveBreakpoint(request, debugged), debugged) });
        } catch (error) {
          if (error instanceof ExpressionError) {
            refused(this.#l10n.t('At character {0}: {1}', error.at + 1, error.message));
          } else if (error instanceof HitCountError) {
            refused(this.#l10n.t('A hit count is a number, also with >, >=, <, <=, == or % before it'));
          } else throw error;
        }
      }
    }
    this.#groups.set(group, made);
    return made;
  }

  /** Those that stop. */
  stopping(): SetBreakpoint[] {
    return this.#all().filter(({ request }) => request !== null && !request.logMessage);
  }

  /** Those that only speak. */
  logging(): SetBreakpoint[] {
    return this.#all().filter(({ request }) => Boolean(request?.logMessage));
  }

  #all(): SetBreakpoint[] {
    return [...this.#groups.values()].flat();
  }

  #told({ request, places }: Resolved, debugged: Debugged): Omit<SetBreakpoint, 'id'> {
    const steps = [...new Set(places.map((place) => debugged.step(place).step_id))];
    const verified = places.length > 0;
    const named = steps.slice(0, 12).join(', ') + (steps.length > 12 ? ', …' : '');
    const message = !verified
      ? this.#l10n.t('No step of this trajectory comes to this')
      : steps.length === 1
        ? this.#l10n.t('At step {0}', named)
        : this.#l10n.t('At the steps {0}', named);
    return { request, places, verified, message };
  }
}
