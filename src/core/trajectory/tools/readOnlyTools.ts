import { read, type Tool } from './toolDesk.ts';

/** Tools that change no file and whose words are not told here: searches, listings, notes, the web, questions. */
export const readOnlyTools: readonly Tool[] = [
  {
    names: ['grep', 'grep_search', 'ripgrep', 'rg', 'glob', 'ls', 'list', 'list_dir', 'list_files', 'find_files']
      .concat(['search_files', 'search', 'file_search', 'semantic_search', 'codebase_search', 'search_workspace'])
      .concat(['test_search', 'get_errors', 'get_changed_files', 'get_task_output', 'list_code_usages', 'read_lints'])
      .concat(['get_terminal_output', 'terminal_last_command', 'fetch_webpage', 'github_repo', 'think', 'submit'])
      .concat(['update_plan', 'view_image', 'web_search', 'webfetch', 'websearch', 'manage_todo_list', 'todo_write'])
      .concat(['report_intent', 'read_bash', 'stop_bash', 'list_bash', 'request_user_input', 'todo', 'plan', 'noop'])
      .concat(['fetch', 'read_terminal', 'kill_terminal', 'copilot_searchcodebase', 'copilot_findtextinfiles']),
    perform: () => read(),
  },
];
