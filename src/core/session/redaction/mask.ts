/**
 * A placeholder of the same length (UTF-16 code units) and shape: lower-case letters become `x`, upper-case ones `X`,
 * digits `0`; other ASCII characters stay, and whatever is not ASCII becomes `x`. A value without any letter or digit
 * becomes stars. Masking a placeholder gives it again.
 */
export function maskOf(value: string): string {
  const masked = value
    .replace(/[a-z]/g, 'x')
    .replace(/[A-Z]/g, 'X')
    .replace(/[0-9]/g, '0')
    .replace(/[^\0-\x7f]/g, 'x');
  return /[xX0]/.test(masked) ? masked : masked.replace(/[^\s]/g, '*');
}
