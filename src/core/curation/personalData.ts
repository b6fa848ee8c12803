import type { SecretSpan } from '../session/redaction/tokenRules.ts';

/** Addresses that stand for nobody (RFC 2606, RFC 6761), and those that programs use. */
const nobody =
  /@(?:[\w-]+\.)*(?:example\.(?:com|org|net)|example|test|invalid|localhost|local)$|^(?:git|noreply|no-reply|user|username|you|your[._-]?(?:name|email)|email|someone|foo|bar|me|name|test)@|@users\.noreply\.github\.com$/i;
const email =
  /(?<![A-Za-z0-9._%+/@-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9@-]|\.[A-Za-z0-9])/g;
const ipv4 = /(?<![\w.:-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)/g;
const ipv6 = /(?<![\w:.])(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\w:.])/gi;
const phone =
  /(?<![\w.+/=-])(?:\+\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{2,4}(?:[ .-]\d{2,4}){1,4}|\(\d{3}\) ?\d{3}-\d{4}|\d{3}-\d{3}-\d{4})(?![\w/-]|\.\d)/g;

/**
 * E-mail addresses, public IP addresses and what looks like a phone number, in order and apart from each other. Left
 * alone are addresses that stand for nobody, private, documentation and loopback networks, well-known name servers, and
 * four numbers with dots that are a version.
 */
export function personalSpans(text: string): SecretSpan[] {
  const spans: SecretSpan[] = [];
  const find = (rule: string, pattern: RegExp, accepts: (value: string, at: number) => boolean) => {
    for (const match of text.matchAll(pattern)) {
      const [value] = match;
      if (accepts(value, match.index)) spans.push({ start: match.index, end: match.index + value.length, rule });
    }
  };
  if (text.includes('@')) find('email', email, (value) => !nobody.test(value) && !isFileName(value));
  find('ip-address', ipv4, (value, at) => isPublic(value) && !isVersion(text, at));
  if (text.includes(':')) find('ip-address', ipv6, (value) => !/^(?:0{1,4}:){7}|^fe80|^f[cd]|^2001:0?db8/i.test(value));
  find('phone', phone, (value) => {
    const digits = value.replace(/\D/g, '');
    return digits.length >= 9 && digits.length <= 15 && !/555[ .-]?01\d\d/.test(value) && !/^(\d)\1+$/.test(digits);
  });
  spans.sort((a, b) => a.start - b.start);
  return spans.filter(({ start }, at) => at === 0 || start >= (spans[at - 1]?.end ?? 0));
}

/** `icon@2x.png`, `pkg@1.0.js`. */
function isFileName(value: string): boolean {
  return /\.(?:png|jpe?g|gif|svg|webp|js|ts|css|json|py|html?|md|txt|so|dll)$/i.test(value);
}

const reserved: readonly RegExp[] = [
  /^(?:0|10|127|169\.254|192\.168|192\.0\.[02]|198\.51\.100|203\.0\.113|198\.1[89]|255)\./,
  /^172\.(?:1[6-9]|2\d|3[01])\./,
  /^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
  /^(?:22[4-9]|2[3-5]\d)\./,
  /^(?:8\.8\.[48]\.[48]|1\.1\.1\.1|1\.0\.0\.1|9\.9\.9\.9|1\.2\.3\.4)$/,
];

function isPublic(value: string): boolean {
  const parts = value.split('.').map(Number);
  return parts.every((part) => part <= 255) && (parts[0] ?? 0) > 9 && !reserved.some((range) => range.test(value));
}

/** A word that says so stands right before it. */
function isVersion(text: string, at: number): boolean {
  return /(?:version|release|chrome|firefox|edge|safari|build|revision|==|>=|<=|~=|\^|~)["'\s:=/(]*$/i.test(
    text.slice(Math.max(0, at - 24), at),
  );
}
