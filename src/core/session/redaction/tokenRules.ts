/** A stretch of text that is a secret, in UTF-16 code units, and the rule that found it. */
export interface SecretSpan {
  readonly start: number;
  readonly end: number;
  readonly rule: string;
}

/** Finds secrets inside one line. `needles`: in lower case, one of them must stand in the line. */
export interface LineRule {
  readonly name: string;
  readonly needles: readonly string[];
  /** The named group `secret` is what is hidden. Flags `dg`. Must not look over the ends of the line. */
  readonly pattern: RegExp;
  readonly accepts?: (secret: string) => boolean;
}

const LEFT = '(?<![A-Za-z0-9_])';
const hasDigit = (secret: string) => /\d/.test(secret);
const token = (name: string, needles: readonly string[], source: string, accepts?: (secret: string) => boolean) => ({
  name,
  needles,
  pattern: new RegExp(LEFT + source, 'dg'),
  ...(accepts === undefined ? {} : { accepts }),
});

/**
 * Tokens with a prefix that their issuer gave them so that they can be told. What follows the prefix is hidden from its
 * first character, so that one that is still being typed never shows; where the prefix is an ordinary word, too, a few
 * characters must make the difference.
 */
export const tokenRules: readonly LineRule[] = [
  token('github-token', ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], 'gh[pousr]_(?<secret>[A-Za-z0-9]+)'),
  token('github-token', ['github_pat_'], 'github_pat_(?<secret>[A-Za-z0-9_]+)'),
  token('gitlab-token', ['glpat-', 'gldt-', 'glrt-', 'glptt-'], 'gl(?:pat|dt|rt|ptt)-(?<secret>[A-Za-z0-9_-]+)'),
  token('slack-token', ['xox', 'xapp-'], 'x(?:ox[abeoprs]|app)-(?<secret>[A-Za-z0-9-]+)'),
  {
    name: 'slack-webhook',
    needles: ['hooks.slack.com'],
    pattern: /hooks\.slack\.com\/(?:services|workflows)\/(?<secret>[A-Za-z0-9/_-]+)/dg,
  },
  token(
    'aws-key-id',
    ['akia', 'asia', 'abia', 'acca'],
    'A(?:KIA|SIA|BIA|CCA)(?<secret>[A-Z0-9]{2,})(?![a-z_])',
    hasDigit,
  ),
  token('google-key', ['aiza'], 'AIza(?<secret>[A-Za-z0-9_-]+)'),
  token('google-key', ['ya29.'], 'ya29\\.(?<secret>[A-Za-z0-9_-]+)'),
  token('google-key', ['gocspx-'], 'GOCSPX-(?<secret>[A-Za-z0-9_-]+)'),
  token('stripe-key', ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_'], '[rs]k_(?:live|test)_(?<secret>[A-Za-z0-9]+)'),
  token('stripe-key', ['whsec_'], 'whsec_(?<secret>[A-Za-z0-9+/=]+)'),
  token('model-key', ['sk-'], 'sk-(?:proj|svcacct|admin|ant|or-v1)-(?<secret>[A-Za-z0-9_-]+)'),
  token('model-key', ['sk-'], 'sk-(?<secret>[A-Za-z0-9]{8,})(?![A-Za-z0-9-])', hasDigit),
  token('npm-token', ['npm_'], 'npm_(?<secret>[A-Za-z0-9]{4,})(?![A-Za-z0-9_])', hasDigit),
  token('hugging-face-token', ['hf_'], 'hf_(?<secret>[A-Za-z0-9]{4,})(?![A-Za-z0-9_])', isMixed),
  token('pypi-token', ['pypi-ag'], 'pypi-Ag(?<secret>[A-Za-z0-9_-]+)'),
  token('digitalocean-token', ['dop_v1_', 'doo_v1_', 'dor_v1_'], 'do[opr]_v1_(?<secret>[a-f0-9]+)'),
  token('sendgrid-key', ['sg.'], 'SG\\.(?<secret>[A-Za-z0-9_-]{8,}(?:\\.[A-Za-z0-9_-]*)?)', isMixed),
  token('shopify-token', ['shp'], 'shp(?:at|ca|pa|ss)_(?<secret>[A-Fa-f0-9]+)'),
  token('telegram-token', [':aa'], '\\d{8,10}:AA(?<secret>[A-Za-z0-9_-]{8,})'),
  token('age-key', ['age-secret-key-1'], 'AGE-SECRET-KEY-1(?<secret>[A-Z0-9]+)'),
  token('linear-key', ['lin_api_'], 'lin_api_(?<secret>[A-Za-z0-9]+)'),
  token('databricks-token', ['dapi'], 'dapi(?<secret>[a-f0-9]{8,})', hasDigit),
  {
    name: 'jwt',
    needles: ['eyj'],
    pattern: /(?<![A-Za-z0-9_+/=-]|base64,)eyJ(?<secret>[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*){0,4})/dg,
  },
  {
    name: 'url-password',
    needles: ['://'],
    pattern: /(?<=[A-Za-z0-9]):\/\/[^\s:@/'"`<>]{0,200}:(?<secret>[^\s@/'"`<>]{1,200})@/dg,
    accepts: (secret) => !/^[$%{]/.test(secret) && !/^(?:pass(?:word)?|pwd|secret|token|x+|\*+|\.+)$/i.test(secret),
  },
  {
    name: 'url-password',
    needles: ['://'],
    pattern: /(?<=[A-Za-z0-9]):\/\/[A-Za-z0-9_.-]{1,200}:(?<secret>[^\s@/'"`<>?#,;)\]}]{1,200})(?![^\s'"`]*@)/dg,
    accepts: (secret) => /[A-Za-z]/.test(secret) && /[0-9!*+=^~]/.test(secret) && !/[${}():]/.test(secret),
  },
  {
    name: 'authorization',
    needles: ['bearer ', 'basic ', 'token '],
    pattern: /\b(?:[Bb]earer|[Bb]asic|[Aa]uthorization: ?[Tt]oken) +(?<secret>[A-Za-z0-9._~+/=-]{8,})/dg,
    accepts: isMixed,
  },
];

function isMixed(secret: string): boolean {
  return /\d/.test(secret) && /[A-Za-z]/.test(secret);
}
