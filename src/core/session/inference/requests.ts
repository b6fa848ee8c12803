import type { SessionEvent, SessionEventOf } from '../event.ts';
import { eventsBetween } from './surroundings.ts';

type Request = SessionEventOf<'request'>;

/** What the editor was asked for, found by kind and time. */
export class Requests {
  readonly #byWhat = new Map<Request['what'], Request[]>();

  constructor(events: readonly SessionEvent[]) {
    for (const event of events) {
      if (event.kind !== 'request') continue;
      const known = this.#byWhat.get(event.what);
      if (known === undefined) this.#byWhat.set(event.what, [event]);
      else known.push(event);
    }
  }

  /** The last one up to `window` ms before an event; in the event's document where the request names one, if asked. */
  last(
    what: Request['what'],
    { t, doc }: { readonly t: number; readonly doc: number },
    window: number,
    here: boolean,
  ): Request | undefined {
    return eventsBetween(this.#byWhat.get(what) ?? [], t - window, t).findLast(
      (request) => !here || (request.doc ?? doc) === doc,
    );
  }
}
