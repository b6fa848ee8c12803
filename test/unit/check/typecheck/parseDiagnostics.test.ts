import assert from 'node:assert/strict';
import { parseDiagnostics } from '../../../../src/core/check/typecheck/parseDiagnostics.ts';

function told(stdout: string, stderr = '', roots: string[] = []): string[] {
  return parseDiagnostics(stdout, stderr, roots).diagnostics.map(
    ({ path, line, column, severity, code, message }) => `${path}:${line}:${column} ${severity} ${code}|${message}`,
  );
}

describe('what type checkers print', () => {
  it('tsc, plain and pretty, in colour or not', () => {
    assert.deepEqual(told("src/a.ts(3,5): error TS2322: Type 'x' is not.\n  Deeper reason.\n"), [
      "src/a.ts:3:5 error TS2322|Type 'x' is not.",
    ]);
    const pretty =
      '\u001b[96msrc/a b.ts\u001b[0m:\u001b[93m3\u001b[0m:\u001b[93m5\u001b[0m - \u001b[91merror\u001b[0m\u001b[90m TS2304: \u001b[0mCannot find.\r\n\r\n3 foo();\r\n  ~~~\r\n\r\nFound 1 error in src/a b.ts:3\r\n';
    assert.deepEqual(told(pretty), ['src/a b.ts:3:5 error TS2304|Cannot find.']);
  });

  it('pyright, as text and as JSON, with paths made relative to where it ran', () => {
    const text =
      '/copy/a.py\n  /copy/a.py:2:7 - error: "x" is not defined (reportUndefinedVariable)\n1 error, 0 warnings\n';
    assert.deepEqual(told(text, '', ['/copy']), ['a.py:2:7 error reportUndefinedVariable|"x" is not defined']);
    const json = JSON.stringify({
      version: '1',
      generalDiagnostics: [
        {
          file: '/copy/a.py',
          severity: 'warning',
          message: 'in\n  two lines',
          rule: 'r',
          range: { start: { line: 1, character: 6 }, end: { line: 1, character: 7 } },
        },
      ],
    });
    assert.deepEqual(told(`No configuration file found.\n${json}\n`, '', ['/copy']), [
      'a.py:2:7 warning r|in two lines',
    ]);
  });

  it('mypy, as text and as JSON lines', () => {
    assert.deepEqual(told('a.py:3: error: Name "x" is not defined  [name-defined]\nFound 1 error in 1 file\n'), [
      'a.py:3:0 error name-defined|Name "x" is not defined',
    ]);
    const json = { file: 'a.py', line: 3, column: 4, message: 'm', hint: null, code: 'c', severity: 'error' };
    assert.deepEqual(told(`${JSON.stringify(json)}\n`), ['a.py:3:5 error c|m']);
  });

  it('go build and go vet, which print to stderr', () => {
    assert.deepEqual(
      told('', '# example.com/m\nvet: ./a.go:3:5: undefined: x\n./b.go:1:2: "os" imported and not used\n'),
      ['a.go:3:5 error |undefined: x', 'b.go:1:2 error |"os" imported and not used'],
    );
  });

  it('cargo check, for people and as JSON lines', () => {
    const text = 'error[E0308]: mismatched types\n --> src/a.rs:3:5\n  |\n3 | x\nerror: could not compile `m`\n';
    assert.deepEqual(told('', text), ['src/a.rs:3:5 error E0308|mismatched types']);
    const message = {
      message: 'unused',
      level: 'warning',
      code: { code: 'unused' },
      spans: [{ file_name: 'src/a.rs', line_start: 1, column_start: 2, is_primary: true }],
    };
    const lines = [
      { reason: 'compiler-artifact' },
      { reason: 'compiler-message', message },
      { reason: 'build-finished' },
    ];
    assert.deepEqual(told(lines.map((line) => JSON.stringify(line)).join('\n')), [
      'src/a.rs:1:2 warning unused|unused',
    ]);
  });

  it('javac and maven', () => {
    assert.deepEqual(
      told('', 'src/A.java:3: error: cannot find symbol\n    x();\n    ^\n  symbol: method x()\n1 error\n'),
      ['src/A.java:3:0 error |cannot find symbol'],
    );
    assert.deepEqual(told('[ERROR] /copy/A.java:[3,5] cannot find symbol\n', '', ['/copy']), [
      'A.java:3:5 error |cannot find symbol',
    ]);
  });

  it('eslint, stylish and as JSON', () => {
    const text = "\n/copy/a.ts\n  3:5  error  'x' is not defined  no-undef\n  4:1  warning  Odd\n\n✖ 2 problems\n";
    assert.deepEqual(told(text, '', ['/copy']), [
      "a.ts:3:5 error no-undef|'x' is not defined",
      'a.ts:4:1 warning |Odd',
    ]);
    const json = [
      { filePath: '/copy/a.ts', messages: [{ ruleId: null, severity: 2, message: 'm', line: 1, column: 2 }] },
    ];
    assert.deepEqual(told(JSON.stringify(json), '', ['/copy']), ['a.ts:1:2 error |m']);
  });

  it('whatever prints as gcc does', () => {
    assert.deepEqual(told('', 'C:\\src\\a.c:3:5: fatal error: x.h: No such file [-Wx]\na.c:9: warning: odd\n'), [
      'C:/src/a.c:3:5 error -Wx|x.h: No such file',
      'a.c:9:0 warning |odd',
    ]);
  });

  it('takes no clock, address or stack frame for a place', () => {
    assert.deepEqual(told('12:30:05: started\nlocalhost:3000: up\nnpm ERR! code 1\n    at run (/x/a.js:3:5)\n'), []);
    assert.equal(parseDiagnostics('all good', '').tool, '');
  });
});
