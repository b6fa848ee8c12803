import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { allowListOf } from '../../../src/core/session/redaction/allowList.ts';
import { redactBytes } from '../../../src/core/session/redaction/redactBytes.ts';
import { redactEvent } from '../../../src/core/session/redaction/redactEvent.ts';
import { RedactedOutput } from '../../../src/core/session/redaction/redactedOutput.ts';
import { Redactor } from '../../../src/core/session/redaction/redactor.ts';
import { isSecretFile } from '../../../src/core/session/redaction/secretFiles.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** What is between the brackets is to be hidden, and nothing else. */
const secret: readonly string[] = [
  'const password = "[hunter2!]";',
  'API_KEY=[abc123def456]',
  'export DB_PASSWORD=[hunt]',
  '"api_key": "[q8Zr4T1x]"',
  '{"a": "x\\"password\\": \\"[hunter2x]\\" y"}',
  'postgres://bob:[s3cr3t]@host/db',
  'ghp_[a]',
  'github_pat_[11ABCDEFG0_abc]',
  'glpat-[abc-DEF_12]',
  'xoxb-[123-abc]',
  'AKIA[Q7RT2LM9XW4PZ8VN]',
  'AIza[SyA-1b2c]',
  'sk-proj-[ab_c]',
  'sk_live_[4eC39H]',
  'eyJ[hbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2ln]',
  'password: [S3cure-Horse]',
  'curl -u bob:[pw1] http://x',
  'mysql --password=[abc9!x]',
  'Authorization: Bearer [abcdef1234567890]',
  '//packages.example.com/:_authToken=[abcdEFGH1234]',
  'const token = "[8f14e45fceea167a5a36dedd4bea2543]"',
  "if (password === '[tr0ub4dor]')",
  'password = "[hunt]',
  'login("password", "[hunt2]");',
  '-----BEGIN RSA PRIVATE KEY-----\n[MIIEowIBAAKCAQEA]\n[abcd]/[efg+==]\n-----END RSA PRIVATE KEY-----\nnext line',
];

const harmless: readonly string[] = [
  'token: string',
  'const password = getPassword()',
  'password = "changeme"',
  'api_key: "<your-key>"',
  'secret = "xxxxxxxx"',
  '"integrity": "sha512-Zq3kZ1zX0q9vQ9qk1h2fQ8w1+abc/def==",',
  'commit 3b18e512dba79e4c8300dd08aeb37f8e728b8dad',
  'id = "123e4567-e89b-12d3-a456-426614174000"',
  'src="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUA"',
  'type: "password"',
  "argon2id('password', 'salt1234', { t: 1, m: 8, p: 1 });",
  "const key = scrypt('password', 'salt', { N: 2 ** 16 });",
  "hmac(sha256, 'key', 'message1');",
  'const { password } = req.body',
  'password: z.string()',
  'tokenType = "Bearer"',
  'TOKEN_URL="https://x.y/z"',
  'MAX_TOKENS=4096',
  'hf_hub_download(repo)',
  'npm_lifecycle_event npm_config_cache',
  '.sk-spinner-circle { }',
  'http://localhost:3000/x http://host:port/',
  'PWD=/home/x',
  'password = args.password',
  'password = process.env.PASSWORD',
  'let keyToken = tokens[i]',
  'ASIA_PACIFIC',
  'case "password": return x',
  'secretName: "my-secret"',
  'passwordLabel: "Enter your password"',
  '//# sourceMappingURL=data:application/json;base64,eyJ2ZXJzaW9uIjozLCJmaWxlIjoi',
  'key: "ArrowDown"',
  `secret: \${{ secrets.NPM_TOKEN }}`,
  'password = password1',
  'PASSWORD=$OTHER PASSWORD="$1"',
  'exports[`renders 1`] = `<input type="password" value="" />`;',
  'function a(b){return b.token?b.token:c.key}var e="abc",f=e.secret||"none";',
];

