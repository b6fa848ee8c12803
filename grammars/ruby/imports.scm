(call !receiver method: (identifier) @callee arguments: (argument_list . (string) @source)) @require
