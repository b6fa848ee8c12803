declare const TRACEWRIGHT_VERSION: string | undefined;

/** The package's version; the build writes it in. */
export function productVersion(): string {
  return typeof TRACEWRIGHT_VERSION === 'string' ? TRACEWRIGHT_VERSION : '0.0.0-source';
}