describe('the redactor', () => {
  for (const line of secret) {
    it(`hides ${JSON.stringify(line.slice(0, 60))}`, () => {
      const text = line.replace(/\[|\]/g, '');
      const expected = line.replace(/\[([^\]]*)\]/g, (_all, value: string) =>
        value.replace(/[a-z]/g, 'x').replace(/[A-Z]/g, 'X').replace(/\d/g, '0'),
      );
      assert.equal(new Redactor().redact(text).text, expected);
    });
  }

  it('leaves ordinary lines as they are', () => {
    for (const line of harmless) assert.equal(new Redactor().redact(line).text, line);
  });

  it("finds next to nothing in this project's own sources", () => {
    const files = execFileSync('git', ['ls-files', 'src', 'scripts', 'docs', 'package-lock.json', 'package.json'], {
      cwd: root,
      encoding: 'utf8',
    });
    const found = files.split('\n').flatMap((name) => {
      if (name === '' || /\.(?:wasm|png)$/.test(name) || name.includes('/redaction/')) return [];
      const text = readFileSync(path.join(root, name), 'utf8');
      return new Redactor().spans(text).map(({ start, end }) => `${name}: ${text.slice(start, end)}`);
    });
    assert.deepEqual(found, []);
  });

  it('hides everywhere what it has learned, but not what could be anything', () => {
    const redactor = new Redactor();
    redactor.learnFrom('password = "q8Zr4T1xW9vBn3Kp"; secret = "hunter"');
    assert.equal(redactor.redact('f(q8Zr4T1xW9vBn3Kp, hunter)').text, 'f(x0Xx0X0xX0xXx0Xx, hunter)');
  });

  it('leaves what somebody allows, and names an entry that is no regular expression', () => {
    const { allow, problems } = allowListOf(['fixture-1234', '/^demo-.*/', '/(/', 7]);
    const redactor = new Redactor({ allow });
    assert.equal(redactor.redact('secret = "fixture-1234"').text, 'secret = "fixture-1234"');
    assert.equal(redactor.redact('secret = "demo-1234x"').text, 'secret = "demo-1234x"');
    assert.equal(redactor.redact('secret = "other-1234"').text, 'secret = "xxxxx-0000"');
    assert.equal(problems.length, 2);
    assert.match(problems[0] ?? '', /is no regular expression/);
  });

  it('gives bytes whose text is redacted, in every encoding, and leaves binary files', () => {
    const text = 'password = "hunter2-ü"\n';
    const redactor = new Redactor();
    const told = redactor.redact(text).text;
    const bytes = (encoding: BufferEncoding, mark: number[], content: string) =>
      new Uint8Array(Buffer.concat([Buffer.from(mark), Buffer.from(content, encoding)]));
    assert.deepEqual(redactBytes(bytes('utf8', [], text), redactor).bytes, bytes('utf8', [], told));
    assert.deepEqual(
      redactBytes(bytes('utf8', [0xef, 0xbb, 0xbf], text), redactor).bytes,
      bytes('utf8', [0xef, 0xbb, 0xbf], told),
    );
    assert.deepEqual(
      redactBytes(bytes('utf16le', [0xff, 0xfe], text), redactor).bytes,
      bytes('utf16le', [0xff, 0xfe], told),
    );
    assert.deepEqual(redactBytes(bytes('latin1', [], text), redactor).bytes, bytes('latin1', [], told));
    const binary = new Uint8Array([0, ...Buffer.from(text)]);
    assert.equal(redactBytes(binary, redactor).bytes, binary);
  });

  it('finds in output what two pieces share, and holds back only the last line', () => {
    const whole =
      'one\ntoken ghp_Ab12Cd34Ef56Gh78 two\n-----BEGIN PRIVATE KEY-----\nMIIEowIB\nAAbb12\n-----END PRIVATE KEY-----\nend';
    const expected = new Redactor().redact(whole).text;
    assert.ok(!expected.includes('MIIE'));
    for (let cut = 1; cut < whole.length; cut++) {
      const output = new RedactedOutput(new Redactor());
      assert.equal(output.push(whole.slice(0, cut)) + output.push(whole.slice(cut)) + output.rest(), expected);
    }
  });

  it('looks into what events say, and not into their ids', () => {
    const redactor = new Redactor();
    const { event, found } = redactEvent(
      {
        kind: 'note',
        note: 'n1',
        type: 'why',
        text: 'the API_KEY=q8Zr4T1x was wrong',
        anchors: [{ path: 'src/API_KEY=q8Zr4T1x', start: 0, end: 4, quote: 'password: "q8Zr4T1x"' }],
      },
      redactor,
    );
    assert.deepEqual(event, {
      kind: 'note',
      note: 'n1',
      type: 'why',
      text: 'the API_KEY=x0Xx0X0x was wrong',
      anchors: [{ path: 'src/API_KEY=q8Zr4T1x', start: 0, end: 4, quote: 'password: "x0Xx0X0x"' }],
    });
    assert.deepEqual(
      [...found.values()].reduce((sum, count) => sum + count, 0),
      2,
    );
  });

  it('knows the names of files that hold nothing but secrets, and those that show how such a one looks', () => {
    const never = [
      '.env',
      'a/.env.local',
      'x.pem',
      'deploy/server.key',
      '.ssh/id_ed25519',
      'id_rsa',
      '.aws/credentials',
      '.netrc',
      'a.p12',
      'b.pfx',
      'c.keystore',
      'd.kdbx',
      'secrets.yaml',
      'credentials.json',
      'service-account-1.json',
      '.htpasswd',
      'terraform.tfstate',
      'terraform.tfstate.backup',
    ];
    const recorded = [
      '.env.example',
      '.env.sample',
      'src/secrets.ts',
      'src/token.ts',
      'keys.md',
      'id_rsa.pub',
      'environment.ts',
      'tokens.css',
      'credentials.ts',
      'terraform.tf',
    ];
    assert.deepEqual(
      never.filter((name) => !isSecretFile(name)),
      [],
    );
    assert.deepEqual(
      recorded.filter((name) => isSecretFile(name)),
      [],
    );
    assert.ok(isSecretFile('.npmrc', '//r/:_authToken=x') && !isSecretFile('.npmrc', 'save-exact=true'));
  });
});
