import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Redactor } from '../../../src/core/session/redaction/redactor.ts';
import { ShadowGit } from '../../../src/node/git/shadowGit.ts';
import { LocalIntake } from '../../../src/node/secrets/localIntake.ts';
import { everythingIn } from '../redaction/rawBytes.ts';

const SECRET = 'q8Zr4T1xW9vBn3Kp';
const TOKEN = 'ghp_Ab12Cd34Ef56Gh78Ij90Kl12Mn34Op56Qr78';

describe('a snapshot without secrets', () => {
  let folder = '';
  let redactor: Redactor;
  let shadow: ShadowGit;
  const write = (name: string, content: string | Uint8Array) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  };
  const files = async (): Promise<Map<string, string>> => {
    const { tree } = await shadow.snapshot(folder);
    const entries = await shadow.listTree(tree);
    const blobs = await shadow.readBlobs(entries.map(({ oid }) => oid));
    return new Map(entries.map(({ path: name }, index) => [name, blobs[index]?.toString('utf8') ?? '(no blob)']));
  };

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-private-'));
    redactor = new Redactor();
    shadow = new ShadowGit(path.join(folder, '.tracewright'), 'one', { intake: new LocalIntake({ redactor }) });
  });
  afterEach(() => {
    shadow.dispose();
    rmSync(folder, { recursive: true });
  });

  it('has placeholders in the files, and nothing raw in any object', async () => {
    write('a.ts', `export const password = '${SECRET}';\n`);
    write('plain.ts', 'export const one = 1;\n');
    write('0-uses.ts', `connect('${SECRET}');\n`);
    for (let n = 0; n < 200; n++) write(`many/f${n}.ts`, n === 150 ? `// ${TOKEN}\n` : `export const n = ${n};\n`);
    const found = await files();
    assert.equal(found.get('a.ts'), "export const password = 'x0Xx0X0xX0xXx0Xx';\n");
    assert.equal(found.get('plain.ts'), 'export const one = 1;\n');
    assert.equal(found.get('many/f3.ts'), 'export const n = 3;\n');
    assert.equal(found.size, 203);
    assert.equal(found.get('0-uses.ts'), "connect('x0Xx0X0xX0xXx0Xx');\n");
    const all = everythingIn(path.join(folder, '.tracewright'));
    assert.ok(all.includes('export const one = 1'), 'the objects are read');
    assert.ok(!all.includes(TOKEN.slice(4)));
    assert.ok(!all.includes(SECRET), 'not even where nothing but another file tells that it is one');
  });

  it('takes changes, new files, deletions, folders in the place of files and modes', async () => {
    write('a.txt', 'one\n');
    write('b.txt', 'two\n');
    write('c', 'a file\n');
    await files();
    write('a.txt', 'changed\n');
    rmSync(path.join(folder, 'b.txt'));
    rmSync(path.join(folder, 'c'));
    write('c/d.txt', 'in a folder\n');
    assert.deepEqual(
      await files(),
      new Map([
        ['a.txt', 'changed\n'],
        ['c/d.txt', 'in a folder\n'],
      ]),
    );
    write('a.txt', `API_KEY="${SECRET}"\n`);
    assert.equal((await files()).get('a.txt'), 'API_KEY="x0Xx0X0xX0xXx0Xx"\n');
    write('a.txt', 'harmless\n');
    assert.equal((await files()).get('a.txt'), 'harmless\n');
    assert.ok(!everythingIn(path.join(folder, '.tracewright')).includes(SECRET));
  });

  it('is the same tree as git would make where there is nothing to hide', async () => {
    write('a.txt', 'one\n');
    write('deep/er/b.txt', 'two\n');
    const plain = new ShadowGit(path.join(folder, '.tracewright'), 'plain');
    assert.equal((await shadow.snapshot(folder)).tree, (await plain.snapshot(folder)).tree);
    plain.dispose();
  });

  it('leaves out secret-like files, also where the repository tracks them, and what .tracewrightignore hides', async () => {
    execFileSync('git', ['init', '-q'], { cwd: folder });
    write('.env', `X=${SECRET}\n`);
    write('.env.example', 'X=\n');
    write('deploy/id_rsa', 'not even one\n');
    write('notes/.tracewrightignore', '*.md\n!public.md\n');
    write('notes/diary.md', 'mine\n');
    write('notes/public.md', 'for all\n');
    write('kept.md', 'kept\n');
    execFileSync('git', ['add', '-A', '-f'], { cwd: folder });
    const names = [...(await files()).keys()].sort();
    assert.deepEqual(names, ['.env.example', 'kept.md', 'notes/.tracewrightignore', 'notes/public.md']);
    write('.tracewrightignore', 'kept.md\n');
    await new Promise((resolve) => setTimeout(resolve, 400));
    assert.ok(!(await files()).has('kept.md'), 'a rule that comes later takes out what is there');
    assert.ok(!everythingIn(path.join(folder, '.tracewright')).includes(SECRET));
    assert.equal(readFileSync(path.join(folder, '.env'), 'utf8'), `X=${SECRET}\n`);
  });

  it('hides elsewhere what stands in a secret-like file', async () => {
    write('.env', 'DB_PASSWORD=Tz5Lk2Mq8Wd7Rv1Y\n');
    write('uses.ts', "connect('Tz5Lk2Mq8Wd7Rv1Y');\n");
    assert.deepEqual(await files(), new Map([['uses.ts', "connect('Xx0Xx0Xx0Xx0Xx0X');\n"]]));
  });
});
