(import_declaration (scoped_identifier) @source) @import
