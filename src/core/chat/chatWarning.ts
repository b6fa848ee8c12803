/** Something about a template or messages that makes bad training text. */
export interface ChatWarning {
  readonly code:
    | 'tool-call-dropped'
    | 'tool-call-not-trained'
    | 'tool-argument-dropped'
    | 'stop-not-trained'
    | 'not-prefix-preserving'
    | 'no-generation-tags'
    | 'span-not-found'
    | 'message-dropped'
    | 'form-changed'
    | 'depends-on-date';
  readonly message: string;
  /** Index of the message it is about. */
  readonly at?: number;
}
