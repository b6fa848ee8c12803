(namespace_use_clause [(name) (qualified_name)] @source) @import
(include_expression (string) @source) @require
(include_once_expression (string) @source) @require
(require_expression (string) @source) @require
(require_once_expression (string) @source) @require
