/** Names (of files or folders above them) that hold nothing but secrets. In lower case. */
const NAMES = [
  /^\.env(?:\..+|rc)?$/,
  /\.(?:pem|key|p12|pfx|pkcs12|keystore|jks|kdbx|kdb|ppk|asc|gpg|agekey|ovpn|tfvars)$/,
  /^id_(?:rsa|dsa|ecdsa|ed25519)(?:_.+)?$/,
  /^\.(?:netrc|_netrc|pgpass|htpasswd|git-credentials|pypirc|s3cfg|boto|my\.cnf|vault-token|dockercfg|authinfo)$/,
  /^_netrc$/,
  /^secrets?(?:\.(?:json|ya?ml|toml|ini|env|txt|properties|xml|cfg|conf))+$/,
  /^credentials?(?:\.(?:json|ya?ml|toml|ini|csv|txt|xml|db))?$/,
  /^(?:client_secret|service[-_]?account).*\.json$/,
  /^terraform\.tfstate(?:\..+)?$/,
  /\.tfstate(?:\.backup)?$/,
  /^(?:application_default_credentials|token|tokens)\.json$/,
];
/** The same by the end of their path. */
const PATHS = [
  /(?:^|\/)\.(?:aws|gnupg|ssh|kube|azure)\/(?:.+)$/,
  /(?:^|\/)\.docker\/config\.json$/,
  /(?:^|\/)\.npmrc$/,
];
/** Made to be shown. */
const SHOWN = /(?:^|[._-])(?:example|sample|template|dist|defaults?|tpl|schema)(?:[._-]|$)/;
const PUBLIC = /\.pub(?:\.(?:pem|key))?$|(?:^|[._-])public\.(?:pem|key)$|(?:^|\/)\.ssh\/config$/;

/** What a file of settings may hold beside a secret: whether this one does decides its text. */
const MAYBE = /(?:^|\/)\.npmrc$/;

/**
 * Whether a file is to be kept out of a recording for its name alone: `.env`, private keys, stores of passwords and the
 * like. Files that show how such a one looks (`.env.example`) are not meant.
 * @param path with forward slashes
 * @param text what is in it, where the name does not decide; without it the answer is yes
 */
export function isSecretFile(path: string, text?: string): boolean {
  const lower = path.toLowerCase();
  const name = lower.slice(lower.lastIndexOf('/') + 1);
  if (PUBLIC.test(lower) || SHOWN.test(name)) return false;
  if (text !== undefined && MAYBE.test(lower)) return /_auth|_password|token/i.test(text);
  return NAMES.some((pattern) => pattern.test(name)) || PATHS.some((pattern) => pattern.test(lower));
}
