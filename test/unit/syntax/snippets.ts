/** One small file of every language with a parser, with text beyond ASCII so that offsets are put to the test. */
export const SNIPPETS: Readonly<
  Record<string, { readonly file: string; readonly text: string; readonly defines: readonly string[] }>
> = {
  typescript: {
    file: 'a.ts',
    text: "import { a as b } from './é.ts';\n// 𝒳\nexport interface Shape { area(): number }\nexport const grow = (x: number) => x * 2;\nexport class Box<T> { size = '𝒳'; get(): T | null { return null; } }\n",
    defines: ['Shape', 'grow', 'Box'],
  },
  tsx: {
    file: 'a.tsx',
    text: "export function View(props: { name: string }) { return <p title='é'>{props.name} 𝒳</p>; }\n",
    defines: ['View'],
  },
  javascript: {
    file: 'a.jsx',
    text: "const fs = require('fs');\nasync function* run(...rest) { yield `𝒳`; }\nexport default () => <b>é</b>;\n",
    defines: ['run'],
  },
  python: {
    file: 'a.py',
    text: "from .é import b as c\n\n@c\nclass Shape:\n    '''𝒳'''\n    def area(self, *, unit='é'):\n        return [x for x in self if x]\n",
    defines: ['Shape', 'area'],
  },
  go: {
    file: 'a.go',
    text: 'package main\n\nimport "fmt"\n\ntype Box struct { size int }\n\nfunc (b *Box) Grow() int { return b.size }\n\nfunc main() { fmt.Println("é 𝒳") }\n',
    defines: ['Box', 'Grow', 'main'],
  },
  java: {
    file: 'A.java',
    text: 'package a;\nimport java.util.List;\n/** 𝒳 */\nclass Shape { String name = "é"; int area(List<String> of) { return of.size(); } }\n',
    defines: ['Shape', 'area'],
  },
  rust: {
    file: 'a.rs',
    text: 'use std::fmt;\n/// 𝒳\npub struct Shape { size: u32 }\nimpl Shape { pub fn area(&self) -> u32 { println!("é"); self.size } }\n',
    defines: ['Shape', 'area'],
  },
  c: {
    file: 'a.c',
    text: '#include <stdio.h>\n/* 𝒳 */\nstruct shape { int size; };\nint area(struct shape *s) { printf("é"); return s->size; }\n',
    defines: ['shape', 'area'],
  },
  cpp: {
    file: 'a.cpp',
    text: '#include <string>\nnamespace n { class Shape { public: int area() const { return 1; } }; }\n// 𝒳\ntemplate <typename T> T twice(T x) { auto f = [&] { return "é"; }; return x; }\n',
    defines: ['Shape', 'twice'],
  },
  csharp: {
    file: 'A.cs',
    text: 'using System;\nnamespace N { public class Shape { public string Name => "é"; int Area(int x) { Console.WriteLine("𝒳"); return x; } } }\n',
    defines: ['Shape', 'Area'],
  },
  ruby: {
    file: 'a.rb',
    text: "require_relative 'é'\nmodule N\n  class Shape\n    def area(unit: '𝒳') = size * 2\n  end\nend\n",
    defines: ['N', 'Shape', 'area'],
  },
  php: {
    file: 'a.php',
    text: '<p>é</p>\n<?php\nuse A\\B;\nfunction twice(int $x): int { return $x * 2; }\nclass Shape { public function area() { echo "𝒳"; return twice(1); } }\n',
    defines: ['twice', 'Shape', 'area'],
  },
};
