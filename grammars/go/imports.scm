(import_spec path: (interpreted_string_literal) @source) @import
(import_spec name: (package_identifier) @namespace path: (interpreted_string_literal) @source) @import
