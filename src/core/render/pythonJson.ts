/**
 * JSON as Python's `json.dumps(value, ensure_ascii=False)` writes it, which is what the chat templates' `tojson` does:
 * `, ` and `: ` between parts, exponents with two digits. A whole number is written without a fraction,
 * because JavaScript does not keep the difference between 1 and 1.0.
 */
export function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}: ${pythonJson(item)}`).join(', ')}}`;
  }
  if (typeof value === 'number') return pythonNumber(value);
  return JSON.stringify(value) ?? 'null';
}

/** Python's `repr` of a float goes to exponents below 1e-4, JavaScript's below 1e-6. */
function pythonNumber(value: number): string {
  if (!Number.isFinite(value)) return 'null';
  if (value !== 0 && Math.abs(value) < 1e-4) {
    return value.toExponential().replace(/e([+-])(\d)$/, (_, sign: string, digit: string) => `e${sign}0${digit}`);
  }
  return String(value);
}
