; Every statement that names another module; the specifier is @source.
(import_statement source: (string) @source) @import
(import_statement (import_clause (identifier) @default) source: (string) @source) @import
(import_statement (import_clause (namespace_import (identifier) @namespace)) source: (string) @source) @import
(import_statement (import_clause (named_imports (import_specifier name: (_) @imported !alias))) source: (string) @source) @import
(import_statement (import_clause (named_imports (import_specifier name: (_) @imported alias: (_) @local))) source: (string) @source) @import

(export_statement source: (string) @source) @export-from
(export_statement (namespace_export (_) @namespace) source: (string) @source) @export-from
(export_statement (export_clause (export_specifier name: (_) @imported !alias)) source: (string) @source) @export-from
(export_statement (export_clause (export_specifier name: (_) @imported alias: (_) @local)) source: (string) @source) @export-from

((call_expression function: (identifier) @callee arguments: (arguments . (string) @source)) @require)
(call_expression function: (import) arguments: (arguments . (string) @source)) @dynamic

; const { a, b: c } = require('x') and const ns = require('x')
(variable_declarator name: (identifier) @namespace value: (call_expression function: (identifier) @callee arguments: (arguments . (string) @source)) @require)
(variable_declarator name: (object_pattern (shorthand_property_identifier_pattern) @imported) value: (call_expression function: (identifier) @callee arguments: (arguments . (string) @source)) @require)
(variable_declarator name: (object_pattern (pair_pattern key: (property_identifier) @imported value: (identifier) @local)) value: (call_expression function: (identifier) @callee arguments: (arguments . (string) @source)) @require)
