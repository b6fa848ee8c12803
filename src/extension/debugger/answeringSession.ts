import { DebugSession } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { StateRef } from '../host/stateAddress.ts';
import type { Debugged } from './debugged.ts';
import type { Texts } from './debugTexts.ts';
import { ExpressionError } from './expression.ts';
import type { Traveller } from './traveller.ts';

export interface SessionParts {
  readonly l10n: Texts;
  /** Id of the trajectory in addresses. */
  readonly id: string;
  readonly repo: string;
  /** What the document of steps is called. */
  readonly documentName: string;
  /** Reads the trajectory and its states. */
  open(signal: AbortSignal, onProgress: (done: number, total: number) => void): Promise<Debugged>;
  /** The one sentence about an error. */
  sentenceOf(error: unknown): string;
  /** The session stands at another step. */
  onMoved(state: StateRef & { readonly place: number }): void;
}

/** What there is once the trajectory has been read. */
export interface Ready {
  readonly debugged: Debugged;
  readonly traveller: Traveller;
}

const FAILED = 1;

/** A debug session that answers requests with what a piece of work gives, or with the sentence that says why not. */
export abstract class AnsweringSession extends DebugSession {
  protected readonly parts: SessionParts;
  protected ready: Ready | undefined;

  constructor(parts: SessionParts) {
    super();
    this.parts = parts;
  }

  /** Answers a request by `work`; what that gives is done behind the answer. */
  protected answer(response: DebugProtocol.Response, work: (ready: Ready) => unknown): void {
    const ready = this.ready;
    const done =
      ready === undefined
        ? Promise.reject(new Error(this.parts.l10n.t('The trajectory has not been read yet')))
        : (async () => work(ready))();
    done.then(
      (after) => {
        this.sendResponse(response);
        if (typeof after === 'function') after();
      },
      (error) => {
        const format = error instanceof ExpressionError ? error.message : this.parts.sentenceOf(error);
        this.refuse(response, format, !(error instanceof ExpressionError));
      },
    );
  }

  /** Answers with a sentence that says what is wrong. */
  protected refuse(response: DebugProtocol.Response, sentence: string, showUser: boolean): void {
    // Braces in a message of the protocol stand for variables.
    const format = sentence.replaceAll('{', '(').replaceAll('}', ')');
    this.sendErrorResponse(response, { id: FAILED, format, showUser });
  }
}
