import assert from 'node:assert/strict';
import { indexFiles, marksAndUses, type Sources } from './markedSources.ts';

const PYTHON: Readonly<Record<string, Sources>> = {
  'functions, lambdas and comprehensions are scopes, blocks are not': {
    'a.py': `[[n]] = 1
def f(n, m=<<n>>):
    return n + m
g = [n for n in range(3)] + [<<n>>]
h = lambda n: n
if <<n>>:
    <<n>> = 2
class C:
    n = 3
    def m(self):
        return <<n>>
`,
  },
  'global and nonlocal': {
    'a.py': `[[count]] = 0
def inc():
    global <<count>>
    <<count>> += 1
def other():
    count = 1
    def inner():
        nonlocal count
        count = 2
    return count
print(<<count>>)
`,
  },
  'imports, aliases, packages, stars and relative imports': {
    'pkg/__init__.py': 'from .a import <<helper>> as h\n',
    'pkg/a.py': 'def [[helper]](): pass\n',
    'pkg/b.py': 'from .a import *\n<<helper>>()\n',
    'use.py': `import pkg.a
from pkg import <<h>>, a
import pkg.a as other
pkg.a.<<helper>>(); <<h>>(); a.<<helper>>(); other.<<helper>>(); helper()
`,
  },
  'methods through self, constructors, annotations, super and classes below': {
    'a.py': `class Base:
    def [[run]](self, n=1):
        return self.<<run>>(n)
class Child(Base):
    def <<run>>(self):
        return super().<<run>>(2)
class Apart:
    def run(self): pass
`,
    'b.py': `from a import Base, Child, Apart
from typing import Optional
def f(b: Base, o: Optional[Base], all: list[Base], x: Apart):
    b.<<run>>(); o.<<run>>(); x.run()
    for each in all:
        each.<<run>>()
    c = Child()
    c.<<run>>()
`,
  },
  'fields made in the constructor': {
    'a.py': `class A:
    def __init__(self, size):
        self.[[size]] = size
    def grow(self):
        self.<<size>> += 1
a = A(1)
a.<<size>> = 3
size = 4
`,
  },
};

const GO: Readonly<Record<string, Sources>> = {
  'a package is all files of a folder, and a block hides from the declaration on': {
    'go.mod': 'module example.com/app\n',
    'util/a.go': 'package util\n\nvar [[Total]] = 1\n',
    'util/b.go': `package util

func f() int {
	Total := <<Total>> + 1
	if Total := Total; Total > 0 {
		return Total
	}
	return Total
}

func g() int { return <<Total>> }
`,
    'main.go': 'package main\n\nimport u "example.com/app/util"\n\nfunc main() { println(u.<<Total>>) }\n',
    'apart/a.go': 'package apart\n\nvar Total = 1\nvar x = Total\n',
  },
  'methods and fields through receivers, constructors, literals, ranges and embedding': {
    'go.mod': 'module example.com/app\n',
    'a.go': `package app

type Job struct{ [[Name]] string }
type Apart struct{ Name string }
type Outer struct{ Job }

func (j *Job) Run() string { return j.<<Name>> }
func NewJob() *Job { return &Job{<<Name>>: "x"} }
func f(all []*Job, o Outer, a Apart) {
	j := NewJob()
	j.<<Name>> = a.Name
	for _, each := range all {
		each.<<Name>> = "y"
	}
	_ = o.<<Name>>
}
`,
  },
};

const JAVA: Readonly<Record<string, Sources>> = {
  'fields are hidden by locals, inherited, and apart from methods of the name': {
    'src/a/Base.java': `package a;
public class Base {
  protected int [[total]] = 0;
  int total() { return <<total>>; }
  int f(int total) { return total + this.<<total>>; }
}
`,
    'src/a/Child.java': `package a;
class Child extends Base {
  int g() { int x = <<total>>; { int total = 1; x += total; } return x + total() + new Base().<<total>>; }
}
`,
  },
  'methods through imports, static imports, the package and inner classes': {
    'src/a/Base.java':
      'package a;\npublic class Base { public static int [[twice]](int n) { return n; } static class In { int t() { return <<twice>>(1); } } }\n',
    'src/b/Use.java': `package b;
import a.Base;
import static a.Base.<<twice>>;
class Use { int f() { return <<twice>>(1) + Base.<<twice>>(2); } int twice; }
`,
    'src/b/Apart.java': 'package b;\nclass Apart { int twice() { return twice(); } }\n',
  },
};

const RUST: Readonly<Record<string, Sources>> = {
  'modules, use trees with groups, aliases, globs, self, super and crate': {
    'Cargo.toml': '[package]\nname = "my-app"\n',
    'src/lib.rs': 'pub mod a;\nmod b;\npub use a::{<<helper>> as h};\nfn helper() {}\n',
    'src/a.rs': `pub fn [[helper]](x: i32) -> i32 { let helper = x; helper }
pub mod inner { use super::*; pub fn deep() { <<helper>>(1); super::<<helper>>(2); crate::a::<<helper>>(3); } }
`,
    'src/b.rs':
      'use super::a::{self, <<helper>>};\nuse crate::<<h>>;\nfn go() { <<helper>>(1); a::<<helper>>(2); <<h>>(3); }\n',
    'src/main.rs': 'fn main() { my_app::a::<<helper>>(1); }\n',
  },
  'let hides from its end on': {
    'src/lib.rs': 'fn f([[x]]: i32) -> i32 { let x = <<x>> + 1; let x = x + 1; x }\n',
  },
  'methods in impl blocks and traits': {
    'src/lib.rs': `mod a;
pub trait Run { fn [[run]](&self); fn twice(&self) { self.<<run>>() } }
`,
    'src/a.rs': `use crate::Run;
pub struct Thing { n: i32 }
pub struct Apart;
impl Thing { fn new() -> Self { Self { n: 0 } } fn go(&self) { self.<<run>>(); } }
impl Run for Thing { fn <<run>>(&self) {} }
impl Apart { fn run(&self) {} }
fn f(t: &Thing, a: Apart) { t.<<run>>(); let mut x = Thing::new(); x.<<run>>(); a.run(); }
`,
  },
};

for (const [language, cases] of Object.entries({ Python: PYTHON, Go: GO, Java: JAVA, Rust: RUST })) {
  describe(`symbols of ${language}`, () => {
    for (const [name, files] of Object.entries(cases)) {
      it(name, async () => {
        const { wanted, found } = await marksAndUses(files);
        assert.deepEqual(found, wanted);
      });
    }
  });
}

describe('calls in other languages', () => {
  it('have their arguments counted, named ones told', async () => {
    const index = await indexFiles({ 'a.py': 'def f(a, *, b=1, **c): pass\nf(1, b=2)\nf(*[1])\n' });
    const [f] = index.definitions('f');
    assert.ok(f);
    assert.deepEqual(
      f.parameters?.map(({ name, kind }) => `${name} ${kind}`),
      ['a plain', 'b default', 'c keyword-rest'],
    );
    assert.deepEqual(
      index.callsOf(f).map(({ call }) => call),
      [
        { count: 2, spread: false, keywords: ['b'] },
        { count: 1, spread: true, keywords: [] },
      ],
    );
  });
});
